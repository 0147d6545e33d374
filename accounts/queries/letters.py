"""What waits to be printed, and whom a code letter would reach."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from accounts.models import Account, Complex, Dwelling, Household, Tenant
from foundation.db import db
from foundation.outbox import Outgoing, SendState, Way

MAIL_RETURNED = "accounts.mail_returned"


@dataclass(frozen=True)
class Pile:
    """The waiting letters of one kind. `upto` is the newest row of it, so that a batch is what the page showed."""

    kind: str
    count: int
    oldest_at: datetime
    upto: int
    taken: int
    """How many of them are in a batch that was downloaded and not yet marked as printed."""


def piles() -> list[Pile]:
    rows = db.session.execute(
        sa.select(
            Outgoing.kind, sa.func.count(), sa.func.min(Outgoing.queued_at), sa.func.max(Outgoing.id), sa.func.count(Outgoing.claimed_at)
        )
        .where(Outgoing.way == Way.LETTER, Outgoing.state == SendState.QUEUED)
        .group_by(Outgoing.kind)
        .order_by(Outgoing.kind)
    )
    return [Pile(kind, count, oldest, upto, taken) for kind, count, oldest, upto, taken in rows]


@dataclass(frozen=True)
class Reach:
    """How far a complex is: households, and those where nobody has an account."""

    complex_id: int
    name: str
    households: int
    without: int


def reach() -> list[Reach]:
    has = sa.select(Household.id).join(Tenant, Tenant.household_id == Household.id).join(Account, Account.tenant_id == Tenant.id)
    without = sa.case((Household.id.not_in(has.where(Account.closed_at.is_(None))), Household.id))
    rows = db.session.execute(
        sa.select(Complex.id, Complex.name, sa.func.count(Household.id.distinct()), sa.func.count(without.distinct()))
        .join(Dwelling, Dwelling.complex_id == Complex.id)
        .join(Household, Household.dwelling_id == Dwelling.id)
        .join(Tenant, Tenant.household_id == Household.id)
        .where(Tenant.gone_at.is_(None))
        .group_by(Complex.id, Complex.name)
        .order_by(Complex.name)
    )
    return [Reach(*row) for row in rows]


def returned_key(tenant: Tenant) -> str:
    """What keeps a letter about returned mail from being made twice; a new address that fails later is a new reason."""
    assert tenant.bouncing_at is not None
    return f"{MAIL_RETURNED}:{tenant.id}:{tenant.bouncing_at:%Y-%m-%dT%H:%M:%S}"


def without_returned_letter() -> list[Tenant]:
    """Tenants whose mail comes back and for whom no letter about it was made, longest first."""
    rows = db.session.scalars(
        sa.select(Tenant).where(Tenant.bouncing_at.is_not(None), Tenant.gone_at.is_(None)).order_by(Tenant.bouncing_at, Tenant.id)
    ).all()
    keys, used = [returned_key(tenant) for tenant in rows], set()
    for start in range(0, len(keys), 500):
        used |= set(db.session.scalars(sa.select(Outgoing.once).where(Outgoing.once.in_(keys[start : start + 500]))))
    return [tenant for tenant, key in zip(rows, keys, strict=True) if key not in used]
