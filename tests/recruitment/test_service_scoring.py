from datetime import timedelta

import pytest
import sqlalchemy as sa
from counting import START, Village
from factories import make_staff
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sizes import size

from accounts.models import OptOut, Party, Role
from forum.events import Notice, PostAttempt
from forum.models import ShownTo, YearKind
from forum.service.writing import NoticeFirst, reply, start_thread
from foundation import audit
from foundation.db import transaction
from foundation.errors import Refused
from recruitment.models import DirtyScore, Engagement, ScoringNotice
from recruitment.queries import find_notice, find_policy, policy_in_force
from recruitment.service import (
    ensure_first_policy,
    notice_before_post,
    on_account_erased,
    on_post_changed,
    on_posts_imported,
    on_topic_closed,
    propose_policy,
    release,
    score,
    sign_policy,
    start_scoring,
    stop_scoring,
)

DAY = timedelta(days=1)
NUMBERS = {
    "weights": {"days": 30, "answered_by": 25, "answered": 20, "posts": 15, "threads": 10},
    "full_marks": {"days": 4, "answered_by": 5, "answered": 5, "posts": 6, "threads": 3},
    "bar": 60, "keep_bar": 50, "a_day": 3, "a_thread": 10,
}  # fmt: skip


@pytest.fixture
def village(db):
    with transaction():
        yield Village(6)


def row_of(db, village, who):
    found = sa.select(Engagement).where(Engagement.topic_id == village.topic.id, Engagement.account_id == village.people[who].id)
    return db.session.scalar(found)


def busy(village, who, *, days=4, answers=5, repeat=0):
    """Somebody who takes part: 50 points and more with the defaults."""
    posts = [village.post(who, f"{who} op dag {day}", at=START + day * DAY) for day in range(days)]
    posts += [village.post(who, f"{who} op dag {days - 1}", at=START + (days + extra) * DAY) for extra in range(repeat)]
    others = [other for other in range(6) if other != who][:answers]
    posts += [village.post(other, f"{other} aan {who}", to=posts[0], at=START + DAY) for other in others]
    for post in posts:
        on_post_changed(post, START)
    return posts


def kept(db):
    db.session.flush()
    return sorted(
        (
            row.account_id,
            row.days,
            row.answered_by,
            row.answered,
            row.posts,
            row.threads,
            row.texts,
            row.own_repeats,
            str(row.points),
            row.engaged,
        )
        for row in db.session.scalars(sa.select(Engagement))
    )


def test_marks_are_worked_off_once(village, db):
    busy(village, 0)
    assert score(START) == 6
    assert row_of(db, village, 0).engaged
    assert row_of(db, village, 0).engaged_at == START
    assert score(START + DAY) == 0
    assert db.session.scalar(sa.select(sa.func.count()).select_from(DirtyScore)) == 0
    assert row_of(db, village, 0).updated_at == START


def test_hiding_takes_the_flag_and_restoring_gives_it_back(village, db):
    posts = busy(village, 0)
    score(START)
    before = kept(db)
    for post in posts[:4]:
        post.shown_to = ShownTo.NOBODY
        on_post_changed(post, START + DAY)
    score(START + DAY)
    assert row_of(db, village, 0) is None  # nothing left to know about
    assert row_of(db, village, 1).answered == 0
    for post in posts[:4]:
        post.shown_to = ShownTo.EVERYONE
        on_post_changed(post, START + 2 * DAY)
    score(START + 2 * DAY)
    assert kept(db) == before


def test_a_post_that_slips_under_the_cap_changes_somebody_elses_number(village, db):
    """Hiding the first of four on a day lets the fourth count, and the fourth answers a third person."""
    question = village.post(1, "vraag")
    four = [village.post(0, f"tekst {n}", at=START + timedelta(minutes=n), to=question if n == 3 else None) for n in range(4)]
    for post in [question, *four]:
        on_post_changed(post, START)
    score(START)
    assert row_of(db, village, 1).answered_by == 0
    four[0].shown_to = ShownTo.NOBODY
    on_post_changed(four[0], START)
    score(START)
    assert row_of(db, village, 1).answered_by == 1


steps = st.lists(
    st.tuples(st.integers(0, 5), st.sampled_from(["a", "b", "c", ""]), st.integers(0, 8), st.integers(0, 4), st.integers(0, 9)), max_size=18
)


@settings(max_examples=size(15, 300), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=steps)
def test_step_by_step_and_rebuilt_agree(db, steps):
    with transaction():
        village = Village(6)
        made = []
        for who, text, to, day, act in steps:
            if act == 0 and made:
                changed = made[to % len(made)]
                changed.shown_to = ShownTo.NOBODY if changed.shown_to is ShownTo.EVERYONE else ShownTo.EVERYONE
                db.session.flush()
            elif act == 1:
                stop_scoring(village.people[who], START)
                score(START)
                continue
            elif act == 2:
                start_scoring(village.people[who], START)
                score(START)
                continue
            else:
                changed = village.post(who, text, at=START + day * DAY, to=made[to] if to < len(made) else None)
                made.append(changed)
            on_post_changed(changed, START)
            score(START)
        before = kept(db)
        score(START, rebuild=True)
        assert kept(db) == before
        db.session.rollback()


