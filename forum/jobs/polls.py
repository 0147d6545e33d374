"""Counting."""

from __future__ import annotations

from datetime import datetime, timedelta

from forum.queries.polls import polls_to_count
from forum.service.polls import count_poll
from foundation.clock import local_day
from foundation.db import transaction
from foundation.jobs import Work, job


@job("forum.polls", every=timedelta(minutes=15))
def count_polls(now: datetime) -> Work:
    """Polls whose last day is over."""
    due = polls_to_count(local_day(now))
    for poll_id in due:
        with transaction():
            count_poll(poll_id, now)
    return Work(ran=len(due))
