"""Decisions, as lists."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from accounts.models import Account
from forum.models import Post
from foundation import audit, codes
from foundation.db import db
from foundation.errors import NotFound
from moderation import rules
from moderation.models import Act, Decision


def decisions_on(post_id: int) -> Sequence[Decision]:
    """Oldest first."""
    return db.session.scalars(sa.select(Decision).where(Decision.post_id == post_id).order_by(Decision.id)).all()


def decisions_about(account_id: int) -> Sequence[tuple[Decision, Post]]:
    """What was decided on this author's posts, newest first."""
    rows = db.session.execute(
        sa.select(Decision, Post)
        .join(Post, Post.id == Decision.post_id)
        .where(Post.author_id == account_id, Decision.stands_at.is_not(None))
        .options(joinedload(Post.thread))
        .order_by(Decision.id.desc())
    )
    return [(decision, post) for decision, post in rows]


def newest_decisions(most: int = 100) -> Sequence[Decision]:
    """What stands or stood, for everybody to read: proposals that wait are left out."""
    return db.session.scalars(
        sa.select(Decision).where(Decision.stands_at.is_not(None)).order_by(Decision.stands_at.desc(), Decision.id.desc()).limit(most)
    ).all()


def get_decision(decision_id: int) -> Decision:
    decision = db.session.get(Decision, decision_id)
    if decision is None:
        raise NotFound
    return decision


def find_decision_with(code: str) -> Decision | None:
    """The decision whose mail or letter carries this code."""
    plain = codes.normalise(code)
    return db.session.scalar(sa.select(Decision).where(Decision.code == codes.fingerprint(plain))) if plain else None


def warnings_of(account_id: int | None) -> Sequence[Decision]:
    """Warnings and earlier restrictions of a person, the newest first."""
    return db.session.scalars(
        sa.select(Decision)
        .where(Decision.about_id == account_id, Decision.act.in_(rules.ON_PEOPLE), Decision.stands_at.is_not(None))
        .order_by(Decision.id.desc())
    ).all()


def restriction_of(account_id: int, topic_id: int, now: datetime) -> Decision | None:
    """What keeps this person from writing in this topic: of several, the one that lasts longest."""
    return db.session.scalar(
        sa.select(Decision)
        .where(
            Decision.about_id == account_id,
            Decision.act.in_((Act.RESTRICT, Act.SUSPEND)),
            Decision.stands_at.is_not(None),
            Decision.ended_at.is_(None),
            Decision.until_at > now,
            sa.or_(Decision.topic_id.is_(None), Decision.topic_id == topic_id),
        )
        .order_by(Decision.until_at.desc())
        .limit(1)
    )


def proposals() -> Sequence[tuple[Decision, Post]]:
    """What waits for a second moderator, the oldest first."""
    rows = db.session.execute(
        sa.select(Decision, Post)
        .join(Post, Post.id == Decision.post_id)
        .where(Decision.stands_at.is_(None), Decision.ended_at.is_(None))
        .options(joinedload(Post.thread))
        .order_by(Decision.decided_at, Decision.id)
    )
    return [(decision, post) for decision, post in rows]


def emergencies_over(now: datetime) -> Sequence[Decision]:
    return db.session.scalars(
        sa.select(Decision)
        .where(Decision.act == Act.EMERGENCY, Decision.stands_at.is_not(None), Decision.ended_at.is_(None), Decision.until_at <= now)
        .order_by(Decision.id)
    ).all()


def entries(before: int | None = None, most: int = 100) -> list[tuple[audit.Entry, Decision | None, Account | None]]:
    """The log of acts as it is chained, the newest first, each with its decision and who did it."""
    query = sa.select(audit.Entry).where(audit.Entry.act.startswith("moderation.")).order_by(audit.Entry.id.desc()).limit(most)
    rows = db.session.scalars(query.where(audit.Entry.id < before) if before else query).all()
    numbers = {row.id: number for row in rows if isinstance(number := row.detail.get("decision"), int)}
    decisions = {one.id: one for one in db.session.scalars(sa.select(Decision).where(Decision.id.in_(set(numbers.values()))))}
    people = {one.id: one for one in db.session.scalars(sa.select(Account).where(Account.id.in_({row.actor_id for row in rows})))}
    return [(row, decisions.get(numbers.get(row.id, 0)), people.get(row.actor_id or 0)) for row in rows]
