"""Threads and posts. The opening post is a post."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.engine.default import DefaultExecutionContext
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import Account, Channel
from forum.models.agenda import Topic
from forum.models.files import Attachment
from foundation.db import Model, Word

LEVELS = 6
"""Levels that one page shows under each other. What lies deeper has a page of its own, again this many levels deep."""


class ShownTo(StrEnum):
    EVERYONE = "everyone"
    AUTHOR = "author"
    """Held: only its author (and the desk that holds it) sees it."""
    NOBODY = "nobody"
    """Hidden or withdrawn: leaves a stump."""


class AuthorKind(StrEnum):
    """What the author was at the moment of writing; only tenants have a score."""

    TENANT = "tenant"
    STAFF = "staff"
    ORGANISATION = "organisation"
    GUEST = "guest"


class Thread(Model):
    __tablename__ = "thread"
    __table_args__ = (sa.Index("ix_thread_topic_newest", "topic_id", "last_post_at", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    topic_id: Mapped[int] = mapped_column(sa.ForeignKey("topic.id"))
    title: Mapped[str] = mapped_column(sa.String(300))
    started_at: Mapped[datetime]
    last_post_at: Mapped[datetime]
    post_count: Mapped[int] = mapped_column(default=0)
    """Posts shown to everyone, opening included; kept in the transaction that changes them."""
    next_child: Mapped[int] = mapped_column(default=1)
    """Number the next post of this thread gets; makes stored paths unique."""
    locked_at: Mapped[datetime | None]
    """Nobody writes here any more; everybody reads."""
    source_id: Mapped[str | None] = mapped_column(sa.String(120), unique=True)

    topic: Mapped[Topic] = relationship(lazy="raise_on_sql")


def _band(context: DefaultExecutionContext) -> int:
    return int(context.get_current_parameters().get("depth") or 0) // LEVELS  # type: ignore[no-untyped-call]


class Post(Model):
    __tablename__ = "post"
    __table_args__ = (
        sa.UniqueConstraint("thread_id", "path"),
        sa.Index("ix_post_topic_author", "topic_id", "author_id"),
        sa.Index("ix_post_thread_tree", "thread_id", "band", "path"),
        sa.Index("ix_post_thread_time", "thread_id", "created_at", "id"),
        sa.Index("ix_post_thread_arrival", "thread_id", "id"),
        sa.UniqueConstraint("author_id", "form_key"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    thread_id: Mapped[int] = mapped_column(sa.ForeignKey("thread.id"))
    topic_id: Mapped[int] = mapped_column(sa.ForeignKey("topic.id"))
    parent_id: Mapped[int | None] = mapped_column(sa.ForeignKey("post.id"), index=True)
    path: Mapped[str] = mapped_column(sa.String(900).with_variant(sa.String(900, collation="C"), "postgresql"))
    """Tree order as text: one fixed-width step per level, so ORDER BY path is the tree and a page starts at `path > last`.
    Compared byte by byte on both databases, hence the collation."""
    depth: Mapped[int] = mapped_column(default=0)
    band: Mapped[int] = mapped_column(default=_band, server_default="0")
    """How many times the tree was folded above this post; follows from depth. A page holds one band, so deep answers cost it nothing."""
    author_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"), index=True)
    """None: a guest of an imported forum."""
    author_kind: Mapped[AuthorKind] = mapped_column(Word(AuthorKind))
    household_id: Mapped[int | None] = mapped_column(sa.ForeignKey("household.id"))
    """The author's household at the moment of writing; a later move changes nothing here."""
    body: Mapped[str] = mapped_column(sa.Text)
    lang: Mapped[str] = mapped_column(sa.String(8), default="", server_default="")
    """Language its author said it is in, one of forum.rules.LANGUAGES; empty where nobody said."""
    body_html: Mapped[str] = mapped_column(sa.Text)
    render_version: Mapped[int]
    text_key: Mapped[str] = mapped_column(sa.String(64))
    """SHA-256 of the normalised text (see forum.rules.text_key); empty text has an empty key."""
    created_at: Mapped[datetime]
    day: Mapped[str] = mapped_column(sa.String(10))
    """Local day of writing, `2026-11-23`: what the scorer counts."""
    edited_at: Mapped[datetime | None]
    shown_to: Mapped[ShownTo] = mapped_column(Word(ShownTo), default=ShownTo.EVERYONE)
    withdrawn_at: Mapped[datetime | None]
    """Set by the author; with shown_to NOBODY and this empty, moderators hid it."""
    hidden_until_at: Mapped[datetime | None]
    """Hidden for a short time only: it comes back then, unless moderators decide otherwise."""
    unmasked: Mapped[str | None] = mapped_column(sa.Text, deferred=True)
    """The text as its author wrote it, while a part of `body` is taken out. Shown to nobody."""
    assisted_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    """Staff who typed it in for somebody on paper or phone."""
    assisted_channel: Mapped[Channel | None] = mapped_column(Word(Channel))
    form_key: Mapped[str | None] = mapped_column(sa.String(40))
    """One-time key of the form it came from: pressing twice makes one post."""
    source_id: Mapped[str | None] = mapped_column(sa.String(120), unique=True)
    guest_name: Mapped[str | None] = mapped_column(sa.String(60))
    meta: Mapped[dict[str, object] | None] = mapped_column(sa.JSON)
    """What an import knew beyond this (votes, lost parent); never shown, never scored."""

    thread: Mapped[Thread] = relationship(lazy="raise_on_sql", foreign_keys=[thread_id])
    author: Mapped[Account | None] = relationship(lazy="raise_on_sql", foreign_keys=[author_id])
    attachments: Mapped[list[Attachment]] = relationship(
        lazy="raise_on_sql", viewonly=True, order_by="Attachment.id",
        primaryjoin="and_(Attachment.post_id == Post.id, Attachment.removed_at.is_(None))",
    )  # fmt: skip


class PostVersion(Model):
    """A text as it was before an edit."""

    __tablename__ = "post_version"

    id: Mapped[int] = mapped_column(primary_key=True)
    post_id: Mapped[int] = mapped_column(sa.ForeignKey("post.id"), index=True)
    body: Mapped[str] = mapped_column(sa.Text)
    replaced_at: Mapped[datetime]
    replaced_by_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))


class Draft(Model):
    """Text that was typed and not placed, so that nothing typed is ever lost."""

    __tablename__ = "draft"
    __table_args__ = (sa.UniqueConstraint("account_id", "place"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), index=True)
    place: Mapped[str] = mapped_column(sa.String(60))
    """Where it belongs: `topic:3` for a new thread, `post:17` for a reply, `edit:17` for an edit."""
    title: Mapped[str] = mapped_column(sa.String(300), default="")
    body: Mapped[str] = mapped_column(sa.Text, default="")
    lang: Mapped[str] = mapped_column(sa.String(8), default="", server_default="")
    saved_at: Mapped[datetime]


class Mention(Model):
    """Somebody named with @ in a post. There as long as the text names them."""

    __tablename__ = "mention"
    __table_args__ = (sa.UniqueConstraint("post_id", "account_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    post_id: Mapped[int] = mapped_column(sa.ForeignKey("post.id"))
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), index=True)
