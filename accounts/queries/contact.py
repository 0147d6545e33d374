"""Who was asked what, who does not want to be, and whose token this is."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from accounts.models import AnswerToken, Contact, OptOut
from foundation import codes
from foundation.db import db


def find_token(typed: str, purpose: str, now: datetime) -> AnswerToken | None:
    """The token somebody typed or followed, when it is for this purpose, not too old and not revoked. It says who may answer one
    question; it never signs anybody in."""
    code = codes.normalise(typed)
    if code is None:
        return None
    return db.session.scalar(
        sa.select(AnswerToken).where(
            AnswerToken.fingerprint == codes.fingerprint(code), AnswerToken.purpose == purpose, AnswerToken.expires_at > now,
            AnswerToken.revoked_at.is_(None),
        )
    )  # fmt: skip


def standing_token(purpose: str, subject_id: int, tenant_id: int, now: datetime) -> AnswerToken | None:
    """The newest token of this question to this person that still works: what a reminder or a copy of a letter repeats."""
    return db.session.scalar(
        sa.select(AnswerToken)
        .where(
            AnswerToken.purpose == purpose, AnswerToken.subject_id == subject_id, AnswerToken.tenant_id == tenant_id,
            AnswerToken.revoked_at.is_(None), AnswerToken.expires_at > now,
        )
        .order_by(AnswerToken.issue.desc())
        .limit(1)
    )  # fmt: skip


def opted_out_tenants(scope: str) -> sa.Select[int]:
    return sa.select(OptOut.tenant_id).where(OptOut.scope == scope)


def has_opted_out(tenant_id: int, scope: str) -> bool:
    return db.session.scalar(sa.select(OptOut.id).where(OptOut.tenant_id == tenant_id, OptOut.scope == scope)) is not None


def contacted_households_since(moment: datetime, purpose: str | None = None) -> sa.Select[int]:
    found = sa.select(Contact.household_id).where(Contact.at > moment)
    return found.where(Contact.purpose == purpose) if purpose else found
