"""Taking mail over LMTP from a mail server nearby: an answer for each recipient, and "later" when it is busy here, so that nothing is lost.

LMTP knows no passwords: it listens on this machine or a private network only.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import structlog
from aiosmtpd.controller import Controller
from aiosmtpd.lmtp import LMTP
from flask import Flask, current_app
from sqlalchemy.exc import DBAPIError

from foundation import clock
from foundation.db import db, transaction
from foundation.doctor import check
from foundation.errors import BadInput, traits
from foundation.house import house
from foundation.i18n import _
from foundation.incoming.receiving import receive

log = structlog.get_logger()
USUAL_PLACE = "127.0.0.1:8024"
MOST_BYTES = 25 * 1024 * 1024
MOST_RECIPIENTS = 20
AT_WORK = 2
"""Messages taken in at the same moment; SQLite has one writer anyway."""
IN_LINE = 6
"""So many more may wait; the mail server is told to come back with the rest."""


class _Handler:
    def __init__(self, app: Flask) -> None:
        self.app = app
        self.pool = ThreadPoolExecutor(AT_WORK, thread_name_prefix="lmtp")
        self.present = 0

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:  # noqa: N802
        if len(envelope.rcpt_tos) >= MOST_RECIPIENTS:
            return "452 4.5.3 too many recipients"
        with self.app.app_context():
            ours = is_ours(address)
        if not ours:
            return "550 5.1.1 no such address here"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        if self.present >= AT_WORK + IN_LINE:
            return "\r\n".join("451 4.3.2 busy, come back later" for _recipient in envelope.rcpt_tos)
        self.present += 1
        try:
            loop, raw = asyncio.get_running_loop(), bytes(envelope.content)
            return "\r\n".join([await loop.run_in_executor(self.pool, self.take, raw, recipient) for recipient in envelope.rcpt_tos])
        finally:
            self.present -= 1

    def take(self, raw: bytes, recipient: str) -> str:
        """One message for one recipient in one unit of work, and what the mail server hears of it."""
        with self.app.app_context():
            try:
                with transaction():
                    kind = receive(raw, clock.now(), [recipient])
            except BadInput:
                return "550 5.6.0 this is no message"
            except DBAPIError as error:
                log.warning("mail not taken in, database", **traits(error))
                return "451 4.3.0 try again later"
            except Exception as error:  # noqa: BLE001 - the mail server keeps it and tries again
                log.error("mail not taken in", **traits(error))
                return "451 4.3.0 try again later"
            finally:
                db.session.remove()
            return f"250 2.0.0 taken as {kind}"


def is_ours(address: str) -> bool:
    """Whether mail to this address is for us: our two boxes, with or without something behind a plus."""
    local, _at, domain = address.strip("<> ").lower().rpartition("@")
    plain = f"{local.partition('+')[0]}@{domain}"
    return plain in {house().mail.lower(), house().reply_mail.lower()}


class _Controller(Controller):
    def factory(self) -> LMTP:
        return LMTP(self.handler, data_size_limit=MOST_BYTES, ident="meedenkers", timeout=120, enable_SMTPUTF8=True)

    def _trigger_server(self) -> None:
        """Nothing greets before it is greeted in LMTP, so that the server answers is tried by connecting only."""
        with socket.create_connection((self.hostname, self.port), timeout=5):
            pass


@contextmanager
def listening(app: Flask, place: str) -> Iterator[None]:
    """Listen as long as the block runs; an empty place listens nowhere. BadInput for a place that cannot be."""
    if not place:
        yield
        return
    host, port = _place(place)
    handler = _Handler(app)
    controller = _Controller(handler, hostname=host, port=port)
    try:
        controller.start()
    except OSError as error:
        raise BadInput(_("Op %(place)s luistert al iets anders, of dat mag niet. Kies een andere poort.", place=place)) from error
    try:
        yield
    finally:
        controller.stop()
        handler.pool.shutdown()


def _place(text: str) -> tuple[str, int]:
    host, _colon, port = text.rpartition(":")
    host = "127.0.0.1" if host == "localhost" else host
    try:
        address = ipaddress.ip_address(host.strip("[]"))
        near = address.is_private and not address.is_unspecified
    except ValueError:
        near = False
    if not near or not port.isdigit() or not 0 < int(port) < 65536:
        raise BadInput(_("MAIL_LISTEN moet een adres op deze machine zijn, zoals 127.0.0.1:8024."))
    return host.strip("[]"), int(port)


@check("incoming")
def _look(_now: datetime) -> str | None:
    box, _at, domain = house().reply_mail.partition("@")
    if house().reply_mail and (not box or "+" in box or "." not in domain):
        return _("Het adres voor antwoorden per mail klopt niet. Zet bij reply_mail een adres als antwoord@uw-domein.nl.")
    place = current_app.extensions["mail_listen"]
    if not place:
        return None
    try:
        with socket.create_connection(_place(place), timeout=3):
            return None
    except BadInput as error:
        return error.message
    except OSError:
        return _("Op %(place)s neemt niemand mail aan. Start de werker: flask jobs work", place=place)
