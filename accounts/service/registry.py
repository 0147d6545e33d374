"""Bringing the registry up to date, all or nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa

from accounts import events
from accounts.models import AccessCode, Account, Complex, Dwelling, Household, RegistryImport, Tenant
from accounts.queries.registry import Plan, compared, first_at_each_address, read_people, wanted
from accounts.rules.registry import address_key, too_many_gone
from foundation import audit
from foundation.clock import local_day
from foundation.db import db
from foundation.errors import BadInput
from foundation.i18n import _, ngettext
from foundation.sheets import Sheet

_ONE_AT_A_TIME = 0x72656769
Address = tuple[str, str, str, str]


class NotImported(BadInput):
    """Nothing was changed. `fields` are the numbers a command answers with, `errors` among them."""

    def __init__(self, message: str, counts: Mapping[str, int] | None = None, errors: Sequence[Mapping[str, object]] = ()) -> None:
        super().__init__(message, [dict(error) for error in errors])
        none = {"added": 0, "changed": 0, "unchanged": 0, "gone": 0}
        self.fields: dict[str, object] = {**none, **(counts or {}), "errors": self.details}


def import_registry(
    read: Sheet | Plan, asked: dict[str, str] | None, now: datetime, *, by: Account | None = None, allow_gone: bool = False
) -> dict[str, int]:
    """The file is the whole registry: who is absent is gone. Raises NotImported when a line is wrong or too many would be gone.
    `read` may be the sheet, or what `read_people` made of it before the lock was taken."""
    if db.engine.dialect.name == "postgresql":
        db.session.execute(sa.select(sa.func.pg_advisory_xact_lock(_ONE_AT_A_TIME)))
    plan = compared(read_people(read, asked, local_day(now)) if isinstance(read, Sheet) else read)
    refuse(plan, allow_gone=allow_gone)
    counts = plan.counts()
    if counts["added"] or counts["changed"] or counts["gone"] or plan.districts:
        _keep(plan, now)
    db.session.add(RegistryImport(at=now, by_id=by.id if by else None, **counts))
    audit.record(
        "accounts.import_registry", now=now, actor_id=by.id if by else None, actor_role=by.role.value if by else "command",
        subject="registry", detail=counts,
    )  # fmt: skip
    db.session.flush()
    return counts


def refuse(plan: Plan, *, allow_gone: bool) -> None:
    if plan.errors:
        message = ngettext(
            "Er is niets ingelezen: er klopt %(num)s ding niet in het bestand.",
            "Er is niets ingelezen: er kloppen %(num)s dingen niet in het bestand.",
            len(plan.errors),
        )
        raise NotImported(message, errors=plan.errors)
    if too_many_gone(len(plan.gone), plan.before) and not allow_gone:
        message = _(
            "Er is niets ingelezen: %(gone)s van de %(before)s huurders staan niet in dit bestand. Is het bestand compleet?",
            gone=len(plan.gone), before=plan.before,
        )  # fmt: skip
        raise NotImported(message, plan.counts())


def _keep(plan: Plan, now: datetime) -> None:
    complexes = _complexes(plan)
    dwellings = _dwellings(plan, complexes)
    households = _households(plan, dwellings)
    blank: dict[str, object] = {"age_band": "onbekend", "email": None, "phone": None, "rents_since_on": None}
    _insert(
        Tenant,
        [
            {"number": number, "household_id": households[plan.people[number].household], **wanted(plan, plan.people[number], blank)}
            for number in plan.added
        ],
    )
    updates: list[dict[str, object]] = []
    moved: list[int] = []
    left: set[int] = set()
    for number in plan.changed:
        one, standing = plan.people[number], plan.tenants[number]
        household = households[one.household]
        values = wanted(plan, one, standing.values)
        updates.append({"id": standing.id, "household_id": household, "gone_at": None, **values})
        if values["email"] != standing.values["email"]:
            db.session.execute(sa.update(Tenant).where(Tenant.id == standing.id).values(bouncing_at=None))
        if household != standing.household_id:
            moved.append(standing.id)
            left.add(standing.household_id)
    if updates:
        db.session.execute(sa.update(Tenant), updates)
    for some in _some(plan.gone):
        db.session.execute(sa.update(Tenant).where(Tenant.id.in_(some)).values(gone_at=now))
    db.session.expire_all()
    left |= {tenant.household_id for tenant in _tenants(plan.gone)}
    _end_codes(left, now)
    for tenant in _tenants(moved):
        events.tenant_moved.send(tenant, now=now)
    for tenant in _tenants(plan.gone):
        events.tenant_gone.send(tenant, now=now)


def _complexes(plan: Plan) -> dict[str, int]:
    known = {
        name: (row_id, district) for row_id, name, district in db.session.execute(sa.select(Complex.id, Complex.name, Complex.district))
    }
    names = dict.fromkeys(one.complex for one in plan.people.values())
    _insert(Complex, [{"name": name, "district": plan.districts.get(name)} for name in names if name not in known])
    changed = [
        {"id": known[name][0], "district": district}
        for name, district in plan.districts.items()
        if name in known and known[name][1] != district
    ]
    if changed:
        db.session.execute(sa.update(Complex), changed)
    return {name: row_id for row_id, name in db.session.execute(sa.select(Complex.id, Complex.name))}


def _dwellings(plan: Plan, complexes: dict[str, int]) -> dict[Address, int]:
    columns = (Dwelling.id, Dwelling.postcode, Dwelling.house_number, Dwelling.addition, Dwelling.street)
    known = {
        address_key(row.postcode, row.house_number, row.addition, row.street): row
        for row in db.session.execute(sa.select(*columns, Dwelling.complex_id, Dwelling.town, Dwelling.kind))
    }
    new: list[dict[str, object]] = []
    changed: list[dict[str, object]] = []
    for address, values in first_at_each_address(plan.people.values()).items():
        complex_id = complexes[values["complex"]]
        row = known.get(address)
        if row is None:
            new.append({"complex_id": complex_id, **{key: value for key, value in values.items() if key != "complex"}})
            continue
        town = values["town"] if "plaats" in plan.columns else row.town
        kind = values["kind"] if "woningtype" in plan.columns else row.kind
        if (complex_id, town, kind) != (row.complex_id, row.town, row.kind):
            changed.append({"id": row.id, "complex_id": complex_id, "town": town, "kind": kind})
    _insert(Dwelling, new)
    if changed:
        db.session.execute(sa.update(Dwelling), changed)
    rows = db.session.execute(sa.select(*columns))
    return {address_key(row.postcode, row.house_number, row.addition, row.street): row.id for row in rows}


def _households(plan: Plan, dwellings: dict[Address, int]) -> dict[str, int]:
    known = {row.reference: row for row in db.session.execute(sa.select(Household.id, Household.reference, Household.dwelling_id))}
    at = {one.household: dwellings[one.address] for one in plan.people.values()}
    _insert(Household, [{"reference": reference, "dwelling_id": dwelling} for reference, dwelling in at.items() if reference not in known])
    changed = [
        {"id": known[reference].id, "dwelling_id": dwelling}
        for reference, dwelling in at.items()
        if reference in known and known[reference].dwelling_id != dwelling
    ]
    if changed:
        db.session.execute(sa.update(Household), changed)
    return {reference: row_id for row_id, reference in db.session.execute(sa.select(Household.id, Household.reference))}


def _end_codes(households: set[int], now: datetime) -> None:
    """Who left must not open an account with the code of that address, nor the next tenants with the code of the former."""
    for some in _some(sorted(households)):
        db.session.execute(
            sa.update(AccessCode).where(AccessCode.household_id.in_(some), AccessCode.revoked_at.is_(None)).values(revoked_at=now)
        )


def _insert(kind: type[Tenant | Complex | Dwelling | Household], rows: list[dict[str, object]]) -> None:
    if rows:
        db.session.execute(sa.insert(kind), rows)


def _tenants(ids: list[int]) -> Iterator[Tenant]:
    for some in _some(ids):
        yield from db.session.scalars(sa.select(Tenant).where(Tenant.id.in_(some)).order_by(Tenant.id)).all()


def _some(ids: list[int], size: int = 2000) -> Iterator[list[int]]:
    for start in range(0, len(ids), size):
        yield ids[start : start + size]
