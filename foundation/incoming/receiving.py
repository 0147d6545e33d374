"""Taking in one message: what it is, and who takes it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from email.utils import getaddresses, parseaddr

import sqlalchemy as sa
from blinker import Signal
from sqlalchemy.orm import Mapped, mapped_column

from foundation.db import Model, db
from foundation.errors import BadInput
from foundation.house import house
from foundation.i18n import _
from foundation.incoming.machines import why_a_machine
from foundation.incoming.own_text import Own, own_text
from foundation.outbox import Outgoing, SendState, address_mark

LONGEST = 20_000
MOST_ADDRESSES = 50
_OURS = re.compile(r"<[^<>\s]{1,150}@meedenkers\.invalid>")
_TO = ("Delivered-To", "X-Original-To", "Envelope-To", "To", "Cc")
bounced = Signal()
"""sender: the Outgoing row that came back; address that could not be reached (or None), now."""


class Incoming(Model):
    """What a person mailed us, until staff has read and answered it."""

    __tablename__ = "incoming"

    id: Mapped[int] = mapped_column(primary_key=True)
    received_at: Mapped[datetime]
    message_id: Mapped[str] = mapped_column(sa.String(200), unique=True)
    sender: Mapped[str] = mapped_column(sa.String(254))
    subject: Mapped[str] = mapped_column(sa.String(200))
    body: Mapped[str] = mapped_column(sa.Text)
    handled_at: Mapped[datetime | None]
    handled_by_id: Mapped[int | None]


@dataclass(frozen=True)
class Arrived:
    """A message of a person that answers something of ours."""

    key: str
    """Fingerprint of its Message-ID: the same message again has the same."""
    sender: str
    """What it says it is from. Nothing is decided by it."""
    codes: tuple[str, ...]
    """What stood behind the plus in the addresses of ours it went to."""
    answers: Outgoing | None
    """The mail of ours it answers, found by the unguessable id of that mail."""
    own: Own
    at: datetime


Taker = Callable[[Arrived], "str | None"]
TAKERS: list[Taker] = []


def takes(taker: Taker) -> Taker:
    """Register a taker of answers. It returns what it made of one, or None when it is not for it."""
    TAKERS.append(taker)
    return taker


def receive(raw: bytes, now: datetime, recipients: Iterable[str] = ()) -> str:
    """Take in one message; returns what it was: `bounce`, `machine`, `seen`, `person`, or the word of its taker. BadInput for what is no
    message. `recipients`: where the mail server says it went; without them the head of the message tells."""
    message = _parsed(raw)
    if _is_report(message):
        return _take_report(message, raw, now)
    codes, answers = _codes(message, recipients), _answered(message)
    machine = why_a_machine(message)
    if machine and (machine != "subject" or codes or answers):  # a stranger's subject alone makes no machine: a person looks at it
        return "machine"
    message_id = str(message["Message-ID"] or "").strip()[:200] or f"<none-{hashlib.sha256(raw).hexdigest()}>"
    sender = parseaddr(str(message["Reply-To"] or message["From"]))[1][:254]
    own = own_text(message)
    if codes or answers is not None:
        key = hashlib.sha256(message_id.encode("utf-8", "replace")).hexdigest()[:40]
        arrived = Arrived(key, parseaddr(str(message["From"] or ""))[1].lower()[:254], codes, answers, own, now)
        for taker in TAKERS:
            if (made := taker(arrived)) is not None:
                return made
    if db.session.scalar(sa.select(Incoming.id).where(Incoming.message_id == message_id)):
        return "seen"
    subject = " ".join(str(message["Subject"] or "").split())[:200]
    db.session.add(Incoming(received_at=now, message_id=message_id, sender=sender, subject=subject, body=own.whole[:LONGEST].strip()))
    return "person"


def _parsed(raw: bytes) -> EmailMessage:
    try:
        message = BytesParser(policy=default).parsebytes(raw)
        if message.keys() and (message["From"] or message["Return-Path"]):
            assert isinstance(message, EmailMessage)
            return message
    except (RecursionError, ValueError, IndexError, AttributeError, TypeError, LookupError) as error:
        # the parser of the standard library gives up in these ways on messages that were made to break it
        raise BadInput(_("Dit is geen e-mailbericht. Geef één heel bericht op de invoer.")) from error
    raise BadInput(_("Dit is geen e-mailbericht. Geef één heel bericht op de invoer."))


def _codes(message: EmailMessage, recipients: Iterable[str]) -> tuple[str, ...]:
    """The parts behind the plus, of our own boxes only."""
    ours = {tuple(address.lower().rsplit("@", 1)) for address in (house().reply_mail, house().mail) if "@" in address}
    heads = [str(value) for name in _TO for value in message.get_all(name, [])]
    found = []
    for address in [*recipients, *(address for _name, address in getaddresses(heads)[:MOST_ADDRESSES])]:
        local, _at, domain = address.strip("<> ").lower().rpartition("@")
        box, _plus, code = local.partition("+")
        if code and (box, domain) in ours:
            found.append(code)
    return tuple(dict.fromkeys(found))


def _answered(message: EmailMessage) -> Outgoing | None:
    """The newest mail of ours that it refers to."""
    ids = _OURS.findall(str(message["In-Reply-To"] or "")[:2000]) + _OURS.findall(str(message["References"] or "")[-4000:])[::-1]
    return _outgoing(ids)


def _outgoing(ids: Iterable[str]) -> Outgoing | None:
    for message_id in list(dict.fromkeys(ids))[:20]:
        if row := db.session.scalar(sa.select(Outgoing).where(Outgoing.message_id == message_id)):
            return row
    return None


def _is_report(message: EmailMessage) -> bool:
    return message.get_content_type() == "multipart/report" or str(message["Return-Path"] or "").strip() == "<>"


def _take_report(message: EmailMessage, raw: bytes, now: datetime) -> str:
    """What the mail system says of a mail of ours. A delay or a reading receipt is nothing to act on; an address is believed to be dead only
    when the mail really went to it, and not for a mailbox that is full."""
    head = raw[:200_000].decode("ascii", "replace")
    row = _outgoing(_OURS.findall(head))
    action = re.search(r"(?im)^action:\s*([\w-]+)", head)
    if row is None or (action and action[1].lower() != "failed") or message.get_param("report-type") == "disposition-notification":
        return "machine"
    row.state, row.error = SendState.FAILED, "bounced"
    recipient = re.search(r"(?im)^final-recipient:\s*rfc822;\s*<?([^\s<>]+@[^\s<>]+)>?\s*$", head)
    address = recipient[1].lower() if recipient else None
    status = re.search(r"(?im)^status:\s*(\d\.\d{1,3}\.\d{1,3})", head)
    full = bool(status and status[1].endswith(".2.2"))
    known = address is not None and row.sent_to == address_mark(address)
    bounced.send(row, address=address if known and not full else None, now=now)
    return "bounce"
