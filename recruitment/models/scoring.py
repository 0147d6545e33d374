"""Engagement: the numbers behind a flag, and the signed rules they follow (design, part 6)."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from foundation.db import Model


class ScoringPolicy(Model):
    """One version of weights, full marks and bar. In force once both parties signed; never changed afterwards."""

    __tablename__ = "scoring_policy"

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(unique=True)
    weights: Mapped[dict[str, int]] = mapped_column(sa.JSON)
    """`days, answered_by, answered, posts, threads`; they add to 100."""
    full_marks: Mapped[dict[str, int]] = mapped_column(sa.JSON)
    bar: Mapped[int] = mapped_column(default=50)
    keep_bar: Mapped[int] = mapped_column(default=45)
    a_day: Mapped[int] = mapped_column(default=3)
    a_thread: Mapped[int] = mapped_column(default=10)
    proposed_at: Mapped[datetime]
    proposed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    in_force_at: Mapped[datetime | None]


class Engagement(Model):
    """What one person did in one topic. A row exists as soon as there is any fact."""

    __tablename__ = "engagement"
    __table_args__ = (sa.UniqueConstraint("topic_id", "account_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    topic_id: Mapped[int] = mapped_column(sa.ForeignKey("topic.id"))
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), index=True)
    days: Mapped[int]
    answered_by: Mapped[int]
    answered: Mapped[int]
    posts: Mapped[int]
    threads: Mapped[int]
    texts: Mapped[int] = mapped_column(default=0)
    """The author's non-empty posts in this topic, before copies and the caps are taken off."""
    own_repeats: Mapped[int]
    """Non-empty posts whose text occurs twice or more among the author's own in this topic."""
    points: Mapped[Decimal] = mapped_column(sa.Numeric(5, 2))
    policy_version: Mapped[int]
    engaged: Mapped[bool] = mapped_column(default=False)
    engaged_at: Mapped[datetime | None]
    held_back: Mapped[bool] = mapped_column(default=False)
    released_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    """The coordinator who let a held back person through, with the reason below."""
    released_reason: Mapped[str] = mapped_column(sa.Text, default="")
    updated_at: Mapped[datetime]
    frozen_at: Mapped[datetime | None]


class DirtyScore(Model):
    """Something changed for this person in this topic since the score was computed."""

    __tablename__ = "dirty_score"

    topic_id: Mapped[int] = mapped_column(sa.ForeignKey("topic.id"), primary_key=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), primary_key=True)
    since_at: Mapped[datetime]


class ScoringNotice(Model):
    """When a person was told how contributions count. Nothing before that moment gives a point (AVG art. 13)."""

    __tablename__ = "scoring_notice"

    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), primary_key=True)
    policy_version: Mapped[int]
    shown_at: Mapped[datetime]
    opted_out_at: Mapped[datetime | None]
    """AVG art. 21: no reason asked, the forum stays open, scores are deleted at once."""
