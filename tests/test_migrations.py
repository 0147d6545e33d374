"""Models and migrations agree, on both databases; every migration goes up on an empty database and all the way down."""

import re
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from conftest import make_settings, new_database
from flask_migrate import downgrade, upgrade

from foundation.db import db
from wsgi import create_app


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_app(request, tmp_path):
    app = create_app(make_settings(tmp_path, new_database(request.param, tmp_path, "migrations", request)))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()
        if request.param == "postgresql":
            server = sa.create_engine(request.getfixturevalue("postgres_server").format(database="postgres"), isolation_level="AUTOCOMMIT")
            with server.connect() as connection:
                connection.execute(sa.text("DROP DATABASE migrations WITH (FORCE)"))
            server.dispose()


def differences():
    with db.engine.connect() as connection:
        return compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), db.metadata)


def test_models_and_migrations_agree(empty_app):
    upgrade()
    assert differences() == []


def test_every_migration_can_be_undone(empty_app):
    upgrade()
    downgrade(revision="base")
    assert set(sa.inspect(db.engine).get_table_names()) <= {"alembic_version"}


def test_every_constraint_has_a_name(empty_app):
    upgrade()
    inspector = sa.inspect(db.engine)
    nameless = [
        (table, kind)
        for table in inspector.get_table_names()
        for kind, found in (
            ("fk", inspector.get_foreign_keys(table)),
            ("uq", inspector.get_unique_constraints(table)),
            ("ck", inspector.get_check_constraints(table)),
        )
        for one in found
        if not one["name"]
    ]
    assert nameless == []


def test_migrations_import_nothing_of_ours():
    for path in (Path(__file__).parent.parent / "migrations" / "versions").glob("*.py"):
        assert not re.search(r"^(from|import) (foundation|accounts|forum|recruitment|moderation|home)", path.read_text(), re.M)


def test_sqlite_is_opened_as_promised(app):
    with app.app_context():
        read = lambda name: db.session.scalar(sa.text(f"PRAGMA {name}"))
        assert (read("journal_mode"), read("foreign_keys"), read("synchronous"), read("busy_timeout")) == ("wal", 1, 2, 10000)
