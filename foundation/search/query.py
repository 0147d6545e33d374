"""What a person typed in the search box. No operators, wildcards or fields: words, and "words in this order" between quotes."""

from __future__ import annotations

import re
from dataclasses import dataclass

from foundation.search import dutch

MAX_LENGTH = 200
MAX_WORDS = 10
_QUOTED = re.compile(r"[\"\u201c\u201d\u201e\u00ab\u00bb]")


@dataclass(frozen=True)
class Word:
    """Found by its stem or, for a compound, by all of its parts."""

    stem: str
    parts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Phrase:
    stems: tuple[str, ...]


Clause = Word | Phrase


def parse(query: str) -> list[Clause]:
    """What must all be found; empty when nothing was asked. What is past the limits is left out."""
    if len(query) > MAX_LENGTH:
        query = query[:MAX_LENGTH]
        query = query.rsplit(maxsplit=1)[0] if len(query.split()) > 1 else query
    clauses: list[Clause] = []
    stops: list[Clause] = []
    left = MAX_WORDS
    pieces = _QUOTED.split(query)
    for number, piece in enumerate(pieces):
        words = dutch.words(piece)[:left]
        left -= len(words)
        quoted = number % 2 == 1 and number < len(pieces) - 1  # the last quote may not have been closed
        if quoted and len(words) > 1:
            clauses.append(Phrase(tuple(dutch.stem(word) for word in words)))
            continue
        for word in words:
            first, *parts = dutch.word_terms(word)
            (stops if word in dutch.STOP_WORDS else clauses).append(Word(first, tuple(parts)))
    return list(dict.fromkeys(clauses or stops))
