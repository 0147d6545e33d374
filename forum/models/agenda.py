"""The year agenda: five topics, each on two keys."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import Party
from foundation.db import Model, Word


class YearKind(StrEnum):
    RUNNING = "running"
    IMPORTED = "imported"
    """Holds discussions of another forum, for calibration: outside keys and the five."""


class Regime(StrEnum):
    """What the Overlegwet (art. 3-5a) asks for this subject."""

    NONE = "none"
    INFORMATION = "information"
    ADVICE = "advice"
    CONSENT = "consent"


class ReservedMatter(StrEnum):
    """Matters a panel may talk about but never be handed as a decision."""

    HEATING_COSTS = "heating_costs"
    DEMOLITION = "demolition"
    RENT_INCREASE = "rent_increase"
    PERFORMANCE_AGREEMENTS = "performance_agreements"


class PolicyYear(Model):
    __tablename__ = "policy_year"
    __table_args__ = (sa.UniqueConstraint("year", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int]
    kind: Mapped[YearKind] = mapped_column(Word(YearKind), default=YearKind.RUNNING)


class Topic(Model):
    """A proposal until both keys stand on its text; then live from its opening day.

    Where it stands is read from its dates by `forum.rules.topic_stage`; no status column can disagree with them.
    """

    __tablename__ = "topic"
    __table_args__ = (
        sa.CheckConstraint("closes_on > opens_on", name="closes_after_opening"),
        sa.UniqueConstraint("policy_year_id", "place"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    policy_year_id: Mapped[int] = mapped_column(sa.ForeignKey("policy_year.id"), index=True)
    slug: Mapped[str] = mapped_column(sa.String(80), unique=True)
    title: Mapped[str] = mapped_column(sa.String(160))
    summary: Mapped[str] = mapped_column(sa.Text, default="")
    """Two or three plain sentences for the card."""
    body: Mapped[str] = mapped_column(sa.Text, default="")
    body_html: Mapped[str] = mapped_column(sa.Text, default="")
    regime: Mapped[Regime] = mapped_column(Word(Regime), default=Regime.NONE)
    reserved_matter: Mapped[ReservedMatter | None] = mapped_column(Word(ReservedMatter))
    opens_on: Mapped[date]
    closes_on: Mapped[date]
    """The forum's last day, included."""
    proposed_by_party: Mapped[Party | None] = mapped_column(Word(Party))
    """None for imported topics only."""
    proposed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    proposed_at: Mapped[datetime]
    agreed_at: Mapped[datetime | None]
    """When the second key came: the topic has its place in the year. Void keys take it away again before opening."""
    place: Mapped[int | None]
    """1 to 5, or 6 and up with both keys on a sixth; taken at agreement, so that two signatures at once cannot both be fifth."""
    withdrawn_at: Mapped[datetime | None]
    advice_asked_on: Mapped[date | None]
    """Day the tenants' organisation received the request; the six weeks of art. 5 start here."""
    advice_came_on: Mapped[date | None]
    """Day the advice was received or, in the consent regime, consent was given; only the tenants' organisation notes it."""
    decided_at: Mapped[datetime | None]
    decision: Mapped[str] = mapped_column(sa.Text, default="")
    closed_at: Mapped[datetime | None]
    """Everything told, everything answered."""
    public_summary: Mapped[str] = mapped_column(sa.Text, default="")
    """What everyone may read; the forum itself is for members."""

    policy_year: Mapped[PolicyYear] = relationship(lazy="raise_on_sql")
