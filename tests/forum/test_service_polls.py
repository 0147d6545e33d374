import contextlib
import threading
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from factories import NOW, make_member, make_staff, make_tenant, make_topic
from sqlalchemy.exc import IntegrityError

from accounts.models import Account, Channel, Role, Tenant
from accounts.rules.keys import text_fingerprint
from accounts.service.details import erase_account
from forum.jobs.polls import count_polls
from forum.models import Ballot, BallotChoice, Poll, PollKind, PollOption, Topic
from forum.service.polls import Question, count_poll, make_poll, sign_poll, the_text, vote, voter_of, withdraw_poll
from foundation.audit import Entry
from foundation.db import transaction
from foundation.errors import Refused

AFTER = NOW + timedelta(days=18)
ASKED = Question(PollKind.ONE, "Waar wilt u de uitleg?", "Kies wat u past.", ("Thuis", "In de buurt", "Op papier"), date(2026, 12, 10))


@pytest.fixture
def people(db):
    with transaction():
        jan = make_member()
        return {
            "topic": make_topic("energie").id, "owner": make_staff(Role.POLICY_OWNER).id, "board": make_staff(Role.BOARD).id,
            "coordinator": make_staff(Role.COORDINATOR).id, "moderator": make_staff(Role.MODERATOR).id, "jan": jan.id, "tenant": jan.tenant_id,
        }  # fmt: skip


def make(db, people, by="owner", **changes):
    with transaction():
        asked = Question(**{**vars(ASKED), **changes})
        return make_poll(db.session.get(Topic, people["topic"]), asked, db.session.get(Account, people[by]), NOW).id


def sign(db, people, poll, by, read=None):
    with transaction():
        row, topic = db.session.get(Poll, poll), db.session.get(Topic, people["topic"])
        return sign_poll(row, topic, read or text_fingerprint(the_text(row, topic)), db.session.get(Account, people[by]), NOW)


def agreed(db, people, **changes):
    poll = make(db, people, **changes)
    assert sign(db, people, poll, "board")
    return poll


def options(db, poll):
    return list(db.session.scalars(sa.select(PollOption.id).where(PollOption.poll_id == poll).order_by(PollOption.place)))


def cast(db, poll, tenant, places, channel=Channel.WEB, by=None, now=NOW):
    with transaction():
        row = db.session.get(Poll, poll)
        ids = [options(db, poll)[place] for place in places]
        staff = db.session.get(Account, by) if by else None
        vote(row, db.session.get(Topic, row.topic_id), db.session.get(Tenant, tenant), ids, channel, now, by=staff)


def ballots(db, poll):
    return db.session.execute(
        sa.select(Ballot.channel, BallotChoice.option_id)
        .join(BallotChoice, BallotChoice.ballot_id == Ballot.id)
        .where(Ballot.poll_id == poll)
    ).all()


def test_nobody_votes_before_both_keys_stand(db, people):
    poll = make(db, people, by="coordinator")
    with pytest.raises(Refused, match="is er niet"):
        cast(db, poll, people["tenant"], [0])
    assert sign(db, people, poll, "owner") is False
    assert sign(db, people, poll, "board") is True
    cast(db, poll, people["tenant"], [0])
    assert ballots(db, poll) == [(Channel.WEB, options(db, poll)[0])]


def test_who_makes_and_who_signs(db, people):
    with pytest.raises(Refused, match="coördinator, de beleidsmedewerker"):
        make(db, people, by="moderator")
    poll = make(db, people)
    with pytest.raises(Refused):
        sign(db, people, poll, "coordinator")
    with pytest.raises(Refused, match="veranderd nadat"):
        sign(db, people, poll, "board", read=text_fingerprint("iets anders"))


def test_an_agreed_question_stays_and_a_waiting_one_can_be_taken_back(db, people):
    poll = make(db, people)
    with transaction():
        withdraw_poll(db.session.get(Poll, poll), db.session.get(Account, people["coordinator"]), NOW)
    with pytest.raises(Refused, match="ingetrokken"):
        sign(db, people, poll, "board")
    other = agreed(db, people)
    with pytest.raises(Refused, match="niet meer veranderen"), transaction():
        withdraw_poll(db.session.get(Poll, other), db.session.get(Account, people["owner"]), NOW)


def test_a_vote_can_be_changed_until_the_last_day(db, people):
    poll = agreed(db, people)
    cast(db, poll, people["tenant"], [0])
    cast(db, poll, people["tenant"], [2], now=NOW + timedelta(days=17))
    assert ballots(db, poll) == [(Channel.WEB, options(db, poll)[2])]
    with pytest.raises(Refused, match="tot en met"):
        cast(db, poll, people["tenant"], [1], now=AFTER)


