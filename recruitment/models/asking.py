"""Asking people: waves, invitations and the volunteers who say yes to being drawn."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import Channel, Household, Tenant
from foundation.db import Model, Word
from recruitment.models.panels import Panel


class Entrance(StrEnum):
    """By which door somebody was asked. Behind it they are all volunteers alike."""

    ENGAGED = "engaged"
    SELF = "self"
    """Nominated themselves."""
    PAPER = "paper"
    """Entered by staff for someone on paper or phone."""
    RANDOM = "random"
    """Random letter to complexes nobody posted from."""


class Answer(StrEnum):
    YES = "yes"
    NO = "no"


class InvitationState(StrEnum):
    DRAFTED = "drafted"
    SENT = "sent"
    """Handed to the outbox; delivery itself stands on the outbox row."""
    ANSWERED = "answered"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    """By the organiser, before any answer."""


class Wave(Model):
    __tablename__ = "wave"
    __table_args__ = (sa.UniqueConstraint("panel_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    panel_id: Mapped[int] = mapped_column(sa.ForeignKey("panel.id"), index=True)
    number: Mapped[int]
    entrance: Mapped[Entrance] = mapped_column(Word(Entrance))
    asked_for: Mapped[int]
    """How many invitations the coordinator asked for; the eligible can be fewer."""
    why: Mapped[str] = mapped_column(sa.Text)
    """The sum behind the number, in words, as shown on the page."""
    seed: Mapped[str] = mapped_column(sa.String(64))
    """Which of the eligible were asked, when not all: drawn with this, so that it can be repeated."""
    sent_at: Mapped[datetime]
    sent_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    expires_on: Mapped[date]
    reminded_at: Mapped[datetime | None]


class Invitation(Model):
    """One per person and panel, whatever door and channel."""

    __tablename__ = "invitation"
    __table_args__ = (sa.UniqueConstraint("panel_id", "tenant_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    panel_id: Mapped[int] = mapped_column(sa.ForeignKey("panel.id"))
    wave_id: Mapped[int | None] = mapped_column(sa.ForeignKey("wave.id"), index=True)
    tenant_id: Mapped[int] = mapped_column(sa.ForeignKey("tenant.id"), index=True)
    household_id: Mapped[int] = mapped_column(sa.ForeignKey("household.id"), index=True)
    entrance: Mapped[Entrance] = mapped_column(Word(Entrance))
    channel: Mapped[Channel] = mapped_column(Word(Channel))
    state: Mapped[InvitationState] = mapped_column(Word(InvitationState), default=InvitationState.DRAFTED)
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]
    answer: Mapped[Answer | None] = mapped_column(Word(Answer))
    answered_at: Mapped[datetime | None]
    answered_by_channel: Mapped[Channel | None] = mapped_column(Word(Channel))
    answered_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    """Staff who entered the answer for someone on the phone."""
    reason: Mapped[str] = mapped_column(sa.String(40), default="")
    """Why not: `time`, `topic`, `health`, `way_there`, `language`, `other`, or empty."""
    remark: Mapped[str] = mapped_column(sa.Text, default="")

    panel: Mapped[Panel] = relationship(lazy="raise_on_sql")
    tenant: Mapped[Tenant] = relationship(lazy="raise_on_sql")
    household: Mapped[Household] = relationship(lazy="raise_on_sql")


class Volunteer(Model):
    """Somebody who said yes to being drawn. Taking the yes back sets `stopped_at`; a new yes clears it."""

    __tablename__ = "volunteer"
    __table_args__ = (sa.UniqueConstraint("panel_id", "tenant_id"), sa.UniqueConstraint("panel_id", "number"))

    id: Mapped[int] = mapped_column(primary_key=True)
    panel_id: Mapped[int] = mapped_column(sa.ForeignKey("panel.id"))
    invitation_id: Mapped[int] = mapped_column(sa.ForeignKey("invitation.id"), unique=True)
    tenant_id: Mapped[int] = mapped_column(sa.ForeignKey("tenant.id"), index=True)
    household_id: Mapped[int] = mapped_column(sa.ForeignKey("household.id"))
    number: Mapped[str] = mapped_column(sa.String(16))
    """Opaque and random: what the published lottery shows."""
    said_yes_at: Mapped[datetime]
    stopped_at: Mapped[datetime | None]
    needs: Mapped[str] = mapped_column(sa.Text, default="")
    """What somebody needs to be able to come; deleted after the evening."""

    tenant: Mapped[Tenant] = relationship(lazy="raise_on_sql")
