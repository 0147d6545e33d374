"""A light question inside a topic. Nobody's choice stands under anybody's name, and after the count nobody's choice stands anywhere."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import Channel, Party
from forum.models.agenda import Topic
from foundation.db import Model, Word


class PollKind(StrEnum):
    ONE = "one"
    SEVERAL = "several"
    STATEMENT = "statement"
    """Agree, neither, disagree."""


class Poll(Model):
    """A proposal until both keys stand on its question and answers; then open until its last day, and counted after it."""

    __tablename__ = "poll"
    __table_args__ = (sa.CheckConstraint("(counted_at IS NULL) = (voters IS NULL)", name="counted_whole"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    topic_id: Mapped[int] = mapped_column(sa.ForeignKey("topic.id"), index=True)
    kind: Mapped[PollKind] = mapped_column(Word(PollKind))
    question: Mapped[str] = mapped_column(sa.String(300))
    explanation: Mapped[str] = mapped_column(sa.Text, default="")
    closes_on: Mapped[date]
    """The last day on which one can vote."""
    proposed_by_party: Mapped[Party] = mapped_column(Word(Party))
    proposed_by_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    proposed_at: Mapped[datetime]
    agreed_at: Mapped[datetime | None]
    """When the second key came: from then on people vote."""
    withdrawn_at: Mapped[datetime | None]
    counted_at: Mapped[datetime | None]
    """The ballots were counted and destroyed; what is left are the numbers below and those of the options."""
    voters: Mapped[int | None]
    on_paper: Mapped[int | None]
    """How many of them voted on paper, by phone or at the desk."""

    topic: Mapped[Topic] = relationship(lazy="raise_on_sql")
    options: Mapped[list[PollOption]] = relationship(lazy="raise_on_sql", order_by="PollOption.place")


class PollOption(Model):
    __tablename__ = "poll_option"
    __table_args__ = (sa.UniqueConstraint("poll_id", "place"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    poll_id: Mapped[int] = mapped_column(sa.ForeignKey("poll.id"))
    place: Mapped[int]
    text: Mapped[str] = mapped_column(sa.String(160))
    votes: Mapped[int | None]
    """After the count."""


class Ballot(Model):
    """One person's ballot while the poll is open. It bears no name, account or time: the voter is a keyed digest of poll and tenant, so
    that one person has one ballot whichever way they vote, and no page, export or query can say whose it is."""

    __tablename__ = "ballot"
    __table_args__ = (sa.UniqueConstraint("poll_id", "voter"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    poll_id: Mapped[int] = mapped_column(sa.ForeignKey("poll.id"))
    voter: Mapped[str] = mapped_column(sa.String(64))
    channel: Mapped[Channel] = mapped_column(Word(Channel))


class BallotChoice(Model):
    __tablename__ = "ballot_choice"

    ballot_id: Mapped[int] = mapped_column(sa.ForeignKey("ballot.id", ondelete="CASCADE"), primary_key=True)
    option_id: Mapped[int] = mapped_column(sa.ForeignKey("poll_option.id"), primary_key=True, index=True)
