from datetime import timedelta

import pytest
from counting import START, One, Village, as_numbers, by_hand
from factories import make_member, make_staff
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sizes import size

from accounts.models import OptOut, Role
from forum.models import AuthorKind, MarkKind, Post, ShownTo, YearKind
from forum.service import mark_topic_read, set_mark
from foundation.db import transaction
from recruitment.models import ScoringNotice
from recruitment.queries import facts

DAY = timedelta(days=1)


@pytest.fixture
def village(db):
    with transaction():
        made = Village()
        yield made


def numbers(village, who):
    found = [one for one in facts(village.topic.id) if one.account_id == village.people[who].id]
    return found[0] if found else None


def test_days_posts_and_threads(village):
    village.thread()
    village.post(0, "een")
    village.post(0, "twee", at=START + DAY)
    village.post(0, "drie", at=START + DAY, thread=1)
    one = numbers(village, 0)
    assert (one.days, one.posts, one.threads, one.texts, one.own_repeats) == (2, 3, 2, 3, 0)


def test_days_are_local_days(village):
    late = START.replace(hour=22, minute=59)
    village.post(0, "een", at=late)
    village.post(0, "twee", at=late + timedelta(minutes=2))  # after midnight here, the same day in UTC
    assert numbers(village, 0).days == 2


def test_copies_empty_texts_and_more_than_three_a_day_do_not_count(village):
    village.post(0, "")
    for number in range(5):
        village.post(0, f"tekst {number}", at=START + timedelta(minutes=number))
    village.post(0, "tekst 4", at=START + DAY)  # its first copy fell to the cap of that day, and still makes this one a copy
    one = numbers(village, 0)
    assert (one.posts, one.days, one.texts, one.own_repeats) == (3, 1, 6, 2)


def test_ten_a_thread_are_taken_after_three_a_day(village):
    village.thread()
    for number in range(12):
        village.post(0, f"tekst {number}", at=START + number * DAY)
    for number in range(3):
        village.post(0, f"elders {number}", at=START + 12 * DAY, thread=1)
    one = numbers(village, 0)
    assert (one.posts, one.days, one.threads) == (13, 11, 2)


def test_answers_are_counted_in_households(village):
    village.people.append(make_member())
    village.households.append(village.households[1])  # lives with person 1
    village.tell(village.people[4])
    opening = village.post(0, "vraag")
    for who in (1, 4, 2):
        village.post(who, f"antwoord {who}", to=opening)
    assert numbers(village, 0).answered_by == 2
    assert numbers(village, 1).answered == 1
    village.post(4, "aan mijn huisgenoot", to=village.post(1, "nog iets", at=START + DAY), at=START + DAY)
    assert numbers(village, 4).answered == 1


def test_a_move_changes_nothing_about_what_was_written_before(village):
    opening = village.post(0, "vraag")
    village.post(0, "na de verhuizing", to=opening, household_id=village.households[3])
    assert (numbers(village, 0).answered, numbers(village, 0).answered_by) == (0, 0)


@pytest.mark.parametrize("kind", [AuthorKind.STAFF, AuthorKind.ORGANISATION, AuthorKind.GUEST])
def test_others_than_tenants_have_no_facts_and_answer_nobody(village, kind):
    opening = village.post(0, "vraag")
    village.post(0, "antwoord", to=village.post(1, "van de corporatie", to=opening, author_kind=kind))
    assert numbers(village, 1) is None
    assert (numbers(village, 0).answered_by, numbers(village, 0).answered) == (0, 0)


@pytest.mark.parametrize("shown_to", [ShownTo.NOBODY, ShownTo.AUTHOR])
def test_a_hidden_text_counts_for_nobody(village, shown_to):
    opening = village.post(0, "vraag", shown_to=shown_to)
    village.post(1, "antwoord", to=opening)
    village.post(2, "verborgen", to=village.post(3, "hoi"), shown_to=shown_to)
    assert numbers(village, 0) is None
    assert numbers(village, 1).answered == 0
    assert numbers(village, 2) is None
    assert numbers(village, 3).answered_by == 0


def test_nothing_outside_the_window(village):
    village.post(0, "te vroeg", at=START - 2 * DAY)
    village.post(0, "te laat", at=START + 60 * DAY)
    assert numbers(village, 0) is None
    village.post(0, "laatste dag", at=START + 59 * DAY)
    assert numbers(village, 0).posts == 1


def test_nothing_before_the_notice(db):
    with transaction():
        village = Village(2, told=False)
        opening = village.post(0, "vraag")
        village.post(1, "antwoord", to=opening, at=START + 2 * DAY)
        assert facts(village.topic.id) == []
        village.tell(village.people[1], at=START + DAY)
        assert as_numbers(facts(village.topic.id)) == {village.people[1].id: (1, 0, 1, 1, 1, 1, 0)}
        village.tell(village.people[0], at=START + DAY)
        # The opening is older than the notice: no point comes from it, not even by being answered.
        assert numbers(village, 0) is None
        village.post(0, "na de uitleg", at=START + DAY)
        assert numbers(village, 0).posts == 1


