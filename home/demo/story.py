"""The written story, moved as a whole to the day the demo is filled. In the files that day is 23 November 2026."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

from foundation.clock import from_local

FOLDER = Path(__file__).parent / "content"
WRITTEN_FOR = date(2026, 11, 23)
MONTHS = ("januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december")
WEEKDAYS = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")
_DAY = re.compile(
    rf"\b(?:(?P<weekday>{'|'.join(WEEKDAYS)}) )?(?P<day>[0-9]{{1,2}}) (?P<month>{'|'.join(MONTHS)})(?: (?P<year>20[0-9]{{2}}))?\b"
)
Words = dict[str, Any]


@dataclass(frozen=True)
class Story:
    """Everything that was written, with the way from its days to ours."""

    today: date

    @property
    def shift(self) -> timedelta:
        return self.today - WRITTEN_FOR

    @cached_property
    def corporation(self) -> Words:
        return dict(_read("corporation.json"))

    @cached_property
    def aliases(self) -> list[Words]:
        return list(_read("aliases.json"))

    @cached_property
    def topics(self) -> list[Words]:
        return list(_read("topics.json"))

    @cached_property
    def proposals(self) -> list[Words]:
        return list(_read("proposals.json"))

    @cached_property
    def panels(self) -> dict[str, Words]:
        return {panel["topic"]: panel for panel in _read("panels.json")}

    @cached_property
    def topic_pages(self) -> list[Words]:
        return list(_read("topic_pages.json"))

    def threads(self, slug: str) -> list[Words]:
        return list(_read(f"threads/{slug}.json"))

    @cached_property
    def posts(self) -> int:
        return sum(len(thread["posts"]) for topic in self.topics for thread in self.threads(topic["slug"]))

    def day(self, written: str) -> date:
        return date.fromisoformat(written) + self.shift

    def moment(self, written: str, hour: int = 10, minute: int = 0) -> datetime:
        """A written day at this local time, or a written local time itself."""
        when = datetime.fromisoformat(written) if "T" in written else datetime.combine(date.fromisoformat(written), time(hour, minute))
        return from_local(when + self.shift)

    def text(self, written: str, near: str) -> str:
        """Days named in a text move along. A day without a year is the one closest to `near`."""
        return written if not self.shift else _DAY.sub(lambda found: self._moved(found, date.fromisoformat(near[:10])), written)

    def _moved(self, found: re.Match[str], near: date) -> str:
        number, month, year = int(found["day"]), MONTHS.index(found["month"]) + 1, found["year"]
        try:
            years = [int(year)] if year else [near.year - 1, near.year, near.year + 1]
            was = min((date(one, month, number) for one in years), key=lambda one: abs(one - near))
        except ValueError:
            return found[0]
        then = was + self.shift
        words = [WEEKDAYS[then.weekday()]] if found["weekday"] else []
        words += [str(then.day), MONTHS[then.month - 1]]
        return " ".join([*words, str(then.year)] if year else words)


def at(day: date, hour: int = 10, minute: int = 0) -> datetime:
    return from_local(datetime.combine(day, time(hour, minute)))


def _read(name: str) -> Any:
    return json.loads((FOLDER / name).read_text("utf-8"))
