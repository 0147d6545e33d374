"""Searching: the index proposes, the rows decide."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from forum.models import IndexQueue, Post, ShownTo, Thread, Topic
from forum.queries.conversations import visible_to
from forum.rules import OPENING_PATH
from foundation.db import db
from foundation.house import house
from foundation.plain_text import text_of
from foundation.search import Document, SearchIndex, open_index

MOST_ASKED = 150
MOST_SHOWN = 50


@dataclass(frozen=True)
class Found:
    """`more` says that the index knows of more than is shown; how many is not told, for some may not be this reader's."""

    posts: Sequence[Post]
    more: bool
    limited: bool


def the_index() -> SearchIndex:
    return open_index(house().data / "search", db.engine)


def found_posts(words: str, viewer_account_id: int | None) -> Found:
    index = the_index()
    results = index.search(words, limit=MOST_ASKED)
    order = {int(hit.id): place for place, hit in enumerate(results.hits) if hit.id.isdigit()}
    posts = db.session.scalars(
        sa.select(Post)
        .join(Post.thread)
        .join(Topic, Thread.topic_id == Topic.id)
        .where(Post.id.in_(list(order)), visible_to(viewer_account_id), Topic.agreed_at.is_not(None), Topic.withdrawn_at.is_(None))
        .options(joinedload(Post.thread), joinedload(Post.author))
    ).all()
    best = sorted(posts, key=lambda post: order[post.id])
    return Found(best[:MOST_SHOWN], more=len(best) > MOST_SHOWN, limited=results.limited or index.health() is not None)


def waiting_for_index(limit: int | None = None) -> Sequence[IndexQueue]:
    return db.session.scalars(sa.select(IndexQueue).order_by(IndexQueue.since_at, IndexQueue.post_id).limit(limit)).all()


def any_post() -> bool:
    return db.session.scalar(sa.select(Post.id).limit(1)) is not None


def documents(post_ids: Sequence[int] | None = None) -> Iterator[Document]:
    """Of these posts, or of all, what everybody may find. The title of a conversation belongs to its opening."""
    query = (
        sa.select(Post.id, Post.path, Post.body_html, Post.created_at, Thread.title, Topic.slug)
        .join(Post.thread)
        .join(Topic, Thread.topic_id == Topic.id)
        .where(Post.shown_to == ShownTo.EVERYONE)
        .order_by(Post.id)
        .execution_options(yield_per=500)
    )
    if post_ids is not None:
        query = query.where(Post.id.in_(post_ids))
    for post_id, path, html, at, title, slug in db.session.execute(query):
        yield Document(str(post_id), title if path == OPENING_PATH else "", text_of(html), at, {"topic": slug})
