import contextlib
import threading
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from factories import NOW, make_staff, make_topic

from accounts.models import Account, Key, Party, Role
from accounts.rules.keys import text_fingerprint
from accounts.service import keys
from forum import events, queries, rules, service
from forum.models import Regime, ReservedMatter, Topic
from forum.rules import Stage
from foundation.clock import local_day
from foundation.db import transaction
from foundation.errors import Refused

PROPOSAL = service.Proposal(
    title="Schone portieken", summary="Wie maakt schoon?", body="Wij willen *samen* afspraken maken.", regime=Regime.NONE,
    reserved_matter=None, opens_on=date(2026, 12, 7), closes_on=date(2026, 12, 31),
)  # fmt: skip


@pytest.fixture
def owner(db):
    with transaction():
        return make_staff(Role.POLICY_OWNER).id


@pytest.fixture
def board(db):
    with transaction():
        return make_staff(Role.BOARD).id


def propose(db, by, **changes):
    with transaction():
        return service.propose_topic(2026, service.Proposal(**{**vars(PROPOSAL), **changes}), db.session.get(Account, by), NOW).id


def fingerprint(db, topic):
    row = db.session.get(Topic, topic)
    return text_fingerprint(rules.agreement_text(row, 2026))


def sign(db, topic, by, verb=service.sign_topic, read=None):
    with transaction():
        return verb(db.session.get(Topic, topic), read or fingerprint(db, topic), db.session.get(Account, by), NOW)


def stage(db, topic, day=NOW):
    return rules.topic_stage(db.session.get(Topic, topic), local_day(day))


def test_a_topic_is_on_the_agenda_with_two_keys_only(db, owner, board):
    topic, heard = propose(db, owner), []

    def listen(row, now):
        heard.append(row.id)

    with events.topic_agreed.connected_to(listen):
        assert not sign(db, topic, owner) and not sign(db, topic, owner)
        assert stage(db, topic, NOW + timedelta(days=20)) is Stage.PROPOSED and heard == []
        assert sign(db, topic, board)
    assert heard == [topic]
    row = db.session.get(Topic, topic)
    assert (row.place, row.agreed_at) == (1, NOW) and stage(db, topic) is Stage.AGREED
    assert stage(db, topic, NOW + timedelta(days=20)) is Stage.OPEN
    assert stage(db, topic, NOW + timedelta(days=60)) is Stage.ENDED


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Anders"}, {"summary": "Anders"}, {"body": "Anders"}, {"regime": Regime.ADVICE},
        {"regime": Regime.ADVICE, "reserved_matter": ReservedMatter.DEMOLITION}, {"opens_on": date(2026, 12, 8)},
        {"closes_on": date(2026, 12, 30)},
    ],
)  # fmt: skip
def test_a_changed_text_voids_both_keys_and_the_place(db, owner, board, change):
    topic = propose(db, owner)
    sign(db, topic, owner), sign(db, topic, board)
    with transaction():
        service.change_topic(
            db.session.get(Topic, topic), service.Proposal(**{**vars(PROPOSAL), **change}), db.session.get(Account, board), NOW
        )
    row = db.session.get(Topic, topic)
    assert row.agreed_at is None and row.place is None
    assert db.session.scalars(sa.select(Key).where(Key.voided_at.is_(None))).all() == []
    assert not sign(db, topic, board)


def test_saving_the_same_text_voids_nothing(db, owner, board):
    topic = propose(db, owner)
    sign(db, topic, owner), sign(db, topic, board)
    with transaction():
        service.change_topic(db.session.get(Topic, topic), PROPOSAL, db.session.get(Account, board), NOW)
    assert db.session.get(Topic, topic).place == 1


def test_an_open_topic_is_changed_by_nobody(db, owner, board):
    topic = propose(db, owner)
    sign(db, topic, owner), sign(db, topic, board)
    later = NOW + timedelta(days=15)
    with pytest.raises(Refused), transaction():
        service.change_topic(db.session.get(Topic, topic), PROPOSAL, db.session.get(Account, owner), later)
    with pytest.raises(Refused), transaction():
        service.withdraw_topic(db.session.get(Topic, topic), db.session.get(Account, owner), later)


