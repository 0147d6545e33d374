"""Showing why a text was found: its words marked, and of a long text the part where most of them stand."""

from __future__ import annotations

from collections.abc import Collection

from foundation.search import dutch

LENGTH = 240
_MOST_READ = 20_000
_LEAD = 60
Piece = tuple[str, bool]
"""Text, and whether it is what was asked for. Plain text: who shows it escapes it."""


def marked(text: str, stems: Collection[str]) -> list[Piece]:
    """The whole text in pieces."""
    return _cut(text, 0, len(text), _hits(text, stems))


def snippet(text: str, stems: Collection[str]) -> list[Piece]:
    """At most LENGTH characters around the place with the most different words, on one line; the beginning when none is there."""
    line = " ".join(text[:_MOST_READ].split())
    hits = _hits(line, stems)
    if len(line) <= LENGTH:
        return _cut(line, 0, len(line), hits)
    best, start = 0, 0
    for at, _end, _stems in hits:
        there = {stem for begin, end, found in hits if at <= begin and end <= at + LENGTH - _LEAD for stem in found}
        if len(there) > best:
            best, start = len(there), at
    start = 0 if start <= _LEAD else line.rfind(" ", 0, start - _LEAD // 2) + 1
    end = start + LENGTH
    if end < len(line):
        end = max(line.rfind(" ", start, end), start + LENGTH // 2)
    pieces = _cut(line, start, min(end, len(line)), hits)
    return [*([("… ", False)] if start else []), *pieces, *([(" …", False)] if end < len(line) else [])]


def _hits(text: str, stems: Collection[str]) -> list[tuple[int, int, set[str]]]:
    found = []
    for start, end, words in dutch.places(text):
        if here := {term for word in words for term in dutch.word_terms(word) if term in stems}:
            found.append((start, end, here))
    return found


def _cut(text: str, start: int, end: int, hits: list[tuple[int, int, set[str]]]) -> list[Piece]:
    pieces: list[Piece] = []
    at = start
    for begin, stop, _stems in hits:
        if begin >= at and stop <= end:
            pieces += [(text[at:begin], False), (text[begin:stop], True)]
            at = stop
    return [piece for piece in [*pieces, (text[at:end], False)] if piece[0]]
