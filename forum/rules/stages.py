"""Where a topic stands. Read from its dates, so that no status column can disagree with them."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from forum.models import Topic


class Stage(StrEnum):
    PROPOSED = "proposed"
    """One key or none."""
    AGREED = "agreed"
    """Both keys; waits for its opening day."""
    OPEN = "open"
    """The forum runs."""
    ENDED = "ended"
    """The forum is over; decision and answers are still to come."""
    CLOSED = "closed"
    """Everything told, or the proposal was withdrawn."""


def topic_stage(topic: Topic, today: date) -> Stage:
    if topic.closed_at is not None or topic.withdrawn_at is not None:
        return Stage.CLOSED
    if topic.agreed_at is None:
        return Stage.PROPOSED
    if today < topic.opens_on:
        return Stage.AGREED
    return Stage.OPEN if today <= topic.closes_on else Stage.ENDED