def test_a_standing_flag_stays_between_the_bars(village, db):
    posts = busy(village, 0, days=4, answers=3)  # 30 + 15 + 10 (four posts) + 3.33
    score(START)
    assert str(row_of(db, village, 0).points) == "58.33"
    for post in posts[-2:]:  # two answers go: 48.33
        post.shown_to = ShownTo.NOBODY
        on_post_changed(post, START)
    score(START + DAY)
    row = row_of(db, village, 0)
    assert (str(row.points), row.engaged, row.engaged_at) == ("48.33", True, START)
    score(START + DAY, rebuild=True)
    assert row_of(db, village, 0).engaged
    posts[3].shown_to = ShownTo.NOBODY  # a day less: 38.33
    on_post_changed(posts[3], START)
    score(START + 2 * DAY)
    row = row_of(db, village, 0)
    assert (row.engaged, row.engaged_at) == (False, None)


def test_held_back_until_the_coordinator_lets_through_with_a_reason(village, db):
    busy(village, 0, repeat=3)
    score(START)
    row = row_of(db, village, 0)
    assert (row.engaged, row.held_back) == (False, True)
    assert (row.texts, row.own_repeats) == (7, 4)
    coordinator = make_staff(Role.COORDINATOR)
    with pytest.raises(Refused):
        release(row, coordinator, "  ", START)
    release(row, coordinator, "Herhaalt een vraag die niemand beantwoordde.", START)
    score(START + DAY, rebuild=True)
    row = row_of(db, village, 0)
    assert (row.engaged, row.held_back, row.released_by_id) == (True, False, coordinator.id)
    entry = db.session.scalar(sa.select(audit.Entry).where(audit.Entry.act == "recruitment.held_back_released"))
    assert (entry.subject, entry.subject_id, entry.reason) == ("account", village.people[0].id, row.released_reason)
    with pytest.raises(Refused):
        release(row, coordinator, "nog eens", START)


def test_a_closed_topic_stands_still(village, db):
    posts = busy(village, 0)
    village.topic.closed_at = START + 9 * DAY
    on_topic_closed(village.topic, START + 9 * DAY)  # brings it up to date first
    before = kept(db)
    row = row_of(db, village, 0)
    assert row.engaged
    assert row.frozen_at == START + 9 * DAY
    for post in posts[:4]:
        post.shown_to = ShownTo.NOBODY
        on_post_changed(post, START + 10 * DAY)
    score(START + 10 * DAY)
    score(START + 10 * DAY, rebuild=True)
    assert kept(db) == before
    with pytest.raises(Refused):
        release(row, make_staff(Role.COORDINATOR), "reden", START)
    stop_scoring(village.people[0], START + 11 * DAY)  # objection and erasure reach closed topics too
    assert row_of(db, village, 0) is None
    on_account_erased(village.people[1], START + 11 * DAY)
    assert row_of(db, village, 1) is None


def test_objection_deletes_at_once_and_nothing_comes_back(village, db):
    busy(village, 0)
    score(START)
    stop_scoring(village.people[0], START + DAY)
    assert row_of(db, village, 0) is None
    assert db.session.scalar(sa.select(OptOut.scope).where(OptOut.tenant_id == village.people[0].tenant_id)) == "scoring"
    on_post_changed(village.post(0, "ik doe nog mee", at=START + 2 * DAY), START + 2 * DAY)
    score(START + 2 * DAY)
    score(START + 2 * DAY, rebuild=True)
    assert row_of(db, village, 0) is None
    start_scoring(village.people[0], START + 3 * DAY)
    score(START + 3 * DAY)
    assert row_of(db, village, 0).engaged


def test_objection_by_another_road_is_seen_at_the_next_count(village, db):
    busy(village, 0)
    score(START)
    db.session.add(OptOut(tenant_id=village.people[0].tenant_id, scope="scoring", at=START))
    db.session.flush()
    score(START)
    assert row_of(db, village, 0) is None


def test_erasure_takes_everything(village, db):
    busy(village, 0)
    score(START)
    person = village.people[0]
    on_account_erased(person, START)
    person.erased_at = START
    score(START)
    score(START, rebuild=True)
    assert row_of(db, village, 0) is None
    assert db.session.get(ScoringNotice, person.id) is None


def test_without_signed_rules_nothing_of_the_agenda_is_scored(db):
    with transaction():
        village = Village(6, in_force=False)
        busy(village, 0)
        assert score(START) == 0
        assert score(START, rebuild=True) == 0
        assert db.session.scalar(sa.select(Engagement.id)) is None
        assert notice_before_post(attempt(village, 0)) is None  # nothing to tell either


