from datetime import timedelta

import pytest
import sqlalchemy as sa
from factories import NOW

from foundation import mail, outbox
from foundation.db import transaction
from foundation.outbox import Mail, Outgoing, SendState, Switch, Way


@pytest.fixture(autouse=True)
def kinds():
    outbox.RENDERERS["test.hello", Way.MAIL] = lambda ref: None if ref["id"] == 13 else Mail(f"p{ref['id']}@example.nl", "Hallo", "Dag.\n")
    outbox.RENDERERS["test.broken", Way.MAIL] = lambda ref: 1 / 0
    outbox.RENDERERS["test.subject", Way.MAIL] = lambda ref: Mail("a@example.nl", "Hallo\nBcc: x@example.nl", "Dag.\n")
    yield
    for name in ("test.hello", "test.broken", "test.subject"):
        del outbox.RENDERERS[name, Way.MAIL]


def put(kind="test.hello", number=1, **more):
    with transaction():
        row = outbox.post(kind, {"id": number}, now=NOW, **more)
        return row and row.id


def send(app, later=timedelta(0)):
    return mail.send_due(app.extensions["mail_sender"], NOW + later)


def state(db, row_id):
    db.session.rollback()
    return db.session.get_one(Outgoing, row_id)


def test_a_mail_leaves_once(db, app, mailbox):
    put(once="x")
    assert put(once="x") is None
    send(app)
    send(app)
    assert [str(message["To"]) for message in mailbox.messages] == ["p1@example.nl"]


def test_rolled_back_work_sends_nothing(db, app, mailbox):
    with pytest.raises(RuntimeError), transaction():
        outbox.post("test.hello", {"id": 1}, now=NOW)
        raise RuntimeError
    send(app)
    assert mailbox.messages == []


def test_what_is_no_longer_wanted_is_dropped(db, app, mailbox):
    row = put(number=13)
    send(app)
    assert mailbox.messages == []
    assert state(db, row).state is SendState.DROPPED


def test_one_bad_mail_does_not_stop_the_others(db, app, mailbox):
    broken, header, good = put("test.broken"), put("test.subject"), put(number=2)
    send(app)
    assert [state(db, row).state for row in (broken, header, good)] == [SendState.FAILED, SendState.FAILED, SendState.SENT]
    assert len(mailbox.messages) == 1


def test_a_refused_address_is_final_and_a_busy_server_is_tried_again(db, app, mailbox):
    mailbox.refuse = {"p1@example.nl": "550 unknown", "p2@example.nl": "451 later"}
    final, again = put(number=1), put(number=2)
    send(app)
    assert state(db, final).state is SendState.FAILED
    assert state(db, again).state is SendState.QUEUED
    mailbox.refuse = {}
    send(app)
    assert mailbox.messages == []
    send(app, timedelta(minutes=3))
    assert state(db, again).state is SendState.SENT


def test_no_address_rests_in_the_error(db, app, mailbox):
    mailbox.refuse = {"p1@example.nl": "550 unknown p1@example.nl"}
    row = put()
    send(app)
    assert "@" not in state(db, row).error


def test_a_connection_lost_after_the_text_is_not_sure_and_not_repeated(db, app, mailbox):
    async def drop(server, session, envelope):
        server.transport.close()
        return "250 too late"

    mailbox.handle_DATA = drop
    row = put()
    send(app)
    assert state(db, row).state is SendState.UNSURE
    send(app, timedelta(days=1))
    assert state(db, row).tries == 1


def test_a_worker_that_died_while_sending_leaves_not_sure(db, app, mailbox):
    row = put()
    with transaction():
        db.session.execute(sa.update(Outgoing).values(state=SendState.SENDING, claimed_at=NOW, tries=1))
    send(app, timedelta(minutes=1))
    assert state(db, row).state is SendState.SENDING
    send(app, timedelta(minutes=10))
    assert state(db, row).state is SendState.UNSURE
    assert mailbox.messages == []


def test_frozen_mail_stays(db, app, mailbox):
    put()
    with transaction():
        db.session.add(Switch(name="mail_frozen", since_at=NOW))
    send(app)
    assert mailbox.messages == []


def test_a_server_that_is_away_keeps_the_queue(db, app):
    import dataclasses

    row = put()
    sender = dataclasses.replace(app.extensions["mail_sender"], url="smtp://127.0.0.1:9")
    mail.send_due(sender, NOW)
    assert state(db, row).state is SendState.QUEUED
