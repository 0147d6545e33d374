"""What a decision does to the forum, through the forum's own verbs, and how it is taken back."""

from __future__ import annotations

from datetime import datetime

from forum.models import Post, ShownTo, Thread, Topic
from forum.service import hide_post, lock_thread, mask_post, move_thread, restore_post, unlock_thread
from foundation.db import db
from moderation import queries, rules
from moderation.models import Act, Decision


def put_in_force(decision: Decision, post: Post, now: datetime) -> None:
    if decision.act in rules.HIDING:
        hide_post(post, now, until_at=decision.until_at)
    elif decision.act is Act.MASK:
        mask_post(post, _masked(post), now)
    elif decision.act is Act.LOCK:
        lock_thread(db.session.get_one(Thread, post.thread_id), now)
    elif decision.act is Act.KEEP and post.shown_to is ShownTo.AUTHOR:
        restore_post(post, now)


def take_back(decision: Decision, post: Post, now: datetime) -> None:
    """As it was: the same place, the same marks, the same count. What its author withdrew meanwhile stays withdrawn."""
    if not rules.in_force(decision):
        return
    decision.ended_at = now
    db.session.flush()
    if decision.act in rules.HIDING and post.withdrawn_at is None:
        restore_post(post, now)
    elif decision.act is Act.MASK:
        mask_post(post, _masked(post), now)
    elif decision.act is Act.MOVE and decision.topic_id:
        move_thread(db.session.get_one(Thread, post.thread_id), db.session.get_one(Topic, decision.topic_id), now)
    elif decision.act is Act.LOCK:
        unlock_thread(db.session.get_one(Thread, post.thread_id))


def _masked(post: Post) -> list[str]:
    """What is taken out of a post by all decisions that hold."""
    return [one.passage for one in queries.decisions_on(post.id) if one.act is Act.MASK and rules.in_force(one)]
