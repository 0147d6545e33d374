"""Commands of moderation."""

from __future__ import annotations

from flask import Flask
from flask.cli import AppGroup

from foundation import audit
from foundation.cli import answers
from foundation.i18n import _

group = AppGroup("moderation", help="The log of acts.")


@group.command("verify-log")
@answers
def verify_log() -> tuple[str, dict[str, object]]:
    """Walk the hash chain of the log."""
    check = audit.verify()
    document: dict[str, object] = {
        "entries": check.entries,
        "ok": check.ok,
        "first_bad": None if check.first_bad is None else str(check.first_bad),
    }
    if check.ok:
        return _("Het logboek klopt: %(n)s regels.", n=check.entries), document
    return _("Het logboek klopt niet vanaf regel %(id)s.", id=check.first_bad), {**document, "_status": 1}


def register(app: Flask) -> None:
    app.cli.add_command(group)
