"""The evening: who came, what was said, and what those present want amended."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from foundation.db import Model
from recruitment.models.drawing import Seat


class Attendance(Model):
    __tablename__ = "attendance"
    __table_args__ = (sa.UniqueConstraint("panel_session_id", "seat_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    panel_session_id: Mapped[int] = mapped_column(sa.ForeignKey("panel_session.id"))
    seat_id: Mapped[int] = mapped_column(sa.ForeignKey("seat.id"))
    came: Mapped[bool]
    reason: Mapped[str] = mapped_column(sa.String(40), default="")
    """Why somebody stayed away: `ill`, `forgot`, `work`, `way_there`, `unknown`; empty when they came."""
    noted_at: Mapped[datetime]
    noted_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))

    seat: Mapped[Seat] = relationship(lazy="raise_on_sql")


class Minutes(Model):
    __tablename__ = "minutes"

    id: Mapped[int] = mapped_column(primary_key=True)
    panel_session_id: Mapped[int] = mapped_column(sa.ForeignKey("panel_session.id"), unique=True)
    body: Mapped[str] = mapped_column(sa.Text)
    body_html: Mapped[str] = mapped_column(sa.Text)
    written_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    shared_at: Mapped[datetime | None]
    """Sent to those who were there; the amendment window starts."""
    amend_until_at: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]
    """Window closed, every amendment answered: these are the minutes."""


class Amendment(Model):
    __tablename__ = "amendment"

    id: Mapped[int] = mapped_column(primary_key=True)
    minutes_id: Mapped[int] = mapped_column(sa.ForeignKey("minutes.id"), index=True)
    seat_id: Mapped[int] = mapped_column(sa.ForeignKey("seat.id"))
    body: Mapped[str] = mapped_column(sa.Text)
    asked_at: Mapped[datetime]
    taken_over: Mapped[bool | None]
    answer: Mapped[str] = mapped_column(sa.Text, default="")
    answered_at: Mapped[datetime | None]
