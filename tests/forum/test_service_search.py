import shutil
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from factories import NOW, make_member, make_staff, make_topic
from search_places import Place
from statements import statements

from accounts.models import Account, Role
from accounts.rules.aliases import fold_alias
from forum import queries, rules, service
from forum.jobs import indexing as jobs
from forum.models import AuthorKind, IndexQueue, Post, Topic
from forum.queries import Narrowed, Reader
from foundation.clock import local_day
from foundation.db import transaction
from foundation.house import house
from foundation.search import parse, vocabulary
from foundation.search.query import MAX_OTHERS


@pytest.fixture
def words(db):
    with transaction():
        topic, jan = make_topic(), make_member(alias="Jan")
        opening = service.start_thread(topic, jan, "Fietsenstalling", "De stalling staat vol met bakfietsen.", NOW)
        other = service.reply(opening, jan, "Ook de scootmobielen hebben geen plek.", NOW)
        return opening.id, other.id, jan.id


def search(text, reader=None, chosen=None, page=1):
    return queries.found_posts(rules.read_question(text, local_day(NOW)), Reader(reader), chosen, page)


def found(text, reader=None, **more):
    return [hit.post.id for hit in search(text, reader, **more).hits]


def drained(db):
    jobs.index(NOW)
    return db.session.scalar(sa.select(sa.func.count()).select_from(IndexQueue)) == 0


def test_what_was_written_is_found_after_the_job(db, words):
    opening, other, jan = words
    assert drained(db)
    assert found("bakfietsen") == [opening] and found("fietsenstalling") == [opening] and found("scootmobielen") == [other]
    assert not search("bakfietsen").limited
    with transaction():
        service.edit_post(db.session.get(Post, other), db.session.get(Account, jan), "Nu over rollators.", NOW)
    assert drained(db) and found("scootmobielen") == [] and found("rollators") == [other]


def test_hidden_held_and_withdrawn_posts_are_found_by_nobody(db, words):
    _opening, other, jan = words
    assert drained(db)
    with transaction():
        service.hide_post(db.session.get(Post, other), NOW)
    assert found("scootmobielen", jan) == []  # the index still knows it: the rows decide
    assert drained(db) and found("scootmobielen", jan) == []
    with transaction():
        service.restore_post(db.session.get(Post, other), NOW)
    assert drained(db) and found("scootmobielen") == [other]
    with transaction():
        service.withdraw_post(db.session.get(Post, other), db.session.get(Account, jan), NOW)
    assert found("scootmobielen", jan) == [] and search("scootmobielen", jan).total == 0


def test_a_topic_that_lost_its_place_is_not_searched(db, words):
    assert drained(db)
    with transaction():
        db.session.scalar(sa.select(Topic)).agreed_at = None
    assert found("bakfietsen") == []


def test_a_change_while_the_job_runs_stays_in_the_queue(db, words):
    seen = service.index_batch().seen if queries.the_index().health() is None else service.rebuild_index()[1]
    with transaction():
        service.edit_post(db.session.get(Post, words[0]), db.session.get(Account, words[2]), "Later.", NOW + timedelta(minutes=1))
    with transaction():
        service.settle(seen)
    assert db.session.scalars(sa.select(IndexQueue.post_id)).all() == [words[0]]


def test_reindex_answers_with_numbers(db, app, words):
    posts, _seen = service.rebuild_index()
    assert posts == 2 and found("bakfietsen") == [words[0]]


def test_a_question_stays_small_whatever_the_forum_says(db, words):
    """A word that a thousand compounds hold is not looked up a thousand times."""
    assert drained(db)
    letters = "abcdefghij"
    made = [f"kanarie{a}{b}{c}vogel" for a in letters for b in letters for c in letters]
    counts = {
        "kanarie": 9,
        "vogel": 9,
        **dict.fromkeys(made, 2),
        **{word[7:]: 9 for word in made},
        **{word[7:10] + "e": 9 for word in made},
    }
    with transaction():
        vocabulary.keep(counts)
    for question in ("kanarie", "kanarie vogel", " ".join(made[:20]), "kanarie vogel " * 20):
        clauses = vocabulary.widen(parse(question))
        assert len(clauses) <= 10 and all(len(clause.near) <= MAX_OTHERS for clause in clauses)
        assert not queries.the_index().search(clauses).limited
    assert len(vocabulary.alike("kanariabcvogel")) <= 5


