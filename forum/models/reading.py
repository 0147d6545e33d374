"""How far somebody read, and what they marked. One row for a person and a conversation, or a post and a mark; no moment is kept."""

from __future__ import annotations

from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from foundation.db import Model, Word


class LastRead(Model):
    """Everything in this conversation up to this post, in order of arrival, is not new to this person any more."""

    __tablename__ = "last_read"

    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), primary_key=True)
    thread_id: Mapped[int] = mapped_column(sa.ForeignKey("thread.id"), primary_key=True)
    post_id: Mapped[int] = mapped_column(sa.ForeignKey("post.id"))


class MarkKind(StrEnum):
    AGREE = "agree"
    THANKS = "thanks"
    SAVED = "saved"
    """A bookmark: nobody else's business, and never counted."""


class Mark(Model):
    __tablename__ = "post_mark"

    post_id: Mapped[int] = mapped_column(sa.ForeignKey("post.id"), primary_key=True)
    kind: Mapped[MarkKind] = mapped_column(Word(MarkKind), primary_key=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), primary_key=True, index=True)
