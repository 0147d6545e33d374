"""Sending what the outbox holds. Each row is claimed in the database before a socket opens, and ends in one final state."""

from __future__ import annotations

import secrets
import smtplib
import ssl
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

import sqlalchemy as sa
import structlog
from flask import current_app

from foundation import outbox
from foundation.db import db, transaction
from foundation.errors import traits
from foundation.jobs import Work, job
from foundation.outbox import Mail, Outgoing, SendState, Way

log = structlog.get_logger()
TIMEOUT_S = 20
MOST_TRIES = 8
CLAIM_LASTS = timedelta(minutes=5)


@dataclass(frozen=True)
class Sender:
    """Who the mail is from, and how it goes out."""

    url: str
    name: str
    address: str
    folder: Path


@dataclass
class Sent:
    ran: int = 0
    failed: int = 0


class NotSure(Exception):
    """The connection was lost after the message was handed over."""


def send_due(sender: Sender, now: datetime, most: int = 200) -> Sent:
    """Send what is due. Runs its own small transactions: claim, send, mark; a crash between leaves `sending`, which becomes `unsure`."""
    done = Sent()
    if outbox.is_frozen():
        return done
    _give_up_on_lost_claims(now)
    for _turn in range(most):
        row_id = _claim(now)
        if row_id is None:
            break
        done.ran += 1
        state, message_id, error, to = _deliver(sender, row_id, now)
        with transaction():
            row = db.session.get_one(Outgoing, row_id)
            row.message_id = message_id or row.message_id
            row.error = error
            row.state = state
            row.sent_to = outbox.address_mark(to) if to else row.sent_to
            if state is SendState.SENT:
                row.sent_at = now
                outbox.left.send(row, now=now)
            elif state is SendState.QUEUED:
                row.not_before_at = now + timedelta(minutes=2**row.tries)
        if state in (SendState.FAILED, SendState.UNSURE):
            done.failed += 1
            log.warning("mail not sent", outgoing=row_id, state=state.value, error=error)
    return done