@pytest.mark.parametrize("text", ["*" * 150, '"', "AND OR NOT", "a:b", "\\", "((((", "'; drop table post", "é" * 200, "\ud800"])
def test_no_question_breaks_the_search(db, words, text):
    assert drained(db)
    found(text)


def test_the_doctor_sees_a_missing_index_and_a_queue_that_stands_still(db, words):
    if db.engine.dialect.name == "sqlite":  # the index of a test database stays, that in a folder does not
        assert "reindex" in jobs.look_at_index(NOW)
    assert drained(db) and jobs.look_at_index(NOW) is None
    with transaction():
        service.hide_post(db.session.get(Post, words[1]), NOW)
    assert jobs.look_at_index(NOW) is None and "achter" in jobs.look_at_index(NOW + timedelta(hours=2))


def test_old_html_is_made_again(db, words):
    with transaction():
        for post in db.session.scalars(sa.select(Post)):
            post.body_html, post.render_version = "oud", 0
    assert jobs.render_again(NOW).ran == 2
    assert "oud" not in db.session.scalars(sa.select(Post.body_html)).all()


@pytest.fixture
def talk(db):
    """Two topics, four writers, two years."""
    with transaction():
        green, lifts = make_topic("groen"), make_topic("liften", opens_on=date(2025, 1, 1))
        green.title, lifts.title = "Groen en tuinen", "Liften en trappen"
        truus, mia, owner = make_member(alias="Oma Truus"), make_member(alias="Mia"), make_staff(Role.POLICY_OWNER, alias="Wim Kantoor")
        for account in (truus, mia, owner):
            account.alias_folded = fold_alias(account.alias)
        db.session.flush()
        ids = {
            "first": service.start_thread(lifts, truus, "De lift staat stil", "Al drie weken moet ik lopen.", NOW - timedelta(days=400)).id,
            "heg": service.start_thread(green, mia, "De heg", "Wie snoeit de heg bij de lift?", NOW - timedelta(days=3)).id,
        }
        answer = service.reply(
            db.session.get(Post, ids["heg"]), owner, "De ploeg snoeit in juli, ook bij de lift.", NOW - timedelta(days=2)
        )
        again = service.reply(answer, truus, "De lift gaat morgen open.", NOW - timedelta(days=1))
        ids |= {"staff": answer.id, "again": again.id, "truus": truus.id, "mia": mia.id}
        for post in db.session.scalars(sa.select(Post)):
            post.day = local_day(post.created_at).isoformat()
    assert drained(db)
    return ids


def counts(choices):
    return {choice.value: choice.posts for choice in choices}


def test_ways_to_narrow_count_exactly_what_this_reader_may_see(db, talk):
    everything = search("lift")
    assert everything.total == 4 and everything.hits[0].post.id == talk["first"], "all words in the title go first"
    assert counts(everything.topics) == {"liften": 1, "groen": 3} and counts(everything.years) == {"2025": 1, "2026": 3}
    assert counts(everything.kinds) == {"tenant": 3, "staff": 1}
    narrowed = search("lift", chosen=Narrowed(kind="staff"))
    assert [hit.post.id for hit in narrowed.hits] == [talk["staff"]] and narrowed.total == 1
    assert counts(narrowed.kinds) == {"tenant": 3, "staff": 1}, "another kind can still be chosen"
    assert counts(narrowed.topics) == {"groen": 1} and counts(narrowed.years) == {"2026": 1}
    assert set(found("lift", chosen=Narrowed(topic="groen", year="2026", kind="tenant"))) == {talk["heg"], talk["again"]}
    with transaction():
        service.hide_post(db.session.get(Post, talk["staff"]), NOW)
    for _ in ("the index still knows it", "the index was told"):
        less = search("lift")
        assert less.total == 3 and counts(less.kinds) == {"tenant": 3} and counts(less.topics) == {"liften": 1, "groen": 2}
        assert drained(db)


