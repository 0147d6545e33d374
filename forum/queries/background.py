"""The background of a topic, version by version."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from forum.models import BackgroundVersion, Topic
from foundation.db import db


def newest_background(topic_id: int) -> BackgroundVersion | None:
    """The version both keys stand on; None while that is the agreed text of the topic itself."""
    return db.session.scalar(_agreed(topic_id).order_by(BackgroundVersion.number.desc()).limit(1))


def background_versions(topic_id: int) -> Sequence[BackgroundVersion]:
    """Version 2 and up, newest first."""
    return db.session.scalars(_agreed(topic_id).order_by(BackgroundVersion.number.desc())).all()


def find_background(topic_id: int, number: int) -> BackgroundVersion | None:
    return db.session.scalar(_agreed(topic_id).where(BackgroundVersion.number == number))


def waiting_background(topic_id: int) -> BackgroundVersion | None:
    """The version that waits for a key."""
    return db.session.scalar(
        sa.select(BackgroundVersion).where(
            BackgroundVersion.topic_id == topic_id, BackgroundVersion.agreed_at.is_(None), BackgroundVersion.withdrawn_at.is_(None)
        )
    )


def waiting_backgrounds() -> list[tuple[BackgroundVersion, str]]:
    """Every version that waits for a key, with the title of its topic."""
    rows = db.session.execute(
        sa.select(BackgroundVersion, Topic.title)
        .join(Topic, Topic.id == BackgroundVersion.topic_id)
        .where(BackgroundVersion.agreed_at.is_(None), BackgroundVersion.withdrawn_at.is_(None))
        .order_by(BackgroundVersion.proposed_at)
    )
    return [(version, title) for version, title in rows]


def _agreed(topic_id: int) -> sa.Select[BackgroundVersion]:
    return sa.select(BackgroundVersion).where(BackgroundVersion.topic_id == topic_id, BackgroundVersion.agreed_at.is_not(None))
