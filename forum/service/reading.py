"""How far somebody has read, and the marks they set. No moment of reading is kept."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from accounts.models import Account
from forum import rules
from forum.models import LastRead, Mark, MarkKind, Post, Thread
from foundation.db import db
from foundation.errors import Refused


def mark_read(account_id: int, thread_id: int, up_to: int) -> None:
    """Nothing up to this post is new to this person any more. A mark never moves back."""
    _move(account_id, sa.and_(Post.thread_id == thread_id, Post.id <= up_to))


def mark_topic_read(account_id: int, topic_id: int, up_to: int) -> None:
    _move(account_id, sa.and_(Post.thread_id.in_(sa.select(Thread.id).where(Thread.topic_id == topic_id)), Post.id <= up_to))


def _move(account_id: int, read: sa.ColumnElement[bool]) -> None:
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    reached = sa.select(sa.literal(account_id), Post.thread_id, sa.func.max(Post.id)).where(read).group_by(Post.thread_id)
    new = insert(LastRead).from_select(["account_id", "thread_id", "post_id"], reached)
    db.session.execute(
        new.on_conflict_do_update(
            index_elements=["account_id", "thread_id"],
            set_={"post_id": new.excluded.post_id},
            where=LastRead.post_id < new.excluded.post_id,
        )
    )


def set_mark(post: Post, by: Account, kind: MarkKind, on: bool) -> None:
    """Set or take away. Doing it twice changes nothing."""
    if not on:
        db.session.execute(sa.delete(Mark).where(Mark.post_id == post.id, Mark.account_id == by.id, Mark.kind == kind))
        return
    if reason := rules.why_not_mark(post, by, kind):
        raise Refused(reason)
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    db.session.execute(insert(Mark).values(post_id=post.id, kind=kind, account_id=by.id).on_conflict_do_nothing())


def forget_reading(account: Account, *, now: object) -> None:
    """Listens to accounts: what somebody read and marked goes with the account."""
    db.session.execute(sa.delete(LastRead).where(LastRead.account_id == account.id))
    db.session.execute(sa.delete(Mark).where(Mark.account_id == account.id))
