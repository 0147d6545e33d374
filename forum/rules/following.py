"""What somebody hears of, and when: levels, and the periods mail goes by."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from forum.models.following import Frequency, Level
from foundation.clock import HERE, local

USUAL_LEVEL = Level.ANSWERS
"""Who never chose hears of answers to own posts and of being named: who never wrote and is never named hears nothing."""
USUAL_FREQUENCY = Frequency.DAILY
"""The account page promises a message when somebody answers. Once a day keeps that promise without a mail for every post."""
MORNING = time(7, 0)
CLOSING_SOON = timedelta(days=3)
"""So long before its last day whoever follows a whole topic hears that it closes."""
STALE = timedelta(days=14)
"""A post that waited longer to be told of (a standstill, a restored backup) is no news any more."""
ANSWER_WITHIN = timedelta(days=60)
"""How long a mail can be answered by mail."""
KEEP_NEWS = timedelta(days=180)
KEEP_MAILED_TEXT = timedelta(days=30)


def level_in_force(of_thread: Level | None, of_topic: Level | None) -> Level:
    return of_thread or of_topic or USUAL_LEVEL


def wants(level: Level, *, to_me: bool) -> bool:
    """Whether somebody with this level hears of a post; `to_me`: it answers or names them."""
    return level is Level.ALL or (level is Level.ANSWERS and to_me)


def period(frequency: Frequency, now: datetime) -> tuple[str, datetime]:
    """The running period of a digest as (key, its beginning). What came before the beginning goes with its one mail."""
    began_on = local(now).date() if local(now).time() >= MORNING else local(now).date() - timedelta(days=1)
    if frequency is Frequency.WEEKLY:
        began_on -= timedelta(days=began_on.weekday())
        return f"week-{began_on.isoformat()}", _morning_of(began_on)
    return f"day-{began_on.isoformat()}", _morning_of(began_on)


def _morning_of(on: date) -> datetime:
    return datetime.combine(on, MORNING, HERE)
