"""Who wants to hear of what by mail, what is to be told to whom, and what people answered by mail."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from foundation.db import Model, Word


class Level(StrEnum):
    """What somebody wants to hear of a topic or a conversation. Without a row: ANSWERS, so that who writes hears of answers."""

    ALL = "all"
    ANSWERS = "answers"
    """Answers to my own posts, and posts that name me."""
    NOTHING = "nothing"


class Frequency(StrEnum):
    AT_ONCE = "at_once"
    DAILY = "daily"
    WEEKLY = "weekly"
    NEVER = "never"


class Follow(Model):
    """A level somebody chose, for a topic or for one conversation in it; that of the conversation goes first."""

    __tablename__ = "follow"
    __table_args__ = (
        sa.UniqueConstraint("account_id", "topic_id"),
        sa.UniqueConstraint("account_id", "thread_id"),
        sa.CheckConstraint("(topic_id IS NULL) <> (thread_id IS NULL)", name="one_of_two"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    topic_id: Mapped[int | None] = mapped_column(sa.ForeignKey("topic.id"), index=True)
    thread_id: Mapped[int | None] = mapped_column(sa.ForeignKey("thread.id"), index=True)
    level: Mapped[Level] = mapped_column(Word(Level))
    set_at: Mapped[datetime]


class MailChoice(Model):
    """How often somebody gets mail of the forum. Made with the first mail or the first choice, whichever comes first."""

    __tablename__ = "mail_choice"

    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), primary_key=True, autoincrement=False)
    frequency: Mapped[Frequency] = mapped_column(Word(Frequency), default=Frequency.DAILY)
    chosen_at: Mapped[datetime | None]
    """None: never chosen, the frequency is the usual one."""
    stop_fingerprint: Mapped[str] = mapped_column(sa.String(64), unique=True)
    """Of the code in the link that stops this mail without signing in."""


class TellQueue(Model):
    """Posts that everybody can see since now, of which nobody was told yet."""

    __tablename__ = "tell_queue"

    post_id: Mapped[int] = mapped_column(sa.ForeignKey("post.id"), primary_key=True)
    since_at: Mapped[datetime]


class ForumNews(Model):
    """One thing one person is told by mail, once: a post, or that a topic closes soon. Which mail it went with stands in `mail_key`.

    For a post it is also what a mailed answer is recognised by: its code is bound to this person and this post.
    """

    __tablename__ = "forum_news"
    __table_args__ = (
        sa.UniqueConstraint("account_id", "post_id"),
        sa.UniqueConstraint("account_id", "topic_id"),
        sa.CheckConstraint("(topic_id IS NULL) <> (post_id IS NULL)", name="one_of_two"),
        sa.Index("ix_forum_news_account_mail", "account_id", "mail_key"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    post_id: Mapped[int | None] = mapped_column(sa.ForeignKey("post.id"), index=True)
    topic_id: Mapped[int | None] = mapped_column(sa.ForeignKey("topic.id"))
    """A topic that closes soon."""
    since_at: Mapped[datetime]
    mail_key: Mapped[str | None] = mapped_column(sa.String(40))
    """None: waits for its mail. Else the period of it: `post-17`, `day-2026-11-25`, `week-2026-11-23`."""
    mailed_at: Mapped[datetime | None]
    fingerprint: Mapped[str | None] = mapped_column(sa.String(64), unique=True)
    revoked_at: Mapped[datetime | None]


class MailedOutcome(StrEnum):
    PLACED = "placed"
    NOTICE = "notice"
    """The author must read something first; the text waits for a yes."""
    REFUSED = "refused"


class MailedReply(Model):
    """An answer that came by mail. The text stays until it is placed or thirty days have passed."""

    __tablename__ = "mailed_reply"
    __table_args__ = (sa.UniqueConstraint("account_id", "message_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), index=True)
    post_id: Mapped[int | None] = mapped_column(sa.ForeignKey("post.id"))
    """What it answers; None when that was not clear."""
    message_key: Mapped[str] = mapped_column(sa.String(40))
    """Fingerprint of the Message-ID: the same mail delivered twice is one answer."""
    received_at: Mapped[datetime]
    outcome: Mapped[MailedOutcome] = mapped_column(Word(MailedOutcome))
    body: Mapped[str] = mapped_column(sa.Text, default="")
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    """Why it was not placed, or what must be read first, as it was told."""
    seen: Mapped[str] = mapped_column(sa.String(400), default="")
    """Keys of the notices read so far, with commas."""
    notice_key: Mapped[str] = mapped_column(sa.String(80), default="")
    """The notice that was mailed and waits for a yes."""
    fingerprint: Mapped[str | None] = mapped_column(sa.String(64), unique=True)
    """Of the code in the address that takes the yes."""
    dropped_files: Mapped[int] = mapped_column(default=0)


class Feed(Model):
    """An address at which one member reads one topic in a feed reader. It never logs anybody in; the member can end it."""

    __tablename__ = "feed"
    __table_args__ = (sa.UniqueConstraint("account_id", "topic_id", "issue"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    topic_id: Mapped[int] = mapped_column(sa.ForeignKey("topic.id"))
    issue: Mapped[int]
    fingerprint: Mapped[str] = mapped_column(sa.String(64), unique=True)
    made_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
