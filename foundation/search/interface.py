"""What every search index offers, whatever stands behind it.

An index is a copy that can be made again: it keeps ids and facets, no text and no rights. Who asks it checks in the database
what the reader may see, and counts on hits that are gone there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from foundation.search.query import Clause

MAX_TEXT = 100_000  # characters of one body that are indexed
MAX_HITS = 10_000  # nobody leafs further


class IndexBusy(Exception):
    """Another process is writing (a rebuild takes minutes). What was to be written has not been: try again later."""


class IndexBroken(Exception):
    """The index cannot be written. What was to be written has not been: rebuild."""


@dataclass(frozen=True)
class Document:
    id: str
    title: str
    body: str
    at: datetime
    facets: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Hit:
    id: str
    score: float


@dataclass(frozen=True)
class Results:
    """`limited` says that the index could not answer: nothing found is then no news. `total` counts all hits, not these."""

    hits: Sequence[Hit]
    total: int
    limited: bool = False


NOTHING = Results((), 0)
NO_ANSWER = Results((), 0, limited=True)


class SearchIndex(Protocol):
    def add(self, documents: Iterable[Document]) -> None:
        """Index these, in place of what stood under their ids. All or none; raises IndexBusy or IndexBroken."""

    def remove(self, ids: Iterable[str]) -> None:
        """Forget these; ids that are not there are fine. All or none; raises IndexBusy or IndexBroken."""

    def search(
        self,
        query: str | Sequence[Clause],
        *,
        facets: Mapping[str, str] | None = None,
        limit: int = 20,
        offset: int = 0,
        newest_first: bool = False,
        loose: bool = False,
    ) -> Results:
        """Documents with all words and phrases of what was typed, or of clauses made of it. Never raises for a query or a broken index.

        First those with every word in the title, as such or as a part of a compound; then the very words; then compounds and their
        parts; then synonyms. `loose`: documents with any of the words, those with more and rarer words first.
        """

    def rebuild(self, documents: Iterable[Document], *, if_needed: bool = False) -> int:
        """Make the index anew beside the old one, then swap. Iterate over the rows inside: what changes after the call has to be added
        again afterwards, which `add` sees to by waiting or raising IndexBusy. Returns how many documents there are. `if_needed`: an index that
        turns out well when our turn comes (another process made it) is left as it is."""

    def health(self) -> str | None:
        """None when well, else "missing", "damaged" or "outdated" (made by another version). The way on is always: rebuild."""

    def count(self) -> int:
        """How many documents there are; 0 when there is no readable index."""
