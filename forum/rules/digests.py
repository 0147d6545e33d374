"""Which remarks stand on the printed page of a topic: a rule that everybody may read there, and that looks at no opinion."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

MOST = 4
RECENT = timedelta(days=30)
LONGEST = 160
"""Signs of a remark on paper."""


@dataclass(frozen=True)
class Remark:
    author_id: int
    thread_id: int
    text: str
    answered_by: int


def choose(ordered: Iterable[Remark]) -> list[Remark]:
    """The first of these, with one of each person and one of each conversation."""
    chosen: list[Remark] = []
    for one in ordered:
        fresh = all(one.author_id != other.author_id and one.thread_id != other.thread_id for other in chosen)
        if fresh and one.text.strip():
            chosen.append(one)
        if len(chosen) == MOST:
            break
    return chosen


def shortened(text: str, longest: int = LONGEST) -> str:
    """On one line, cut between words."""
    line = " ".join(text.split())
    if len(line) <= longest:
        return line
    return line[: longest - 1].rsplit(" ", 1)[0].rstrip(" .,;:-") + "\u2026"
