"""What the neighbours read, marked and follow: some of what was written some of them agree with, and a few days are still new to them."""

from __future__ import annotations

from forum.models import Level, MarkKind, Post, ShownTo, Thread
from forum.service import mark_topic_read, set_mark
from forum.service.following import follow_thread
from foundation.db import db
from home.demo.agenda import Agenda
from home.demo.names import lot
from home.demo.people import SHOWN_TENANTS, Cast

MARKS = (MarkKind.AGREE, MarkKind.AGREE, MarkKind.THANKS)


def read_along(agenda: Agenda, cast: Cast) -> None:
    readers = sorted(cast.tenants)
    for slug, posts in agenda.posts.items():
        for place, post in enumerate(posts):
            for number in range(lot("marks", slug, place) % 4):
                reader = cast.tenants[readers[lot("reader", slug, place, number) % len(readers)]]
                if post.shown_to is ShownTo.EVERYONE and post.author_id != reader.id:
                    set_mark(post, reader, MARKS[lot("mark", slug, place, number) % len(MARKS)], True)
        for alias in SHOWN_TENANTS:
            _read(posts, cast, alias, slug)
    newest = list(agenda.posts.values())[-1]
    for alias, level in zip(SHOWN_TENANTS, (Level.ALL, Level.ANSWERS, Level.NOTHING), strict=False):
        follower, here = cast.tenants[alias], newest[-1]
        follow_thread(follower, db.session.get_one(Thread, here.thread_id), level, here.created_at)


def _read(posts: list[Post], cast: Cast, alias: str, slug: str) -> None:
    """Most of it; the shown tenants come back to something new, and find what they saved."""
    reader, here = cast.tenants[alias], posts[len(posts) * 8 // 10]
    mark_topic_read(reader.id, here.topic_id, here.id)
    if here.shown_to is ShownTo.EVERYONE and lot("saves", alias, slug) % 2:
        set_mark(here, reader, MarkKind.SAVED, True)
