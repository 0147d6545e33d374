"""A real conversation over LMTP, as Postfix has it."""

import smtplib
import socket
import threading

import pytest
import servers
import sqlalchemy as sa
from mail_samples import SAMPLES, sample
from mailing import a_mailed_answer, mailed, posted

from foundation import doctor
from foundation.errors import BadInput
from foundation.incoming import Incoming, listener
from foundation.incoming.listener import listening


@pytest.fixture
def at(app, db):
    with a_mailed_answer(app) as place:
        yield place


@pytest.fixture
def lmtp(app, at):
    port = servers.free_port()
    with listening(app, f"127.0.0.1:{port}"), smtplib.LMTP("127.0.0.1", port) as client:
        yield client


def deliver(client, raw, *recipients):
    """Code and text for each recipient, as the mail server reads them."""
    assert client.ehlo("mx.delinde.example")[0] == 250
    client.mail("x@example.nl")
    said = [client.rcpt(recipient) for recipient in recipients]
    taken = [one for one in said if one[0] == 250]
    client.putcmd("data")
    assert client.getreply()[0] == 354
    client.send(raw.replace(b"\r\n.", b"\r\n..") + b"\r\n.\r\n")
    return said, [client.getreply() for _one in taken]


@pytest.mark.parametrize(
    "name", ["outlook-desktop-nl", "gmail-web-nl", "iphone-nl", "arabic", "outlook-html-only", "only-quote", "ooo-exchange-nl"]
)
def test_messages_come_in_and_become_what_they_should(app, mailbox, at, lmtp, name):
    told = mailed(app, mailbox)
    made, text = SAMPLES[name]
    raw = sample(name, **told)
    _said, replies = deliver(lmtp, raw, f"antwoord+{told['code']}@delinde.example")
    assert replies == [(250, f"2.0.0 taken as {made}".encode())]
    assert posted(at["told"]) == ([text] if made == "placed" else [])


def test_every_recipient_gets_an_answer_of_its_own_and_the_text_is_placed_once(app, db, mailbox, at, lmtp):
    told = mailed(app, mailbox)
    to = f"antwoord+{told['code']}@delinde.example"
    said, replies = deliver(lmtp, sample("no-quote", **told), to, "iemand@elders.example", "meedenken@delinde.example")
    assert [code for code, _text in said] == [250, 550, 250]
    assert [text for _code, text in replies] == [b"2.0.0 taken as placed", b"2.0.0 taken as seen"]
    assert len(posted(at["told"])) == 1
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Incoming)) == 0


def test_four_deliveries_of_one_message_at_once_make_one_post(app, db, mailbox, at, lmtp):
    told = mailed(app, mailbox)
    raw, to = sample("no-quote", **told), f"antwoord+{told['code']}@delinde.example"
    heard, together = [], threading.Barrier(4)

    def one():
        with smtplib.LMTP("127.0.0.1", lmtp.sock.getpeername()[1]) as client:
            together.wait()
            heard.extend(deliver(client, raw, to)[1])

    workers = [threading.Thread(target=one) for _number in range(4)]
    [worker.start() for worker in workers]
    [worker.join() for worker in workers]
    assert len(heard) == 4 and all(code in (250, 451) for code, _text in heard)
    assert len(posted(at["told"])) == 1


def test_what_is_no_message_is_refused_and_the_next_one_still_comes_in(app, mailbox, at, lmtp):
    told = mailed(app, mailbox)
    to = f"antwoord+{told['code']}@delinde.example"
    for raw in (b"", b"\x00\xff\xfe", b"geen bericht", b"From: x\r\nContent-Type: multipart/mixed; boundary=a\r\n\r\n" + b"--a\r\n" * 5000):
        _said, [(code, _text)] = deliver(lmtp, raw, to)
        assert code in (250, 550)
    assert deliver(lmtp, sample("no-quote", **told), to)[1][0][1] == b"2.0.0 taken as placed"


def test_when_it_is_busy_the_mail_server_keeps_it(app, db, mailbox, at, lmtp, monkeypatch):
    told = mailed(app, mailbox)
    raw, to = sample("no-quote", **told), f"antwoord+{told['code']}@delinde.example"
    monkeypatch.setattr(listener, "AT_WORK", 0)
    monkeypatch.setattr(listener, "IN_LINE", 0)
    assert [code for code, _text in deliver(lmtp, raw, to)[1]] == [451]
    monkeypatch.undo()
    assert deliver(lmtp, raw, to)[1][0][0] == 250


def test_an_error_of_ours_is_no_reason_to_lose_mail(app, db, mailbox, at, lmtp, monkeypatch):
    told = mailed(app, mailbox)
    raw, to = sample("no-quote", **told), f"antwoord+{told['code']}@delinde.example"
    monkeypatch.setattr(listener, "receive", lambda *_args: 1 / 0)
    assert deliver(lmtp, raw, to)[1][0][0] == 451
    monkeypatch.undo()
    assert deliver(lmtp, raw, to)[1][0] == (250, b"2.0.0 taken as placed")


@pytest.mark.parametrize("place", ["0.0.0.0:8024", "8.8.8.8:25", "127.0.0.1", "127.0.0.1:x", "127.0.0.1:70000", "mail.example.nl:24"])
def test_it_listens_close_by_only(app, place):
    with pytest.raises(BadInput), listening(app, place):
        pass


def test_a_port_that_is_taken_is_said(app):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        with pytest.raises(BadInput), listening(app, f"127.0.0.1:{other.getsockname()[1]}"):
            pass


def test_the_doctor_says_what_is_wrong_with_incoming_mail(app, db, at):
    from dataclasses import replace

    look = doctor.CHECKS["incoming"]
    port = servers.free_port()
    app.extensions["mail_listen"] = f"127.0.0.1:{port}"
    try:
        assert "neemt niemand mail aan" in look(None)
        with listening(app, f"127.0.0.1:{port}"):
            assert look(None) is None
        app.extensions["mail_listen"] = ""
        assert look(None) is None
        for wrong in ("antwoord", "@delinde.example", "a+b@delinde.example", "a@b"):
            app.extensions["house"] = replace(app.extensions["house"], reply_mail=wrong)
            assert "reply_mail" in look(None)
    finally:
        app.extensions["mail_listen"] = ""