def test_signing_counts_for_the_text_that_was_read(db, owner, board):
    topic = propose(db, owner)
    with pytest.raises(Refused):
        sign(db, topic, owner, read="0" * 64)
    assert db.session.scalars(sa.select(Key)).all() == []


def test_nobody_else_signs_or_proposes(db, owner):
    with transaction():
        others = [make_staff(role).id for role in (Role.COORDINATOR, Role.MODERATOR, Role.ADMIN)]
    topic = propose(db, owner)
    for other in others:
        with pytest.raises(Refused):
            sign(db, topic, other)
        with pytest.raises(Refused):
            propose(db, other)


@pytest.mark.parametrize(
    "wrong",
    [
        {"closes_on": date(2026, 12, 7)}, {"opens_on": date(2026, 11, 23)}, {"opens_on": date(2027, 1, 2), "closes_on": date(2027, 2, 1)},
        {"title": " "}, {"title": "x" * 161}, {"body": ""}, {"reserved_matter": ReservedMatter.RENT_INCREASE},
    ],
)  # fmt: skip
def test_proposals_that_cannot_be(db, owner, wrong):
    with pytest.raises(Refused):
        propose(db, owner, **wrong)


def five(db):
    with transaction():
        for place in range(1, 6):
            make_topic(place=place)


def test_a_sixth_needs_both_keys_again(db, owner, board):
    five(db)
    topic = propose(db, owner)
    assert not sign(db, topic, owner) and not sign(db, topic, board)
    assert not sign(db, topic, owner, service.sign_sixth)
    assert db.session.get(Topic, topic).agreed_at is None
    assert sign(db, topic, board, service.sign_sixth)
    assert db.session.get(Topic, topic).place == 6


def test_a_freed_place_goes_to_who_waited(db, owner, board):
    with transaction():
        for place in range(1, 5):
            make_topic(place=place)
    fifth, waiting = propose(db, owner), propose(db, owner, title="Tweede")
    for topic in (fifth, waiting):
        sign(db, topic, owner), sign(db, topic, board)
    assert [db.session.get(Topic, topic).place for topic in (fifth, waiting)] == [5, None]
    with transaction():
        service.withdraw_topic(db.session.get(Topic, fifth), db.session.get(Account, owner), NOW)
    assert db.session.get(Topic, waiting).place == 5


def at_once(app, work, topics):
    """Each topic's work in a thread of its own. What they answered, and what went wrong."""
    answers, failed, together = [], [], threading.Barrier(len(topics))

    def one(topic):
        try:
            with app.app_context():
                together.wait()
                answers.append(work(topic))
        except Exception as error:  # noqa: BLE001
            failed.append(error)

    workers = [threading.Thread(target=one, args=(topic,)) for topic in topics]
    [worker.start() for worker in workers]
    [worker.join() for worker in workers]
    return sorted(answers), failed


def one_place_left(db, owner, board):
    """Two proposals for the fifth place, signed by the owner."""
    with transaction():
        for place in range(1, 5):
            make_topic(place=place)
    topics = [propose(db, owner, title=f"Gelijk {number}") for number in range(2)]
    for topic in topics:
        sign(db, topic, owner)
    return topics


def places(db, topics):
    db.session.rollback()
    return sorted(str(place) for place in db.session.scalars(sa.select(Topic.place).where(Topic.id.in_(topics))))


@pytest.mark.race
def test_two_signatures_at_once_cannot_both_be_fifth(db, app, owner, board):
    topics = one_place_left(db, owner, board)
    assert at_once(app, lambda topic: sign(db, topic, board), topics) == ([False, True], [])
    assert places(db, topics) == ["5", "None"]


