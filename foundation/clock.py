"""The clock. Only views, jobs and commands look at it; everybody else is told the time."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

HERE = ZoneInfo("Europe/Amsterdam")


def now() -> datetime:
    return datetime.now(UTC)


def local(moment: datetime) -> datetime:
    return moment.astimezone(HERE)


def local_day(moment: datetime) -> date:
    return local(moment).date()


def start_of(day: date) -> datetime:
    """The first instant of a local day, in UTC."""
    return datetime.combine(day, time.min, HERE).astimezone(UTC)


def end_of(day: date) -> datetime:
    """The first instant after a local day, in UTC."""
    return start_of(day + timedelta(days=1))


def from_local(moment: datetime) -> datetime:
    """A wall-clock time without zone, as typed or imported here, in UTC. In the doubled hour of autumn the first one is meant."""
    return moment.replace(tzinfo=HERE).astimezone(UTC)
