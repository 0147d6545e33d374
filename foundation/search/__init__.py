"""Full-text search: Whoosh in a folder, or PostgreSQL when that is the database. Same terms, same behaviour, one interface."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from foundation.search.interface import Document, Hit, IndexBroken, IndexBusy, Results, SearchIndex
from foundation.search.postgres import PostgresIndex

__all__ = ["Document", "Hit", "IndexBroken", "IndexBusy", "Results", "SearchIndex", "open_index"]


def open_index(path: Path | None, engine: sa.Engine | None) -> SearchIndex:
    """The index that goes with a database: inside it when it is PostgreSQL, else in the folder `path`."""
    if engine is not None and engine.dialect.name == "postgresql":
        return PostgresIndex(engine)
    if path is None:
        raise ValueError("a search index needs a folder or a PostgreSQL database")
    from foundation.search.whoosh_index import WhooshIndex  # Whoosh stays unloaded where it is not used

    return WhooshIndex(path)
