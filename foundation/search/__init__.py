"""Full-text search: Whoosh in a folder, or PostgreSQL when that is the database. Same terms, same behaviour, one interface."""

from __future__ import annotations

from pathlib import Path
from threading import Lock

import sqlalchemy as sa

from foundation.search.interface import MAX_HITS, Document, Hit, IndexBroken, IndexBusy, Results, SearchIndex
from foundation.search.postgres import PostgresIndex
from foundation.search.query import Clause, Word, loosened, parse, stems_of

__all__ = [
    "MAX_HITS", "Clause", "Document", "Hit", "IndexBroken", "IndexBusy", "Results", "SearchIndex", "Word", "loosened", "open_index", "parse", "stems_of",
]  # fmt: skip


_in_folders: dict[Path, SearchIndex] = {}
_opening = Lock()


def open_index(path: Path | None, engine: sa.Engine | None) -> SearchIndex:
    """The index that goes with a database: inside it when it is PostgreSQL, else in the folder `path`. One for each folder in a
    process, which keeps open what it has open and may be used by all threads."""
    if engine is not None and engine.dialect.name == "postgresql":
        return PostgresIndex(engine)
    if path is None:
        raise ValueError("a search index needs a folder or a PostgreSQL database")
    with _opening:
        if path not in _in_folders:
            from foundation.search.whoosh_index import WhooshIndex  # Whoosh stays unloaded where it is not used

            _in_folders[path] = WhooshIndex(path)
        return _in_folders[path]
