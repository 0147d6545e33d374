"""Tenants with what letters, quotas and reports need of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, joinedload

from accounts.models import Account, Complex, Dwelling, Household, Tenant
from foundation.db import db

UNKNOWN = "onbekend"
FEATURES: dict[str, InstrumentedAttribute[object]] = {
    "district": Complex.district,  # type: ignore[dict-item]
    "complex": Complex.name,  # type: ignore[dict-item]
    "age_band": Tenant.age_band,  # type: ignore[dict-item]
    "dwelling_kind": Dwelling.kind,  # type: ignore[dict-item]
}
"""What quotas and reports may look at. Nothing else of a person is a feature."""


def tenants_with_address(ids: Iterable[int]) -> list[Tenant]:
    """These tenants, with household, dwelling and complex loaded, in order of id."""
    found: list[Tenant] = []
    for some in _chunks(sorted(set(ids))):
        found += db.session.scalars(
            sa.select(Tenant)
            .where(Tenant.id.in_(some))
            .options(joinedload(Tenant.household).joinedload(Household.dwelling).joinedload(Dwelling.complex))
            .order_by(Tenant.id)
        )
    return found


def margins(feature: str) -> dict[str, int]:
    """Households of current tenants per value. A household with people in two age bands counts in both.
    Callers leave out groups under 5."""
    column = FEATURES[feature]
    rows = db.session.execute(
        sa.select(column, sa.func.count(Tenant.household_id.distinct()))
        .select_from(Tenant)
        .join(Household, Household.id == Tenant.household_id)
        .join(Dwelling, Dwelling.id == Household.dwelling_id)
        .join(Complex, Complex.id == Dwelling.complex_id)
        .where(Tenant.gone_at.is_(None))
        .group_by(column)
    )
    out: dict[str, int] = {}
    for value, count in rows:
        out[_text(value)] = out.get(_text(value), 0) + count
    return dict(sorted(out.items()))


def features_of(tenant_ids: Iterable[int]) -> dict[int, dict[str, str]]:
    names = list(FEATURES)
    out: dict[int, dict[str, str]] = {}
    for some in _chunks(sorted(set(tenant_ids))):
        rows = db.session.execute(
            sa.select(Tenant.id, *FEATURES.values())
            .join(Household, Household.id == Tenant.household_id)
            .join(Dwelling, Dwelling.id == Household.dwelling_id)
            .join(Complex, Complex.id == Dwelling.complex_id)
            .where(Tenant.id.in_(some))
        )
        for tenant_id, *values in rows:
            out[tenant_id] = {name: _text(value) for name, value in zip(names, values, strict=True)}
    return out


def letter_address(tenant_id: int) -> tuple[str, ...]:
    """Name and address, a line each, as on an envelope."""
    tenant = tenants_with_address([tenant_id])[0]
    return (tenant.name, *address_lines(tenant.household.dwelling))


def address_lines(dwelling: Dwelling) -> tuple[str, str]:
    number = f"{dwelling.house_number} {dwelling.addition}".strip()
    return f"{dwelling.street} {number}", f"{dwelling.postcode}  {dwelling.town}".strip()


def mail_address(tenant_id: int) -> str | None:
    """Where mail to this person goes: the account's own address, else the registry's. None when there is none or mail comes back."""
    row = db.session.execute(
        sa.select(Tenant.email, Tenant.bouncing_at, Account.email)
        .outerjoin(Account, sa.and_(Account.tenant_id == Tenant.id, Account.closed_at.is_(None)))
        .where(Tenant.id == tenant_id)
    ).one_or_none()
    if row is None or row[1] is not None:
        return None
    return row[2] or row[0]


def account_of(tenant_id: int) -> Account | None:
    return db.session.scalar(sa.select(Account).where(Account.tenant_id == tenant_id, Account.closed_at.is_(None)))


def _text(value: object) -> str:
    return str(getattr(value, "value", value) or UNKNOWN)


def _chunks(ids: list[int], size: int = 5000) -> Iterator[list[int]]:
    rest = iter(ids)
    while some := list(islice(rest, size)):
        yield some


def reachable_by_mail(tenant_ids: Iterable[int]) -> set[int]:
    """Which of these have a mail address that works; the same rule as `mail_address`, for many at once."""
    found: set[int] = set()
    for some in _chunks(sorted(set(tenant_ids))):
        found |= set(
            db.session.scalars(
                sa.select(Tenant.id)
                .outerjoin(Account, sa.and_(Account.tenant_id == Tenant.id, Account.closed_at.is_(None)))
                .where(
                    Tenant.id.in_(some),
                    Tenant.bouncing_at.is_(None),
                    sa.func.coalesce(sa.func.nullif(Account.email, ""), sa.func.nullif(Tenant.email, "")).is_not(None),
                )
            )
        )
    return found
