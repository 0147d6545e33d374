"""Alembic's side of the house: the same on SQLite and PostgreSQL."""

from __future__ import annotations

from alembic import context
from flask import current_app

database = current_app.extensions["migrate"].db


def _skip_empty(_context: object, _revision: object, directives: list[object]) -> None:
    if getattr(context.config.cmd_opts, "autogenerate", False) and directives[0].upgrade_ops.is_empty():  # type: ignore[attr-defined]
        directives[:] = []


def _plain_type(kind: str, item: object, _context: object) -> str | bool:
    """A migration imports nothing of ours: our own column types are written as what they are in the database."""
    if kind == "type" and type(item).__module__ == "foundation.db":
        return repr(item.impl_instance).replace("DateTime", "sa.DateTime", 1).replace("String", "sa.String", 1)  # type: ignore[attr-defined]
    return False


def run() -> None:
    options = {
        **current_app.extensions["migrate"].configure_args, "process_revision_directives": _skip_empty, "render_item": _plain_type,
    }  # fmt: skip
    with database.engine.execution_options(writing=True).connect() as connection:
        if connection.dialect.name == "postgresql":  # a migration that cannot get its lock gives up instead of stopping the site
            connection.exec_driver_sql("SET lock_timeout = '10s'")
            connection.commit()
        context.configure(connection=connection, target_metadata=database.metadata, **options)
        with context.begin_transaction():
            context.run_migrations()


run()
