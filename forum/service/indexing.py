"""Bringing the search index up to date. The index is no part of a transaction: it is written first, and then the queue is told."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa

from forum import queries
from forum.models import IndexQueue
from foundation.db import db

BATCH = 200
Seen = list[tuple[int, datetime]]


def index_batch() -> Seen:
    """Put the next posts in the index. Returns what was handled, for `settle`."""
    seen: Seen = [(row.post_id, row.since_at) for row in queries.waiting_for_index(BATCH)]
    if seen:
        ids = [post_id for post_id, _since in seen]
        found = list(queries.documents(ids))
        there = {int(document.id) for document in found}
        index = queries.the_index()
        index.remove([str(post_id) for post_id in ids if post_id not in there])
        index.add(found)
    return seen


def rebuild_index() -> tuple[int, Seen]:
    """The whole index anew. What was queued before is in it."""
    seen: Seen = [(row.post_id, row.since_at) for row in queries.waiting_for_index()]
    db.session.rollback()
    return queries.the_index().rebuild(queries.documents()), seen


def settle(seen: Iterable[tuple[int, datetime]]) -> None:
    """Take from the queue what was handled, unless the post changed again meanwhile."""
    for post_id, since in seen:
        db.session.execute(sa.delete(IndexQueue).where(IndexQueue.post_id == post_id, IndexQueue.since_at == since))