def test_operators(db, talk):
    truus = talk["truus"]
    assert (
        set(found('lift van:"oma truus"'))
        == set(found("lift van:truus"))
        == set(found("lift van:mij", truus))
        == {talk["first"], talk["again"]}
    )
    assert found("van:mia") == [talk["heg"]] and found("van:mij", talk["mia"]) == [talk["heg"]]
    assert found("van:mij") == [], "who is not known wrote nothing"
    assert found('van:"Wim Kantoor"') == [] and found("van:wim") == [], "staff are shown by what they do"
    assert set(found("lift onderwerp:tuinen")) == {talk["heg"], talk["staff"], talk["again"]}
    assert found("lift sinds:2026-11-22") == [talk["again"]] and found("sinds:gisteren") == [talk["again"]]
    assert found("lift onderwerp:bestaatniet") == [] and found("van:%") == [] and found("van:___") == []


def test_held_posts_are_their_authors_own(db, talk):
    with transaction():
        service.hold_post(db.session.get(Post, talk["again"]), NOW)
    assert drained(db)
    assert talk["again"] in found("van:mij", talk["truus"]) and talk["again"] not in found("van:truus", talk["mia"])
    assert talk["again"] not in found("morgen open", talk["mia"])


def test_a_title_is_not_shown_when_its_opening_is_gone(db, talk):
    with transaction():
        service.hide_post(db.session.get(Post, talk["heg"]), NOW)
    hits = {hit.post.id: hit.title for hit in search("lift").hits}
    assert hits == {talk["first"]: "De lift staat stil", talk["staff"]: None, talk["again"]: None}


@pytest.fixture
def said(db):
    """A writer of posts, one conversation each."""
    with transaction():
        topic, jan = make_topic(), make_member(alias="Jan")

    def say(*texts):
        with transaction():
            ids = [
                service.start_thread(
                    db.session.get(Topic, topic.id), db.session.get(Account, jan.id), "Bericht", text, NOW - timedelta(hours=n)
                ).id
                for n, text in enumerate(texts)
            ]
        assert drained(db)
        return ids

    return say


def test_a_slip_is_put_right(db, said):
    (mould,) = said("In de slaapkamer zit schimmel.")
    slip = search("schimel")
    assert [hit.post.id for hit in slip.hits] == [mould] and slip.instead == "schimmel" and slip.meant == ""
    assert search("schimel in slaapkmaer").instead == "schimmel in slaapkamer"
    assert search("bromfietsclub").instead == "" and search("bromfietsclub").total == 0


def test_few_with_the_same_slip_are_told_of_the_many_without(db, said):
    said("Een reperatie.", *[f"De reparatie duurt {n} dagen." for n in range(7)])
    few = search("reperatie")
    assert few.total == 1 and few.instead == "" and few.meant == "reparatie"
    assert search("reparatie").meant == ""


def test_a_word_that_only_hidden_posts_have_is_never_suggested(db, said):
    secret, _other = said("Mevrouw Kwakkelstein lekt.", "De kraan lekt.")
    assert search("kwakelstein").instead == "kwakkelstein"
    with transaction():
        service.hide_post(db.session.get(Post, secret), NOW)
    for _ in ("the index still knows it", "the index was told, the words not yet"):
        none = search("kwakelstein")
        assert (none.instead, none.meant, none.total, list(none.also)) == ("", "", 0, [])
        assert "kwakkelstein" in db.session.scalars(sa.select(vocabulary.TABLE.c.word)).all()
        assert drained(db)
    jobs.words(NOW)
    assert "kwakkelstein" not in db.session.scalars(sa.select(vocabulary.TABLE.c.word)).all()


def test_a_word_is_suggested_only_as_somebody_wrote_it(db, said):
    """A post that is found by the same stem is no proof of the word."""
    secret, _other = said("De kwakkelsteinen lekken.", "Bij kwakkelstein lekt het.")
    with transaction():
        service.hide_post(db.session.get(Post, secret), NOW)
    assert search("kwakelsteinen").instead == "" and search("kwakelstein").instead == "kwakkelstein"


def test_a_hidden_word_is_no_better_known_than_none(db, said):
    """Whether a word stands in a hidden post must not show in what is suggested for it."""
    secret, shown = said("Daar stond schimmer.", "Daar stond schimmel.")
    with transaction():
        service.hide_post(db.session.get(Post, secret), NOW)
    assert search("schimmer").instead == search("schimmeq").instead == "schimmel" and found("schimmer") == [shown]


