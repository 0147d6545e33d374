"""What waits for a moderator, as a list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from forum.models import Post, Thread
from foundation.db import db
from foundation.errors import NotFound
from moderation.models import Decision, Report


@dataclass(frozen=True)
class Case:
    """One reported post with what waits on it."""

    post: Post
    reports: int
    since_at: datetime


def open_cases() -> list[Case]:
    """Posts with undecided reports, the longest waiting first."""
    waiting = (
        sa.select(Report.post_id, sa.func.count().label("n"), sa.func.min(Report.reported_at).label("since"))
        .where(Report.decision_id.is_(None))
        .group_by(Report.post_id)
        .subquery()
    )
    rows = db.session.execute(
        sa.select(Post, waiting.c.n, waiting.c.since)
        .join(waiting, waiting.c.post_id == Post.id)
        .options(joinedload(Post.thread).joinedload(Thread.topic), joinedload(Post.author))
        .order_by(waiting.c.since, Post.id)
    )
    return [Case(post, count, since) for post, count, since in rows]


def get_reported_post(post_id: int) -> Post:
    """Also one that nobody reported; but what its author took away before anybody did, is nobody's to read any more."""
    known = sa.or_(
        Post.withdrawn_at.is_(None), sa.exists().where(Report.post_id == Post.id), sa.exists().where(Decision.post_id == Post.id)
    )
    post = db.session.scalar(
        sa.select(Post).where(Post.id == post_id, known).options(joinedload(Post.thread).joinedload(Thread.topic), joinedload(Post.author))
    )
    if post is None:
        raise NotFound
    return post
