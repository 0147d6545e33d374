"""Letters on paper: which are in a batch, and that they were printed."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from accounts.models import Account
from foundation import audit, outbox
from foundation.db import db
from foundation.letters import Letter
from foundation.outbox import Outgoing, SendState, Way

BATCH = 500
"""Letters in one download: a stack a person can handle, and a file that is made while they wait."""


def take_batch(kind: str, upto: int, by: Account, now: datetime) -> list[Letter]:
    """The oldest waiting letters of this kind up to this row, to be printed now. Who no longer needs one falls out. Taking it again, after
    a paper jam, gives the same letters."""
    letters: list[Letter] = []
    for row in _waiting(kind, upto, BATCH):
        letter = outbox.render(row)
        if isinstance(letter, Letter):
            row.claimed_at = now
            letters.append(letter)
        else:
            row.state = SendState.DROPPED
    audit.record(
        "accounts.print_letters",
        now=now,
        actor_id=by.id,
        actor_role=by.role.value,
        subject="letters",
        detail={"kind": kind, "count": len(letters)},
    )
    return letters


def mark_printed(kind: str, upto: int, by: Account, now: datetime) -> int:
    """Only what was in a batch that somebody downloaded; a letter that came in between keeps waiting."""
    rows = [row for row in _waiting(kind, upto) if row.claimed_at is not None]
    for row in rows:
        row.state, row.sent_at = SendState.SENT, now
    db.session.flush()
    for row in rows:
        outbox.left.send(row, now=now)
    if rows:
        audit.record(
            "accounts.mark_printed",
            now=now,
            actor_id=by.id,
            actor_role=by.role.value,
            subject="letters",
            detail={"kind": kind, "count": len(rows)},
        )
    return len(rows)


def _waiting(kind: str, upto: int, most: int | None = None) -> list[Outgoing]:
    found = (
        sa.select(Outgoing)
        .where(Outgoing.kind == kind, Outgoing.way == Way.LETTER, Outgoing.state == SendState.QUEUED, Outgoing.id <= upto)
        .order_by(Outgoing.id)
        .limit(most)
        .with_for_update()
    )
    return list(db.session.scalars(found))
