"""Commands of the house itself: jobs, mail, backup, doctor. Here too: how every command answers."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from functools import wraps
from typing import Any

import click
import structlog
from flask import Flask
from sqlalchemy.exc import DBAPIError

from foundation.db import db, is_busy
from foundation.errors import BadInput, Refused

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
            log.exception("command failed")
            text = f"Er ging iets onverwacht mis: {type(error).__name__}"
            _end(as_json, text, {"error": text}, 1)
        else:
            status = document.pop("_status", 0) if isinstance(document, dict) else 0
            _end(as_json, line, document, status)

    return run


def progress(text: str) -> None:
    click.echo(text, err=True)


def database_trouble(error: DBAPIError) -> str:
    if _behind(error):
        return "De database ontbreekt of is verouderd. Doe eerst: flask db upgrade"
    return "De database is bezet. Probeer het zo nog een keer." if is_busy(error) else "De database gaf een fout."


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


def register(app: Flask) -> None:
    pass