def _claim(now: datetime) -> int | None:
    with transaction():
        row = db.session.scalar(
            sa.select(Outgoing)
            .where(Outgoing.way == Way.MAIL, Outgoing.state == SendState.QUEUED, Outgoing.not_before_at <= now)
            .order_by(Outgoing.not_before_at, Outgoing.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        if row is None:
            return None
        row.state, row.claimed_at, row.tries = SendState.SENDING, now, row.tries + 1
        row.message_id = row.message_id or f"<{secrets.token_urlsafe(24)}@meedenkers.invalid>"
        return row.id


def _give_up_on_lost_claims(now: datetime) -> None:
    with transaction():
        db.session.execute(
            sa.update(Outgoing)
            .where(Outgoing.way == Way.MAIL, Outgoing.state == SendState.SENDING, Outgoing.claimed_at < now - CLAIM_LASTS)
            .values(state=SendState.UNSURE, error="worker stopped while sending")
        )


def _deliver(sender: Sender, row_id: int, now: datetime) -> tuple[SendState, str | None, str, str]:
    """The state it ends in, its Message-ID, the kind of failure, and the address it was given to."""
    row = db.session.get_one(Outgoing, row_id)
    message_id, tries = row.message_id, row.tries
    try:
        mail = outbox.render(row)
    except Exception as error:  # noqa: BLE001 - one text that cannot be made must not stop the others
        log.error("mail could not be written", outgoing=row_id, mail=row.kind, **traits(error))
        return SendState.FAILED, message_id, type(error).__name__, ""
    finally:
        db.session.rollback()
    if mail is None:
        return SendState.DROPPED, message_id, "", ""
    assert isinstance(mail, Mail)
    try:
        message = compose(sender, mail, str(message_id), now)
    except ValueError as error:
        return SendState.FAILED, message_id, f"address or subject: {type(error).__name__}", ""
    try:
        hand_over(sender, message, mail.to)
    except NotSure:
        return SendState.UNSURE, message_id, "connection lost after the text", mail.to
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPResponseException) as error:
        code = _code(error)
        if code >= 500 or tries >= MOST_TRIES:
            return SendState.FAILED, message_id, f"smtp {code}", ""
        return SendState.QUEUED, message_id, f"smtp {code}", ""
    except (OSError, smtplib.SMTPException) as error:
        state = SendState.FAILED if tries >= MOST_TRIES else SendState.QUEUED
        return state, message_id, type(error).__name__, ""
    return SendState.SENT, message_id, "", mail.to


def _code(error: smtplib.SMTPRecipientsRefused | smtplib.SMTPResponseException) -> int:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return max(code for code, _text in error.recipients.values())
    return error.smtp_code


def compose(sender: Sender, mail: Mail, message_id: str, now: datetime) -> EmailMessage:
    """Raises ValueError for an address or subject that would break out of its header."""
    message = EmailMessage()
    message["From"] = Address(sender.name, addr_spec=sender.address)
    message["To"] = Address(addr_spec=mail.to)
    message["Subject"] = mail.subject
    message["Date"] = format_datetime(now)
    message["Message-ID"] = message_id
    message["Auto-Submitted"] = "auto-generated"
    if mail.reply_to:
        message["Reply-To"] = Address(addr_spec=mail.reply_to)
    for name, value in mail.headers.items():
        message[name] = value
    message.set_content(mail.text)
    for attachment in mail.attachments:
        kind, _slash, subtype = attachment.mimetype.partition("/")
        subtype, _semicolon, rest = subtype.partition(";")
        params = dict(part.strip().split("=", 1) for part in rest.split(";") if "=" in part)
        message.add_attachment(attachment.content, maintype=kind, subtype=subtype, filename=attachment.name, params=params)
    return message


def server_answers(sender: Sender, within_s: int = 5) -> bool:
    """Whether the mail server takes a connection. A folder always does."""
    if urlsplit(sender.url).scheme == "file":
        return True
    try:
        _connect(sender, within_s).close()
    except OSError:  # smtplib's own errors are OSErrors too
        return False
    return True


def _connect(sender: Sender, within_s: int) -> smtplib.SMTP:
    url = urlsplit(sender.url)
    kind, port = (smtplib.SMTP_SSL, 465) if url.scheme == "smtps" else (smtplib.SMTP, 25)
    return kind(url.hostname or "localhost", url.port or port, timeout=within_s)


def hand_over(sender: Sender, message: EmailMessage, to: str) -> None:
    url = urlsplit(sender.url)
    if url.scheme == "file":
        sender.folder.mkdir(parents=True, exist_ok=True)
        (sender.folder / f"{time.time_ns()}.eml").write_bytes(message.as_bytes())
        return
    server = _connect(sender, TIMEOUT_S)
    try:
        if url.scheme == "smtp" and server.has_extn("starttls"):
            server.starttls(context=ssl.create_default_context())
        if url.username:
            server.login(unquote(url.username), unquote(url.password or ""))
        server.ehlo_or_helo_if_needed()
        _converse(server, sender.address, to, message)
    finally:
        try:
            server.quit()
        except (OSError, smtplib.SMTPException):
            server.close()


def _converse(server: smtplib.SMTP, sender: str, to: str, message: EmailMessage) -> None:
    code, text = server.mail(sender)
    if code != 250:
        raise smtplib.SMTPSenderRefused(code, text, sender)
    code, text = server.rcpt(to)
    if code not in (250, 251):
        raise smtplib.SMTPRecipientsRefused({to: (code, text)})
    try:
        code, text = server.data(message.as_bytes(policy=SMTP))
    except smtplib.SMTPDataError:
        raise  # refused before the text was handed over
    except (TimeoutError, smtplib.SMTPServerDisconnected, ConnectionError) as error:
        raise NotSure from error
    if code != 250:
        raise smtplib.SMTPDataError(code, text)


@job("outbox.send", every=timedelta(minutes=1))
def _send(now: datetime) -> Work:
    sent = send_due(current_app.extensions["mail_sender"], now)
    waiting = sa.select(sa.func.count()).select_from(Outgoing).where(Outgoing.way == Way.MAIL, Outgoing.state == SendState.QUEUED)
    left = db.session.scalar(waiting) or 0
    db.session.rollback()
    return Work(sent.ran, left, sent.failed)