@pytest.mark.race
def test_two_topics_cannot_take_the_same_place(db, app, owner, board, monkeypatch):
    topics, look, both_looked = one_place_left(db, owner, board), queries.taken_places, threading.Barrier(2)
    for topic in topics:
        with transaction():
            keys.sign(
                Party.TENANTS, "topic", topic, rules.agreement_text(db.session.get(Topic, topic), 2026), db.session.get(Account, board), NOW
            )

    def look_together(year):
        """Without a lock both see the fifth place free; with one, the second looks when the first is done."""
        found = look(year)
        with contextlib.suppress(threading.BrokenBarrierError):
            both_looked.wait(timeout=1)
        return found

    monkeypatch.setattr(queries, "taken_places", look_together)

    def settle(topic):
        with transaction():
            return service.agree_if_both(db.session.get(Topic, topic), NOW)

    assert at_once(app, settle, topics) == ([False, True], [])
    assert places(db, topics) == ["5", "None"]


@pytest.mark.race
def test_both_parties_signing_at_once_settle_the_topic(db, app, owner, board):
    topic, together = propose(db, owner), threading.Barrier(2)

    def one(by):
        with app.app_context():
            together.wait()
            sign(db, topic, by)

    workers = [threading.Thread(target=one, args=(by,)) for by in (owner, board)]
    [worker.start() for worker in workers]
    [worker.join() for worker in workers]
    db.session.rollback()
    assert db.session.get(Topic, topic).place == 1


def test_the_database_refuses_a_place_twice(db):
    with transaction():
        make_topic(place=3)
    with pytest.raises(sa.exc.IntegrityError), transaction():
        make_topic(place=3)


ENDED = {"opens_on": date(2026, 9, 1), "closes_on": date(2026, 10, 1)}


def test_deciding_waits_for_the_advice_or_its_term(db, owner, board):
    with transaction():
        topic = make_topic(regime=Regime.ADVICE, **ENDED).id

    def decide(day):
        with transaction():
            service.decide(db.session.get(Topic, topic), "Wij doen het.", db.session.get(Account, owner), day)

    with pytest.raises(Refused):
        decide(NOW)
    with transaction():
        service.note_advice_asked(db.session.get(Topic, topic), local_day(NOW), db.session.get(Account, owner), NOW)
    for days in (0, 42):
        with pytest.raises(Refused):
            decide(NOW + timedelta(days=days))
    assert rules.why_not_decide(db.session.get(Topic, topic), local_day(NOW) + timedelta(days=43)) is None
    with pytest.raises(Refused), transaction():
        service.note_advice_came(db.session.get(Topic, topic), db.session.get(Account, owner), NOW)
    with transaction():
        service.note_advice_came(db.session.get(Topic, topic), db.session.get(Account, board), NOW)
    decide(NOW)
    assert db.session.get(Topic, topic).decision == "Wij doen het."


def test_silence_is_no_consent(db, owner):
    with transaction():
        topic = make_topic(regime=Regime.CONSENT, advice_asked_on=date(2026, 1, 1), **ENDED)
        assert rules.why_not_decide(topic, date(2027, 12, 1))


def test_nothing_is_decided_while_people_still_talk(db):
    with transaction():
        assert rules.why_not_decide(make_topic(), local_day(NOW))


def test_a_reserved_matter_is_no_panels_to_decide(db):
    with transaction():
        assert rules.why_not_hand_to_panel(make_topic()) is None
        assert "niet beslissen" in rules.why_not_hand_to_panel(make_topic(regime=Regime.ADVICE, reserved_matter=ReservedMatter.DEMOLITION))


def test_the_agenda_lists_what_runs_and_what_waits(db, owner, board):
    topic = propose(db, owner)
    assert [row.id for row in queries.proposals()] == [topic] and queries.running_topics(local_day(NOW)) == []
    sign(db, topic, owner), sign(db, topic, board)
    assert queries.proposals() == [] and [row.id for row in queries.running_topics(local_day(NOW))] == [topic]
    assert queries.live_topics(local_day(NOW)) == [] and len(queries.live_topics(date(2026, 12, 31))) == 1
