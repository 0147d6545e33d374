"""The index in a folder, with Whoosh. The only file that knows Whoosh.

What Whoosh offers for convenience is left alone on purpose: its query parser can be made to run for minutes, AsyncWriter loses
what waits when the process dies, BufferedWriter holds the lock for life, update_document opens a searcher for every document.
"""

from __future__ import annotations

import logging
import threading
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

from foundation.search import dutch
from foundation.search.generations import Generations
from foundation.search.interface import MAX_HITS, MAX_TEXT, NO_ANSWER, NOTHING, Document, Hit, IndexBroken, IndexBusy, Results
from foundation.search.query import Clause, Phrase, Terms, parse

with warnings.catch_warnings():  # escapes in its source that newer Pythons complain of when they first compile it
    warnings.simplefilter("ignore")
    import whoosh.codec.whoosh3  # noqa: F401  loaded later otherwise
    from whoosh import collectors, fields, index, query
    from whoosh.analysis import Token, Tokenizer

WAIT = 10.0  # seconds for the lock
_WAIT_TO_REBUILD = 60.0
_STEP = 1_000.0  # above any score that words can add up to
_BROKEN = (Exception,)  # files that were torn or overwritten make Whoosh raise nearly anything

_log = logging.getLogger(__name__)


class ReadyTerms(Tokenizer):  # type: ignore[misc]
    """Takes terms apart that were made by us: a space for the next place, a bar between terms in the same place."""

    def __call__(self, value: str, positions: bool = False, start_pos: int = 0, mode: str = "", **_options: Any) -> Iterator[Any]:
        token = Token(positions, chars=False, mode=mode)
        token.boost = 1.0
        token.stopped = False
        for place, terms in enumerate(value.split(" "), start_pos):
            for term in terms.split("|"):
                token.text = term
                token.pos = place
                if term:
                    yield token


class WhooshIndex:
    def __init__(self, folder: Path) -> None:
        self._generations = Generations(folder, str(dutch.VERSION))
        self._own = threading.local()  # a searcher for each thread
        self._looked_at: tuple[object, str | None] = (None, None)  # the files as they were when last read through, and the verdict

    def add(self, documents: Iterable[Document]) -> None:
        newest = {document.id: document for document in documents}
        with self._generations.writing(WAIT), self._writer() as writer:
            _delete(writer, newest)
            for document in newest.values():
                writer.add_document(**_fields(document))

    def remove(self, ids: Iterable[str]) -> None:
        gone = list(ids)
        with self._generations.writing(WAIT), self._writer() as writer:
            _delete(writer, gone)

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
        clauses = parse(query) if isinstance(query, str) else query
        if not clauses:
            return NOTHING
        asked = _asked(clauses, facets or {}, loose)
        offset = min(max(offset, 0), MAX_HITS)
        end = min(offset + max(limit, 0), MAX_HITS)
        for attempt in (1, 2):
            try:
                return self._answer(asked, offset, end, newest_first)
            except _BROKEN as error:  # the folder may have been swapped under our hands: look once more
                self._own.__dict__.clear()
                if attempt == 2:
                    _log.warning("search index gives no answer: %s", type(error).__name__)
        return NO_ANSWER

    def rebuild(self, documents: Iterable[Document], *, if_needed: bool = False) -> int:
        with self._generations.writing(_WAIT_TO_REBUILD):
            if if_needed and self.health() is None:
                return self.count()
            before = self._generations.current()
            self._generations.sweep(before)
            made = self._generations.make()
            index.create_in(made, _schema())
            seen: set[str] = set()
            with self._writer(made) as writer:
                for document in documents:
                    if document.id not in seen:
                        seen.add(document.id)
                        writer.add_document(**_fields(document))
            self._generations.point_to(made)
            self._generations.sweep(made, before)  # the one before stays for readers that are just opening it
            return len(seen)

    def health(self) -> str | None:
        generation = self._generations.current()
        if generation is None:
            return "missing"
        if not self._generations.is_ours(generation):
            return "outdated"
        stamp = self._generations.stamp(generation)
        if self._looked_at[0] != stamp:
            self._looked_at = (stamp, None if _is_readable(generation) else "damaged")
        return self._looked_at[1]

    def count(self) -> int:
        try:
            return int(self._searcher().doc_count())
        except _BROKEN:
            return 0

    def _answer(self, asked: Any, offset: int, end: int, newest_first: bool) -> Results:
        searcher = self._searcher()
        if newest_first:
            found = searcher.search(asked, limit=max(end, 1), sortedby="at", reverse=True)
        else:
            # Without its short cuts, which give a wrong total and count on knowing the best score a query can reach.
            best = collectors.TopCollector(limit=max(end, 1), usequality=False, replace=0)
            searcher.search_with_collector(asked, best)
            found = best.results()
        places = range(offset, min(end, len(found.top_n)))
        hits = [Hit(found[place]["id"], 0.0 if newest_first else float(found.score(place))) for place in places]
        return Results(hits, len(found))

    def _searcher(self) -> Any:
        generation = self._generations.current()
        if generation is None:
            raise FileNotFoundError("no search index")
        if getattr(self._own, "generation", None) != generation:
            self._own.searcher = index.open_dir(generation).searcher()
            self._own.generation = generation
        elif not self._own.searcher.up_to_date():
            self._own.searcher = self._own.searcher.refresh()
        return self._own.searcher

    @contextmanager
    def _writer(self, generation: Path | None = None) -> Iterator[Any]:
        """A writer on the current index, which is made when there was none. Commits at the end, or leaves everything as it was."""
        try:
            generation = generation or self._generations.current()
            if generation is None:
                generation = self._generations.make()
                index.create_in(generation, _schema())
                self._generations.point_to(generation)
            writer = index.open_dir(generation).writer(timeout=WAIT, delay=0.02, limitmb=128)
        except index.LockError as error:
            raise IndexBusy from error
        except _BROKEN as error:
            raise IndexBroken from error
        try:
            yield writer
        except BaseException:
            with suppress(*_BROKEN):
                writer.cancel()
            raise
        try:
            writer.commit()
        except _BROKEN as error:
            raise IndexBroken from error


