"""Topics and the years they stand in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from forum.models import PolicyYear, Thread, Topic, YearKind
from foundation.db import db
from foundation.errors import NotFound


def _agenda() -> sa.Select[Topic]:
    """Topics of the agenda itself, not those of an import, each with its year."""
    return (
        sa.select(Topic)
        .join(Topic.policy_year)
        .where(PolicyYear.kind == YearKind.RUNNING, Topic.withdrawn_at.is_(None))
        .options(joinedload(Topic.policy_year))
    )


def running_topics(today: date) -> Sequence[Topic]:
    """The agreed topics of this year, and those of other years that are not closed yet."""
    return db.session.scalars(
        _agenda()
        .where(Topic.agreed_at.is_not(None), sa.or_(PolicyYear.year == today.year, Topic.closed_at.is_(None)))
        .order_by(PolicyYear.year, Topic.opens_on, Topic.place)
    ).all()


def live_topics(today: date) -> Sequence[Topic]:
    """The topics whose forum runs today."""
    return db.session.scalars(
        _agenda()
        .where(Topic.agreed_at.is_not(None), Topic.closed_at.is_(None), Topic.opens_on <= today, Topic.closes_on >= today)
        .order_by(Topic.opens_on, Topic.place)
    ).all()


def proposals() -> Sequence[Topic]:
    """What waits for a key, soonest opening first."""
    return db.session.scalars(
        _agenda().where(Topic.agreed_at.is_(None), Topic.closed_at.is_(None)).order_by(Topic.opens_on, Topic.id)
    ).all()


def find_topic(slug: str) -> Topic | None:
    return db.session.scalar(sa.select(Topic).where(Topic.slug == slug).options(joinedload(Topic.policy_year)))


def get_topic(slug: str) -> Topic:
    if topic := find_topic(slug):
        return topic
    raise NotFound


def find_year(year: int, kind: YearKind = YearKind.RUNNING) -> PolicyYear | None:
    return db.session.scalar(sa.select(PolicyYear).where(PolicyYear.year == year, PolicyYear.kind == kind))


def taken_places(policy_year_id: int) -> set[int]:
    return set(db.session.scalars(sa.select(Topic.place).where(Topic.policy_year_id == policy_year_id, Topic.place.is_not(None))))  # type: ignore[arg-type]


def thread_counts(topic_ids: Sequence[int]) -> dict[int, int]:
    """How many threads with something to read each topic has."""
    rows = db.session.execute(
        sa.select(Thread.topic_id, sa.func.count()).where(Thread.topic_id.in_(topic_ids), Thread.post_count > 0).group_by(Thread.topic_id)
    )
    return {topic_id: count for topic_id, count in rows.all()}  # noqa: C416 - a Row is no pair to a type checker


def find_topic_row(topic_id: int) -> Topic | None:
    return db.session.scalar(sa.select(Topic).where(Topic.id == topic_id).options(joinedload(Topic.policy_year)))