def test_imported_sets_are_scored_by_the_newest_rules_signed_or_not(db):
    with transaction():
        village = Village(6, kind=YearKind.IMPORTED, told=False, in_force=False)
        busy(village, 0)
        on_posts_imported([village.topic.id], START)
        score(START)
        assert row_of(db, village, 0).engaged
        propose_policy(make_staff(Role.BOARD), START, **{**NUMBERS, "bar": 100, "keep_bar": 100})
        score(START)
        row = row_of(db, village, 0)
        assert (row.engaged, row.policy_version) == (False, 2)


def test_rules_apply_when_both_keys_stand_and_are_never_changed(village, db):
    busy(village, 0, days=4, answers=3)
    score(START)
    board, owner = make_staff(Role.BOARD), make_staff(Role.POLICY_OWNER)
    policy = propose_policy(board, START, **NUMBERS)
    assert policy.version == 2
    sign_policy(policy, board, START)
    assert policy_in_force().version == 1
    sign_policy(policy, owner, START + DAY)
    assert policy_in_force().version == 2
    score(START + DAY)
    row = row_of(db, village, 0)
    assert (row.policy_version, row.engaged) == (2, True)  # 58.33: under the new bar, above the new bar to stay
    with pytest.raises(Refused):
        sign_policy(policy, owner, START + DAY)
    with pytest.raises(Refused):
        propose_policy(make_staff(Role.COORDINATOR), START, **NUMBERS)
    with pytest.raises(Refused):
        sign_policy(propose_policy(owner, START, **NUMBERS), make_staff(Role.COORDINATOR), START)
    with pytest.raises(Refused):
        propose_policy(owner, START, **{**NUMBERS, "weights": {**NUMBERS["weights"], "days": 31}})


def test_an_older_proposal_cannot_come_into_force_after_a_newer_one(village):
    board, owner = make_staff(Role.BOARD), make_staff(Role.POLICY_OWNER)
    old, new = propose_policy(board, START, **NUMBERS), propose_policy(owner, START, **NUMBERS)
    for person in (board, owner):
        sign_policy(new, person, START)
    with pytest.raises(Refused):
        sign_policy(old, board, START)


def test_the_first_version_is_made_once(db):
    with transaction():
        assert ensure_first_policy(START).id == ensure_first_policy(START).id
        assert find_policy(1).in_force_at is None


def attempt(village, who, *seen, **more):
    return PostAttempt(author=village.people[who], topic=village.topic, title="", body="tekst", now=START, seen=frozenset(seen), **more)


def test_the_notice_comes_before_the_first_point(db):
    with transaction():
        village = Village(2, told=False)
        shown = notice_before_post(attempt(village, 0))
        assert isinstance(shown, Notice)
        for word in ("30 punten", "25 punten", "50 van de 100", "klantenpanel", "huurdersorganisatie", "geen reden"):
            assert word in shown.text
        assert find_notice(village.people[0].id) is None
        assert notice_before_post(attempt(village, 0, "scoring")) is None
        assert find_notice(village.people[0].id).shown_at == START
        assert notice_before_post(attempt(village, 0)) is None


def test_new_rules_are_told_anew_without_losing_what_counted(village):
    assert notice_before_post(attempt(village, 0)) is None
    told_at = find_notice(village.people[0].id).shown_at
    policy = propose_policy(make_staff(Role.BOARD), START, **NUMBERS)
    sign_policy(policy, make_staff(Role.BOARD), START)
    sign_policy(policy, make_staff(Role.POLICY_OWNER), START)
    assert isinstance(notice_before_post(attempt(village, 0)), Notice)
    assert notice_before_post(attempt(village, 0, "scoring")) is None
    assert find_notice(village.people[0].id).shown_at == told_at
    assert find_notice(village.people[0].id).policy_version == 2


def test_no_notice_for_who_objected_or_is_helped_by_staff(db):
    with transaction():
        village = Village(2, told=False)
        assert notice_before_post(attempt(village, 0, assisted=True)) is None
        assert notice_before_post(attempt(village, 0, "scoring", assisted=True)) is None
        assert find_notice(village.people[0].id) is None  # the helper's screen is not the person's
        stop_scoring(village.people[1], START)
        assert notice_before_post(attempt(village, 1)) is None


def test_everything_through_the_forum_itself(db):
    """A real thread and answer, with the listeners that wsgi.py connected."""
    with transaction():
        village = Village(2, told=False)
        now = START + DAY
        with pytest.raises(NoticeFirst):
            start_thread(village.topic, village.people[0], "Titel", "Vraag", now)
        opening = start_thread(village.topic, village.people[0], "Titel", "Vraag", now, seen=frozenset({"scoring"}))
        reply(opening, village.people[1], "Antwoord", now, seen=frozenset({"scoring"}))
        assert score(now) == 2
        assert (row_of(db, village, 0).answered_by, row_of(db, village, 1).answered) == (1, 1)


def test_the_party_of_a_signature(village, db):
    policy = propose_policy(make_staff(Role.POLICY_OWNER), START, **NUMBERS)
    with pytest.raises(Refused):
        sign_policy(policy, make_staff(Role.MODERATOR, Party.LANDLORD), START)
