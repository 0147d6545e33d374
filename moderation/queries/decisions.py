"""Decisions, as lists."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from forum.models import Post
from foundation.db import db
from foundation.errors import NotFound
from moderation.models import Decision


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
