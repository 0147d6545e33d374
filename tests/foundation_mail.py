"""Sends whatever waits in the outbox, as the worker would."""

from datetime import UTC, datetime

import sqlalchemy as sa

from foundation import mail
from foundation.db import db
from foundation.outbox import Outgoing


def send_all(app):
    while (sent := mail.send_due(app.extensions["mail_sender"], datetime.now(UTC))).ran:
        failed = db.session.execute(sa.select(Outgoing.kind, Outgoing.ref, Outgoing.error).where(Outgoing.error != "")).all()
        assert sent.failed == 0, failed