@pytest.mark.parametrize("road", ["notice", "opt_out", "erased"])
def test_who_objected_or_was_erased_has_no_facts(village, db, road):
    opening = village.post(0, "vraag")
    village.post(1, "antwoord", to=opening)
    person = village.people[1]
    if road == "notice":
        db.session.get(ScoringNotice, person.id).opted_out_at = START
    elif road == "opt_out":
        db.session.add(OptOut(tenant_id=person.tenant_id, scope="scoring", at=START))
    else:
        person.erased_at = START
    db.session.flush()
    assert numbers(village, 1) is None
    assert numbers(village, 0).answered_by == 0
    db.session.add(OptOut(tenant_id=village.people[0].tenant_id, scope="invitations", at=START))
    assert numbers(village, 0) is not None


def test_imported_sets_need_no_notice_and_no_window(db):
    with transaction():
        village = Village(2, kind=YearKind.IMPORTED, told=False)
        village.households = [None, None]
        opening = village.post(0, "vraag", at=START - 900 * DAY, source_id="P1")
        village.post(1, "antwoord", to=opening, at=START - 800 * DAY, source_id="C1")
        assert as_numbers(facts(village.topic.id)) == {
            village.people[0].id: (1, 1, 0, 1, 1, 1, 0), village.people[1].id: (1, 0, 1, 1, 1, 1, 0),
        }  # fmt: skip


def test_staff_are_never_scored_even_with_a_notice(village, db):
    clerk = make_staff(Role.MODERATOR)
    village.people.append(clerk)
    village.households.append(None)
    village.tell(clerk)
    village.post(4, "mededeling", author_kind=AuthorKind.STAFF)
    assert facts(village.topic.id) == []


def test_ties_in_time_go_by_source_id(village):
    """Of four posts at one moment the three with the smallest source ids count, whatever order they came in."""
    parents = [village.post(who, "vraag") for who in (1, 2, 3)]
    village.post(0, "aan twee", to=parents[1], source_id="Cb")
    village.post(0, "aan niemand", source_id="Ca")
    village.post(0, "ook niemand", source_id="C9")
    village.post(0, "aan een", to=parents[0], source_id="CA")
    assert numbers(village, 0).posts == 3
    assert numbers(village, 1).answered_by == 1  # "CA" stands before "Ca" and "Cb", byte by byte
    assert numbers(village, 2).answered_by == 0


wild = st.lists(
    st.tuples(
        st.integers(0, 3), st.sampled_from(["", "a", "b", "c", "d", "e", "f"]), st.integers(0, 3), st.integers(0, 12), st.integers(0, 1),
        st.sampled_from([ShownTo.EVERYONE, ShownTo.EVERYONE, ShownTo.EVERYONE, ShownTo.NOBODY]),
    ),
    max_size=30,
)  # fmt: skip


@settings(max_examples=size(25, 500), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(wild=wild)
def test_the_query_agrees_with_counting_by_hand(db, wild):
    with transaction():
        village = Village()
        village.thread()
        made: list[Post] = []
        for who, text, day, to, thread, shown_to in wild:
            parent = made[to] if to < len(made) else None
            made.append(village.post(who, text, at=START + day * DAY, to=parent, thread=thread, shown_to=shown_to))
        shown = [
            One(p.id, p.thread_id, p.parent_id, p.author_id, p.household_id, p.text_key, p.day, p.created_at)
            for p in made if p.shown_to is ShownTo.EVERYONE
        ]  # fmt: skip
        everyone = facts(village.topic.id)
        assert as_numbers(everyone) == by_hand(shown)
        assert everyone == [one for one in facts() if one.topic_id == village.topic.id]
        for person in village.people:  # with a filter it says the same
            expected = [one for one in everyone if one.account_id == person.id]
            assert facts(village.topic.id, person.id) == expected
        hidden = [post for post in made if post.shown_to is ShownTo.EVERYONE][:1]
        for post in hidden:  # hidden and restored is as if nothing happened
            post.shown_to = ShownTo.NOBODY
            db.session.flush()
            facts(village.topic.id)
            post.shown_to = ShownTo.EVERYONE
            db.session.flush()
            assert facts(village.topic.id) == everyone
        alone = [post for post in made if post.text_key and sum(p.text_key == post.text_key for p in made) == 1][:1]
        for post in alone:  # other words that are nobody's copy change nothing: the text itself is never looked at
            post.text_key = "0" * 64
            db.session.flush()
            assert facts(village.topic.id) == everyone
        db.session.rollback()


def test_marks_and_reading_are_no_facts(village):
    post = village.post(0, "een")
    before = as_numbers(facts(village.topic.id))
    for kind in MarkKind:
        set_mark(post, village.people[1], kind, True)
    mark_topic_read(village.people[1].id, village.topic.id, post.id)
    assert as_numbers(facts(village.topic.id)) == before
