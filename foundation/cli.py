"""Commands of the house itself: jobs, mail, backup, doctor. Here too: how every command answers."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sys
import threading
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click
import sqlalchemy as sa
import structlog
from flask import Flask, current_app
from flask.cli import AppGroup
from flask_migrate import upgrade
from sqlalchemy.exc import DBAPIError

from foundation import backup, clock, doctor, incoming, jobs, outbox
from foundation.db import db, is_busy, transaction
from foundation.errors import BadInput, Refused, traits
from foundation.house import house
from foundation.i18n import _
from foundation.incoming import listener

log = structlog.get_logger()


def answers(command: Callable[..., Any]) -> Callable[..., None]:
    """Give a command its `--json` switch and the house's exit statuses: 0 done, 2 bad input or refusal, 1 unexpected.

    The command returns (one clear line, JSON document); it may raise BadInput or Refused. With `--json` exactly one document
    stands on standard output, also on a refusal.
    """

    @click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")
    @wraps(command)
    def run(*args: Any, as_json: bool, **options: Any) -> None:
        try:
            line, document = command(*args, **options)
        except BadInput as error:
            _end(as_json, error.message, {"error": error.message, **_details(error)}, 2)
        except Refused as error:
            _end(as_json, error.reason, {"error": error.reason}, 2)
        except DBAPIError as error:
            db.session.rollback()
            text = database_trouble(error)
            _end(as_json, text, {"error": text}, 2 if _behind(error) else 1)
        except Exception as error:  # noqa: BLE001 - the last resort of a command
            log.error("command failed", **traits(error))
            text = _("Er ging iets onverwacht mis: %(kind)s", kind=type(error).__name__)
            _end(as_json, text, {"error": text}, 1)
        else:
            status = document.pop("_status", 0) if isinstance(document, dict) else 0
            _end(as_json, line, document, status)

    return run


def progress(text: str) -> None:
    click.echo(text, err=True)


def database_trouble(error: DBAPIError) -> str:
    if _behind(error):
        return _("De database ontbreekt of is verouderd. Doe: flask db upgrade")
    return _("De database is bezet. Probeer het zo nog een keer.") if is_busy(error) else _("De database gaf een fout.")


def _behind(error: DBAPIError) -> bool:
    text = str(error.orig).lower()
    return any(sign in text for sign in ("no such table", "no such column", "does not exist", "unable to open database"))


def _details(error: BadInput) -> dict[str, object]:
    found = getattr(error, "fields", None)
    return {**(found or {}), **({"errors": error.details} if error.details else {})}


def _end(as_json: bool, line: str, document: object, status: int) -> None:
    if as_json:
        click.echo(json.dumps(document, ensure_ascii=False))
    else:
        click.echo(line, err=status != 0)
    sys.exit(status)


jobs_group = AppGroup("jobs", help="Background work.")
mail_group = AppGroup("mail", help="Mail that comes in, and mail that stands still.")


@jobs_group.command("work")
def jobs_work() -> None:
    """Be the job process until stopped."""
    port = os.environ.get("METRICS_PORT")
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    with listener.listening(app, current_app.extensions["mail_listen"]):
        jobs.work(app, int(port) if port and port.isdigit() else None)


@jobs_group.command("once")
@answers
def jobs_once() -> tuple[str, dict[str, object]]:
    """Do everything that is due now, then stop."""
    done = jobs.run_due(clock.now(), everything=True)
    document: dict[str, object] = {"ran": done.ran, "left": done.left, "failed": done.failed}
    return _("Gedaan: %(ran)s, nog te doen: %(left)s, mislukt: %(failed)s.", **document), document


@mail_group.command("receive")
@click.option("--recipient", "recipients", multiple=True, help="Where the mail server says it went; else the head of the message tells.")
@answers
def mail_receive(recipients: tuple[str, ...]) -> tuple[str, dict[str, object]]:
    """Take one message on standard input."""
    raw = sys.stdin.buffer.read(listener.MOST_BYTES + 1)
    if len(raw) > listener.MOST_BYTES:
        raise BadInput(_("Dit bericht is te groot."))
    with transaction():
        kind = incoming.receive(raw, clock.now(), recipients)
    return _("Bericht verwerkt (%(kind)s).", kind=kind), {"kind": kind}


@mail_group.command("listen")
@click.option("--at", "at", help="HOST:PORT, by default the setting MAIL_LISTEN or 127.0.0.1:8024.")
def mail_listen(at: str | None) -> None:
    """Take messages from a mail server on this machine (LMTP) until stopped."""
    place = at or current_app.extensions["mail_listen"] or listener.USUAL_PLACE
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_args: stop.set())
    try:
        with listener.listening(current_app._get_current_object(), place):  # type: ignore[attr-defined]
            progress(_("Luistert naar mail op %(place)s.", place=place))
            stop.wait()
    except BadInput as error:
        progress(error.message)
        sys.exit(2)


@mail_group.command("thaw")
@answers
def mail_thaw() -> tuple[str, dict[str, object]]:
    """Let mail go again after a restore."""
    with transaction():
        frozen = db.session.get(outbox.Switch, "mail_frozen")
        if frozen is not None:
            db.session.delete(frozen)
    waiting = db.session.scalar(sa.select(sa.func.count()).select_from(outbox.Outgoing).where(outbox.Outgoing.state == "queued"))
    line = _("Mail gaat weer. Er wachten %(n)s berichten.", n=waiting) if frozen else _("Mail stond niet stil.")
    return line, {"was_frozen": frozen is not None, "waiting": waiting}


@click.command("backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@answers
def backup_command(file: Path) -> tuple[str, dict[str, object]]:
    """Write the whole installation to FILE."""
    if not file.absolute().parent.is_dir():
        raise BadInput(_("De map van %(file)s bestaat niet. Maak die eerst.", file=file))
    _need_database()
    done = backup.backup(file.absolute(), house().data, clock.now())
    return _("Back-up gemaakt: %(rows)s rijen, %(files)s bestanden.", **done), done


@click.command("restore")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@answers
def restore_command(file: Path) -> tuple[str, dict[str, object]]:
    """Put FILE back into an empty installation; mail stands still afterwards until `flask mail thaw`."""
    if not file.is_file():
        raise BadInput(_("Het bestand %(file)s is er niet.", file=file))
    with contextlib.redirect_stdout(sys.stderr):
        upgrade()
    done = backup.restore(file, house().data, clock.now())
    return _("Teruggezet: %(rows)s rijen, %(files)s bestanden. Mail staat stil: controleer alles en doe dan flask mail thaw.", **done), done


@click.command("doctor")
@answers
def doctor_command() -> tuple[str, dict[str, object]]:
    """Say what is wrong and what to do."""
    found = doctor.examine(clock.now())
    lines = [("[ok] " if one.ok else "[!!] ") + one.name + ": " + one.message for one in found]
    wrong = [one for one in found if not one.ok]
    checks = [{"name": one.name, "ok": one.ok, "message": one.message} for one in found]
    return "\n".join(lines), {"checks": checks, "_status": 1 if wrong else 0}


def _need_database() -> None:
    if doctor.present_revision() is None:
        raise BadInput(_("De database ontbreekt of is verouderd. Doe: flask db upgrade"))


def register(app: Flask) -> None:
    app.cli.add_command(jobs_group)
    app.cli.add_command(mail_group)
    for command in (backup_command, restore_command, doctor_command):
        app.cli.add_command(command)
