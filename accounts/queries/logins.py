"""Accounts by what people sign in with."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from accounts.models import AccessCode, Account, Role, SignInCode, Tenant
from accounts.rules.aliases import fold_alias
from accounts.rules.signing_in import NEEDS_SECOND_STEP
from foundation import codes
from foundation.db import db


def accounts_with(email: str) -> list[Account]:
    """Open accounts that sign in with this address: two people may share a mailbox."""
    return list(db.session.scalars(sa.select(Account).where(Account.email == email, Account.closed_at.is_(None)).order_by(Account.id)))


def open_codes(email: str, now: datetime) -> list[SignInCode]:
    return list(
        db.session.scalars(
            sa.select(SignInCode)
            .join(Account, Account.id == SignInCode.account_id)
            .where(Account.email == email, Account.closed_at.is_(None), SignInCode.used_at.is_(None), SignInCode.expires_at > now)
            .order_by(SignInCode.id.desc())
        )
    )


def find_access_code(typed: str, now: datetime) -> AccessCode | None:
    """The standing code of a household's letter, or None. Nothing says why not."""
    code = codes.normalise(typed)
    if code is None:
        return None
    return db.session.scalar(
        sa.select(AccessCode).where(
            AccessCode.fingerprint == codes.fingerprint(code), AccessCode.revoked_at.is_(None), AccessCode.expires_at > now
        )
    )


def can_sign_in() -> sa.ColumnElement[bool]:
    """Has a login. Who took part on paper has an account without one, until the code of a letter opens it."""
    return sa.or_(Account.email.is_not(None), Account.password_hash.is_not(None))


def people_at(household_id: int) -> list[tuple[Tenant, Account | None]]:
    """The current tenants of a household with the account they can sign in to, if any."""
    rows = db.session.execute(
        sa.select(Tenant, Account)
        .outerjoin(Account, sa.and_(Account.tenant_id == Tenant.id, Account.closed_at.is_(None), can_sign_in()))
        .where(Tenant.household_id == household_id, Tenant.gone_at.is_(None))
        .order_by(Tenant.id)
    )
    return [(row[0], row[1]) for row in rows]


def alias_taken(alias: str, but: int | None = None) -> bool:
    found = sa.select(Account.id).where(Account.alias_folded == fold_alias(alias))
    return db.session.scalar(found.where(Account.id != but) if but else found) is not None


def staff() -> list[Account]:
    """Everyone who works here, those who left last."""
    order = (Account.closed_at.is_not(None), Account.role, Account.alias)
    return list(db.session.scalars(sa.select(Account).where(Account.role.in_([*NEEDS_SECOND_STEP])).order_by(*order)))


def find_staff(account_id: int) -> Account | None:
    found = db.session.get(Account, account_id)
    return found if found is not None and found.role is not Role.TENANT else None
