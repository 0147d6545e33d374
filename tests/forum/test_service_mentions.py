import pytest
import sqlalchemy as sa
from factories import NOW, make_member, make_staff, make_topic

from accounts.models import Account, Role
from accounts.service.details import erase_account
from forum import queries, rules, service
from forum.models import Mention, Post, Topic
from forum.queries import Reader
from foundation.db import transaction


@pytest.fixture
def talk(db):
    """Jan starts, Mia van 2b and the moderator answer; Piet takes part elsewhere."""
    with transaction():
        topic = make_topic()
        jan, mia, piet = make_member(alias="Jan"), make_member(alias="Mia van 2b"), make_member(alias="Piet")
        desk = make_staff(Role.MODERATOR, alias="Anouk Achternaam")
        opening = service.start_thread(topic, jan, "Fietsen", "Er staan veel fietsen.", NOW)
        answer = service.reply(opening, mia, "Bij ons ook.", NOW)
        service.reply(opening, desk, "Wij kijken mee.", NOW)
        service.start_thread(topic, piet, "Iets anders", "Over de lift.", NOW)
        return {"jan": jan.id, "mia": mia.id, "piet": piet.id, "opening": opening.id, "answer": answer.id, "topic": topic.id}


def write(db, talk, author, body):
    with transaction():
        return service.reply(db.session.get(Post, talk["opening"]), db.session.get(Account, talk[author]), body, NOW).id


def named(db, post_id):
    return set(db.session.scalars(sa.select(Mention.account_id).where(Mention.post_id == post_id)))


def test_who_takes_part_here_is_named_and_nobody_else(db, talk):
    post = write(db, talk, "jan", "@Mia van 2b, @Piet, @Anouk Achternaam en @Jan: kijk. @mia van 2B!")
    assert named(db, post) == {talk["mia"]}
    html = db.session.get(Post, post).body_html
    assert html.count(f'<a href="{rules.PERMALINK % talk["answer"]}">') == 2 and html.count("<a ") == 2
    assert [one.id for one in queries.mentions_of(talk["mia"], Reader(talk["mia"]))] == [post]
    assert not queries.mentions_of(talk["piet"], Reader(talk["piet"]))


def test_a_name_that_is_edited_away_is_named_no_more(db, talk):
    post = write(db, talk, "jan", "@Mia van 2b, kijk.")
    for body, there in (("Kijk.", set()), ("Toch maar @mia van 2b.", {talk["mia"]})):
        with transaction():
            service.edit_post(db.session.get(Post, post), db.session.get(Account, talk["jan"]), body, NOW)
        assert named(db, post) == there and ("<a " in db.session.get(Post, post).body_html) is bool(there)


def test_a_hidden_post_names_nobody(db, talk):
    post = write(db, talk, "jan", "@Mia van 2b, kijk.")
    with transaction():
        service.hide_post(db.session.get(Post, post), NOW)
    assert not queries.mentions_of(talk["mia"], Reader(talk["mia"]))


def test_whose_every_post_is_hidden_cannot_be_named(db, talk):
    with transaction():
        service.hide_post(db.session.get(Post, talk["answer"]), NOW)
    assert named(db, write(db, talk, "jan", "@Mia van 2b, kijk.")) == set()
    assert queries.people_near(db.session.get(Post, talk["opening"]), talk["piet"]) == ["Jan"]


def test_an_erased_account_is_named_nowhere(db, talk):
    post = write(db, talk, "jan", "@Mia van 2b, kijk.")
    with transaction():
        erase_account(talk["mia"], NOW)
    assert named(db, post) == set() and "<a " not in db.session.get(Post, post).body_html
    assert "@Mia van 2b, kijk." in db.session.get(Post, post).body


def test_rendering_again_keeps_the_names(db, talk):
    post = write(db, talk, "jan", "@Mia van 2b, kijk.")
    with transaction():
        before = db.session.get(Post, post).body_html
        db.session.get(Post, post).render_version = 0
        db.session.get(Post, post).body_html = ""
        db.session.flush()
        assert service.render_batch() == 1
    assert db.session.get(Post, post).body_html == before and named(db, post) == {talk["mia"]}


def test_only_people_of_this_conversation_are_offered(db, talk):
    assert queries.people_near(db.session.get(Post, talk["opening"]), talk["jan"]) == ["Mia van 2b"]


def test_the_language_is_kept_with_the_post(db, talk):
    with transaction():
        jan = db.session.get(Account, talk["jan"])
        post = service.start_thread(db.session.get(Topic, talk["topic"]), jan, "المصعد", "المصعد لا يعمل.", NOW, lang="ar")
        other = service.start_thread(db.session.get(Topic, talk["topic"]), jan, "x", "y", NOW, lang="klingon")
        service.edit_post(other, jan, "y", NOW, lang="pl")
    assert post.lang == "ar" and other.lang == "pl" and other.edited_at is None
    assert queries.last_language(talk["jan"]) == "pl" and queries.last_language(talk["piet"]) is None
