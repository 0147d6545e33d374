"""A conversation page by page: as a tree, or in order of time. Every page costs the same, wherever it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload, selectinload

from forum.models import LEVELS, Post, Thread
from forum.queries.conversations import Place, Reader, has_place, shown_to_reader, visible_to
from forum.rules import DEEPEST, band_of
from foundation.db import db

PAGE = 20
LEAD = 4
"""Posts shown before the one that an address points at, where it is not on the first page."""


class View(StrEnum):
    TREE = "boom"
    TIME = "tijd"


@dataclass(frozen=True)
class ThreadPage:
    """`head` is the post under which everything here stands; None on the pages of the conversation itself."""

    places: Sequence[Place]
    head: Post | None
    view: View
    first: bool
    last: bool

    @property
    def ids(self) -> frozenset[int]:
        here = frozenset(place.post.id for place in self.places)
        return here | {self.head.id} if self.head else here


def thread_page(
    thread: Thread, viewer: Reader, view: View = View.TREE, *, head: Post | None = None, after: int | None = None, before: int | None = None
) -> ThreadPage:
    """A page of posts: the first, or those behind the post with the id `after`, or those ahead of `before`.

    A tree shows six levels: of the conversation, or of what stands under `head`. An id that is not here gives the first page.
    """
    order = order_of(view)
    parent = aliased(Post)
    query = (
        sa.select(Post, visible_to(*viewer), parent, _folded(viewer))
        .outerjoin(parent, Post.parent_id == parent.id)
        .where(*_in(thread, view, viewer, head))
        .options(joinedload(Post.author), joinedload(parent.author), selectinload(Post.attachments))
        .limit(PAGE + 1)
    )
    if after:
        query = query.where(sa.tuple_(*order) > key_of(after, thread, view))
    if before:
        query = query.where(sa.tuple_(*order) < key_of(before, thread, view))
    query = query.order_by(*(column.desc() if before else column for column in order))
    rows = db.session.execute(query).all()
    if (after or before) and len(rows) <= (PAGE if before else 0):  # nothing here, or the beginning: a whole first page is better
        return thread_page(thread, viewer, view, head=head)
    more = len(rows) > PAGE
    rows = rows[PAGE - 1 :: -1] if before else rows[:PAGE]
    places = [
        Place(post, bool(shown), above, above is not None and shown_to_reader(above, viewer), view is View.TREE and bool(folded))
        for post, shown, above, folded in rows
    ]
    return ThreadPage(places, head, view, first=not after and not before, last=not more and not before)


def page_start(post: Post, viewer: Reader, view: View = View.TREE, head: Post | None = None) -> int | None:
    """The id behind which the page begins that shows this post; None is the first page. Looks at no more than a page of posts."""
    thread = db.session.get_one(Thread, post.thread_id)
    order = order_of(view)
    before = db.session.scalars(
        sa.select(Post.id)
        .where(*_in(thread, view, viewer, head), sa.tuple_(*order) < key_of(post.id, thread, view))
        .order_by(*(column.desc() for column in order))
        .limit(PAGE)
    ).all()
    return before[LEAD] if len(before) == PAGE else None


def find_head(post: Post, path: str) -> Post | None:
    """The post with this path in the conversation of another."""
    return db.session.scalar(sa.select(Post).where(Post.thread_id == post.thread_id, Post.path == path))


def find_headed(post_id: int, viewer: Reader) -> Place | None:
    """A post with what it answers, as a page shows it."""
    parent = aliased(Post)
    row = db.session.execute(
        sa.select(Post, visible_to(*viewer), parent)
        .outerjoin(parent, Post.parent_id == parent.id)
        .where(Post.id == post_id, has_place(viewer))
        .options(joinedload(Post.author), joinedload(parent.author), selectinload(Post.attachments))
    ).first()
    return Place(row[0], bool(row[1]), row[2], row[2] is not None and shown_to_reader(row[2], viewer)) if row else None


def order_of(view: View) -> tuple[sa.orm.InstrumentedAttribute[object], ...]:
    return (Post.created_at, Post.id) if view is View.TIME else (Post.path,)  # type: ignore[return-value]


def key_of(post_id: int, thread: Thread, view: View) -> sa.Tuple:
    """Where a post stands in the order of a view, found by its id in the query that needs it."""
    other = aliased(Post)
    here = sa.select(other.created_at if view is View.TIME else other.path).where(other.id == post_id, other.thread_id == thread.id)
    return sa.tuple_(here.scalar_subquery(), sa.literal(post_id)) if view is View.TIME else sa.tuple_(here.scalar_subquery())


def _in(thread: Thread, view: View, viewer: Reader, head: Post | None) -> list[sa.ColumnElement[bool]]:
    here = [Post.thread_id == thread.id, has_place(viewer)]
    if view is View.TIME:
        return here
    here.append(Post.band == (band_of(head.depth + 1) if head else 0))
    if head:
        here += [Post.path > head.path, Post.path < head.path + "{"]  # "{" comes after every letter of a path
    return here


def _folded(viewer: Reader) -> sa.ColumnElement[bool]:
    """Whether a post on the last level of its page has answers. Asked of those posts only: another may have thousands."""
    answer = aliased(Post)
    answers = sa.exists().where(answer.parent_id == Post.id, has_place(viewer, of=answer))
    return sa.case((sa.and_(Post.depth % LEVELS == LEVELS - 1, Post.depth < DEEPEST), answers), else_=sa.false())
