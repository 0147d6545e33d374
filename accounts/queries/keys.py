"""Standing keys."""

from __future__ import annotations

import sqlalchemy as sa

from accounts.models import Key, Party
from accounts.rules.keys import text_fingerprint
from foundation.db import db


def keys_on(subject: str, subject_id: int) -> dict[Party, Key]:
    rows = db.session.scalars(sa.select(Key).where(Key.subject == subject, Key.subject_id == subject_id, Key.voided_at.is_(None)))
    return {key.party: key for key in rows}


def both_signed(subject: str, subject_id: int, text: str) -> bool:
    """Whether both parties' keys stand on exactly this text."""
    fingerprint = text_fingerprint(text)
    return {key.party for key in keys_on(subject, subject_id).values() if key.text_sha256 == fingerprint} == set(Party)
