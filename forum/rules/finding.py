"""What somebody typed in the search box, taken apart: words, and `van:`, `onderwerp:` and `sinds:`."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta

MOST = 200
"""Characters of a question."""
_KEYS = {"van": "by", "from": "by", "by": "by", "onderwerp": "topic", "topic": "topic", "sinds": "since", "since": "since"}
_QUOTES = '"\u201c\u201d\u201e\u00ab\u00bb'
_OPERATOR = re.compile(rf"(?<!\w)({'|'.join(_KEYS)}):\s*(?:[{_QUOTES}]([^{_QUOTES}]*)[{_QUOTES}]|(\S+))", re.IGNORECASE)
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januari jan january", "februari feb february", "maart mrt march mar", "april apr", "mei may", "juni jun june", "juli jul july",
            "augustus aug august", "september sep sept", "oktober okt october oct", "november nov", "december dec",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
_LAST = {"vorig", "vorige", "afgelopen", "last", "past"}
_THIS = {"deze", "dit", "this"}
_UNITS = {"week": "week", "maand": "month", "month": "month", "jaar": "year", "year": "year"}
MINE = frozenset({"mij", "me", "mijzelf", "ik"})


@dataclass(frozen=True)
class Question:
    words: str = ""
    by: str = ""
    """A chosen name, or one of MINE."""
    topic: str = ""
    since: date | None = None
    misread: str = ""
    """What stood after `sinds:` and is no day we know."""
    operators: str = ""
    """All of them as they were typed."""

    @property
    def is_empty(self) -> bool:
        return not (self.words or self.by or self.topic or self.since)


def read_question(text: str, today: date) -> Question:
    """Take the operators out; what is left are words. Said twice: the last counts."""
    text = " ".join("".join(char if char.isprintable() else " " for char in text).split())[:MOST]
    found: dict[str, str] = {}
    since: date | None = None
    rest, operators, at = [], [], 0
    for match in _OPERATOR.finditer(text):
        if match.start() < at:
            continue  # inside the two words of a day that was read already
        key = _KEYS[match[1].casefold()]
        value, end = (match[2] if match[2] is not None else match[3]).strip(_QUOTES + " ,;"), match.end()
        if key == "since":
            more = re.match(r"\s+(\S+)", text[end:]) if match[2] is None else None
            both = since_day(f"{value} {more[1]}", today) if more else None
            since, end = (both, end + more.end()) if both and more else (since_day(value, today), end)
        found[key] = value
        rest.append(text[at : match.start()])
        operators.append(text[match.start() : end])
        at = end
    words = " ".join(" ".join([*rest, text[at:]]).split())
    misread = found.get("since", "") if since is None else ""
    return Question(words, found.get("by", ""), found.get("topic", ""), since, misread, " ".join(operators))


def since_day(text: str, today: date) -> date | None:
    """The first day that `sinds:` means, or None when we cannot tell: 2026, 2026-03, 2026-03-15, 15-3-2026, maart, maart 2025,
    vandaag, gisteren, vorige week, vorige maand, vorig jaar. A month without a year is the last one that has begun."""
    said = text.casefold().strip()
    try:
        if match := re.fullmatch(r"([0-9]{4})(?:[-/]([0-9]{1,2}))?(?:[-/]([0-9]{1,2}))?", said):
            return date(int(match[1]), int(match[2] or 1), int(match[3] or 1))
        if match := re.fullmatch(r"([0-9]{1,2})[-/]([0-9]{1,2})[-/]([0-9]{4})", said):
            return date(int(match[3]), int(match[2]), int(match[1]))
        if match := re.fullmatch(r"([a-z]+)\.?(?:[ -]([0-9]{4}))?", said):
            if month := _MONTHS.get(match[1]):
                return date(int(match[2]), month, 1) if match[2] else date(today.year - (month > today.month), month, 1)
            if match[1] in ("vandaag", "today"):
                return today
            if match[1] in ("gisteren", "yesterday"):
                return today - timedelta(days=1)
    except ValueError:
        return None
    which, _space, unit = said.partition(" ")
    back = which in _LAST
    if not (back or which in _THIS) or unit not in _UNITS:
        return None
    if _UNITS[unit] == "week":
        return today - timedelta(days=today.weekday() + 7 * back)
    if _UNITS[unit] == "month":
        return (today.replace(day=1) - timedelta(days=back)).replace(day=1)
    return date(today.year - back, 1, 1)


def folded(text: str) -> str:
    """For comparing names and titles as people type them: no capitals, no accents, single spaces."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(char for char in plain if not unicodedata.combining(char)).split())
