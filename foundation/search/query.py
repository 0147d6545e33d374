"""What a person typed in the search box. No operators, wildcards or fields: words, and "words in this order" between quotes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from foundation.search import dutch

MAX_LENGTH = 200
MAX_WORDS = 10
MAX_OTHERS = 40
"""Other forms of one word that are looked up, synonyms aside."""
_QUOTED = re.compile(r"[\"\u201c\u201d\u201e\u00ab\u00bb]")
_JOINTS = ("", "s", "n", "en")

Terms = tuple[str, ...]


@dataclass(frozen=True)
class Word:
    """Found by its stem; or by one of these other ways to write it, each of which needs all of its terms; or by a synonym."""

    stem: str
    near: tuple[Terms, ...] = ()
    like: tuple[Terms, ...] = ()
    weight: float = field(default=1.0, compare=False)
    """What it is worth when not all words have to be there: rare words more."""
    word: str = field(default="", compare=False)
    """As it was typed, folded."""


@dataclass(frozen=True)
class Phrase:
    stems: Terms
    weight: float = field(default=1.0, compare=False)


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
        clauses += _run(words)
        stops += [Word(dutch.stem(word), word=word) for word in words if word in dutch.STOP_WORDS]
    return list(dict.fromkeys(clauses or stops))


def stems_of(clauses: Sequence[Clause]) -> frozenset[str]:
    """Every stem that a found text may owe its place to: what is marked in it."""
    found: set[str] = set()
    for clause in clauses:
        if isinstance(clause, Phrase):
            found.update(stem for stem in clause.stems if stem not in dutch.STOP_WORDS)
        else:
            found.update((clause.stem,), *clause.near, *clause.like)
    return frozenset(found)


def loosened(clauses: Sequence[Clause]) -> list[Clause]:
    """For a loose search: the same clauses, and each part of a compound for less."""
    parts = [
        Word(term, weight=clause.weight / 2)
        for clause in clauses
        if isinstance(clause, Word)
        for terms in clause.near
        if len(terms) > 1
        for term in terms
    ]
    return list(dict.fromkeys([*clauses, *parts]))[: 2 * MAX_WORDS]


def _run(words: list[str]) -> list[Word]:
    """The words that count, each with the compounds it makes with its neighbour and with what means the same."""
    run = [(word, dutch.word_terms(word)) for word in words if word not in dutch.STOP_WORDS]
    near: list[list[Terms]] = [[*([terms[1:]] if terms[1:] else []), *((form,) for form in dutch.verb_forms(word))] for word, terms in run]
    for at in range(len(run) - 1):
        left, right = run[at][0], run[at + 1][0]
        joined = [(dutch.stem((left + joint + right)[: dutch.MAX_WORD]),) for joint in _JOINTS]
        near[at] += joined
        near[at + 1] += joined
    like: list[list[Terms]] = [[] for _one in run]
    stems = [terms[0] for _word, terms in run]
    for at in range(len(run)):
        for size in (1, 2, 3):
            for group in _synonyms().get(tuple(stems[at : at + size]), ()) if at + size <= len(run) else ():
                for place in range(at, at + size):
                    like[place] += [other for other in group if other != tuple(stems[at : at + size])]
    return [
        Word(terms[0], tuple(dict.fromkeys(near[at])), tuple(dict.fromkeys(like[at])), word=word) for at, (word, terms) in enumerate(run)
    ]


@cache
def _synonyms() -> dict[Terms, list[tuple[Terms, ...]]]:
    """For each way of saying something the groups it stands in, as stems."""
    found: dict[Terms, list[tuple[Terms, ...]]] = {}
    for line in dutch.listed("synonyms"):
        group = tuple(tuple(dutch.stem(word) for word in dutch.words(member) if word not in dutch.STOP_WORDS) for member in line.split(","))
        for member in dict.fromkeys(group):
            found.setdefault(member, []).append(group)
    return found