def _is_readable(generation: Path) -> bool:
    try:
        with index.open_dir(generation).searcher() as searcher:
            reader = searcher.reader()
            last = reader.doc_count_all()
            for number in {*range(min(20, last)), *range(max(last - 20, 0), last)}:
                if not reader.is_deleted(number):
                    searcher.stored_fields(number)
            for field in ("title", "body", "id"):
                next(iter(reader.lexicon(field)), None)
            for _ in zip(range(20), reader.all_terms(), strict=False):
                pass
    except _BROKEN:
        return False
    return True


def _schema() -> Any:
    return fields.Schema(
        id=fields.ID(stored=True, unique=True),
        title=fields.TEXT(analyzer=ReadyTerms()),
        body=fields.TEXT(analyzer=ReadyTerms()),
        facets=fields.KEYWORD(),
        at=fields.NUMERIC(int, bits=64, sortable=True),
    )


def _fields(document: Document) -> dict[str, object]:
    return {
        "id": document.id,
        "title": _ready(document.title),
        "body": _ready(document.body[:MAX_TEXT]),
        "facets": " ".join(_facet(name, value) for name, value in document.facets.items()),
        "at": int(document.at.timestamp()),
    }


def _ready(text: str) -> str:
    return " ".join("|".join(terms) for terms in dutch.terms(text))


def _facet(name: str, value: str) -> str:
    return quote(name, safe="") + "=" + quote(value, safe="")


def _delete(writer: Any, ids: Iterable[str]) -> None:
    try:
        with writer.searcher() as searcher:
            for one in ids:
                writer.delete_by_term("id", one, searcher=searcher)
    except _BROKEN as error:
        raise IndexBroken from error


Boosts = Mapping[str, float]
_EVERYWHERE: Boosts = {"title": 3.0, "body": 1.0}
_TITLE: Boosts = {"title": 1.0}


def _asked(clauses: Sequence[Clause], facets: Mapping[str, str], loose: bool) -> Any:
    asked = _some(clauses) if loose else _all(clauses)
    # Not with query.Require: in 2.7.4 that returns the documents without the facet.
    return query.And([asked, *(query.Term("facets", _facet(name, value), boost=0.0) for name, value in facets.items())])


def _all(clauses: Sequence[Clause]) -> Any:
    """Every clause, in steps that no number of words can climb: see `SearchIndex.search`."""

    def steps(found: Callable[[Clause, Boosts], Any], boosts: Boosts, score: float) -> Any:
        return query.ConstantScoreQuery(query.And([found(clause, boosts) for clause in clauses]), score)

    everywhere = query.And([_wide(clause, _EVERYWHERE) for clause in clauses])
    better = [
        steps(_near, _TITLE, 4 * _STEP), steps(_near, _EVERYWHERE, _STEP), steps(_exact, _EVERYWHERE, _STEP), steps(_wide, _TITLE, _STEP / 2),
    ]  # fmt: skip
    return query.AndMaybe(everywhere, query.Or(better))


def _some(clauses: Sequence[Clause]) -> Any:
    """Any clause; what is found by more and rarer words stands higher."""
    ways: list[Any] = []
    for clause in clauses:
        for found, boosts, share in ((_wide, _EVERYWHERE, 1.0), (_near, _EVERYWHERE, 1.0), (_near, _TITLE, 0.5)):
            ways.append(query.ConstantScoreQuery(found(clause, boosts), clause.weight * share))
    return query.Or(ways)


def _term(term: str, boosts: Boosts, share: float = 1.0) -> list[Any]:
    return [query.Term(field, term, boost=boost * share) for field, boost in boosts.items()]


def _exact(clause: Clause, boosts: Boosts) -> Any:
    if isinstance(clause, Phrase):
        return query.Or([query.Phrase(field, list(clause.stems), boost=boost) for field, boost in boosts.items()])
    return query.Or(_term(clause.stem, boosts))


def _near(clause: Clause, boosts: Boosts) -> Any:
    if isinstance(clause, Phrase):
        return _exact(clause, boosts)
    return query.Or([_exact(clause, boosts), *_term(dutch.PART + clause.stem, boosts, 0.5), *_others(clause.near, boosts, 0.5)])


def _wide(clause: Clause, boosts: Boosts) -> Any:
    if isinstance(clause, Phrase) or not clause.like:
        return _near(clause, boosts)
    return query.Or([_near(clause, boosts), *_others(clause.like, boosts, 0.25)])


def _others(ways: Iterable[Terms], boosts: Boosts, share: float) -> list[Any]:
    """One way needs all of its terms, each as a word or as a part of one; they need not be in the same field."""
    return [
        query.And([query.Or([*_term(term, boosts, share), *_term(dutch.PART + term, boosts, share)]) for term in terms]) for terms in ways
    ]
