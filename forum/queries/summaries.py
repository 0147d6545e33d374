"""Summaries as readers and writers see them."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from forum.models import Post, ShownTo, TopicSummary
from foundation.db import db
from foundation.errors import NotFound


def published_summaries(topic_id: int, limit: int | None = None) -> Sequence[TopicSummary]:
    """Newest first."""
    return db.session.scalars(
        sa.select(TopicSummary)
        .where(TopicSummary.topic_id == topic_id, TopicSummary.published_at.is_not(None), TopicSummary.withdrawn_at.is_(None))
        .order_by(TopicSummary.until_on.desc(), TopicSummary.id.desc())
        .limit(limit)
    ).all()


def waiting_summaries(topic_id: int | None = None) -> Sequence[TopicSummary]:
    """Written and not published, of one topic or of all."""
    query = sa.select(TopicSummary).where(TopicSummary.published_at.is_(None), TopicSummary.withdrawn_at.is_(None))
    return db.session.scalars(
        (query if topic_id is None else query.where(TopicSummary.topic_id == topic_id)).order_by(TopicSummary.id)
    ).all()


def get_summary(summary_id: int) -> TopicSummary:
    if found := db.session.get(TopicSummary, summary_id):
        return found
    raise NotFound


def posts_between(topic_id: int, first_day: str, last_day: str) -> int:
    """Posts of these local days that everybody can see."""
    return (
        db.session.scalar(
            sa.select(sa.func.count())
            .select_from(Post)
            .where(Post.topic_id == topic_id, Post.day >= first_day, Post.day <= last_day, Post.shown_to == ShownTo.EVERYONE)
        )
        or 0
    )
