"""Reports and decisions, as lists."""

from __future__ import annotations

from collections.abc import Sequence
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
    post = db.session.scalar(
        sa.select(Post).where(Post.id == post_id).options(joinedload(Post.thread).joinedload(Thread.topic), joinedload(Post.author))
    )
    if post is None:
        raise NotFound
    return post


def reports_on(post_id: int) -> Sequence[Report]:
    return db.session.scalars(sa.select(Report).where(Report.post_id == post_id).order_by(Report.reported_at, Report.id)).all()


def open_reports(post_id: int) -> int:
    """How many wait for a decision."""
    waiting = sa.select(sa.func.count()).select_from(Report).where(Report.post_id == post_id, Report.decision_id.is_(None))
    return db.session.scalar(waiting) or 0


def decisions_on(post_id: int) -> Sequence[Decision]:
    """Oldest first."""
    return db.session.scalars(sa.select(Decision).where(Decision.post_id == post_id).order_by(Decision.id)).all()


def decisions_about(account_id: int) -> Sequence[tuple[Decision, Post]]:
    """What was decided on this author's posts, newest first."""
    rows = db.session.execute(
        sa.select(Decision, Post)
        .join(Post, Post.id == Decision.post_id)
        .where(Post.author_id == account_id)
        .options(joinedload(Post.thread))
        .order_by(Decision.id.desc())
    )
    return [(decision, post) for decision, post in rows]


def newest_decisions(most: int = 100) -> Sequence[Decision]:
    return db.session.scalars(sa.select(Decision).order_by(Decision.id.desc()).limit(most)).all()


def get_decision(decision_id: int) -> Decision:
    decision = db.session.get(Decision, decision_id)
    if decision is None:
        raise NotFound
    return decision
