"""Mail that comes in: bounces mark what bounced, machines are ignored, and what a person wrote waits for a person.

Nothing is decided by who a message says it is from.
"""

from __future__ import annotations

import re
from datetime import datetime
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from email.utils import parseaddr

import sqlalchemy as sa
from blinker import Signal
from sqlalchemy.orm import Mapped, mapped_column

from foundation.db import Model, db
from foundation.errors import BadInput
from foundation.i18n import N_, _
from foundation.outbox import Outgoing, SendState

LONGEST = 20_000
CUT_LINE = N_("===== Schrijf uw antwoord boven deze regel =====")
"""Stands on top of a mail that can be answered: what a mail program quotes below an answer is known by it."""
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


def receive(raw: bytes, now: datetime) -> str:
    """Take in one message; returns what it was: `bounce`, `machine`, `seen` or `person`. BadInput for what is no message."""
    message = BytesParser(policy=default).parsebytes(raw)
    assert isinstance(message, EmailMessage)
    if not message.keys() or not (message["From"] or message["Return-Path"]):
        raise BadInput(_("Dit is geen e-mailbericht. Geef één heel bericht op de invoer."))
    if row := _bounced_row(message, raw):
        row.state, row.error = SendState.FAILED, "bounced"
        recipient = re.search(rb"(?im)^final-recipient:\s*rfc822;\s*(\S+@\S+)\s*$", raw)
        bounced.send(row, address=recipient[1].decode("ascii", "replace").strip("<>").lower() if recipient else None, now=now)
        return "bounce"
    if _from_a_machine(message):
        return "machine"
    message_id = str(message["Message-ID"] or "")[:200] or f"<none-{now.timestamp()}>"
    if db.session.scalar(sa.select(Incoming.id).where(Incoming.message_id == message_id)):
        return "seen"
    sender = parseaddr(str(message["Reply-To"] or message["From"]))[1][:254]
    subject = " ".join(str(message["Subject"] or "").split())[:200]
    db.session.add(Incoming(received_at=now, message_id=message_id, sender=sender, subject=subject, body=_body(message)))
    return "person"


def _bounced_row(message: EmailMessage, raw: bytes) -> Outgoing | None:
    is_report = message.get_content_type() == "multipart/report" or str(message["Return-Path"] or "").strip() == "<>"
    if not is_report:
        return None
    ids = re.findall(rb"<[^<>\s]+@meedenkers\.invalid>", raw[:200_000])
    for found in dict.fromkeys(ids):
        if row := db.session.scalar(sa.select(Outgoing).where(Outgoing.message_id == found.decode("ascii", "replace"))):
            return row
    return None


def _from_a_machine(message: EmailMessage) -> bool:
    auto = str(message["Auto-Submitted"] or "no").strip().lower()
    bulk = str(message["Precedence"] or "").strip().lower() in ("bulk", "auto_reply", "junk", "list")
    report = message.get_content_type() == "multipart/report" or str(message["Return-Path"] or "").strip() == "<>"
    return auto != "no" or bulk or report or message["X-Autoreply"] is not None


def _body(message: EmailMessage) -> str:
    part = message.get_body(("plain", "html"))
    if part is None:
        return ""
    try:
        text = str(part.get_content())
    except (LookupError, UnicodeDecodeError):
        text = (part.get_payload(decode=True) or b"").decode("utf-8", "replace")  # type: ignore[union-attr]
    if part.get_content_type() == "text/html":
        text = re.sub(r"<[^>]+>", " ", text)
    return text.replace("\x00", "")[:LONGEST].strip()
