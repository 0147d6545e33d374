"""What the search index is made of, and how far behind it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import sqlalchemy as sa

from forum.models import IndexQueue, Post, ShownTo, Thread, Topic
from forum.rules import OPENING_PATH
from foundation.db import db
from foundation.house import house
from foundation.plain_text import text_of
from foundation.search import Document, SearchIndex, open_index


def the_index() -> SearchIndex:
    return open_index(house().data / "search", db.engine)


def waiting_for_index(limit: int | None = None) -> Sequence[IndexQueue]:
    return db.session.scalars(sa.select(IndexQueue).order_by(IndexQueue.since_at, IndexQueue.post_id).limit(limit)).all()


def any_post() -> bool:
    return db.session.scalar(sa.select(Post.id).limit(1)) is not None


def count_for_index() -> int | None:
    """How many posts the index should hold; None while changes wait, for then nobody can tell. One statement, so one moment."""
    posts = sa.select(sa.func.count()).select_from(Post).where(Post.shown_to == ShownTo.EVERYONE).scalar_subquery()
    waiting = sa.select(sa.func.count()).select_from(IndexQueue).scalar_subquery()
    count, behind = db.session.execute(sa.select(posts, waiting)).one()
    return None if behind else int(count)


def documents(post_ids: Sequence[int] | None = None) -> Iterator[Document]:
    """Of these posts, or of all, what everybody may find. The title of a conversation belongs to its opening."""
    query = (
        sa.select(Post.id, Post.path, Post.body_html, Post.created_at, Post.day, Post.author_kind, Thread.title, Topic.slug)
        .join(Post.thread)
        .join(Topic, Thread.topic_id == Topic.id)
        .where(Post.shown_to == ShownTo.EVERYONE)
        .order_by(Post.id)
        .execution_options(yield_per=500)
    )
    if post_ids is not None:
        query = query.where(Post.id.in_(post_ids))
    for post_id, path, html, at, day, kind, title, slug in db.session.execute(query):
        facets = {"topic": slug, "year": day[:4], "kind": kind.value}
        yield Document(str(post_id), title if path == OPENING_PATH else "", text_of(html), at, facets)
