"""What is here already of a discussion that is being imported."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import sqlalchemy as sa

from forum.models import Post, Thread
from foundation.db import db

CHUNK = 500


def imported_texts(source_ids: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Source id of the thread, and digest of the text as it was imported, of each of these posts that is here."""
    found: dict[str, tuple[str, str]] = {}
    for some in _chunks(source_ids):
        rows = db.session.execute(sa.select(Post.source_id, Thread.source_id, Post.meta).join(Post.thread).where(Post.source_id.in_(some)))
        found |= {str(source): (str(thread), str((meta or {}).get("digest", ""))) for source, thread, meta in rows}
    return found


def imported_places(source_ids: Iterable[str]) -> dict[str, tuple[int, str]]:
    """Id and path of each of these posts that is here."""
    found: dict[str, tuple[int, str]] = {}
    for some in _chunks(source_ids):
        rows = db.session.execute(sa.select(Post.source_id, Post.id, Post.path).where(Post.source_id.in_(some)))
        found |= {str(source): (post_id, path) for source, post_id, path in rows}
    return found


def _chunks(source_ids: Iterable[str]) -> Iterator[list[str]]:
    wanted = sorted(set(source_ids))
    yield from (wanted[start : start + CHUNK] for start in range(0, len(wanted), CHUNK))
