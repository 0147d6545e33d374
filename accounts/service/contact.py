"""Tokens people answer with, what a household was asked, and "vraag mij dit niet meer"."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

import sqlalchemy as sa

from accounts.models import AnswerToken, Channel, Contact, OptOut
from accounts.rules.contact import SCOPES, UNSUBSCRIBE_LASTS
from foundation import codes
from foundation.db import db
from foundation.house import house


def issue_token(purpose: str, subject_id: int, tenant_id: int, expires_at: datetime, now: datetime) -> str:
    """The plain code for this person and question; the row keeps its fingerprint only. A standing one is given again,
    so that a letter can be printed twice; its end moves along when a later one is asked."""
    same = sa.select(AnswerToken).where(
        AnswerToken.purpose == purpose, AnswerToken.subject_id == subject_id, AnswerToken.tenant_id == tenant_id
    )
    last = db.session.scalar(same.order_by(AnswerToken.issue.desc()).limit(1))
    if last is not None and last.revoked_at is None and last.expires_at > now:
        last.expires_at = max(last.expires_at, expires_at)
        return code_of(last)
    token = AnswerToken(
        purpose=purpose,
        subject_id=subject_id,
        tenant_id=tenant_id,
        issue=last.issue + 1 if last else 1,
        issued_at=now,
        expires_at=expires_at,
    )
    code = code_of(token)
    token.fingerprint = codes.fingerprint(code)
    db.session.add(token)
    db.session.flush()
    return code


def code_of(token: AnswerToken) -> str:
    """The code a token stands for, made again from the house's secret."""
    return codes.derive(house().secret, "answer-token", token.purpose, token.subject_id, token.tenant_id, token.issue)


def revoke_tokens(purpose: str, subject_id: int, tenant_id: int, now: datetime) -> int:
    rows = db.session.scalars(
        sa.select(AnswerToken).where(
            AnswerToken.purpose == purpose, AnswerToken.subject_id == subject_id, AnswerToken.tenant_id == tenant_id,
            AnswerToken.revoked_at.is_(None),
        )
    ).all()  # fmt: skip
    for row in rows:
        row.revoked_at = now
    return len(rows)


def note_contact(household_id: int, tenant_id: int, purpose: str, channel: Channel, now: datetime) -> Contact:
    """We asked this household something: the cool-down counts from here."""
    row = Contact(household_id=household_id, tenant_id=tenant_id, purpose=purpose, channel=channel, at=now)
    db.session.add(row)
    db.session.flush()
    return row


def opt_out(tenant_id: int, scope: str, now: datetime) -> bool:
    """Returns whether anything changed; saying it twice is the same as once."""
    if _opt_out(tenant_id, scope) is not None:
        return False
    db.session.add(OptOut(tenant_id=tenant_id, scope=scope, at=now))
    db.session.flush()
    return True


def opt_in(tenant_id: int, scope: str) -> bool:
    """Only the person may take an opt-out back; no staff page does."""
    row = _opt_out(tenant_id, scope)
    if row is None:
        return False
    db.session.delete(row)
    db.session.flush()
    return True


def _opt_out(tenant_id: int, scope: str) -> OptOut | None:
    return db.session.scalar(sa.select(OptOut).where(OptOut.tenant_id == tenant_id, OptOut.scope == scope))


def unsubscribe_link(tenant_id: int, scope: str, now: datetime) -> str:
    """A link for a mail or letter with which this person opts out without signing in."""
    code = issue_token("unsubscribe", SCOPES.index(scope), tenant_id, now + UNSUBSCRIBE_LASTS, now)
    return house().url(f"/afmelden/{codes.display(code)}")


def issue_tokens(purpose: str, people: Mapping[int, int], expires_at: datetime, now: datetime) -> None:
    """First tokens for many at once: subject id -> tenant id, none of which had one. `code_of` gives their codes."""
    rows = [
        AnswerToken(purpose=purpose, subject_id=subject_id, tenant_id=tenant_id, issue=1, issued_at=now, expires_at=expires_at)
        for subject_id, tenant_id in people.items()
    ]
    for row in rows:
        row.fingerprint = codes.fingerprint(code_of(row))
    db.session.add_all(rows)
    db.session.flush()


def move_tokens(purpose: str, subject_ids: Iterable[int], expires_at: datetime) -> None:
    """Standing tokens of these subjects end at another moment."""
    db.session.execute(
        sa.update(AnswerToken)
        .where(AnswerToken.purpose == purpose, AnswerToken.subject_id.in_(list(subject_ids)), AnswerToken.revoked_at.is_(None))
        .values(expires_at=expires_at)
    )


def note_contacts(people: Iterable[tuple[int, int]], purpose: str, channel: Channel, now: datetime) -> None:
    """The same as `note_contact` for many (household, tenant) at once."""
    db.session.add_all(
        Contact(household_id=household_id, tenant_id=tenant_id, purpose=purpose, channel=channel, at=now)
        for household_id, tenant_id in people
    )
    db.session.flush()
