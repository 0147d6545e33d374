"""What an author says against a decision, and the written answer of another moderator."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from accounts.models import Party
from foundation.db import Model, Word


class Outcome(StrEnum):
    GRANTED = "granted"
    PARTLY = "partly"
    REJECTED = "rejected"


class Objection(Model):
    __tablename__ = "objection"
    __table_args__ = (
        sa.CheckConstraint("(outcome IS NULL) = (answered_at IS NULL)", name="answered_whole"),
        sa.CheckConstraint("outcome IS NULL OR (length(answer) > 0 AND answered_by_id IS NOT NULL)", name="answer_in_writing"),
        sa.CheckConstraint("answered_by_id <> first_by_id", name="not_the_first_decider"),
        sa.CheckConstraint("second_by_id IS NULL OR answered_by_id <> second_by_id", name="not_the_second_decider"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[int] = mapped_column(sa.ForeignKey("decision.id"), unique=True)
    text: Mapped[str] = mapped_column(sa.Text, default="")
    """What the author wrote with it; one press without a word is an objection too."""
    filed_at: Mapped[datetime]
    first_by_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    second_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    """Who decided: copied here so that the database itself refuses them as judges."""
    outcome: Mapped[Outcome | None] = mapped_column(Word(Outcome))
    answer: Mapped[str] = mapped_column(sa.Text, default="")
    answered_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    answered_for: Mapped[Party | None] = mapped_column(Word(Party))
    answered_at: Mapped[datetime | None]
