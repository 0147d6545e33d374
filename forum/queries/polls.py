"""Polls as readers and makers see them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from forum.models import Ballot, BallotChoice, Poll, Topic
from foundation.db import db
from foundation.errors import NotFound


def polls_in(topic_id: int) -> Sequence[Poll]:
    """Those of both keys, newest first; one query."""
    return db.session.scalars(
        sa.select(Poll)
        .where(Poll.topic_id == topic_id, Poll.agreed_at.is_not(None), Poll.withdrawn_at.is_(None))
        .order_by(Poll.agreed_at.desc(), Poll.id.desc())
    ).all()


def waiting_polls(topic_id: int | None = None) -> Sequence[Poll]:
    """What waits for a key, of one topic or of all, with their topics."""
    query = sa.select(Poll).where(Poll.agreed_at.is_(None), Poll.withdrawn_at.is_(None)).options(joinedload(Poll.topic))
    return db.session.scalars(
        (query if topic_id is None else query.where(Poll.topic_id == topic_id)).order_by(Poll.proposed_at, Poll.id)
    ).all()


def find_poll(poll_id: int) -> Poll | None:
    """With its topic and its options."""
    return (
        db.session.execute(
            sa.select(Poll)
            .where(Poll.id == poll_id)
            .options(joinedload(Poll.topic).joinedload(Topic.policy_year), joinedload(Poll.options))
        )
        .unique()
        .scalar_one_or_none()
    )


def get_poll(poll_id: int) -> Poll:
    if poll := find_poll(poll_id):
        return poll
    raise NotFound


def choices_of(poll_id: int, voter: str) -> set[int]:
    """Option ids on this voter's ballot; empty without one."""
    return set(
        db.session.scalars(
            sa.select(BallotChoice.option_id)
            .join(Ballot, Ballot.id == BallotChoice.ballot_id)
            .where(Ballot.poll_id == poll_id, Ballot.voter == voter)
        )
    )


def polls_to_count(today: date) -> Sequence[int]:
    return db.session.scalars(
        sa.select(Poll.id)
        .where(Poll.agreed_at.is_not(None), Poll.withdrawn_at.is_(None), Poll.counted_at.is_(None), Poll.closes_on < today)
        .order_by(Poll.id)
    ).all()


def open_poll_ids() -> Sequence[int]:
    """Polls of which ballots may be there."""
    return db.session.scalars(sa.select(Poll.id).where(Poll.agreed_at.is_not(None), Poll.counted_at.is_(None))).all()
