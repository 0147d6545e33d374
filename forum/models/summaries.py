"""What was said in a round, told by a person."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from accounts.models import Party, Role
from foundation.db import Model, Word


class TopicSummary(Model):
    """Written by one party, answered by the other (agreed, or a remark beside it), its plain version approved by somebody else than its
    writer; then published. Party and role are kept as they were: whoever changes jobs changes no summary."""

    __tablename__ = "topic_summary"
    __table_args__ = (
        sa.CheckConstraint("until_on >= from_on", name="days_in_order"),
        sa.CheckConstraint("approved_by_id <> written_by_id", name="approved_by_somebody_else"),
        sa.CheckConstraint("answered_by_party <> written_by_party", name="answered_by_the_other_party"),
        sa.CheckConstraint("published_at IS NULL OR approved_at IS NOT NULL", name="published_when_approved"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    topic_id: Mapped[int] = mapped_column(sa.ForeignKey("topic.id"), index=True)
    from_on: Mapped[date]
    until_on: Mapped[date]
    """Days of the posts it tells of, both included."""
    body: Mapped[str] = mapped_column(sa.Text)
    body_html: Mapped[str] = mapped_column(sa.Text)
    plain_body: Mapped[str] = mapped_column(sa.Text)
    """The same in plain language (B1)."""
    plain_html: Mapped[str] = mapped_column(sa.Text)
    written_by_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    written_by_party: Mapped[Party] = mapped_column(Word(Party))
    written_by_role: Mapped[Role] = mapped_column(Word(Role))
    written_at: Mapped[datetime]
    """Of the text as it is now; the other party's week starts here."""
    approved_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    approved_by_party: Mapped[Party | None] = mapped_column(Word(Party))
    approved_by_role: Mapped[Role | None] = mapped_column(Word(Role))
    approved_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    answered_by_party: Mapped[Party | None] = mapped_column(Word(Party))
    answered_by_role: Mapped[Role | None] = mapped_column(Word(Role))
    answered_at: Mapped[datetime | None]
    remark: Mapped[str] = mapped_column(sa.Text, default="")
    """What the other party puts beside it; empty when it agrees."""
    published_at: Mapped[datetime | None]
    posts: Mapped[int] = mapped_column(default=0)
    """Posts everybody could see in those days, counted at publication."""
    withdrawn_at: Mapped[datetime | None]
