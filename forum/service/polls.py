"""Making, voting and counting. Who voted what is known to nobody: see `forum.models.polls.Ballot`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from accounts.models import Account, Channel, Tenant
from accounts.queries.keys import both_signed
from accounts.rules.keys import text_fingerprint
from accounts.service.keys import sign, void_keys
from forum import rules
from forum.models import Ballot, BallotChoice, Poll, PollKind, PollOption, Topic
from forum.queries.polls import open_poll_ids
from forum.rules.polls import (
    MAKERS,
    STATEMENT_ANSWERS,
    poll_text,
    why_not_choose,
    why_not_make_poll,
    why_not_sign_poll,
    why_not_this_poll,
    why_not_vote,
)
from foundation import audit
from foundation.clock import local_day
from foundation.codes import derive, fingerprint
from foundation.db import db, lock
from foundation.errors import Refused
from foundation.house import house
from foundation.i18n import _

SUBJECT = "poll"


@dataclass(frozen=True)
class Question:
    kind: PollKind
    question: str
    explanation: str
    options: tuple[str, ...]
    """In order; not asked of a statement, which has answers of its own."""
    closes_on: date


def make_poll(topic: Topic, asked: Question, by: Account, now: datetime) -> Poll:
    """Put a question before both parties. Who may sign has signed with it."""
    today = local_day(now)
    _must(why_not_make_poll(topic, by, today))
    question = rules.clean_title(asked.question)
    options = STATEMENT_ANSWERS if asked.kind is PollKind.STATEMENT else tuple(filter(None, map(rules.clean_title, asked.options)))
    _must(why_not_this_poll(asked.kind, question, options, asked.closes_on, topic, today))
    assert by.party is not None
    poll = Poll(
        topic_id=topic.id, kind=asked.kind, question=question, explanation=rules.clean_text(asked.explanation).strip(), closes_on=asked.closes_on,
        proposed_by_party=by.party, proposed_by_id=by.id, proposed_at=now,
        options=[PollOption(place=place, text=text) for place, text in enumerate(options, 1)],
    )  # fmt: skip
    db.session.add(poll)
    db.session.flush()
    _note("forum.make_poll", poll, by, now)
    if by.role in rules.SIGNERS:
        _sign(poll, topic, by, now)
    return poll


def sign_poll(poll: Poll, topic: Topic, read: str, by: Account, now: datetime) -> bool:
    """Put this party's key on the question they read (`read`: its fingerprint). Says whether people can vote now."""
    lock(poll)
    _must(rules.why_not_propose(by))
    _must(why_not_sign_poll(poll, topic, local_day(now)))
    if read != text_fingerprint(the_text(poll, topic)):
        raise Refused(_("De tekst is veranderd nadat u deze pagina opende. Lees de nieuwe tekst en teken dan."))
    return poll.agreed_at is not None or _sign(poll, topic, by, now)


def withdraw_poll(poll: Poll, by: Account, now: datetime) -> None:
    """Until both keys stand; a question people are answering stays."""
    lock(poll)
    if by.role not in MAKERS:
        raise Refused(_("Alleen de coördinator, de beleidsmedewerker en het bestuur maken een peiling."))
    if poll.agreed_at is not None:
        raise Refused(_("Beide partijen zijn akkoord. Deze peiling kan niet meer veranderen."))
    if poll.withdrawn_at is None:
        poll.withdrawn_at = now
        void_keys(SUBJECT, poll.id, now)
        _note("forum.withdraw_poll", poll, by, now)


def the_text(poll: Poll, topic: Topic) -> str:
    options = db.session.scalars(sa.select(PollOption.text).where(PollOption.poll_id == poll.id).order_by(PollOption.place)).all()
    return poll_text(topic, poll, options)


def voter_of(poll_id: int, tenant_id: int) -> str:
    """The keyed digest that stands on a ballot."""
    return fingerprint(derive(house().secret, "ballot", poll_id, tenant_id))


