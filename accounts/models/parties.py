"""The two key-holders and their signatures."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from foundation.db import Model, Word


class Party(StrEnum):
    LANDLORD = "landlord"
    TENANTS = "tenants"


class Key(Model):
    """One party's signature on one exact text. A changed text voids it; a voided key stays as history."""

    __tablename__ = "key"
    __table_args__ = (
        sa.Index(
            "uq_key_standing", "subject", "subject_id", "party", unique=True,
            sqlite_where=sa.text("voided_at IS NULL"), postgresql_where=sa.text("voided_at IS NULL"),
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    party: Mapped[Party] = mapped_column(Word(Party))
    subject: Mapped[str] = mapped_column(sa.String(40))
    """What was signed: `topic`, `sixth_topic`, `scoring_policy`."""
    subject_id: Mapped[int]
    text_sha256: Mapped[str] = mapped_column(sa.String(64))
    signed_by_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    signed_at: Mapped[datetime]
    voided_at: Mapped[datetime | None]
