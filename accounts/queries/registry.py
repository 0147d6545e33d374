"""What an import would do, and what earlier ones did. Reads only: a rehearsal and the real thing look at the same plan."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

import sqlalchemy as sa

from accounts.models import Complex, Dwelling, Household, RegistryImport, Tenant
from accounts.rules import mapping
from accounts.rules.registry import Person, WrongCell, address_key, person
from foundation.db import db
from foundation.i18n import _
from foundation.sheets import Sheet

Fault = dict[str, object]


@dataclass
class Plan:
    """People by number, with what stands in the database beside them."""

    columns: frozenset[str] = frozenset()
    people: dict[str, Person] = field(default_factory=dict)
    districts: dict[str, str] = field(default_factory=dict)
    errors: list[Fault] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: int = 0
    gone: list[int] = field(default_factory=list)
    before: int = 0
    """Current tenants before this import."""
    tenants: dict[str, Standing] = field(default_factory=dict)

    def counts(self) -> dict[str, int]:
        return {"added": len(self.added), "changed": len(self.changed), "unchanged": self.unchanged, "gone": len(self.gone)}


@dataclass(frozen=True)
class Standing:
    """A tenant as kept now."""

    id: int
    household_id: int
    gone: bool
    values: dict[str, object]


TENANT_FIELDS = {"naam": "name", "email": "email", "telefoon": "phone", "geboortejaar": "age_band", "ingang_huur": "rents_since_on"}
DWELLING_FIELDS = {"plaats": "town", "woningtype": "kind"}


def plan_of(sheet: Sheet, asked: dict[str, str] | None, today: date) -> Plan:
    """Compare a whole registry with what is kept. With errors in it, a plan holds nothing else."""
    return compared(read_people(sheet, asked, today))


def compared(plan: Plan) -> Plan:
    """Put what is kept now beside what was read."""
    if not plan.errors:
        _compare(plan)
    return plan


def read_people(sheet: Sheet, asked: dict[str, str] | None, today: date) -> Plan:
    """The first half of a plan: asks no database, so that a long file is read before the write lock is taken."""
    places, wrong = mapping.find(sheet.headers, asked)
    if wrong:
        return Plan(errors=[{"line": 1, "column": "", "message": text} for text in wrong])
    plan = Plan(columns=frozenset(places))
    for row in sheet.rows:
        try:
            one = person({purpose: row.cells[place] for purpose, place in places.items()}, row.line, today)
        except WrongCell as cell:
            plan.errors.append(_fault(row.line, sheet.headers[places[cell.purpose]], cell.message))
            continue
        if one.number in plan.people:
            text = _(
                "Dit huurdernummer staat ook op regel %(line)s. Een nummer mag er één keer in staan.", line=plan.people[one.number].line
            )
            plan.errors.append(_fault(row.line, sheet.headers[places["huurdernummer"]], text))
            continue
        plan.people[one.number] = one
    if not sheet.rows:
        plan.errors.append(_fault(1, "", _("Er staat geen enkele huurder in het bestand.")))
    _check_places(plan, sheet, places)
    plan.errors.sort(key=lambda fault: int(str(fault["line"])))
    if plan.errors:
        return Plan(errors=plan.errors)
    _districts(plan)
    return plan


def _fault(line: int, column: str, message: str) -> Fault:
    return {"line": line, "column": column, "message": message}


def _check_places(plan: Plan, sheet: Sheet, places: dict[str, int]) -> None:
    """One household at two addresses, or one dwelling in two complexes, names both lines."""
    addresses: dict[str, Person] = {}
    complexes: dict[tuple[str, str, str, str], Person] = {}
    for one in plan.people.values():
        first = addresses.setdefault(one.household, one)
        if first.address != one.address:
            text = _("Dit huishouden heeft op regel %(line)s een ander adres.", line=first.line)
            plan.errors.append(_fault(one.line, sheet.headers[places["huishouden"]], text))
        first = complexes.setdefault(one.address, one)
        if first.complex != one.complex:
            text = _("Dit adres hoort op regel %(line)s bij een ander complex.", line=first.line)
            plan.errors.append(_fault(one.line, sheet.headers[places["complex"]], text))


def _districts(plan: Plan) -> None:
    """A complex lies in the district most of its rows name."""
    seen: dict[str, Counter[str]] = {}
    for one in plan.people.values():
        if one.district:
            seen.setdefault(one.complex, Counter())[one.district] += 1
    plan.districts = {name: min(counts, key=lambda district: (-counts[district], district)) for name, counts in seen.items()}


def _compare(plan: Plan) -> None:
    places = first_at_each_address(plan.people.values())
    rows = db.session.execute(
        sa.select(
            Tenant.id, Tenant.number, Tenant.household_id, Tenant.gone_at, Tenant.name, Tenant.email, Tenant.phone, Tenant.age_band,
            Tenant.rents_since_on, Household.reference, Dwelling.street, Dwelling.house_number, Dwelling.addition, Dwelling.postcode,
            Dwelling.town, Dwelling.kind, Complex.name,
        )
        .join(Household, Household.id == Tenant.household_id)
        .join(Dwelling, Dwelling.id == Household.dwelling_id)
        .join(Complex, Complex.id == Dwelling.complex_id)
    )  # fmt: skip
    for row in rows:
        plan.before += row.gone_at is None
        one = plan.people.get(row.number)
        if one is None:
            if row.gone_at is None:
                plan.gone.append(row.id)
            continue
        have = {key: getattr(row, key) for key in TENANT_FIELDS.values()}
        plan.tenants[row.number] = Standing(row.id, row.household_id, row.gone_at is not None, have)
        kept_at = (row.reference, address_key(row.postcode, row.house_number, row.addition, row.street), row[-1], row.town, row.kind)
        same = row.gone_at is None and have == wanted(plan, one, have)
        if same and kept_at == _place(plan, one, places[one.address], row.town, row.kind):
            plan.unchanged += 1
        else:
            plan.changed.append(one.number)
    plan.added = [number for number in plan.people if number not in plan.tenants]


def _place(plan: Plan, one: Person, dwelling: dict[str, str], town: str, kind: str) -> tuple[object, ...]:
    return (
        one.household,
        one.address,
        one.complex,
        dwelling["town"] if "plaats" in plan.columns else town,
        dwelling["kind"] if "woningtype" in plan.columns else kind,
    )


def wanted(plan: Plan, one: Person, have: dict[str, object]) -> dict[str, object]:
    """The fields of a tenant after the import. A column the file does not have leaves what is known."""
    return {key: getattr(one, key) if purpose in plan.columns else have.get(key) for purpose, key in TENANT_FIELDS.items()}


def first_at_each_address(people: Iterable[Person]) -> dict[tuple[str, str, str, str], dict[str, str]]:
    """A dwelling as its first row writes it; a kind or town that is empty there is taken from a later row."""
    out: dict[tuple[str, str, str, str], dict[str, str]] = {}
    for one in people:
        dwelling = out.setdefault(
            one.address,
            {
                "complex": one.complex, "street": one.street, "house_number": one.house_number, "addition": one.addition,
                "postcode": one.postcode, "town": "", "kind": "",
            },
        )  # fmt: skip
        dwelling["town"] = dwelling["town"] or one.town
        dwelling["kind"] = dwelling["kind"] or one.kind
    return out


def imports(most: int = 10) -> list[RegistryImport]:
    return list(db.session.scalars(sa.select(RegistryImport).order_by(RegistryImport.id.desc()).limit(most)))


def size() -> dict[str, int]:
    """How many current tenants, households and complexes the registry holds."""
    current = Tenant.gone_at.is_(None)
    tenants, households = db.session.execute(
        sa.select(sa.func.count(Tenant.id), sa.func.count(Tenant.household_id.distinct())).where(current)
    ).one()
    complexes = db.session.scalar(
        sa.select(sa.func.count(Dwelling.complex_id.distinct()))
        .join(Household, Household.dwelling_id == Dwelling.id)
        .join(Tenant, Tenant.household_id == Household.id)
        .where(current)
    )
    return {"tenants": tenants, "households": households, "complexes": complexes or 0}
