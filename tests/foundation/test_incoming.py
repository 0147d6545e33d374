import pytest
import sqlalchemy as sa
from factories import NOW

from foundation import incoming
from foundation.db import transaction
from foundation.errors import BadInput
from foundation.incoming import Incoming
from foundation.outbox import Outgoing, SendState, Way

PERSON = b"From: Truus <truus@example.nl>\r\nSubject: Panel\r\nMessage-ID: <1@example.nl>\r\n\r\nIk kom graag.\r\n"


def take(raw):
    with transaction():
        return incoming.receive(raw, NOW)


def test_what_a_person_wrote_waits_once(db):
    assert take(PERSON) == "person"
    assert take(PERSON) == "seen"
    row = db.session.scalar(sa.select(Incoming))
    assert (row.sender, row.subject, row.body) == ("truus@example.nl", "Panel", "Ik kom graag.")


@pytest.mark.parametrize("header", [b"Auto-Submitted: auto-replied", b"Precedence: bulk", b"X-Autoreply: yes", b"Return-Path: <>"])
def test_machines_are_ignored(db, header):
    assert take(header + b"\r\n" + PERSON) == "machine"
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Incoming)) == 0


def test_a_bounce_marks_the_mail_it_is_about(db):
    with transaction():
        db.session.add(
            Outgoing(
                kind="x",
                ref={},
                way=Way.MAIL,
                queued_at=NOW,
                not_before_at=NOW,
                state=SendState.SENT,
                message_id="<abc@meedenkers.invalid>",
            )
        )
    raw = b"From: MAILER-DAEMON@example.nl\r\nReturn-Path: <>\r\nSubject: failed\r\n\r\nMessage-ID: <abc@meedenkers.invalid>\r\n"
    assert take(raw) == "bounce"
    assert db.session.scalar(sa.select(Outgoing.error)) == "bounced"


@pytest.mark.parametrize("raw", [b"", b"\x00\xff\xfe", b"geen bericht"])
def test_what_is_no_message_is_refused(db, raw):
    with pytest.raises(BadInput):
        take(raw)
