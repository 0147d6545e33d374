"""Sends whatever waits in the outbox, as the worker would."""

from datetime import UTC, datetime

from foundation import mail


def send_all(app):
    while (sent := mail.send_due(app.extensions["mail_sender"], datetime.now(UTC))).ran:
        assert sent.failed == 0
