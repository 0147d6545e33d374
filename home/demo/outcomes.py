"""What the panel brought in, tied to the posts on the forum that said the same."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from accounts.models import Account
from forum.models import Post, ShownTo, Topic
from home.demo.story import Words
from recruitment.service import outcomes

_LONG_WORD = re.compile(r"\w{6,}")


def add_arguments(topic: Topic, written: Words, session_id: int, posts: list[Post], by: Account, now: datetime) -> None:
    for place, one in enumerate(written["arguments"]):
        words = outcomes.Words(body=one["text"], session_id=session_id, post_ids=_said_before(one["text"], posts))
        outcomes.add_argument(topic, words, by, now + timedelta(minutes=place))


def _said_before(text: str, posts: list[Post]) -> tuple[int, ...]:
    """At most two posts that share the most long words with this argument, and at least two of those."""
    mine = set(_LONG_WORD.findall(text.casefold()))
    shared = [(len(mine & set(_LONG_WORD.findall(post.body.casefold()))), -post.id) for post in posts if post.shown_to is ShownTo.EVERYONE]
    return tuple(-number for count, number in sorted(shared, reverse=True)[:2] if count >= 2)
