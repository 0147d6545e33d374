"""What moderators decided, with the reasons."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from accounts.models import Party
from foundation.db import Model, Word


class Act(StrEnum):
    KEEP = "keep"
    HIDE = "hide"
    RESTORE = "restore"


class Decision(Model):
    """A moderator's act with the reasons its author gets (DSA art. 17). Never edited; undoing is a decision of its own."""

    __tablename__ = "decision"
    __table_args__ = (sa.CheckConstraint("act <> 'hide' OR (length(rule) > 0 AND length(facts) > 0)", name="reasons_with_hiding"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    post_id: Mapped[int] = mapped_column(sa.ForeignKey("post.id"), index=True)
    act: Mapped[Act] = mapped_column(Word(Act))
    rule: Mapped[str] = mapped_column(sa.String(200), default="")
    """House rule or law it rests on."""
    passage: Mapped[str] = mapped_column(sa.Text, default="")
    facts: Mapped[str] = mapped_column(sa.Text, default="")
    about_landlord: Mapped[bool] = mapped_column(default=False)
    """Marked as criticism of the landlord: the landlord's side alone may not remove it."""
    decided_by_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    decided_for: Mapped[Party | None] = mapped_column(Word(Party))
    decided_at: Mapped[datetime]
