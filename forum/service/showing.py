"""What every change of a post has in common: the count of its thread, its place in the search index, and the news of it."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from forum import events
from forum.models import IndexQueue, Post, ShownTo, TellQueue, Thread
from foundation.db import after_commit, db, insert_into

INDEX_JOB = "forum.index"
TELL_JOB = "forum.tell"


def queue(post_ids: list[int], now: datetime) -> None:
    """Note that the index is behind for these posts. A later change moves the moment, so that the indexer sees it came after."""
    for start in range(0, len(post_ids), 400):
        rows = [{"post_id": post_id, "since_at": now} for post_id in post_ids[start : start + 400]]
        db.session.execute(insert_into(IndexQueue).values(rows).on_conflict_do_update(index_elements=["post_id"], set_={"since_at": now}))
    after_commit(INDEX_JOB)


def show(post: Post, shown_to: ShownTo, now: datetime) -> bool:
    """Show a post to others than before. Says whether anything changed."""
    if post.shown_to is shown_to:
        return False
    change = (shown_to is ShownTo.EVERYONE) - (post.shown_to is ShownTo.EVERYONE)
    post.shown_to = shown_to
    if change:
        count(post.thread_id, change)
    changed(post, now)
    if shown_to is ShownTo.EVERYONE:
        spread(post, now)
    return True


def spread(post: Post, now: datetime) -> None:
    """Everybody can see this post from now on: who follows it is to be told."""
    db.session.execute(insert_into(TellQueue).values(post_id=post.id, since_at=now).on_conflict_do_nothing())
    after_commit(TELL_JOB)


def count(thread_id: int, change: int) -> None:
    db.session.flush()
    db.session.execute(
        sa.update(Thread)
        .where(Thread.id == thread_id)
        .values(post_count=Thread.post_count + change)
        .execution_options(synchronize_session="fetch")
    )


def changed(post: Post, now: datetime) -> None:
    db.session.flush()
    queue([post.id], now)
    events.post_changed.send(post, now=now)
