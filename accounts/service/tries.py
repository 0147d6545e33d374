"""Keeping guesses slow: every try is a row, so that it counts over any number of processes."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from accounts.models import SignInTry
from accounts.rules.signing_in import LIMITS, LONGEST_LIMIT
from foundation import codes
from foundation.db import db
from foundation.errors import Refused
from foundation.house import house
from foundation.i18n import _


def note_try(now: datetime, **about: str) -> None:
    """Count one try per thing it is about, `password="address"`, `password_network="192.0.2.0/24"`. Refuses when there were too many,
    whether or not the address exists; a refused try is not counted."""
    keys = {kind.replace("_", "-"): _key(kind.replace("_", "-"), value) for kind, value in about.items()}
    for kind, key in keys.items():
        limit = LIMITS[kind]
        seen = db.session.scalar(
            sa.select(sa.func.count()).select_from(SignInTry).where(SignInTry.about == key, SignInTry.at > now - limit.within)
        )
        if (seen or 0) >= limit.most:
            raise Refused(_("U probeerde dit te vaak. Wacht een kwartier en probeer het dan nog een keer, of bel ons."))
    db.session.add_all(SignInTry(about=key, at=now) for key in keys.values())
    db.session.flush()


def forget_tries(now: datetime) -> int:
    gone = db.session.execute(sa.delete(SignInTry).where(SignInTry.at <= now - LONGEST_LIMIT))
    return int(gone.rowcount)  # type: ignore[attr-defined]


def _key(kind: str, value: str) -> str:
    return codes.derive(house().secret, "try", kind, value.strip().lower())
