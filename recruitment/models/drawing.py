"""The draw: lottery, sealed phrases, seats and reserves (design, part 7)."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import Party
from foundation.db import Model, Word
from recruitment.models.asking import Volunteer
from recruitment.models.panels import Panel


class Draw(Model):
    """One draw per panel. Its inputs are frozen texts; a draw is never solved twice."""

    __tablename__ = "draw"

    id: Mapped[int] = mapped_column(primary_key=True)
    panel_id: Mapped[int] = mapped_column(sa.ForeignKey("panel.id"), unique=True)
    frozen_at: Mapped[datetime]
    frozen_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    sealed: Mapped[str] = mapped_column(sa.Text)
    """Canonical JSON: features of everybody, quotas, households. For both parties and the dispute committee only."""
    all_seated: Mapped[bool] = mapped_column(default=False)
    """All volunteers fit and meet the quotas: nothing to draw."""
    lottery: Mapped[str | None] = mapped_column(sa.Text)
    """Canonical JSON as published; the hash below is of exactly these bytes."""
    lottery_sha256: Mapped[str | None] = mapped_column(sa.String(64))
    solving_started_at: Mapped[datetime | None]
    solving_error: Mapped[str] = mapped_column(sa.Text, default="")
    solved_at: Mapped[datetime | None]
    seed: Mapped[str | None] = mapped_column(sa.String(64))
    drawn_at: Mapped[datetime | None]

    panel: Mapped[Panel] = relationship(lazy="raise_on_sql")


class Deposit(Model):
    """One party's sealed phrase: first its hash, and only when both hashes stand, the phrase."""

    __tablename__ = "deposit"
    __table_args__ = (sa.UniqueConstraint("draw_id", "party"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    draw_id: Mapped[int] = mapped_column(sa.ForeignKey("draw.id"))
    party: Mapped[Party] = mapped_column(Word(Party))
    commitment: Mapped[str] = mapped_column(sa.String(64))
    deposited_at: Mapped[datetime]
    deposited_by_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    phrase: Mapped[str | None] = mapped_column(sa.String(200))
    nonce: Mapped[str | None] = mapped_column(sa.String(64))
    revealed_at: Mapped[datetime | None]
    revealed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))


class Seat(Model):
    """A chair in the room. Taken chairs are numbered 1 to seats; giving one up empties its number for a reserve."""

    __tablename__ = "seat"
    __table_args__ = (
        sa.Index(
            "uq_seat_chair", "panel_id", "chair", unique=True,
            sqlite_where=sa.text("given_up_at IS NULL"), postgresql_where=sa.text("given_up_at IS NULL"),
        ),
        sa.Index(
            "uq_seat_household", "panel_id", "household_id", unique=True,
            sqlite_where=sa.text("given_up_at IS NULL"), postgresql_where=sa.text("given_up_at IS NULL"),
        ),
        sa.CheckConstraint("chair >= 1 AND chair <= seats", name="chair_exists"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    panel_id: Mapped[int] = mapped_column(sa.ForeignKey("panel.id"))
    volunteer_id: Mapped[int] = mapped_column(sa.ForeignKey("volunteer.id"), unique=True)
    household_id: Mapped[int] = mapped_column(sa.ForeignKey("household.id"))
    chair: Mapped[int]
    seats: Mapped[int]
    """The panel's number of seats, copied so that the database itself refuses one chair too many."""
    from_reserve: Mapped[bool] = mapped_column(default=False)
    seated_at: Mapped[datetime]
    given_up_at: Mapped[datetime | None]
    given_up_reason: Mapped[str] = mapped_column(sa.String(40), default="")
    """`cancelled` (in time), `cancelled_late`, `withdrawn` by the organiser."""

    volunteer: Mapped[Volunteer] = relationship(lazy="raise_on_sql")


class Reserve(Model):
    """Everybody the draw did not seat, in drawn order. A chair takes a fresh yes."""

    __tablename__ = "reserve"
    __table_args__ = (sa.UniqueConstraint("panel_id", "place"), sa.UniqueConstraint("volunteer_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    panel_id: Mapped[int] = mapped_column(sa.ForeignKey("panel.id"))
    volunteer_id: Mapped[int] = mapped_column(sa.ForeignKey("volunteer.id"))
    place: Mapped[int]
    asked_at: Mapped[datetime | None]
    answer_by_at: Mapped[datetime | None]
    said_yes_at: Mapped[datetime | None]
    said_no_at: Mapped[datetime | None]
    for_seat_id: Mapped[int | None] = mapped_column(sa.ForeignKey("seat.id"))
    """The given-up seat this reserve was asked to take."""

    volunteer: Mapped[Volunteer] = relationship(lazy="raise_on_sql")
