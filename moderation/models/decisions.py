"""What moderators decided, with the reasons."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from accounts.models import Party
from foundation.db import Model, Word


class Act(StrEnum):
    KEEP = "keep"
    ASK_CHANGE = "ask_change"
    HIDE = "hide"
    EMERGENCY = "emergency"
    """Hidden at once, for a day; then it is decided properly or falls back by itself."""
    MASK = "mask"
    LOCK = "lock"
    MOVE = "move"
    """The conversation stands under another topic from now on."""
    WARN = "warn"
    RESTRICT = "restrict"
    """No writing in one topic, or nowhere, until a day."""
    SUSPEND = "suspend"
    """No writing anywhere for longer, only after an earlier warning."""
    RESTORE = "restore"
    """Whatever stood is undone."""
    LAPSE = "lapse"
    """An emergency measure that ended by itself."""


class Scope(StrEnum):
    """How far a decision reaches."""

    POST = "post"
    PASSAGE = "passage"
    THREAD = "thread"
    TOPIC = "topic"
    FORUM = "forum"


class Found(StrEnum):
    """What pointed a person at the post. A person always decides."""

    BY_PEOPLE = "people"
    BY_RULE = "rule"
    """An automated rule held it or pointed at it: the author is told."""


def _words(*acts: Act) -> str:
    return ", ".join(f"'{act.value}'" for act in acts)


_HIDING = _words(Act.HIDE, Act.EMERGENCY)
_RESTRICTING = _words(Act.HIDE, Act.MASK, Act.LOCK, Act.RESTRICT, Act.SUSPEND)
_STANDING = f"act IN ({_HIDING}) AND stands_at IS NOT NULL AND ended_at IS NULL"
_PROPOSED = f"act IN ({_RESTRICTING}) AND stands_at IS NULL AND ended_at IS NULL"
_FREE_OF_REASONS = _words(Act.KEEP, Act.RESTORE, Act.LAPSE)


class Decision(Model):
    """A moderator's act with the reasons its author gets (DSA art. 17). Its words are never edited; undoing is a decision of its own.

    A restriction of criticism of the landlord is a proposal (`stands_at` empty) until a second moderator, of the tenants' side, agrees.
    """

    __tablename__ = "decision"
    __table_args__ = (
        sa.CheckConstraint(f"act IN ({_FREE_OF_REASONS}) OR (length(rule) > 0 AND length(facts) > 0)", name="reasons_given"),
        sa.CheckConstraint("rule <> 'law' OR length(law) > 0", name="law_named"),
        sa.CheckConstraint("act <> 'mask' OR length(passage) > 0", name="passage_named"),
        sa.CheckConstraint("act NOT IN ('emergency', 'restrict', 'suspend') OR until_at IS NOT NULL", name="ends_some_day"),
        sa.CheckConstraint("stands_at IS NULL OR act IN ('keep', 'lapse') OR length(statement) > 0", name="reasons_rendered"),
        sa.CheckConstraint("decided_by_id IS NOT NULL OR act = 'lapse'", name="by_a_person"),
        sa.CheckConstraint(
            f"act NOT IN ({_RESTRICTING}) OR NOT about_landlord OR stands_at IS NULL OR replaces_id IS NOT NULL"
            " OR (second_by_id IS NOT NULL AND second_by_id <> decided_by_id AND second_for = 'tenants')",
            name="criticism_by_two",
        ),
        sa.Index("uq_decision_hiding", "post_id", unique=True, sqlite_where=sa.text(_STANDING), postgresql_where=sa.text(_STANDING)),
        sa.Index("uq_decision_proposed", "post_id", unique=True, sqlite_where=sa.text(_PROPOSED), postgresql_where=sa.text(_PROPOSED)),
        sa.Index("ix_decision_about_act", "about_id", "act"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    post_id: Mapped[int] = mapped_column(sa.ForeignKey("post.id"), index=True)
    """What it is about, or what gave rise to it."""
    about_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    """Whose post it is. None: a guest of an imported forum."""
    act: Mapped[Act] = mapped_column(Word(Act))
    rule: Mapped[str] = mapped_column(sa.String(200), default="")
    """Key of the house rule it rests on; `law` asks for the article."""
    law: Mapped[str] = mapped_column(sa.String(200), default="")
    passage: Mapped[str] = mapped_column(sa.Text, default="")
    facts: Mapped[str] = mapped_column(sa.Text, default="")
    scope: Mapped[Scope] = mapped_column(Word(Scope), default=Scope.POST)
    topic_id: Mapped[int | None] = mapped_column(sa.ForeignKey("topic.id"))
    """The topic a restriction is limited to; of a move, the topic the conversation came from."""
    until_at: Mapped[datetime | None]
    """None: it has no end."""
    found: Mapped[Found] = mapped_column(Word(Found), default=Found.BY_PEOPLE)
    about_landlord: Mapped[bool] = mapped_column(default=False)
    """Marked as criticism of the landlord: the landlord's side alone may not remove it."""
    statement: Mapped[str] = mapped_column(sa.Text, default="")
    """The reasons as its author was told them, in Dutch, kept as they were."""
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    decided_for: Mapped[Party | None] = mapped_column(Word(Party))
    decided_at: Mapped[datetime]
    second_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    second_for: Mapped[Party | None] = mapped_column(Word(Party))
    stands_at: Mapped[datetime | None] = mapped_column(index=True)
    """From when it holds. None: waits for the second moderator, or was never agreed to."""
    ended_at: Mapped[datetime | None]
    """Undone, fallen back, or not agreed to."""
    replaces_id: Mapped[int | None] = mapped_column(sa.ForeignKey("decision.id"))
    """The decision it undoes or softens."""
    code: Mapped[str | None] = mapped_column(sa.String(64), unique=True)
    """Fingerprint of the code with which its author objects without an account."""
