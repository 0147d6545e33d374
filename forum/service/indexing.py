"""Bringing the search index up to date. The index is no part of a transaction: it is written first, and then the queue is told, and
the words of the texts are learned."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from forum import queries
from forum.models import IndexQueue
from foundation.db import db
from foundation.search import Document, vocabulary

BATCH = 200
Seen = list[tuple[int, datetime]]


@dataclass(frozen=True)
class Batch:
    """What an index took in: queue rows that can go, and the posts whose words are new to it."""

    seen: Seen
    post_ids: list[int]


def index_batch() -> Batch:
    """Put the next posts in the index. Returns what was handled, for `settle`."""
    seen: Seen = [(row.post_id, row.since_at) for row in queries.waiting_for_index(BATCH)]
    if not seen:
        return Batch(seen, [])
    ids = [post_id for post_id, _since in seen]
    found = list(queries.documents(ids))
    there = {int(document.id) for document in found}
    index = queries.the_index()
    index.remove([str(post_id) for post_id in ids if post_id not in there])
    index.add(found)
    return Batch(seen, sorted(there))


def rebuild_index(if_needed: bool = False) -> tuple[int, Seen]:
    """The whole index anew. What was queued before is in it. `if_needed`: not when another machine just did it."""
    seen: Seen = [(row.post_id, row.since_at) for row in queries.waiting_for_index()]
    db.session.rollback()
    return queries.the_index().rebuild(queries.documents(), if_needed=if_needed), seen


def settle(seen: Iterable[tuple[int, datetime]]) -> None:
    """Take from the queue what was handled, unless the post changed again meanwhile."""
    for post_id, since in seen:
        db.session.execute(sa.delete(IndexQueue).where(IndexQueue.post_id == post_id, IndexQueue.since_at == since))


def learn_words(post_ids: Sequence[int]) -> None:
    """Of these posts, for compounds and for "did you mean"."""
    vocabulary.learn(_texts(queries.documents(post_ids)))


def count_words() -> Mapping[str, int]:
    """Of all that everybody may find."""
    counts = vocabulary.counted(_texts(queries.documents()))
    db.session.rollback()
    return counts


def keep_words(counts: Mapping[str, int]) -> None:
    """Only these, and no others: words of posts that were hidden, changed or withdrawn are forgotten here."""
    vocabulary.keep(counts)


def _texts(documents: Iterable[Document]) -> Iterator[str]:
    return (f"{document.title} {document.body}" for document in documents)