def test_one_person_one_ballot_whichever_way(db, people):
    poll, moderator = agreed(db, people), people["moderator"]
    cast(db, poll, people["tenant"], [0], Channel.PHONE, by=moderator)
    cast(db, poll, people["tenant"], [1], Channel.LETTER, by=moderator)
    assert ballots(db, poll) == [(Channel.LETTER, options(db, poll)[1])]
    cast(db, poll, people["tenant"], [2])
    assert ballots(db, poll) == [(Channel.WEB, options(db, poll)[2])]
    with pytest.raises(Refused, match="zelf al gestemd"):
        cast(db, poll, people["tenant"], [0], Channel.PHONE, by=moderator)
    assert ballots(db, poll) == [(Channel.WEB, options(db, poll)[2])]
    with pytest.raises(IntegrityError), transaction():
        db.session.add(Ballot(poll_id=poll, voter=voter_of(poll, people["tenant"]), channel=Channel.WEB))
        db.session.flush()


def test_what_cannot_be_chosen(db, people):
    poll, other = agreed(db, people), agreed(db, people, question="Iets anders?")
    foreign = options(db, other)[0]
    for ids in ([], [foreign], [10**9], options(db, poll)[:2]):
        with pytest.raises(Refused, match="Kies een"), transaction():
            row = db.session.get(Poll, poll)
            vote(row, db.session.get(Topic, row.topic_id), db.session.get(Tenant, people["tenant"]), ids, Channel.WEB, NOW)
    several = agreed(db, people, kind=PollKind.SEVERAL)
    cast(db, several, people["tenant"], [0, 2])
    assert len(ballots(db, several)) == 2


def test_who_left_does_not_vote(db, people):
    poll = agreed(db, people)
    with transaction():
        db.session.get(Tenant, people["tenant"]).gone_at = NOW
    with pytest.raises(Refused, match="huurt niet meer"):
        cast(db, poll, people["tenant"], [0])


def test_nothing_that_is_kept_says_who_voted(db, people):
    poll = agreed(db, people)
    cast(db, poll, people["tenant"], [0], Channel.PHONE, by=people["moderator"])
    assert {column.name for column in Ballot.__table__.columns} == {"id", "poll_id", "voter", "channel"}
    voter = db.session.scalar(sa.select(Ballot.voter))
    assert voter != voter_of(poll + 1, people["tenant"]), "two polls cannot be laid beside each other"
    entry = db.session.scalar(sa.select(Entry).where(Entry.act == "forum.assisted_vote"))
    assert (entry.subject, entry.subject_id, entry.detail) == ("poll", poll, {"channel": "phone"})


def test_the_count_keeps_totals_and_destroys_the_ballots(db, people):
    poll = agreed(db, people)
    with transaction():
        voters = [make_tenant().id for _number in range(9)]
    for number, tenant in enumerate(voters):
        paper = number < 3
        cast(
            db, poll, tenant, [0 if number < 6 else 1], Channel.LETTER if paper else Channel.WEB, by=people["moderator"] if paper else None
        )
    count_polls(NOW)
    assert db.session.get(Poll, poll).counted_at is None, "not before the last day is over"
    db.session.rollback()
    assert count_polls(AFTER).ran == 1 and count_polls(AFTER).ran == 0
    row = db.session.get(Poll, poll)
    assert (row.voters, row.on_paper, row.counted_at) == (9, 3, AFTER)
    assert list(db.session.scalars(sa.select(PollOption.votes).where(PollOption.poll_id == poll).order_by(PollOption.place))) == [6, 3, 0]
    assert not db.session.scalar(sa.select(sa.func.count()).select_from(Ballot)) and not ballots(db, poll)


def test_counting_early_or_twice_changes_nothing(db, people):
    poll = agreed(db, people)
    cast(db, poll, people["tenant"], [0])
    for when in (NOW, AFTER, AFTER):
        with transaction():
            count_poll(poll, when)
    assert db.session.get(Poll, poll).voters == 1


def test_an_erased_account_takes_its_open_votes_along(db, people):
    poll = agreed(db, people)
    with transaction():
        other = make_member().tenant_id
    cast(db, poll, people["tenant"], [0])
    cast(db, poll, other, [1])
    with transaction():
        erase_account(people["jan"], NOW)
    assert ballots(db, poll) == [(Channel.WEB, options(db, poll)[1])]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Ballot)) == 1, "nor an empty ballot that would count as a voter"


def test_two_votes_of_one_person_at_once_are_one(db, people, app):
    poll = agreed(db, people)
    ids = options(db, poll)
    db.session.rollback()
    start, refused = threading.Barrier(4), []

    def press(option):
        with app.app_context():
            start.wait()
            try:
                with transaction():
                    row = db.session.get(Poll, poll)
                    vote(row, db.session.get(Topic, row.topic_id), db.session.get(Tenant, people["tenant"]), [option], Channel.WEB, NOW)
            except Exception as problem:  # noqa: BLE001 - whatever it is, the test names it
                refused.append(problem)

    threads = [threading.Thread(target=press, args=(ids[number % 3],)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with contextlib.suppress(IndexError):
        raise refused[0]
    assert len(ballots(db, poll)) == 1
