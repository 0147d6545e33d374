"""How a household may be reached, how often it was, and the tokens with which it answers. Shared by every form of involvement."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from foundation.db import Model, Word


class Channel(StrEnum):
    MAIL = "mail"
    LETTER = "letter"
    PHONE = "phone"
    WEB = "web"
    DESK = "desk"
    HALLWAY = "hallway"
    """Said to somebody of ours in passing: at the door, in the stairwell, over coffee."""


class Contact(Model):
    """One time we asked a household something; the cool-down counts these."""

    __tablename__ = "contact"

    id: Mapped[int] = mapped_column(primary_key=True)
    household_id: Mapped[int] = mapped_column(sa.ForeignKey("household.id"), index=True)
    tenant_id: Mapped[int] = mapped_column(sa.ForeignKey("tenant.id"))
    purpose: Mapped[str] = mapped_column(sa.String(40))
    """`panel_invitation` and whatever later forms ask."""
    channel: Mapped[Channel] = mapped_column(Word(Channel))
    at: Mapped[datetime]


class OptOut(Model):
    """ "Vraag mij dit niet meer": kept for ever, one per tenant and scope."""

    __tablename__ = "opt_out"
    __table_args__ = (sa.UniqueConstraint("tenant_id", "scope"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    tenant_id: Mapped[int] = mapped_column(sa.ForeignKey("tenant.id"), index=True)
    scope: Mapped[str] = mapped_column(sa.String(40))
    """`invitations`, `scoring`, `forum_mail`."""
    at: Mapped[datetime]


class AnswerToken(Model):
    """Lets one person answer one question without an account. It never logs anybody in."""

    __tablename__ = "answer_token"
    __table_args__ = (sa.UniqueConstraint("purpose", "subject_id", "tenant_id", "issue"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    purpose: Mapped[str] = mapped_column(sa.String(40))
    """`invitation`, `reserve`, `unsubscribe`: a token works for its own purpose only."""
    subject_id: Mapped[int]
    tenant_id: Mapped[int] = mapped_column(sa.ForeignKey("tenant.id"), index=True)
    issue: Mapped[int] = mapped_column(default=1)
    fingerprint: Mapped[str] = mapped_column(sa.String(64), unique=True)
    issued_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
