"""The landlord's registry: who rents what. A tenant may have no account; a household is one seat."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from foundation.db import Model, Word


class AgeBand(StrEnum):
    """Age as a class; the year of birth itself is never stored."""

    UNDER_30 = "18-29"
    UNDER_45 = "30-44"
    UNDER_65 = "45-64"
    UNDER_75 = "65-74"
    OVER_75 = "75+"
    UNKNOWN = "onbekend"


class Complex(Model):
    __tablename__ = "complex"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(120), unique=True)
    """As the registry names it; the import knows a complex by this text."""
    district: Mapped[str | None] = mapped_column(sa.String(120))


class Dwelling(Model):
    __tablename__ = "dwelling"
    __table_args__ = (sa.UniqueConstraint("postcode", "house_number", "addition", "street"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    complex_id: Mapped[int] = mapped_column(sa.ForeignKey("complex.id"), index=True)
    street: Mapped[str] = mapped_column(sa.String(120))
    house_number: Mapped[str] = mapped_column(sa.String(12))
    addition: Mapped[str] = mapped_column(sa.String(20), default="")
    postcode: Mapped[str] = mapped_column(sa.String(7))
    """`1234 AB`."""
    town: Mapped[str] = mapped_column(sa.String(80), default="")
    kind: Mapped[str] = mapped_column(sa.String(40), default="")
    """Kind of dwelling in the registry's own words (`appartement`, `eengezinswoning`)."""

    complex: Mapped[Complex] = relationship(lazy="raise_on_sql")


class Household(Model):
    """The people who live at one address under one tenancy: one code letter, one seat."""

    __tablename__ = "household"

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(sa.String(80), unique=True)
    """The registry's own household number, or the address when it has none."""
    dwelling_id: Mapped[int] = mapped_column(sa.ForeignKey("dwelling.id"), index=True)

    dwelling: Mapped[Dwelling] = relationship(lazy="raise_on_sql")


class Tenant(Model):
    __tablename__ = "tenant"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(sa.String(40), unique=True)
    """`huurdernummer`: text, leading zeros count."""
    household_id: Mapped[int] = mapped_column(sa.ForeignKey("household.id"), index=True)
    name: Mapped[str] = mapped_column(sa.String(160))
    email: Mapped[str | None] = mapped_column(sa.String(254))
    phone: Mapped[str | None] = mapped_column(sa.String(40))
    age_band: Mapped[AgeBand] = mapped_column(Word(AgeBand), default=AgeBand.UNKNOWN)
    rents_since_on: Mapped[date | None]
    bouncing_at: Mapped[datetime | None]
    """Since when mail to this address comes back; a letter is offered instead."""
    gone_at: Mapped[datetime | None]
    """Ended tenancy: absent from the newest registry. Kept, never invited."""

    household: Mapped[Household] = relationship(lazy="raise_on_sql")


class RegistryImport(Model):
    """What one import did: numbers only, never the file."""

    __tablename__ = "registry_import"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    added: Mapped[int]
    changed: Mapped[int]
    unchanged: Mapped[int]
    gone: Mapped[int]
