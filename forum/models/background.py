"""The background of a topic after its opening: new versions, each on two keys. Version 1 is the agreed text, which stands on the topic itself."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from accounts.models import Party
from foundation.db import Model, Word

_WAITING = "agreed_at IS NULL AND withdrawn_at IS NULL"


class BackgroundVersion(Model):
    """A proposal until both keys stand on its text and its note; from then on what readers read."""

    __tablename__ = "background_version"
    __table_args__ = (
        sa.UniqueConstraint("topic_id", "number"),
        sa.Index(
            "uq_background_version_waiting", "topic_id", unique=True, sqlite_where=sa.text(_WAITING), postgresql_where=sa.text(_WAITING)
        ),
        sa.CheckConstraint("(number IS NULL) = (agreed_at IS NULL)", name="numbered_when_agreed"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    topic_id: Mapped[int] = mapped_column(sa.ForeignKey("topic.id"))
    number: Mapped[int | None]
    """2 and up, given with the second key."""
    body: Mapped[str] = mapped_column(sa.Text)
    body_html: Mapped[str] = mapped_column(sa.Text)
    note: Mapped[str] = mapped_column(sa.String(500))
    """What is different and why, for readers; never empty."""
    proposed_by_party: Mapped[Party] = mapped_column(Word(Party))
    proposed_by_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    proposed_at: Mapped[datetime]
    agreed_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
