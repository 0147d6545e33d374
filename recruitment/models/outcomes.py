"""What was done with it: every argument answered, every contributor told."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from accounts.models import Channel
from foundation.db import Model, Word


class Verdict(StrEnum):
    ADOPTED = "adopted"
    PARTLY = "partly"
    REJECTED = "rejected"


class Argument(Model):
    __tablename__ = "argument"
    __table_args__ = (sa.UniqueConstraint("topic_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    topic_id: Mapped[int] = mapped_column(sa.ForeignKey("topic.id"))
    number: Mapped[int]
    body: Mapped[str] = mapped_column(sa.Text)
    panel_session_id: Mapped[int | None] = mapped_column(sa.ForeignKey("panel_session.id"))
    """The evening it was made at; None when it came from the forum alone."""
    added_at: Mapped[datetime]


class ArgumentPost(Model):
    """The posts an argument came from."""

    __tablename__ = "argument_post"

    argument_id: Mapped[int] = mapped_column(sa.ForeignKey("argument.id"), primary_key=True)
    post_id: Mapped[int] = mapped_column(sa.ForeignKey("post.id"), primary_key=True)


class Outcome(Model):
    """The corporation's answer to one argument: never without a reason."""

    __tablename__ = "outcome"
    __table_args__ = (sa.CheckConstraint("length(reason) > 0", name="has_reason"),)

    argument_id: Mapped[int] = mapped_column(sa.ForeignKey("argument.id"), primary_key=True)
    verdict: Mapped[Verdict] = mapped_column(Word(Verdict))
    reason: Mapped[str] = mapped_column(sa.Text)
    owner: Mapped[str] = mapped_column(sa.String(120), default="")
    """Who sees to it: a function, not a name."""
    due_on: Mapped[date | None]
    decided_at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))


class Telling(Model):
    """One contributor of one topic told what was done, by their own channel. The topic cannot close before all are told."""

    __tablename__ = "telling"
    __table_args__ = (
        sa.UniqueConstraint("topic_id", "account_id"),
        sa.UniqueConstraint("topic_id", "tenant_id"),
        sa.CheckConstraint("account_id IS NOT NULL OR tenant_id IS NOT NULL", name="somebody"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    topic_id: Mapped[int] = mapped_column(sa.ForeignKey("topic.id"))
    account_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"), index=True)
    tenant_id: Mapped[int | None] = mapped_column(sa.ForeignKey("tenant.id"), index=True)
    channel: Mapped[Channel] = mapped_column(Word(Channel))
    """How: mail or letter; `web` for a contributor who can be reached no other way, told on their own page."""
    queued_at: Mapped[datetime]
    told_at: Mapped[datetime | None]
    """Mail accepted by the server, letter printed, or notice placed."""
