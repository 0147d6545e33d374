"""The end of a topic."""

from __future__ import annotations

from datetime import datetime

from forum import events, rules
from forum.models import Topic
from foundation.clock import local_day
from foundation.db import lock
from foundation.errors import Refused


def reasons_not_to_close(topic: Topic, now: datetime) -> list[str]:
    """Everything that stands in the way, ours and what other floors say."""
    own = rules.why_not_close(topic, local_day(now))
    return [own] if own else [reason for ask in events.before_close if (reason := ask(topic, now))]


def close_topic(topic: Topic, now: datetime) -> None:
    lock(topic)
    if reasons := reasons_not_to_close(topic, now):
        raise Refused(" ".join(reasons))
    topic.closed_at = now
    events.topic_closed.send(topic, now=now)
