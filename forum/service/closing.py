"""The end of a topic."""

from __future__ import annotations

from datetime import datetime

from accounts.models import Account
from forum import events, rules
from forum.models import Topic
from foundation import audit
from foundation.clock import local_day
from foundation.db import lock
from foundation.errors import Refused


def reasons_not_to_close(topic: Topic, now: datetime) -> list[str]:
    """Everything that stands in the way, ours and what other floors say."""
    own = rules.why_not_close(topic, local_day(now))
    return [own] if own else [reason for ask in events.before_close if (reason := ask(topic, now))]


def close_topic(topic: Topic, now: datetime, by: Account | None = None) -> None:
    lock(topic)
    if reasons := reasons_not_to_close(topic, now):
        raise Refused(" ".join(reasons))
    topic.closed_at = now
    audit.record(
        "forum.close_topic", now=now, actor_id=by.id if by else None, actor_role=by.role.value if by else "system", subject="topic",
        subject_id=topic.id,
    )  # fmt: skip
    events.topic_closed.send(topic, now=now)
