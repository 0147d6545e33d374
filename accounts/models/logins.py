"""Logins. Staff have an account and are no tenants; a tenant may have none."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models.parties import Party
from accounts.models.registry import Household, Tenant
from foundation.db import Model, Word


class Role(StrEnum):
    TENANT = "tenant"
    MODERATOR = "moderator"
    COORDINATOR = "coordinator"
    POLICY_OWNER = "policy_owner"
    BOARD = "board"
    """The board of the tenants' organisation."""
    ADMIN = "admin"


class Account(Model):
    __tablename__ = "account"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(sa.String(16), unique=True)
    """Opaque public number (13 Crockford characters): what exports show instead of the row id."""
    alias: Mapped[str] = mapped_column(sa.String(60))
    """What neighbours and staff see."""
    alias_folded: Mapped[str] = mapped_column(sa.String(60), unique=True)
    """Casefolded alias without accents: two aliases that look alike are one."""
    role: Mapped[Role] = mapped_column(Word(Role))
    party: Mapped[Party | None] = mapped_column(Word(Party))
    """Staff side; None for tenants and the administrator."""
    tenant_id: Mapped[int | None] = mapped_column(sa.ForeignKey("tenant.id"), unique=True)
    email: Mapped[str | None] = mapped_column(sa.String(254), index=True)
    """Lower-cased; where sign-in codes go. Not unique: two people may share a mailbox."""
    password_hash: Mapped[str | None] = mapped_column(sa.String(200))
    totp_secret: Mapped[str | None] = mapped_column(sa.String(64))
    totp_last_step: Mapped[int] = mapped_column(default=0)
    """The time step of the last accepted code: one code works once."""
    session_version: Mapped[int] = mapped_column(default=1)
    """Raised to end every open session at once."""
    language: Mapped[str] = mapped_column(sa.String(5), default="nl")
    source_id: Mapped[str | None] = mapped_column(sa.String(120), unique=True)
    """Author id in another forum, for people who came with an import; they have no login until linked."""
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    erased_at: Mapped[datetime | None]

    tenant: Mapped[Tenant | None] = relationship(lazy="raise_on_sql")


class AccessCode(Model):
    """The code that opens an account: one standing code per household, on paper and by mail the same."""

    __tablename__ = "access_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    household_id: Mapped[int] = mapped_column(sa.ForeignKey("household.id"), index=True)
    issue: Mapped[int]
    """Counts the codes a household was given; the code itself is derived from it, so a letter can be printed again."""
    fingerprint: Mapped[str] = mapped_column(sa.String(64), unique=True)
    issued_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]

    household: Mapped[Household] = relationship(lazy="raise_on_sql")

    __table_args__ = (sa.UniqueConstraint("household_id", "issue"),)


class SignInCode(Model):
    __tablename__ = "sign_in_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), index=True)
    fingerprint: Mapped[str] = mapped_column(sa.String(64))
    issued_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    """Ten minutes after issue (ASVS 6.5.5)."""
    tries: Mapped[int] = mapped_column(default=0)
    used_at: Mapped[datetime | None]


class SignInTry(Model):
    """Counts tries per keyed hash of address, account or network, so guessing stays slow on any number of processes."""

    __tablename__ = "sign_in_try"

    id: Mapped[int] = mapped_column(primary_key=True)
    about: Mapped[str] = mapped_column(sa.String(64), index=True)
    at: Mapped[datetime] = mapped_column(index=True)
