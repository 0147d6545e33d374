"""What is new to somebody, and what they marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from forum.models import LastRead, Mark, MarkKind, Post, Thread, Topic
from forum.queries.conversations import visible_to
from forum.queries.pages import ThreadPage, View, key_of, order_of
from foundation.db import db

MOST_COUNTED = 100
WALK = 2000
"""Up to this many posts, leafing from the first page to the last counts as having seen what was passed."""


class News(NamedTuple):
    """`opened`: whether this person was in the conversation before. `posts` stops at MOST_COUNTED."""

    opened: bool
    posts: int


@dataclass(frozen=True)
class Reading:
    """How this person stands in a conversation at the moment a page of it is made."""

    mark: int | None
    """Posts up to this id are not new; None: never been here."""
    newest: int
    first_new: int | None
    up_to: int
    """What may be taken as read with this page: everything new up to here stands on it, or was passed on the way."""
    new_ids: frozenset[int]
    """New posts on this page; of who comes here for the first time none is called new."""

    @property
    def more(self) -> bool:
        return self.up_to < self.newest


def _new_to(account_id: int, mark: sa.SQLColumnExpression[int]) -> list[sa.ColumnElement[bool]]:
    """Never what is hidden or held, never one's own."""
    return [Post.id > sa.func.coalesce(mark, 0), visible_to(None), sa.or_(Post.author_id.is_(None), Post.author_id != account_id)]


def _mark_of(account_id: int, thread_id: int) -> sa.ScalarSelect[int]:
    return sa.select(LastRead.post_id).where(LastRead.account_id == account_id, LastRead.thread_id == thread_id).scalar_subquery()


def _is_mine(account_id: int) -> sa.ColumnElement[bool]:
    return sa.and_(LastRead.thread_id == Thread.id, LastRead.account_id == account_id)


def news_in(thread_ids: Sequence[int], account_id: int) -> dict[int, News]:
    """Of each of these conversations that has something new to this person."""
    some = sa.select(Post.id).where(Post.thread_id == Thread.id, *_new_to(account_id, LastRead.post_id)).limit(MOST_COUNTED)
    new = sa.select(sa.func.count()).select_from(some.correlate(Thread, LastRead).subquery()).scalar_subquery()
    rows = db.session.execute(
        sa.select(Thread.id, LastRead.post_id, new).outerjoin(LastRead, _is_mine(account_id)).where(Thread.id.in_(thread_ids))
    )
    return {thread_id: News(mark is not None, count) for thread_id, mark, count in rows if count}


def topics_with_news(topic_ids: Sequence[int], account_id: int) -> dict[int, int]:
    """How many conversations of each topic have something new to this person."""
    new = sa.exists().where(Post.thread_id == Thread.id, *_new_to(account_id, LastRead.post_id))
    rows = db.session.execute(
        sa.select(Thread.topic_id, sa.func.count())
        .outerjoin(LastRead, _is_mine(account_id))
        .where(Thread.topic_id.in_(topic_ids), new)
        .group_by(Thread.topic_id)
    )
    return {topic_id: count for topic_id, count in rows.all()}  # noqa: C416 - a Row is no pair to a type checker


def newest_post() -> int:
    return db.session.scalar(sa.select(sa.func.max(Post.id))) or 0


def first_new(thread_id: int, account_id: int) -> int | None:
    return db.session.scalar(
        sa.select(Post.id)
        .where(Post.thread_id == thread_id, *_new_to(account_id, _mark_of(account_id, thread_id)))
        .order_by(Post.id)
        .limit(1)
    )


def reading_of(thread: Thread, account_id: int, page: ThreadPage, walked_to: int | None = None) -> Reading:
    """`walked_to`: whoever leafed here from the first page has passed everything before this page that was there then."""
    mark = _mark_of(account_id, thread.id)
    new = [Post.thread_id == thread.id, *_new_to(account_id, mark)]
    elsewhere = [*new, Post.id.not_in(page.ids)]
    if walked_to and page.head is None and page.places and thread.post_count <= WALK:
        first = page.places[0].post
        passed = [Post.id <= walked_to, sa.tuple_(*order_of(page.view)) < key_of(first.id, thread, page.view)]
        if page.view is View.TREE:
            passed.append(Post.band == 0)  # what was folded away was not passed
        elsewhere.append(sa.not_(sa.and_(*passed)))
    row = db.session.execute(
        sa.select(
            mark,
            sa.select(sa.func.max(Post.id)).where(Post.thread_id == thread.id).scalar_subquery(),
            *(sa.select(Post.id).where(*some).order_by(Post.id).limit(1).scalar_subquery() for some in (new, elsewhere)),
        )
    ).one()
    reached, newest, first_of_all, unseen = row
    here = frozenset(
        place.post.id
        for place in page.places
        if reached is not None and place.post.id > reached and place.shown and place.post.author_id != account_id
    )
    return Reading(reached, newest, first_of_all, unseen - 1 if unseen else newest, here)


class Marks(NamedTuple):
    """Of one post: how many people set each mark, and which of them this person did."""

    counts: dict[MarkKind, int]
    mine: frozenset[MarkKind]


def marks_on(post_ids: frozenset[int], account_id: int) -> dict[int, Marks]:
    """How often is told, by whom never; what was saved is told to nobody but who saved it."""
    mine = sa.func.max(sa.case((Mark.account_id == account_id, 1), else_=0))
    rows = db.session.execute(
        sa.select(Mark.post_id, Mark.kind, sa.func.count(), mine)
        .where(Mark.post_id.in_(post_ids), sa.or_(Mark.kind != MarkKind.SAVED, Mark.account_id == account_id))
        .group_by(Mark.post_id, Mark.kind)
    ).all()
    found = {post_id: Marks({}, frozenset()) for post_id in post_ids}
    for post_id, kind, count, is_mine in rows:
        counts, own = found[post_id]
        found[post_id] = Marks({**counts, kind: count}, own | {kind} if is_mine else own)
    return found


def saved_posts(account_id: int, before: int | None = None, limit: int = 20) -> tuple[Sequence[Post], bool]:
    """What this person saved and may still see, the newest post first; and whether there is more."""
    query = (
        sa.select(Post)
        .join(Mark, sa.and_(Mark.post_id == Post.id, Mark.account_id == account_id, Mark.kind == MarkKind.SAVED))
        .join(Topic, Topic.id == Post.topic_id)
        .where(visible_to(account_id), Topic.withdrawn_at.is_(None))
        .options(joinedload(Post.author), joinedload(Post.thread).joinedload(Thread.topic))
        .order_by(Post.id.desc())
        .limit(limit + 1)
    )
    rows = db.session.scalars(query.where(Post.id < before) if before else query).all()
    return rows[:limit], len(rows) > limit
