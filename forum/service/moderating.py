"""What moderation does to a post. The forum keeps no reasons: those are moderation's."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from forum import rules
from forum.models import Post, ShownTo, Thread, Topic
from forum.service.mentions import write_text
from forum.service.showing import changed, show
from foundation.db import db, lock
from foundation.errors import Refused
from foundation.i18n import _, speaking


def hide_post(post: Post, now: datetime, *, until_at: datetime | None = None) -> None:
    """`until_at`: readers are told that it is for a short time."""
    lock(post)
    post.hidden_until_at = until_at
    show(post, ShownTo.NOBODY, now)


def hold_post(post: Post, now: datetime) -> None:
    """Show a post to its author alone until somebody has looked. May be called by a listener of post_changed."""
    lock(post)
    if post.shown_to is not ShownTo.NOBODY:
        show(post, ShownTo.AUTHOR, now)


def restore_post(post: Post, now: datetime) -> None:
    lock(post)
    if post.withdrawn_at is not None:
        raise Refused(_("De schrijver heeft deze bijdrage zelf weggehaald. Alleen de schrijver kan haar opnieuw plaatsen."))
    post.hidden_until_at = None
    show(post, ShownTo.EVERYONE, now)


def mask_post(post: Post, passages: Sequence[str], now: datetime) -> None:
    """Take parts out of a text, everywhere it is shown, found or mailed: these, and no others; none gives the whole text back. What is
    counted of the post stays what it was."""
    lock(post)
    whole = post.body if post.unmasked is None else post.unmasked
    masked = whole
    with speaking("nl"):  # it becomes part of the text
        instead = _("[weggehaald door een moderator]")
    for passage in sorted(passages, key=len, reverse=True):  # a part of a longer one is gone with it
        if rules.without_passage(whole, passage, "") is None:
            raise Refused(_("Dit stukje staat niet zo in de bijdrage. Neem het precies over."))
        masked = rules.without_passage(masked, passage, instead) or masked
    post.unmasked = whole if passages else None
    write_text(post, masked)
    changed(post, now)


def move_thread(thread: Thread, to: Topic, now: datetime) -> None:
    """Put a whole conversation under another topic. Every post keeps its place, marks and address; both topics are told."""
    lock(thread)
    if thread.topic_id == to.id:
        raise Refused(_("Dit gesprek staat al bij dat onderwerp."))
    posts = db.session.scalars(sa.select(Post).where(Post.thread_id == thread.id).order_by(Post.id)).all()
    for post in posts:
        changed(post, now)  # the topic it leaves
    thread.topic_id = to.id
    for post in posts:
        post.topic_id = to.id
        changed(post, now)


def lock_thread(thread: Thread, now: datetime) -> None:
    lock(thread)
    thread.locked_at = now


def unlock_thread(thread: Thread) -> None:
    lock(thread)
    thread.locked_at = None
