"""Objections, as lists."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from forum.models import Post
from foundation.db import db
from foundation.errors import NotFound
from moderation.models import Decision, Objection


def open_objections() -> Sequence[tuple[Objection, Decision, Post]]:
    """What waits for an answer, the oldest first."""
    rows = db.session.execute(
        sa.select(Objection, Decision, Post)
        .join(Decision, Decision.id == Objection.decision_id)
        .join(Post, Post.id == Decision.post_id)
        .where(Objection.outcome.is_(None))
        .options(joinedload(Post.thread))
        .order_by(Objection.filed_at, Objection.id)
    )
    return [(objection, decision, post) for objection, decision, post in rows]


def find_objection_to(decision_id: int) -> Objection | None:
    return db.session.scalar(sa.select(Objection).where(Objection.decision_id == decision_id))


def objections_to(decision_ids: Sequence[int]) -> dict[int, Objection]:
    rows = db.session.scalars(sa.select(Objection).where(Objection.decision_id.in_(decision_ids)))
    return {row.decision_id: row for row in rows}


def get_objection(objection_id: int) -> Objection:
    objection = db.session.get(Objection, objection_id)
    if objection is None:
        raise NotFound
    return objection
