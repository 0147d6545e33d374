"""What is wrong, and what to do about it. Areas register their own checks; each returns None when all is well, or one sentence."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app
from sqlalchemy.exc import SQLAlchemyError

from foundation import mail, outbox
from foundation.db import db
from foundation.house import house
from foundation.i18n import _
from foundation.jobs import JobRun
from foundation.outbox import Outgoing, SendState

Examine = Callable[[datetime], str | None]
CHECKS: dict[str, Examine] = {}
WORKER_SILENT = timedelta(minutes=5)
LEAST_DISK = 200 * 1024 * 1024
SHORTEST_SECRET = 32


@dataclass(frozen=True)
class Finding:
    name: str
    ok: bool
    message: str


def check(name: str) -> Callable[[Examine], Examine]:
    def register(examine: Examine) -> Examine:
        CHECKS[name] = examine
        return examine

    return register


def examine(now: datetime, only: frozenset[str] | None = None) -> list[Finding]:
    """Run the checks. One that cannot run is a finding itself, not an error."""
    found = []
    for name, look in CHECKS.items():
        if only is not None and name not in only:
            continue
        try:
            problem = look(now)
        except (SQLAlchemyError, OSError) as error:
            db.session.rollback()
            problem = _("Deze controle lukte niet (%(kind)s).", kind=type(error).__name__)
        found.append(Finding(name, problem is None, problem or _("In orde.")))
    return found


def expected_revision() -> str | None:
    return ScriptDirectory(current_app.extensions["migrate"].directory).get_current_head()


def present_revision() -> str | None:
    with db.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


@check("database")
def _database(_now: datetime) -> str | None:
    try:
        db.session.execute(sa.select(1))
    except SQLAlchemyError:
        db.session.rollback()
        return _("De database geeft geen antwoord. Controleer DATABASE_URL en of de server aan staat.")
    if db.engine.dialect.name == "sqlite" and db.session.scalar(sa.text("PRAGMA quick_check")) != "ok":
        return _("De database is beschadigd. Zet een back-up terug: flask restore BESTAND")
    return None


@check("migrations")
def _migrations(_now: datetime) -> str | None:
    if present_revision() == expected_revision():
        return None
    return _("De database ontbreekt of is verouderd. Doe: flask db upgrade")


@check("mail")
def _mail(now: datetime) -> str | None:
    if outbox.is_frozen():
        return _("Mail staat stil na het terugzetten van een back-up. Alles gecontroleerd? Doe: flask mail thaw")
    unsure = db.session.scalar(sa.select(sa.func.count()).select_from(Outgoing).where(Outgoing.state == SendState.UNSURE)) or 0
    if unsure:
        return _("Van %(n)s berichten is niet zeker of ze zijn aangekomen. Kijk op de pagina Brieven.", n=unsure)
    late = sa.select(sa.func.count()).select_from(Outgoing).where(
        Outgoing.state == SendState.QUEUED, Outgoing.way == outbox.Way.MAIL, Outgoing.not_before_at < now - timedelta(hours=1)
    )  # fmt: skip
    if waiting := db.session.scalar(late):
        return _("Er wachten %(n)s berichten langer dan een uur. Controleer de mailserver en de werker.", n=waiting)
    if not mail.server_answers(current_app.extensions["mail_sender"]):
        return _("De mailserver geeft geen antwoord. Controleer MAIL_URL.")
    return None


@check("worker")
def _worker(now: datetime) -> str | None:
    last = db.session.scalar(sa.select(sa.func.max(JobRun.started_at)))
    if last is None or last < now - WORKER_SILENT:
        return _("De werker draait niet. Start hem met: flask jobs work")
    failing = db.session.scalars(sa.select(JobRun.name).where(JobRun.error != "").order_by(JobRun.name)).all()
    if failing:
        return _("Deze taken gingen de laatste keer mis: %(names)s. Kijk in het logboek.", names=", ".join(failing))
    return None


@check("disk")
def _disk(_now: datetime) -> str | None:
    folder = house().data
    if not os.access(folder, os.W_OK):
        return _("In de gegevensmap kan niet worden geschreven: %(folder)s", folder=folder)
    if shutil.disk_usage(folder).free < LEAST_DISK:
        return _("De schijf is bijna vol. Maak ruimte op de schijf van %(folder)s.", folder=folder)
    return None


@check("settings")
def _settings(_now: datetime) -> str | None:
    here = house()
    if len(here.secret) < SHORTEST_SECRET:
        return _("MEEDENKERS_SECRET is te kort. Neem 32 tekens of meer, en bewaar ze goed.")
    secret = Path(here.data / "secret")
    if secret.exists() and secret.stat().st_mode & 0o077:
        return _("Anderen op deze machine kunnen het geheim lezen. Doe: chmod 600 %(file)s", file=secret)
    local = here.host in ("127.0.0.1", "localhost")
    if here.base_url.startswith("http://") and not local and not here.host.endswith(".test"):
        return _("Het adres van de site begint met http. Zet https aan en pas MEEDENKERS_URL aan.")
    return None
