"""What people reported."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from foundation.db import Model


class Report(Model):
    __tablename__ = "report"

    id: Mapped[int] = mapped_column(primary_key=True)
    post_id: Mapped[int] = mapped_column(sa.ForeignKey("post.id"), index=True)
    reporter_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    reason: Mapped[str] = mapped_column(sa.String(40))
    """`illegal`, `insult`, `privacy`, `spam`, `off_topic`, `other`."""
    explanation: Mapped[str] = mapped_column(sa.Text, default="")
    receipt: Mapped[str] = mapped_column(sa.String(64), unique=True)
    """Fingerprint of the receipt code the reporter was shown."""
    reported_at: Mapped[datetime]
    decision_id: Mapped[int | None] = mapped_column(sa.ForeignKey("decision.id"))
    """The decision that answered it; None while it waits."""
