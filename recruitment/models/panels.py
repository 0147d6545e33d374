"""The panel: seats, evenings, quotas."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.models import Topic
from foundation.db import Model


class Panel(Model):
    """One panel per topic in this house. Where it stands is read from its instants by `recruitment.rules.panel_stage`."""

    __tablename__ = "panel"
    __table_args__ = (sa.CheckConstraint("seats >= 1", name="has_seats"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    topic_id: Mapped[int] = mapped_column(sa.ForeignKey("topic.id"), unique=True)
    title: Mapped[str] = mapped_column(sa.String(160))
    questions: Mapped[str] = mapped_column(sa.Text, default="")
    """What is on the table, in plain sentences."""
    seats: Mapped[int]
    acceptance: Mapped[int] = mapped_column(default=20)
    """Expected share that says yes, in percent; the page explains the number of invitations with it."""
    show_up: Mapped[int] = mapped_column(default=75)
    """Expected share that comes, in percent."""
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    frozen_at: Mapped[datetime | None]
    """Volunteers, features, quotas and households stand still from here (design, part 7, step 1)."""
    seated_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]

    topic: Mapped[Topic] = relationship(lazy="raise_on_sql")


class PanelSession(Model):
    """One evening. (`session` alone always means the database's.)"""

    __tablename__ = "panel_session"
    __table_args__ = (sa.CheckConstraint("ends_at > starts_at", name="ends_after_start"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    panel_id: Mapped[int] = mapped_column(sa.ForeignKey("panel.id"), index=True)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    place: Mapped[str] = mapped_column(sa.String(120))
    address: Mapped[str] = mapped_column(sa.String(200))
    notes: Mapped[str] = mapped_column(sa.Text, default="")
    sequence: Mapped[int] = mapped_column(default=0)
    """Raised on every change, so that calendars take the newer .ics."""
    changed_at: Mapped[datetime]
    cancelled_at: Mapped[datetime | None]
    opened_at: Mapped[datetime | None]
    """Check-in began."""
    ended_at: Mapped[datetime | None]
    """The list was closed: who came stands."""

    panel: Mapped[Panel] = relationship(lazy="raise_on_sql")


class Quota(Model):
    __tablename__ = "quota"
    __table_args__ = (
        sa.UniqueConstraint("panel_id", "feature", "value"),
        sa.CheckConstraint("min >= 0 AND max >= min", name="min_max"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    panel_id: Mapped[int] = mapped_column(sa.ForeignKey("panel.id"), index=True)
    feature: Mapped[str] = mapped_column(sa.String(40))
    """`district`, `age_band`, `dwelling_kind`, `complex`."""
    value: Mapped[str] = mapped_column(sa.String(120))
    min: Mapped[int]
    max: Mapped[int]
