"""Everything that leaves the house by mail or letter is a row first, written in the transaction that causes it.

A row holds no text and no address: only a kind and ids. The text is made at the moment of sending by the renderer that the area
registered for that kind, so that a changed address, a hidden post or an erased person is seen then, and nothing secret rests here.
A renderer that returns None says: no longer wanted.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

import sqlalchemy as sa
from blinker import Signal
from sqlalchemy.orm import Mapped, mapped_column

from foundation.db import Model, Word, after_commit, db
from foundation.house import house

if TYPE_CHECKING:
    from foundation.letters import Letter


class Way(StrEnum):
    MAIL = "mail"
    LETTER = "letter"


class SendState(StrEnum):
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    """Accepted by the mail server, or printed."""
    FAILED = "failed"
    UNSURE = "unsure"
    """The connection was lost after the text was handed over: it may or may not have arrived. A person decides."""
    DROPPED = "dropped"
    """No longer wanted when its turn came."""


class Outgoing(Model):
    __tablename__ = "outgoing"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(60), index=True)
    ref: Mapped[dict[str, int | str]] = mapped_column(sa.JSON)
    way: Mapped[Way] = mapped_column(Word(Way))
    once: Mapped[str | None] = mapped_column(sa.String(120), unique=True)
    """What must never be sent twice carries a key here."""
    queued_at: Mapped[datetime]
    not_before_at: Mapped[datetime] = mapped_column(index=True)
    state: Mapped[SendState] = mapped_column(Word(SendState), default=SendState.QUEUED, index=True)
    tries: Mapped[int] = mapped_column(default=0)
    claimed_at: Mapped[datetime | None]
    message_id: Mapped[str | None] = mapped_column(sa.String(200), index=True)
    """Unguessable: a mailed answer is recognised by it when it did not come to the address that was asked for."""
    sent_to: Mapped[str | None] = mapped_column(sa.String(64))
    """Keyed fingerprint of the address it went to: a bounce is believed for that address only."""
    sent_at: Mapped[datetime | None]
    error: Mapped[str] = mapped_column(sa.String(200), default="")
    """Kind of failure, without address or text."""


class Switch(Model):
    """A thing an operator turned off or on for the whole installation: `mail_frozen`."""

    __tablename__ = "switch"

    name: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    since_at: Mapped[datetime]


@dataclass(frozen=True)
class Attachment:
    name: str
    content: bytes
    mimetype: str


@dataclass(frozen=True)
class Mail:
    to: str
    subject: str
    text: str
    attachments: tuple[Attachment, ...] = ()
    reply_to: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


Renderer = Callable[[Mapping[str, int | str]], "Mail | Letter | None"]
RENDERERS: dict[tuple[str, Way], Renderer] = {}
left = Signal()
"""Announced with the Outgoing row, inside the transaction that marks it sent: mail accepted or letter printed."""


def renders(kind: str, way: Way) -> Callable[[Renderer], Renderer]:
    """Register the maker of one kind of mail or letter. Kinds are named `<area>.<what>`."""

    def register(renderer: Renderer) -> Renderer:
        RENDERERS[kind, way] = renderer
        return renderer

    return register


def post(
    kind: str,
    ref: Mapping[str, int | str],
    *,
    now: datetime,
    way: Way = Way.MAIL,
    once: str | None = None,
    not_before: datetime | None = None,
) -> Outgoing | None:
    """Put one mail or letter in the outbox. With `once`, a second call with the same key does nothing and returns None."""
    if (kind, way) not in RENDERERS:
        raise LookupError(f"nobody renders {kind} by {way}")
    if once is not None and db.session.scalar(sa.select(Outgoing.id).where(Outgoing.once == once)):
        return None
    row = Outgoing(kind=kind, ref=dict(ref), way=way, once=once, queued_at=now, not_before_at=not_before or now)
    db.session.add(row)
    db.session.flush()
    if way is Way.MAIL:
        after_commit("outbox.send")
    return row


def posted(keys: Iterable[str]) -> set[str]:
    """Which of these `once` keys are in the outbox already."""
    return set(db.session.scalars(sa.select(Outgoing.once).where(Outgoing.once.in_(list(keys)))))


def address_mark(address: str) -> str:
    """What is kept of the address a mail went to: enough to know it again, too little to read it."""
    return hmac.new(house().secret.encode(), b"sent-to|" + address.strip().lower().encode("utf-8", "replace"), "sha256").hexdigest()


def is_frozen() -> bool:
    return db.session.get(Switch, "mail_frozen") is not None


def waiting_letters() -> sa.Select[Outgoing]:
    """Letters to print, oldest first."""
    return sa.select(Outgoing).where(Outgoing.way == Way.LETTER, Outgoing.state == SendState.QUEUED).order_by(Outgoing.kind, Outgoing.id)


def render(row: Outgoing) -> Mail | Letter | None:
    return RENDERERS[row.kind, row.way](row.ref)


def post_all(kind: str, refs: Iterable[tuple[Mapping[str, int | str], str]], *, now: datetime, way: Way = Way.MAIL) -> int:
    """`post` for many (ref, once key) in few queries. Keys that were used before are left out; returns how many rows were added."""
    if (kind, way) not in RENDERERS:
        raise LookupError(f"nobody renders {kind} by {way}")
    wanted = {once: dict(ref) for ref, once in refs}
    keys = list(wanted)
    for start in range(0, len(keys), 500):
        for used in db.session.scalars(sa.select(Outgoing.once).where(Outgoing.once.in_(keys[start : start + 500]))):
            wanted.pop(str(used), None)
    db.session.add_all(Outgoing(kind=kind, ref=ref, way=way, once=once, queued_at=now, not_before_at=now) for once, ref in wanted.items())
    if wanted and way is Way.MAIL:
        after_commit("outbox.send")
    return len(wanted)
