"""The index inside PostgreSQL: a tsvector made of our own terms, so that the database's dictionaries play no part."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB, TSVECTOR
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from foundation.db import Instant, db, is_busy
from foundation.search import dutch
from foundation.search.interface import MAX_HITS, MAX_TEXT, NO_ANSWER, NOTHING, Document, Hit, IndexBroken, IndexBusy, Results
from foundation.search.query import Clause, Phrase, Terms, parse

# The table is in the schema of every installation, so that models and migrations agree; on SQLite it stays empty.
TABLE = sa.Table(
    "search_document",
    db.metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("terms", sa.Text().with_variant(TSVECTOR(), "postgresql"), nullable=False),
    sa.Column("facets", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
    sa.Column("at", Instant(), nullable=False),
    sa.Column("version", sa.SmallInteger, nullable=False),
    sa.Index("ix_search_document_terms", "terms", postgresql_using="gin"),
)

WAIT_MS = 10_000
_BATCH = 500
_LAST_POSITION = 16_383  # PostgreSQL's own limit
_GAP = 20  # between title and body, so that no phrase runs over
_WRITERS = 7_236_105  # an advisory lock: one writer at a time, readers never wait

_UPSERT = sa.text(
    "INSERT INTO search_document (id, terms, facets, at, version)"
    " VALUES (:id, CAST(:terms AS tsvector), CAST(:facets AS jsonb), :at, :version)"
    " ON CONFLICT (id) DO UPDATE SET terms = excluded.terms, facets = excluded.facets, at = excluded.at, version = excluded.version"
)
_MATCH = "(terms @@ CAST(:{} AS tsquery))"
_FROM = "FROM search_document WHERE facets @> CAST(:facets AS jsonb) AND "

# The first and last id stand for all: a rebuild replaces every row at once, and reading them all would cost too much for each search.
_VERSIONS = sa.union_all(
    *(
        sa.select(sa.select(TABLE.c.version).order_by(order).limit(1).subquery().c.version)
        for order in (TABLE.c.id.asc(), TABLE.c.id.desc())
    )
)

_log = logging.getLogger(__name__)


class PostgresIndex:
    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def add(self, documents: Iterable[Document]) -> None:
        with self._writing() as connection:
            self._fill(connection, documents)

    def remove(self, ids: Iterable[str]) -> None:
        gone = list(ids)
        with self._writing() as connection:
            connection.execute(sa.text("DELETE FROM search_document WHERE id = ANY(:ids)"), {"ids": gone})

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
        where, score, asked = _some(clauses) if loose else _all(clauses)
        offset = max(offset, 0)
        asked |= {
            "facets": json.dumps(dict(facets or {})),
            "limit": max(min(limit, MAX_HITS - offset), 0),
            "offset": min(offset, MAX_HITS),
        }
        order = "at DESC, id" if newest_first else "score DESC, at DESC, id"
        rows = f"SELECT id, {score} AS score {_FROM}{where} ORDER BY {order} LIMIT :limit OFFSET :offset"
        try:
            with self._engine.begin() as connection:
                connection.execute(sa.text("SET LOCAL statement_timeout = '5s'"))
                found = connection.execute(sa.text(rows), asked).all()
                total = offset + len(found)
                if not 0 < len(found) < limit:  # not the last of them, or past it: only then is counting worth a second look
                    total = connection.scalar(sa.text(f"SELECT count(*) {_FROM}{where}"), asked) or 0
        except SQLAlchemyError as error:
            _log.warning("search index gives no answer: %s", type(error).__name__)
            return NO_ANSWER
        return Results([Hit(row.id, float(row.score)) for row in found], total)

    def rebuild(self, documents: Iterable[Document], *, if_needed: bool = False) -> int:
        with self._writing(wait_ms=60_000) as connection:
            if if_needed and self.health() is None:
                return self.count()
            connection.execute(sa.text("DELETE FROM search_document"))
            self._fill(connection, documents)
            return connection.scalar(sa.select(sa.func.count()).select_from(TABLE)) or 0

    def health(self) -> str | None:
        try:
            with self._engine.connect() as connection:
                versions = connection.execute(_VERSIONS).scalars().all()
        except SQLAlchemyError:
            return "missing"
        return None if set(versions) <= {dutch.VERSION} else "outdated"

    def count(self) -> int:
        try:
            with self._engine.connect() as connection:
                return connection.scalar(sa.select(sa.func.count()).select_from(TABLE)) or 0
        except SQLAlchemyError:
            return 0

    @contextmanager
    def _writing(self, wait_ms: int | None = None) -> Iterator[sa.Connection]:
        try:
            with self._engine.begin() as connection:
                connection.execute(sa.text(f"SET LOCAL lock_timeout = {wait_ms or WAIT_MS}"))
                connection.execute(sa.text("SELECT pg_advisory_xact_lock(:key)"), {"key": _WRITERS})
                yield connection
        except OperationalError as error:
            if is_busy(error):
                raise IndexBusy from error
            raise IndexBroken from error
        except SQLAlchemyError as error:
            raise IndexBroken from error

    def _fill(self, connection: sa.Connection, documents: Iterable[Document]) -> None:
        rows = iter(documents)
        while batch := list(islice(rows, _BATCH)):
            connection.execute(_UPSERT, [_row(document) for document in batch])


def _row(document: Document) -> dict[str, object]:
    return {
        "id": document.id,
        "terms": _tsvector(document),
        "facets": json.dumps(dict(document.facets)),
        "at": document.at,
        "version": dutch.VERSION,
    }


def _tsvector(document: Document) -> str:
    places: dict[str, list[str]] = {}
    at = 0
    for text, weight, gap in ((document.title, "A", 1), (document.body[:MAX_TEXT], "", _GAP)):
        at += gap - 1
        for found in dutch.terms(text):
            at += 1
            for term in found:
                places.setdefault(term, []).append(f"{min(at, _LAST_POSITION)}{weight}")
    # A term is letters, digits and our mark for parts, so nothing in it needs escaping. PostgreSQL keeps 256 places a term and wants no more than that.
    return " ".join(f"'{term}':{','.join(list(dict.fromkeys(at_places))[:256])}" for term, at_places in places.items())


def _exact(clause: Clause, label: str) -> str:
    if isinstance(clause, Phrase):
        return "(" + " <-> ".join(f"'{term}'{label}" for term in clause.stems) + ")"
    return f"'{clause.stem}'{label}"


def _near(clause: Clause, label: str) -> str:
    if isinstance(clause, Phrase):
        return _exact(clause, label)
    return "(" + " | ".join([_exact(clause, label), f"'{dutch.PART}{clause.stem}'{label}", *_others(clause.near, label)]) + ")"


def _wide(clause: Clause, label: str) -> str:
    if isinstance(clause, Phrase) or not clause.like:
        return _near(clause, label)
    return "(" + " | ".join([_near(clause, label), *_others(clause.like, label)]) + ")"


def _others(ways: Iterable[Terms], label: str) -> Iterator[str]:
    """One way needs all of its terms, each as a word or as a part of one."""
    for terms in ways:
        yield "(" + " & ".join(f"('{term}'{label} | '{dutch.PART}{term}'{label})" for term in terms) + ")"


def _all(clauses: Sequence[Clause]) -> tuple[str, str, dict[str, object]]:
    """Condition, score and values for every clause, in steps that no number of words can climb: see `SearchIndex.search`."""
    ways = {"wide": (_wide, ""), "near": (_near, ""), "exact": (_exact, ""), "title": (_near, ":A"), "wide_title": (_wide, ":A")}
    values: dict[str, object] = {name: " & ".join(way(clause, label) for clause in clauses) for name, (way, label) in ways.items()}
    values["words"] = " | ".join(
        _exact(clause, "") for clause in clauses
    )  # flat: what ts_rank takes for one with many ANDs grows with the square
    score = (
        f"4 * CAST({_MATCH.format('title')} AS int) + CAST({_MATCH.format('near')} AS int) + CAST({_MATCH.format('exact')} AS int)"
        f" + 0.5 * CAST({_MATCH.format('wide_title')} AS int)"
        " + 0.4 * ts_rank('{0.1, 0.2, 0.4, 1.0}', terms, CAST(:words AS tsquery))"
    )
    return _MATCH.format("wide"), score, values


def _some(clauses: Sequence[Clause]) -> tuple[str, str, dict[str, object]]:
    """The same for any clause; what is found by more and rarer words stands higher."""
    values: dict[str, object] = {"any": " | ".join(_wide(clause, "") for clause in clauses)}
    scores = []
    for number, clause in enumerate(clauses):
        values[f"weight{number}"] = clause.weight
        for way, found, label, share in (("wide", _wide, "", 1.0), ("near", _near, "", 1.0), ("title", _near, ":A", 0.5)):
            values[f"{way}{number}"] = found(clause, label)
            scores.append(f"{share} * CAST(:weight{number} AS float) * CAST({_MATCH.format(f'{way}{number}')} AS int)")
    return _MATCH.format("any"), " + ".join(scores), values
