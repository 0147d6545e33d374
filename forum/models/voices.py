"""What staff typed in for somebody, and what that person keeps hold of it with."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import Tenant
from forum.models.agenda import Topic
from forum.models.posts import Post
from foundation.db import Model, Word


class Consent(StrEnum):
    """Who said that this may stand on the forum, and how."""

    WRITTEN = "written"
    """The person, on the paper itself."""
    SPOKEN = "spoken"
    """The person, in words."""
    HELPER = "helper"
    """Somebody who helps this person, and says that they agree."""


class ReactionForm(Model):
    """A paper form with a code that says which topic it answers, and whose it is when it was made for one person."""

    __tablename__ = "reaction_form"
    __table_args__ = (
        sa.Index(
            "uq_reaction_form_for_everybody", "topic_id", unique=True,
            sqlite_where=sa.text("tenant_id IS NULL"), postgresql_where=sa.text("tenant_id IS NULL"),
        ),
        sa.UniqueConstraint("topic_id", "tenant_id"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    topic_id: Mapped[int] = mapped_column(sa.ForeignKey("topic.id"), index=True)
    tenant_id: Mapped[int | None] = mapped_column(sa.ForeignKey("tenant.id"), index=True)
    """None: the form that lies in the hall, the same for everybody."""
    fingerprint: Mapped[str] = mapped_column(sa.String(64), unique=True)
    made_at: Mapped[datetime]

    topic: Mapped[Topic] = relationship(lazy="raise_on_sql")
    tenant: Mapped[Tenant | None] = relationship(lazy="raise_on_sql")


class Voice(Model):
    """One remark entered for somebody: where it came from, and the card with which they see, correct or withdraw it without an account."""

    __tablename__ = "voice"

    id: Mapped[int] = mapped_column(primary_key=True)
    post_id: Mapped[int] = mapped_column(sa.ForeignKey("post.id"), unique=True)
    said_on: Mapped[date]
    consent: Mapped[Consent] = mapped_column(Word(Consent))
    form_id: Mapped[int | None] = mapped_column(sa.ForeignKey("reaction_form.id"))
    """The paper form it came back on."""
    entry_key: Mapped[str | None] = mapped_column(sa.String(60), unique=True)
    """Who typed, and the one-time key of the form they typed in: pressing twice makes one post, also for a person without a number."""
    issue: Mapped[int] = mapped_column(default=1)
    """Counts the cards; a new one makes the lost one worthless. The code is derived from it and never kept."""
    fingerprint: Mapped[str] = mapped_column(sa.String(64), unique=True)
    entered_at: Mapped[datetime]
    denied_at: Mapped[datetime | None] = mapped_column(index=True)
    """ "Dit heb ik niet gezegd"."""
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))

    post: Mapped[Post] = relationship(lazy="raise_on_sql")
