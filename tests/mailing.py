"""Jan, who was mailed of an answer, and the mail that comes in from him."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace

import sqlalchemy as sa
import time_machine
from factories import NOW, make_member, make_tenant, make_topic

from forum import service
from forum.models import Frequency, Post
from forum.service.following import choose_frequency
from foundation import incoming, jobs, mail
from foundation.db import db, transaction

REPLY = "antwoord@delinde.example"
JAN = "jan.devries@ziggo.example"


@contextmanager
def a_mailed_answer(app):
    """Jan was mailed at once of an answer of Mia's; mail comes in at the address of the samples."""
    house = app.extensions["house"]
    app.extensions["house"] = replace(house, reply_mail=REPLY)
    with time_machine.travel(NOW, tick=False):
        with transaction():
            topic = make_topic("fietsen")
            jan, mia = make_member(tenant=make_tenant(email=JAN), alias="Jan"), make_member(alias="Mia")
            choose_frequency(jan, Frequency.AT_ONCE, NOW)
            opening = service.start_thread(topic, jan, "Fietsen in de gang", "Er staan veel fietsen.", NOW)
            told = service.reply(opening, mia, "Bij ons ook. Er kan geen kinderwagen meer langs.", NOW)
            place = {"topic": topic.id, "jan": jan.id, "mia": mia.id, "thread": opening.thread_id, "opening": opening.id, "told": told.id}
        yield place
    app.extensions["house"] = house


def mailed(app, mailbox):
    """The mail of ours as it left: its code and its id."""
    jobs.run("forum.tell", NOW)
    mail.send_due(app.extensions["mail_sender"], NOW)
    message = mailbox.messages[-1]
    code = str(message["Reply-To"]).partition("+")[2].partition("@")[0]
    return {"code": code, "message_id": str(message["Message-ID"])}


def take(raw, recipients=(), now=NOW):
    with transaction():
        return incoming.receive(raw, now, recipients)


def posted(parent):
    db.session.rollback()
    return db.session.scalars(sa.select(Post.body).where(Post.parent_id == parent)).all()


def returned(app, mailbox):
    """Text of what went back to the sender now."""
    before = len(mailbox.messages)
    mail.send_due(app.extensions["mail_sender"], NOW)
    new = mailbox.messages[before:]
    assert all(message["To"] == JAN for message in new)
    return [message.get_body(("plain",)).get_content().replace("\r\n", "\n") for message in new]
