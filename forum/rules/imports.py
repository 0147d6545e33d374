"""Reading a discussion of another forum: one JSON object a line, checked as a whole before anything is kept."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from forum.models import AuthorKind
from foundation.clock import from_local, local, local_day
from foundation.i18n import _

EARLIEST = 1990
MOST_ERRORS = 1000
_ID_LENGTH = 120
_TITLE_LENGTH = 300
_KEPT_ASIDE = ("up", "down", "score", "supports", "lang", "role", "parent_missing", "moderated", "time_precision")


@dataclass(frozen=True)
class Line:
    """One post as the file gives it; `at` is already an instant."""

    number: int
    id: str
    thread_id: str
    parent_id: str | None
    author: str | None
    at: datetime
    title: str
    body: str
    kind: AuthorKind
    meta: dict[str, object]

    @property
    def digest(self) -> str:
        """Tells whether a text under a known id is still the same, also after its author changed it here."""
        return hashlib.sha256(f"{self.title}\0{self.body}".encode("utf-8", "surrogatepass")).hexdigest()


class Errors(list[dict[str, object]]):
    def note(self, line: int, message: str) -> None:
        if len(self) < MOST_ERRORS:
            self.append({"line": line, "message": message})


def read_lines(rows: Iterable[bytes], now: datetime, errors: Errors) -> tuple[list[Line], int]:
    """Every line that can be read, and how many repeated an earlier one word for word."""
    found: dict[str, Line] = {}
    repeated = 0
    for number, raw in enumerate(rows, start=1):
        text = _decoded(raw.removeprefix(b"\xef\xbb\xbf") if number == 1 else raw, number, errors)
        if text is None or not text.strip():
            continue
        line = _line(text, number, now, errors)
        if line is None:
            continue
        first = found.setdefault(line.id, line)
        if first is line:
            continue
        if _content(first) == _content(line):
            repeated += 1
        else:
            errors.note(number, _("Nummer %(id)s staat ook op regel %(line)s, met een andere inhoud.", id=line.id, line=first.number))
    return list(found.values()), repeated


def check_parents(lines: list[Line], known: dict[str, str], errors: Errors) -> None:
    """`known`: thread of each post that is already here. Every parent exists, stands in the same thread, and leads to the opening."""
    here = {line.id: line for line in lines}
    sound: set[str] = set()
    for line in lines:
        if line.parent_id is None:
            continue
        thread = here[line.parent_id].thread_id if line.parent_id in here else known.get(line.parent_id)
        if thread is None:
            errors.note(line.number, _("De bijdrage waarop dit een antwoord is (%(id)s), is er niet.", id=line.parent_id))
        elif thread != line.thread_id:
            errors.note(line.number, _("De bijdrage waarop dit een antwoord is (%(id)s), staat in een ander gesprek.", id=line.parent_id))
        elif not _leads_up(line, here, sound):
            errors.note(line.number, _("Deze bijdrage is een antwoord op zichzelf, al dan niet via andere bijdragen."))


def _leads_up(line: Line, here: dict[str, Line], sound: set[str]) -> bool:
    seen: set[str] = set()
    at: Line | None = line
    while at is not None and at.id not in sound:
        if at.id in seen:
            return False
        seen.add(at.id)
        at = here.get(at.parent_id) if at.parent_id else None
    sound |= seen
    return True


def shifted(lines: list[Line], first_on: date) -> list[Line]:
    """All moved by the same whole days, on the clock of the wall, so that the first falls on this day."""
    if not lines:
        return []
    days = timedelta(days=(first_on - local_day(min(line.at for line in lines))).days)
    return [Line(**{**vars(line), "at": from_local(local(line.at).replace(tzinfo=None) + days)}) for line in lines]


def _content(line: Line) -> dict[str, object]:
    return {**vars(line), "number": 0}


def _decoded(raw: bytes, number: int, errors: Errors) -> str | None:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        errors.note(number, _("Deze regel is geen UTF-8."))
        return None


def _line(text: str, number: int, now: datetime, errors: Errors) -> Line | None:
    try:
        row = json.loads(text)
    except (ValueError, RecursionError):
        errors.note(number, _("Deze regel is geen JSON."))
        return None
    if not isinstance(row, dict):
        errors.note(number, _("Deze regel is geen JSON-object."))
        return None
    wrong = _why_not(row)
    at = None if wrong else _instant(row["created_at"])
    if not wrong and (at is None or not at.year >= EARLIEST or at > now + timedelta(days=1)):
        wrong = _("created_at is geen bruikbaar tijdstip: %(value)s.", value=repr(row["created_at"])[:40])
    if wrong or at is None:
        errors.note(number, wrong or "")
        return None
    return Line(
        number=number, id=row["id"], thread_id=row["thread_id"], parent_id=row["parent_id"], author=row["author"], at=at,
        title=row.get("title") or "" if row["parent_id"] is None else "", body=row["body"], kind=_kind(row),
        meta={key: row[key] for key in _KEPT_ASIDE if isinstance(row.get(key), str | int | float | bool)},
    )  # fmt: skip


def _why_not(row: dict[str, Any]) -> str | None:
    for name in ("id", "thread_id", "parent_id", "author", "created_at", "body"):
        if name not in row:
            return _("Het veld %(name)s ontbreekt.", name=name)
        if row[name] is None and name in ("parent_id", "author"):
            continue
        if not isinstance(row[name], str):
            return _("Het veld %(name)s is geen tekst.", name=name)
        if name != "body" and not (0 < len(row[name]) <= _ID_LENGTH and row[name].isprintable()):
            return _("Het veld %(name)s is leeg, te lang, of bevat vreemde tekens.", name=name)
    opening = row["parent_id"] is None
    if opening != (row["id"] == row["thread_id"]):
        return _("Een eerste bijdrage heeft geen parent_id, en haar id is gelijk aan thread_id.")
    if row.get("kind") not in (None, "opening" if opening else "comment"):
        return _("Het veld kind klopt niet met parent_id.")
    title = row.get("title")
    if not opening:
        return None
    if not isinstance(title, str) or not title.strip():
        return _("Een eerste bijdrage heeft een titel nodig.")
    if len(title) > _TITLE_LENGTH:
        return _("De titel is langer dan %(most)s tekens.", most=_TITLE_LENGTH)
    return None


def _instant(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
        return from_local(moment) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _kind(row: dict[str, Any]) -> AuthorKind:
    if row["author"] is None:
        return AuthorKind.GUEST
    kinds = {"staff": AuthorKind.STAFF, "organisation": AuthorKind.ORGANISATION}
    role = row.get("role")
    return kinds.get(role, AuthorKind.TENANT) if isinstance(role, str) else AuthorKind.TENANT
