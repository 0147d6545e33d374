"""Signing for a party."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from accounts import events
from accounts.models import Account, Key, Party
from accounts.rules.keys import text_fingerprint, why_not_sign
from foundation import audit
from foundation.db import db
from foundation.errors import Refused


def sign(party: Party, subject: str, subject_id: int, text: str, by: Account, now: datetime) -> Key:
    """Put one party's key on exactly this text. Keys on another text are voided, of either party. Signing again changes nothing."""
    if reason := why_not_sign(party, by.role, by.party):
        raise Refused(reason)
    fingerprint = text_fingerprint(text)
    standing = _standing(subject, subject_id)
    if any(key.text_sha256 != fingerprint for key in standing):
        _void([key for key in standing if key.text_sha256 != fingerprint], subject, subject_id, now)
    kept = {key.party: key for key in standing if key.voided_at is None}
    if party in kept:
        return kept[party]
    key = Key(party=party, subject=subject, subject_id=subject_id, text_sha256=fingerprint, signed_by_id=by.id, signed_at=now)
    db.session.add(key)
    db.session.flush()
    audit.record(
        "accounts.sign", now=now, actor_id=by.id, actor_role=by.role.value, subject=subject, subject_id=subject_id,
        detail={"party": party.value, "text_sha256": fingerprint},
    )  # fmt: skip
    if set(kept) | {party} == set(Party):
        events.keys_stand.send(subject, subject_id=subject_id, now=now)
    return key


def void_keys(subject: str, subject_id: int, now: datetime) -> int:
    """The text changed: no key on it stands any longer. Returns how many stood."""
    standing = _standing(subject, subject_id)
    if standing:
        _void(standing, subject, subject_id, now)
    return len(standing)


def _standing(subject: str, subject_id: int) -> list[Key]:
    found = sa.select(Key).where(Key.subject == subject, Key.subject_id == subject_id, Key.voided_at.is_(None))
    return list(db.session.scalars(found.with_for_update()))


def _void(keys: list[Key], subject: str, subject_id: int, now: datetime) -> None:
    for key in keys:
        key.voided_at = now
    db.session.flush()  # before a new key is written: one standing key per party is a constraint
    audit.record(
        "accounts.key_voided", now=now, subject=subject, subject_id=subject_id, detail={"parties": sorted(key.party.value for key in keys)}
    )
    events.key_voided.send(subject, subject_id=subject_id, now=now)
