"""Fixtures: an app on SQLite (always) and on PostgreSQL (services, queries and whatever is marked `both`), a browser, a mail server."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from pathlib import Path

import hypothesis
import pytest
import sqlalchemy as sa
from aiosmtpd.controller import Controller
from flask import Flask
from flask_sqlalchemy import SQLAlchemy

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parent.parent))

import servers
from browser import Browser
from sizes import FULL, RACES

from config import Settings, Site
from foundation import jobs
from foundation.db import db as the_db
from wsgi import create_app, wire

BOTH = ("test_service", "test_queries", "test_engagement", "test_facts", "test_models", "test_outbox", "test_audit")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "both: run on SQLite and on PostgreSQL")
    config.addinivalue_line("markers", "browser: needs Chromium")
    config.addinivalue_line("markers", "race: several at the same moment; one time in `make test`, many in `make bench`")
    hypothesis.settings.register_profile("full", max_examples=2_000, deadline=None)
    if FULL:
        hypothesis.settings.load_profile("full")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "engine_kind" in metafunc.fixturenames:
        parts = Path(str(metafunc.definition.path)).parts
        both = metafunc.definition.get_closest_marker("both") or any(part.startswith(BOTH) for part in parts)
        metafunc.parametrize("engine_kind", ["sqlite", "postgresql"] if both else ["sqlite"], scope="session")
    if FULL and metafunc.definition.get_closest_marker("race"):
        metafunc.fixturenames.append("turn")
        metafunc.parametrize("turn", range(RACES))


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    with servers.postgres() as url:
        yield url


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    with servers.redis() as url:
        yield url


def create_database(server: str, name: str) -> str:
    engine = sa.create_engine(server.format(database="postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return server.format(database=name)


@pytest.fixture(scope="session")
def postgres_url(postgres_server: str) -> str:
    """An empty PostgreSQL database that no app uses."""
    return create_database(postgres_server, "scratch")


def make_settings(folder: Path, database_url: str, **more: object) -> Settings:
    site = Site(name="Woonstichting De Linde", tenants_organisation="Huurdersvereniging Onder de Linde", mail="meedenken@delinde.example")
    return Settings(
        data=folder, database_url=database_url, secret="a secret of the tests", base_url="http://meedenkers.test", testing=True,
        site=site, **more,
    )  # type: ignore[arg-type]  # fmt: skip


def new_database(kind: str, folder: Path, name: str, request: pytest.FixtureRequest) -> str:
    """URL of an empty database; the PostgreSQL server is started when it is asked for."""
    if kind == "sqlite":
        return f"sqlite:///{folder / name}.sqlite"
    return create_database(request.getfixturevalue("postgres_server"), name)


@pytest.fixture(scope="session")
def apps() -> Iterator[dict[str, Flask]]:
    """One app per kind of database for the whole run: pytest itself would make a new one at every change of kind."""
    made: dict[str, Flask] = {}
    yield made
    for app in made.values():
        with app.app_context():
            the_db.engine.dispose()


@pytest.fixture
def session_app(
    engine_kind: str, apps: dict[str, Flask], tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Flask:
    if engine_kind not in apps:
        folder = tmp_path_factory.mktemp(engine_kind)
        app = create_app(make_settings(folder, new_database(engine_kind, folder, "test", request)))
        with app.app_context():
            the_db.create_all()
            the_db.session.remove()
            the_db.engine.dispose()
        if engine_kind == "sqlite":
            shutil.copy(folder / "test.sqlite", folder / "empty.sqlite")
        apps[engine_kind] = app
    return apps[engine_kind]


@pytest.fixture
def app(session_app: Flask) -> Iterator[Flask]:
    """An app with an empty database. Jobs are not woken by themselves: tests run them by hand."""
    jobs.wake_with(None)
    wire()  # whatever a test before this one did to the listeners
    session_app.config["RATELIMIT_ENABLED"] = False
    yield session_app
    with session_app.app_context():
        the_db.session.remove()
        if the_db.engine.dialect.name == "sqlite":
            the_db.engine.dispose()
            folder = session_app.extensions["house"].data
            for rest in folder.glob("test.sqlite-*"):
                rest.unlink()
            shutil.copy(folder / "empty.sqlite", folder / "test.sqlite")
        else:
            _empty()
    for name in ("search", "mail"):
        shutil.rmtree(session_app.extensions["house"].data / name, ignore_errors=True)


def _empty() -> None:
    tables = [table.name for table in the_db.metadata.tables.values()]
    with the_db.engine.begin() as connection:
        full = [name for name in tables if connection.scalar(sa.text(f'SELECT EXISTS (SELECT 1 FROM "{name}")'))]
        if full:
            connection.execute(sa.text("TRUNCATE " + ", ".join(f'"{name}"' for name in full) + " RESTART IDENTITY CASCADE"))


@pytest.fixture
def db(app: Flask) -> Iterator[SQLAlchemy]:
    """The database inside an app context, for services, queries and jobs."""
    with app.app_context():
        yield the_db
        the_db.session.rollback()


@pytest.fixture
def browser(app: Flask) -> Browser:
    return Browser(app)


class Mailbox:
    """What a real SMTP server took in, parsed."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.recipients: list[str] = []
        self.refuse: dict[str, str] = {}
        """Address -> SMTP answer, for faults: `{"x@y.example": "550 no such mailbox"}`."""

    async def handle_RCPT(self, server, session, envelope, address, options):  # type: ignore[no-untyped-def]  # noqa: N802
        if address in self.refuse:
            return self.refuse[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # type: ignore[no-untyped-def]  # noqa: N802
        message = BytesParser(policy=default).parsebytes(envelope.content)
        self.messages.append(message)  # type: ignore[arg-type]
        self.recipients += envelope.rcpt_tos
        return "250 taken"

    def to(self, address: str) -> list[EmailMessage]:
        return [message for message in self.messages if address.lower() in str(message["To"]).lower()]

    def text(self, index: int = -1) -> str:
        part = self.messages[index].get_body(("plain",))
        return str(part.get_content()) if part else ""


@pytest.fixture
def mailbox(app: Flask) -> Iterator[Mailbox]:
    """A real SMTP server; the app's mail goes there when `mail.send_due` or the job `outbox.send` runs."""
    from dataclasses import replace

    box = Mailbox()
    controller = Controller(box, hostname="127.0.0.1", port=servers.free_port())
    controller.start()
    before = app.extensions["mail_sender"]
    app.extensions["mail_sender"] = replace(before, url=f"smtp://127.0.0.1:{controller.port}")
    yield box
    app.extensions["mail_sender"] = before
    controller.stop()
