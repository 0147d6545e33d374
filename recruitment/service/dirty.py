"""Noting whose score is behind, and the listeners that do so. wsgi.py connects them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import aliased

from forum.models import AuthorKind, PolicyYear, Post, Topic, YearKind
from foundation.db import after_commit, db
from recruitment.models import DirtyScore

JOB = "recruitment.score"


def mark(found: sa.Select[*tuple[Any, ...]] | sa.CompoundSelect[*tuple[Any, ...]], now: datetime) -> None:
    """Note (topic, account) pairs; a later change moves the moment of an earlier note."""
    db.session.flush()
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    pairs = found.subquery()
    rows = (
        sa.select(pairs.c[0], pairs.c[1], sa.literal(now, DirtyScore.since_at.type))
        .where(sa.true())
        .distinct()
        .order_by(pairs.c[0], pairs.c[1])
    )
    db.session.execute(
        insert(DirtyScore)
        .from_select(["topic_id", "account_id", "since_at"], rows)
        .on_conflict_do_update(index_elements=["topic_id", "account_id"], set_={"since_at": now})
    )
    after_commit(JOB)


def on_post_changed(post: Post, now: datetime) -> None:
    """A post changes more than its author's numbers: whoever it answers, whoever answered it, and, because the caps may now let
    another post of the author through, whoever the author answered anywhere in the topic."""
    if post.author_id is not None and post.author_kind is AuthorKind.TENANT:
        mark(_around([post.author_id], post.topic_id), now)


def on_posts_imported(topic_ids: Iterable[int], now: datetime) -> None:
    mark(sa.select(Post.topic_id, Post.author_id).where(Post.topic_id.in_(list(topic_ids)), *_BY_TENANT), now)


def mark_around(account_ids: Iterable[int], now: datetime) -> None:
    """Everything these people touched, in every topic."""
    mark(_around(list(account_ids), None), now)


def mark_open_topics(kind: YearKind, now: datetime) -> None:
    """Other rules apply: count everyone anew in the topics that can still change."""
    found = (
        sa.select(Post.topic_id, Post.author_id)
        .join(Topic, Topic.id == Post.topic_id)
        .join(PolicyYear, PolicyYear.id == Topic.policy_year_id)
        .where(PolicyYear.kind == kind, *_BY_TENANT)
    )
    mark(found if kind is YearKind.IMPORTED else found.where(Topic.closed_at.is_(None)), now)


_BY_TENANT = (Post.author_id.is_not(None), Post.author_kind == AuthorKind.TENANT)


def _around(account_ids: list[int], topic_id: int | None) -> sa.CompoundSelect[*tuple[Any, ...]]:
    parent = aliased(Post)
    own = sa.select(Post.topic_id, Post.author_id).where(Post.author_id.in_(account_ids), *_BY_TENANT)
    answered = (
        sa.select(parent.topic_id, parent.author_id)
        .join(Post, Post.parent_id == parent.id)
        .where(Post.author_id.in_(account_ids), parent.author_id.is_not(None), parent.author_kind == AuthorKind.TENANT)
    )
    answered_by = (
        sa.select(Post.topic_id, Post.author_id)
        .join(parent, Post.parent_id == parent.id)
        .where(parent.author_id.in_(account_ids), *_BY_TENANT)
    )
    if topic_id is not None:
        own, answered, answered_by = (part.where(Post.topic_id == topic_id) for part in (own, answered, answered_by))
    return sa.union(own, answered, answered_by)
