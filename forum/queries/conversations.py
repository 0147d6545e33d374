"""Conversations as a reader sees them: lists of threads, single posts, and the one predicate that says who sees what."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from forum.models import Post, PostVersion, ShownTo, Thread, Topic
from forum.rules import OPENING_PATH
from foundation.db import db


class Reader(NamedTuple):
    account_id: int | None
    desk: bool = False
    """Whether this person looks at held posts as a moderator."""


def visible_to(viewer_account_id: int | None, is_desk: bool = False, of: type[Post] = Post) -> sa.ColumnElement[bool]:
    """The one predicate over Post that says whose text may be shown to this person. Hidden and withdrawn: nobody's.

    `of`: another name of the same table, where a query needs two."""
    everyone = of.shown_to == ShownTo.EVERYONE
    if is_desk:
        return sa.or_(everyone, of.shown_to == ShownTo.AUTHOR)
    if viewer_account_id is None:
        return everyone
    return sa.or_(everyone, sa.and_(of.shown_to == ShownTo.AUTHOR, of.author_id == viewer_account_id))


def has_place(reader: Reader, of: type[Post] = Post) -> sa.ColumnElement[bool]:
    """Visible, or known to have stood there: a stump."""
    return sa.or_(visible_to(*reader, of=of), of.shown_to == ShownTo.NOBODY)


def shown_to_reader(post: Post, reader: Reader) -> bool:
    """What visible_to says, for a row that is already here."""
    return post.shown_to is ShownTo.EVERYONE or (post.shown_to is ShownTo.AUTHOR and (reader.desk or post.author_id == reader.account_id))


class Place(NamedTuple):
    """A post on a page: `shown` false makes it a stump. `parent` is who and what it answers, with `parent_shown` likewise."""

    post: Post
    shown: bool
    parent: Post | None
    parent_shown: bool
    folded: bool = False
    """Its answers stand on a page of their own."""


@dataclass(frozen=True)
class ThreadRow:
    """A thread in a list. `opening` is None where its text may not be shown."""

    thread: Thread
    opening: Post | None


def threads_in(
    topic: Topic, viewer: Reader, before: tuple[datetime, int] | None = None, limit: int = 20
) -> tuple[Sequence[ThreadRow], tuple[datetime, int] | None]:
    """Threads with the newest post first, and the key of the next page."""
    shown = visible_to(*viewer)
    query = (
        sa.select(Thread, Post, shown)
        .join(Post, sa.and_(Post.thread_id == Thread.id, Post.path == OPENING_PATH))
        .where(Thread.topic_id == topic.id, sa.or_(shown, sa.and_(Post.shown_to == ShownTo.NOBODY, Thread.post_count > 0)))
        .options(joinedload(Post.author))
        .order_by(Thread.last_post_at.desc(), Thread.id.desc())
        .limit(limit + 1)
    )
    if before:
        query = query.where(
            sa.tuple_(Thread.last_post_at, Thread.id) < sa.tuple_(sa.literal(before[0], Thread.last_post_at.type), before[1])
        )
    rows = db.session.execute(query).all()
    found = [ThreadRow(thread, opening if visible else None) for thread, opening, visible in rows[:limit]]
    last = found[-1].thread if len(rows) > limit else None
    return found, (last.last_post_at, last.id) if last else None


def find_thread(thread_id: int) -> Thread | None:
    return db.session.scalar(
        sa.select(Thread).where(Thread.id == thread_id).options(joinedload(Thread.topic).joinedload(Topic.policy_year))
    )


def opening_of(thread: Thread, viewer: Reader) -> Place | None:
    """The opening post; None when this person may not know of the thread at all."""
    row = db.session.execute(
        sa.select(Post, visible_to(*viewer))
        .where(Post.thread_id == thread.id, Post.path == OPENING_PATH, has_place(viewer))
        .options(joinedload(Post.author))
    ).first()
    return Place(row[0], bool(row[1]), None, False) if row else None


def titles_shown(thread_ids: Collection[int], viewer: Reader) -> frozenset[int]:
    """Of these conversations those whose title this person may see: it is part of the opening post, and goes where that goes."""
    return frozenset(
        db.session.scalars(sa.select(Post.thread_id).where(Post.thread_id.in_(thread_ids), Post.path == OPENING_PATH, visible_to(*viewer)))
    )


def find_post(post_id: int, viewer: Reader) -> Post | None:
    """A post whose text this person may see, with its thread, topic and author."""
    return db.session.scalar(
        sa.select(Post)
        .where(Post.id == post_id, visible_to(*viewer))
        .options(joinedload(Post.author), joinedload(Post.thread).joinedload(Thread.topic))
    )


def find_place(post_id: int, viewer: Reader) -> Post | None:
    """A post this person may see, or the stump it left."""
    return db.session.scalar(sa.select(Post).where(Post.id == post_id, has_place(viewer)))


def versions_of(post: Post, most: int = 30) -> Sequence[PostVersion]:
    """Earlier texts, newest first. None while a part is taken out: they may hold it too."""
    if post.unmasked is not None:
        return []
    return db.session.scalars(
        sa.select(PostVersion)
        .where(PostVersion.post_id == post.id)
        .order_by(PostVersion.replaced_at.desc(), PostVersion.id.desc())
        .limit(most)
    ).all()