def vote(
    poll: Poll, topic: Topic, tenant: Tenant | None, option_ids: Iterable[int], channel: Channel, now: datetime, by: Account | None = None
) -> None:
    """Cast or change a vote. `by`: staff who type in what came on paper or by phone; what somebody voted on the screen stays theirs."""
    lock(poll)  # counting waits for votes, and votes for counting
    _must(why_not_vote(poll, topic, tenant, local_day(now)))
    assert tenant is not None
    offered = set(db.session.scalars(sa.select(PollOption.id).where(PollOption.poll_id == poll.id)))
    chosen = offered & set(option_ids)
    _must(why_not_choose(poll.kind, len(chosen)))
    voter = voter_of(poll.id, tenant.id)
    before = db.session.scalar(sa.select(Ballot).where(Ballot.poll_id == poll.id, Ballot.voter == voter))
    if by is not None and before is not None and before.channel is Channel.WEB:
        raise Refused(_("Deze huurder heeft zelf al gestemd op deze site. Die stem blijft staan."))
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    ballot_id = db.session.scalar(
        insert(Ballot)
        .values(poll_id=poll.id, voter=voter, channel=channel)
        .on_conflict_do_update(index_elements=["poll_id", "voter"], set_={"channel": channel})
        .returning(Ballot.id)
    )
    db.session.execute(sa.delete(BallotChoice).where(BallotChoice.ballot_id == ballot_id))
    db.session.execute(sa.insert(BallotChoice), [{"ballot_id": ballot_id, "option_id": option_id} for option_id in sorted(chosen)])
    if by is not None:  # that a vote was typed in is in the log; whose and what is not
        _note("forum.assisted_vote", poll, by, now, channel=channel.value)


def count_poll(poll_id: int, now: datetime) -> None:
    """Keep the totals and destroy the ballots."""
    poll = db.session.get_one(Poll, poll_id)
    lock(poll)
    if poll.counted_at is not None or poll.agreed_at is None or poll.closes_on >= local_day(now):
        return
    mine = sa.select(Ballot.id).where(Ballot.poll_id == poll_id)
    channels = _counts(sa.select(Ballot.channel, sa.func.count()).where(Ballot.poll_id == poll_id).group_by(Ballot.channel))
    votes = _counts(
        sa.select(BallotChoice.option_id, sa.func.count()).where(BallotChoice.ballot_id.in_(mine)).group_by(BallotChoice.option_id)
    )
    for option in db.session.scalars(sa.select(PollOption).where(PollOption.poll_id == poll_id)):
        option.votes = votes.get(option.id, 0)
    poll.voters, poll.counted_at = sum(channels.values()), now
    poll.on_paper = poll.voters - channels.get(Channel.WEB, 0)
    db.session.execute(sa.delete(BallotChoice).where(BallotChoice.ballot_id.in_(mine)))
    db.session.execute(sa.delete(Ballot).where(Ballot.poll_id == poll_id))
    audit.record("forum.count_poll", now=now, subject="poll", subject_id=poll_id)


def forget_votes(account: Account, *, now: datetime) -> None:
    """What is not counted yet goes with the account; what is counted has no names. Listens to accounts."""
    if account.tenant_id is None:
        return
    voters = [voter_of(poll_id, account.tenant_id) for poll_id in open_poll_ids()]
    mine = sa.select(Ballot.id).where(Ballot.voter.in_(voters))
    db.session.execute(sa.delete(BallotChoice).where(BallotChoice.ballot_id.in_(mine)))
    db.session.execute(sa.delete(Ballot).where(Ballot.voter.in_(voters)))


def _counts(query: sa.Select[Any, int]) -> dict[Any, int]:
    return {row[0]: row[1] for row in db.session.execute(query)}


def _sign(poll: Poll, topic: Topic, by: Account, now: datetime) -> bool:
    assert by.party is not None
    text = the_text(poll, topic)
    sign(by.party, SUBJECT, poll.id, text, by, now)
    if not both_signed(SUBJECT, poll.id, text):
        return False
    poll.agreed_at = now
    return True


def _note(act: str, poll: Poll, by: Account, now: datetime, **detail: object) -> None:
    audit.record(act, now=now, actor_id=by.id, actor_role=by.role.value, subject="poll", subject_id=poll.id, detail=detail)


def _must(reason: str | None) -> None:
    if reason:
        raise Refused(reason)
