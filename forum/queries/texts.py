"""The texts that stand on the page of a topic beside its own."""

from __future__ import annotations

from typing import NamedTuple

import sqlalchemy as sa

from forum.models import BackgroundVersion, Topic, TopicSummary
from foundation.db import db


class Texts(NamedTuple):
    background: BackgroundVersion | None
    """The newest version both keys stand on; None while that is the agreed text of the topic itself."""
    summary: TopicSummary | None
    summaries: int
    """How many are published."""


def texts_of(topic_id: int) -> Texts:
    """One query."""
    published = (TopicSummary.topic_id == topic_id, TopicSummary.published_at.is_not(None), TopicSummary.withdrawn_at.is_(None))
    newest = sa.select(sa.func.max(BackgroundVersion.number)).where(BackgroundVersion.topic_id == topic_id).scalar_subquery()
    latest = sa.select(TopicSummary.id).where(*published).order_by(TopicSummary.until_on.desc(), TopicSummary.id.desc()).limit(1)
    count = sa.select(sa.func.count()).select_from(TopicSummary).where(*published).scalar_subquery()
    row = db.session.execute(
        sa.select(BackgroundVersion, TopicSummary, count)
        .select_from(Topic)
        .outerjoin(BackgroundVersion, sa.and_(BackgroundVersion.topic_id == Topic.id, BackgroundVersion.number == newest))
        .outerjoin(TopicSummary, TopicSummary.id == latest.correlate(None).scalar_subquery())
        .where(Topic.id == topic_id)
    ).one()
    return Texts(row[0], row[1], row[2])
