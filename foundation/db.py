"""The database: one handle, one place that commits, one shape for instants.

SQLite and PostgreSQL carry the same models. SQLite has one writer at a time, so a writing unit of work takes the write lock at
its start (BEGIN IMMEDIATE); a reader never waits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import Enum
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
import sqlalchemy.orm
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Engine
from sqlalchemy.orm import DeclarativeBase

BUSY_TIMEOUT_MS = 10_000

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Instant(sa.types.TypeDecorator[datetime]):
    """A moment in UTC. Goes in and comes out timezone-aware; a naive datetime is a programming error."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Word(sa.types.TypeDecorator[Enum]):
    """An enum kept as its value in a plain text column: readable rows, no database type to migrate."""

    impl = sa.String(40)
    cache_ok = True

    def __init__(self, kind: type[Enum]) -> None:
        super().__init__()
        self.kind = kind

    def process_bind_param(self, value: Enum | str | None, dialect: sa.Dialect) -> str | None:
        return None if value is None else str(self.kind(value).value)

    def process_result_value(self, value: str | None, dialect: sa.Dialect) -> Enum | None:
        return None if value is None else self.kind(value)


class Base(DeclarativeBase):
    metadata = sa.MetaData(naming_convention=NAMING)
    registry = sa.orm.registry(metadata=metadata, type_annotation_map={datetime: Instant()})


db = SQLAlchemy(model_class=Base, engine_options={"pool_pre_ping": True})

if TYPE_CHECKING:
    Model = Base  # what the extension makes at run time is opaque to a type checker
else:
    Model = db.Model


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: Any, _record: Any) -> None:
    if type(connection).__module__.split(".")[0] != "sqlite3":
        return
    connection.isolation_level = None  # we say BEGIN ourselves, see below
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.close()


@event.listens_for(Engine, "begin")
def _begin_sqlite(connection: sa.Connection) -> None:
    if connection.dialect.name == "sqlite":
        writing = connection.get_execution_options().get("writing", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


@contextmanager
def transaction() -> Iterator[None]:
    """The unit of work: everything inside is kept together or not at all. Not to be nested.

    What was read before on this session is let go first, so that checks inside see the newest rows under the write lock.
    """
    session = db.session
    session.rollback()
    session.info["wake"] = set()
    try:
        session.connection(execution_options={"writing": True})
        yield
        session.commit()
    except BaseException:
        session.rollback()
        raise
    for name in sorted(session.info.pop("wake", ())):
        for wake in WAKERS:
            wake(name)


WAKERS: list[Callable[[str], None]] = []
"""Filled by foundation/jobs.py: told the name of a job that has work now."""


def after_commit(job: str) -> None:
    """Wake a job once this unit of work is kept; never for work that was rolled back."""
    db.session.info.setdefault("wake", set()).add(job)


def lock(row: Base) -> None:
    """Hold a row until the end of this unit of work. On SQLite the write lock already holds everything."""
    # `of`: a row that came with its relations is joined to them, and only the row itself is to be held
    db.session.refresh(row, with_for_update=None if db.engine.dialect.name == "sqlite" else {"of": type(row)})


def insert_into(table: type[Base]) -> sqlite.Insert | postgresql.Insert:
    """An INSERT that knows ON CONFLICT, of the database in use."""
    return (postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert)(table)


def is_busy(error: BaseException) -> bool:
    """Whether the database gave up waiting for a lock (as opposed to being broken)."""
    text = str(getattr(error, "orig", error)).lower()
    return "database is locked" in text or "lock timeout" in text or "deadlock detected" in text