def test_compounds_that_only_the_forum_knows(db, said):
    compound, *_rest = said(
        "Onze bakfietsloods is vol.",
        "Een bakfiets kost geld.",
        "Mijn bakfiets is weg.",
        "De loods is vol.",
        "In de loods staat water.",
        "De regen.",
    )
    assert compound in found("loods") and compound in found("bakfiets") and compound in found("bakfiets loods")
    assert drained(db)
    apart = said("In de loods staat mijn bakfiets.")[0]
    assert apart in found("bakfietsloods")


def test_some_of_the_words_are_better_than_nothing(db, said):
    both, one, *_rest = said("De kanarie en de poes.", "De kanarie zingt.", "Hier staat iets anders.")
    result = search("kanarie zingt poes")
    assert result.total == 0 and {hit.post.id for hit in result.also} == {both, one}
    assert [hit.post.id for hit in search("kanarie poes").hits] == [both] and [hit.post.id for hit in search("kanarie poes").also] == [one]


def test_pages_and_a_number_that_is_not_told(db, said, monkeypatch):
    ids = said(*[f"Over de kanarie, deel {n}" for n in range(45)])
    seen = [one for page in (1, 2, 3) for one in found("kanarie", page=page)]
    assert sorted(seen) == sorted(ids) and search("kanarie").pages == 3 and search("kanarie", page=99).page == 3
    monkeypatch.setattr("forum.queries.finding.MOST_PAGES", 2)
    assert search("kanarie").total == 45 and search("kanarie", page=3).page == 2


def test_without_an_index_the_newest_posts_are_looked_through(db, said, monkeypatch):
    mould, _other = said("In de slaapkamer zit schimmel, 100% nat.", "Niets aan de hand.")
    with transaction():
        hidden = service.start_thread(
            db.session.scalar(sa.select(Topic)), db.session.scalar(sa.select(Account)), "Oud", "Schimmel in de kelder.", NOW
        )
        service.hide_post(hidden, NOW)
    monkeypatch.setattr("forum.queries.finding.the_index", lambda: Place(url="postgresql+psycopg://test@127.0.0.1:1/nowhere").open())
    result = search("schimmel in de slaapkamer")
    assert result.limited and [hit.post.id for hit in result.hits] == [mould] and result.total == 1
    assert found("100%") == [mould] and found("SCHIMMEL") == [mould] and search("de het").total == 0
    monkeypatch.setattr("forum.queries.matching.RECENT", 2)
    assert found("schimmel") == []


def test_an_index_with_too_few_posts_is_made_anew(db, said):
    (one,) = said("De kanarie zingt.")
    queries.the_index().remove([str(one)])
    assert found("kanarie") == [] and drained(db) and found("kanarie") == [one]
    assert jobs.index(NOW).ran == 0, "and only once"


def test_a_lost_index_heals_by_the_next_job(db, said):
    (one,) = said("De kanarie zingt.")
    if db.engine.dialect.name == "sqlite":
        shutil.rmtree(house().data / "search")
        assert search("kanarie").limited and found("kanarie") == [one]
    else:
        with transaction():
            db.session.execute(sa.text("DELETE FROM search_document"))
    assert jobs.index(NOW).ran == 1 and found("kanarie") == [one] and not search("kanarie").limited


def test_a_search_costs_the_same_whatever_is_found(db, said):
    said(*[f"Over de kanarie en de {word}, deel {n}" for n, word in enumerate(["poes", "hond", "papegaai"] * 8)])
    with statements(db.engine) as few:
        search("papegaai poes")
    with statements(db.engine) as many:
        search("kanarie")
    assert len(many) <= 12 and len(few) <= 24


def test_other_languages_are_found_too(db, said):
    arabic, turkish = said("المصعد معطل منذ أسبوع", "Asansör çalışmıyor")
    assert found("المصعد") == [arabic] and found("asansor") == [turkish] and found("çalışmıyor") == [turkish]


@pytest.mark.parametrize("kind", [kind.value for kind in AuthorKind])
def test_every_kind_can_be_chosen(db, words, kind):
    assert drained(db)
    assert len(found("bakfietsen", chosen=Narrowed(kind=kind))) == (kind == "tenant")
