"""What hangs on a post, and the key documents of a topic. Bytes stand in tables of their own, so that lists never read them."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from accounts.models import Party
from foundation.db import Model, Word


class AttachmentKind(StrEnum):
    PICTURE = "picture"
    PDF = "pdf"


class Attachment(Model):
    """A picture or PDF of a post. Until the post is placed it waits at the same `place` as the draft, and its owner alone sees it.

    Taken off again, the bytes are gone at once; the row stays to say in the history that something hung here.
    """

    __tablename__ = "attachment"
    __table_args__ = (
        sa.UniqueConstraint("owner_id", "place", "digest"),
        sa.UniqueConstraint("post_id", "digest"),
        sa.CheckConstraint("(post_id IS NULL) = (place IS NOT NULL)", name="waits_or_is_placed"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(32), unique=True)
    """Stands in its address; says nothing, and cannot be counted on from another."""
    owner_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    """Who sent it; for an assisted post the member of staff."""
    place: Mapped[str | None] = mapped_column(sa.String(60))
    post_id: Mapped[int | None] = mapped_column(sa.ForeignKey("post.id"))
    kind: Mapped[AttachmentKind] = mapped_column(Word(AttachmentKind))
    digest: Mapped[str | None] = mapped_column(sa.String(64))
    """SHA-256 of the file as it was sent: the same file twice is one. None once taken off, so that it can be added again."""
    words: Mapped[str] = mapped_column(sa.String(300), default="")
    """What there is to see, for who cannot see it; of a PDF, what it is."""
    filename: Mapped[str] = mapped_column(sa.String(90), default="")
    """Of a PDF only. The name of a picture says too much about who took it, and is not kept."""
    width: Mapped[int] = mapped_column(default=0)
    height: Mapped[int] = mapped_column(default=0)
    pages: Mapped[int] = mapped_column(default=0)
    size: Mapped[int]
    created_at: Mapped[datetime]
    placed_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]


class AttachmentBytes(Model):
    __tablename__ = "attachment_bytes"

    attachment_id: Mapped[int] = mapped_column(sa.ForeignKey("attachment.id"), primary_key=True)
    width: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """0 for a PDF."""
    data: Mapped[bytes] = mapped_column(sa.LargeBinary)


class Document(Model):
    """A key document of a topic. A newer version is a row of its own that points at the one it replaces; both stay."""

    __tablename__ = "document"
    __table_args__ = (sa.UniqueConstraint("topic_id", "digest"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(32), unique=True)
    topic_id: Mapped[int] = mapped_column(sa.ForeignKey("topic.id"), index=True)
    replaces_id: Mapped[int | None] = mapped_column(sa.ForeignKey("document.id"), unique=True)
    """Unique: of two people who replace the same version at once, one is told."""
    title: Mapped[str] = mapped_column(sa.String(120))
    about: Mapped[str] = mapped_column(sa.String(300))
    """In one plain sentence what it is."""
    dated_on: Mapped[date]
    party: Mapped[Party] = mapped_column(Word(Party))
    """Whose document it is."""
    public: Mapped[bool] = mapped_column(default=False)
    """Also for people who are not members, beside the public summary."""
    digest: Mapped[str | None] = mapped_column(sa.String(64))
    """None once withdrawn, when the bytes are gone."""
    filename: Mapped[str] = mapped_column(sa.String(90))
    pages: Mapped[int]
    size: Mapped[int]
    added_by_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    added_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class DocumentBytes(Model):
    __tablename__ = "document_bytes"

    document_id: Mapped[int] = mapped_column(sa.ForeignKey("document.id"), primary_key=True)
    data: Mapped[bytes] = mapped_column(sa.LargeBinary)
