"""The log of acts: append-only and chained, so that a missing or changed entry shows.

An entry holds ids and words, no names. A free text that people wrote is kept beside the chain and only its hash inside, so that
an erasure can blank the text without breaking the chain.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from foundation.db import Model, db

FIRST = "0" * 64
_CHAIN_LOCK = 0x6D656564  # any fixed number: one writer at a time on PostgreSQL


class Entry(Model):
    __tablename__ = "audit_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    act: Mapped[str] = mapped_column(sa.String(60), index=True)
    """What was done: `moderation.hide`, `recruitment.name_opened`."""
    actor_id: Mapped[int | None] = mapped_column(index=True)
    actor_role: Mapped[str] = mapped_column(sa.String(40))
    subject: Mapped[str] = mapped_column(sa.String(40))
    subject_id: Mapped[int | None]
    detail: Mapped[dict[str, object]] = mapped_column(sa.JSON)
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    reason_sha256: Mapped[str] = mapped_column(sa.String(64))
    previous: Mapped[str] = mapped_column(sa.String(64), unique=True)
    hash: Mapped[str] = mapped_column(sa.String(64), unique=True)


@dataclass(frozen=True)
class Check:
    entries: int
    ok: bool
    first_bad: int | None


def record(
    act: str,
    *,
    now: datetime,
    actor_id: int | None = None,
    actor_role: str = "system",
    subject: str = "",
    subject_id: int | None = None,
    detail: Mapping[str, object] | None = None,
    reason: str = "",
) -> Entry:
    """Write one act in the transaction that does it. `detail` must be plain JSON and hold no personal data."""
    if db.engine.dialect.name == "postgresql":
        db.session.execute(sa.select(sa.func.pg_advisory_xact_lock(_CHAIN_LOCK)))
    last = db.session.scalar(sa.select(Entry.hash).order_by(Entry.id.desc()).limit(1))
    entry = Entry(
        at=now, act=act, actor_id=actor_id, actor_role=actor_role, subject=subject, subject_id=subject_id,
        detail=json.loads(json.dumps(dict(detail or {}))), reason=reason,
        reason_sha256=hashlib.sha256(reason.encode()).hexdigest(), previous=last or FIRST,
    )  # fmt: skip
    entry.hash = _hash(entry)
    db.session.add(entry)
    db.session.flush()
    return entry


def verify() -> Check:
    """Walk the whole chain. `first_bad` is the id of the first entry that does not follow from the one before."""
    previous, count = FIRST, 0
    for entry in db.session.scalars(sa.select(Entry).order_by(Entry.id).execution_options(yield_per=1000)):
        if entry.previous != previous or entry.hash != _hash(entry) or not _reason_fits(entry):
            return Check(entries=_count(), ok=False, first_bad=entry.id)
        previous, count = entry.hash, count + 1
    return Check(entries=count, ok=True, first_bad=None)


def _reason_fits(entry: Entry) -> bool:
    # A blanked text is an erasure; any other difference is tampering.
    return not entry.reason or hashlib.sha256(entry.reason.encode()).hexdigest() == entry.reason_sha256


def _count() -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(Entry)) or 0


def _hash(entry: Entry) -> str:
    content = [
        entry.previous, entry.at.isoformat(timespec="microseconds"), entry.act, entry.actor_id, entry.actor_role, entry.subject,
        entry.subject_id, entry.detail, entry.reason_sha256,
    ]  # fmt: skip
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
