"""Answers by mail, from a row in the outbox to a post: codes that end, notices, and what comes back to the sender."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from factories import NOW, make_tenant
from mail_samples import sample
from mailing import JAN, REPLY, a_mailed_answer, mailed, posted, returned, take

from accounts.models import Account, Tenant
from accounts.service import erase_account
from forum import events, service
from forum.models import Draft, ForumNews, Frequency, Level, MailedReply, Post, Thread, Topic
from forum.queries import following
from forum.service.following import choose_frequency, follow_thread
from forum.service.telling import answer_code
from foundation import jobs, mail
from foundation.db import transaction
from foundation.incoming import Incoming
from foundation.outbox import Outgoing


@pytest.fixture
def at(db, app):
    with a_mailed_answer(app) as place:
        yield place


def write(body, *, to, message_id="<een@example.nl>", sender=JAN, more=""):
    head = f"From: Jan <{sender}>\r\nTo: {to}\r\nSubject: Re: x\r\nMessage-ID: {message_id}\r\n{more}"
    return (head + "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n" + body).encode()


def test_the_address_that_mail_comes_from_never_decides(db, app, mailbox, at):
    """Jan's address alone places nothing; another address with Jan's code does, and Jan hears of it."""
    told = mailed(app, mailbox)
    assert take(write("Ik ben Jan.", to="meedenken@delinde.example")) == "person"
    assert take(write("Ik ben Jan.", to=REPLY, message_id="<twee@example.nl>")) == "person"
    assert posted(at["told"]) == []
    code = f"antwoord+{told['code']}@delinde.example"
    assert take(write("Vanaf het werk.", to=code, sender="jan@werk.example", message_id="<drie@example.nl>")) == "placed"
    assert posted(at["told"]) == ["Vanaf het werk."]
    [text] = returned(app, mailbox)
    assert "ander mailadres" in text and "/bijdragen/" in text


def test_the_envelope_counts_when_the_head_does_not_say(db, app, mailbox, at):
    told = mailed(app, mailbox)
    assert take(write("Via bcc.", to="anders@example.nl"), [f"ANTWOORD+{told['code'].upper()}@delinde.example"]) == "placed"


@pytest.mark.parametrize("change", ["thread", "never", "expired", "hidden", "closed"])
def test_what_cannot_be_placed_comes_back_with_the_text(db, app, mailbox, at, change):
    raw = write("Mijn lange verhaal.", to=f"antwoord+{mailed(app, mailbox)['code']}@delinde.example")
    now = NOW + timedelta(days=61) if change == "expired" else NOW
    with transaction():
        jan = db.session.get(Account, at["jan"])
        if change == "thread":
            follow_thread(jan, db.session.get(Thread, at["thread"]), Level.NOTHING, NOW)
        elif change == "never":
            choose_frequency(jan, Frequency.NEVER, NOW)
        elif change == "hidden":
            service.hide_post(db.session.get(Post, at["told"]), NOW)
        elif change == "closed":
            db.session.get(Topic, at["topic"]).closes_on = NOW.date() - timedelta(days=1)
        else:
            db.session.get(Topic, at["topic"]).closes_on = NOW.date() + timedelta(days=90)
    assert take(raw, now=now) == "refused"
    assert take(raw, now=now) == "seen"
    mail.send_due(app.extensions["mail_sender"], now)
    text = mailbox.messages[-1].get_body(("plain",)).get_content()
    reason = {
        "thread": "geen mail meer", "never": "geen mail meer", "expired": "oude mail", "hidden": "niet meer te zien", "closed": "gesloten",
    }[change]  # fmt: skip
    assert reason in text and "Mijn lange verhaal." in text and "kinderwagen" not in text
    assert posted(at["told"]) == [] and len(mailbox.messages) == 2
    assert db.session.scalar(sa.select(Draft.body)) == "Mijn lange verhaal."


def test_a_code_dies_with_the_account(db, app, mailbox, at):
    raw = write("Ben ik er nog?", to=f"antwoord+{mailed(app, mailbox)['code']}@delinde.example")
    with transaction():
        erase_account(at["jan"], NOW)
    assert take(raw) == "person"
    assert posted(at["told"]) == []
    assert db.session.scalar(sa.select(sa.func.count()).select_from(ForumNews).where(ForumNews.account_id == at["jan"])) == 0


@pytest.fixture
def ask(monkeypatch):
    """Two notices one after the other, and what each kept of being seen; the second refuses what says "verboden"."""
    kept = []

    def first(attempt):
        if "eerst" not in attempt.seen:
            return events.Notice(key="eerst", title="Eerst even dit", text="Zo tellen wij uw bijdragen.", button="Begrepen")
        kept.append("eerst")
        return None

    def second(attempt):
        if "verboden" in attempt.body:
            return "Dit mag niet."
        return None if "dan" in attempt.seen else events.Notice(key="dan", title="Is dit een reparatie?", text="Bel dan.", button="Nee")

    monkeypatch.setattr(events, "before_post", [first, second])
    return kept


def test_what_must_be_read_first_is_mailed_and_a_yes_places_the_text(db, app, mailbox, at, ask):
    raw = write("Mijn kraan lekt, en de gang staat vol.", to=f"antwoord+{mailed(app, mailbox)['code']}@delinde.example")
    assert take(raw) == "notice" and take(raw) == "seen"
    [text] = returned(app, mailbox)
    assert "Zo tellen wij uw bijdragen." in text and "JA" in text and "Mijn kraan lekt" in text and ask == []
    first = str(mailbox.messages[-1]["Reply-To"])
    assert take(write("Nee, nog niet", to=first, message_id="<nee@example.nl>")) == "refused"
    assert posted(at["told"]) == [] and len(returned(app, mailbox)) == 1
    assert take(write("Ja!\r\n\r\nGroeten Jan", to=first, message_id="<ja@example.nl>")) == "notice"
    [text] = returned(app, mailbox)
    assert "Is dit een reparatie?" in text and posted(at["told"]) == []
    second = str(mailbox.messages[-1]["Reply-To"])
    assert take(write("ja hoor", to=second, message_id="<ja2@example.nl>")) == "placed"
    assert posted(at["told"]) == ["Mijn kraan lekt, en de gang staat vol."]
    assert take(write("ja hoor", to=second, message_id="<ja2@example.nl>")) in ("seen", "person")
    assert len(posted(at["told"])) == 1 and returned(app, mailbox) == []
    assert db.session.scalar(sa.select(MailedReply.body).where(MailedReply.outcome == "placed")) == ""


def test_a_yes_can_go_to_the_plain_address_too(db, app, mailbox, at, ask, monkeypatch):
    monkeypatch.setattr(events, "before_post", events.before_post[:1])
    assert take(write("Tekst.", to=f"antwoord+{mailed(app, mailbox)['code']}@delinde.example")) == "notice"
    returned(app, mailbox)
    ours = mailbox.messages[-1]["Message-ID"]
    assert take(write("JA", to="meedenken@delinde.example", message_id="<j@example.nl>", more=f"In-Reply-To: {ours}\r\n")) == "placed"
    assert posted(at["told"]) == ["Tekst."]


def test_what_an_ask_wrote_down_goes_when_the_text_is_refused(db, app, mailbox, at, monkeypatch):
    def writes(attempt):
        db.session.add(Draft(account_id=attempt.author.id, place="spoor", body="x", saved_at=NOW))
        db.session.flush()

    monkeypatch.setattr(events, "before_post", [writes, lambda attempt: "Dit mag niet."])
    assert take(write("verboden", to=f"antwoord+{mailed(app, mailbox)['code']}@delinde.example")) == "refused"
    db.session.rollback()
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Draft).where(Draft.place == "spoor")) == 0


def test_a_digest_of_two_conversations_asks_which(db, app, mailbox, at):
    with transaction():
        jan, mia = db.session.get(Account, at["jan"]), db.session.get(Account, at["mia"])
        choose_frequency(jan, Frequency.DAILY, NOW)
        other = service.start_thread(db.session.get(Topic, at["topic"]), jan, "Bomen", "Meer bomen.", NOW)
        told = service.reply(other, mia, "Ja, bomen.", NOW).id
    import time_machine

    morning = datetime(2026, 11, 24, 6, 5, tzinfo=UTC)
    with time_machine.travel(morning, tick=False):
        jobs.run("forum.tell", morning)
        mail.send_due(app.extensions["mail_sender"], morning)
    [digest] = mailbox.messages
    text = digest.get_body(("plain",)).get_content()
    assert digest["Reply-To"] == REPLY
    raw = write("Welke?", to=REPLY, more=f"In-Reply-To: {digest['Message-ID']}\r\n")
    assert take(raw) == "refused"
    code = answer_code(at["jan"], told).lower()
    assert f"antwoord+{code}@delinde.example" in text
    assert take(write("Deze.", to=f"antwoord+{code}@delinde.example", message_id="<deze@example.nl>")) == "placed"
    assert posted(told) == ["Deze."]


def test_stop_stops_and_is_confirmed_once(db, app, mailbox, at):
    raw = write("Stop", to=f"antwoord+{mailed(app, mailbox)['code']}@delinde.example")
    assert take(raw) == "stopped"
    [text] = returned(app, mailbox)
    assert "laatste bericht" in text
    assert following.frequency_of(db.session.get_one(Account, at["jan"])) is Frequency.NEVER
    take(raw)
    assert returned(app, mailbox) == []


def test_two_machines_do_not_talk_for_long(db, app, mailbox, at):
    """A machine that gives no sign of being one, and answers every mail with its own text quoted."""
    to = f"antwoord+{mailed(app, mailbox)['code']}@delinde.example"
    made = [take(write("> alleen een citaat", to=to, message_id=f"<{number}@example.nl>")) for number in range(20)]
    assert made.count("refused") == 8 and made[8:] == ["person"] * 12
    assert len(returned(app, mailbox)) == 8


@pytest.mark.parametrize(("name", "marked"), [("bounce-unknown", True), ("bounce-full", False), ("bounce-delayed", False)])
def test_an_address_that_is_dead_is_marked_and_no_other(db, app, mailbox, at, name, marked):
    told = mailed(app, mailbox)
    with transaction():
        other = make_tenant(email="ander@example.nl").id
    take(sample(name, **told, recipient="ander@example.nl"))
    db.session.rollback()
    assert db.session.get(Tenant, other).bouncing_at is None, "that mail never went there: somebody made this up"
    take(sample(name, **told, recipient=JAN))
    db.session.rollback()
    jan = db.session.get(Tenant, db.session.get(Account, at["jan"]).tenant_id)
    assert (jan.bouncing_at is not None) == marked


def test_an_address_of_the_account_only_is_marked_too_and_a_new_address_clears_it(db, app, mailbox, at):
    from accounts.service.details import change_email

    with transaction():
        db.session.get(Account, at["jan"]).email = "nieuw@example.nl"
    take(sample("bounce-unknown", **mailed(app, mailbox), recipient="nieuw@example.nl"))
    db.session.rollback()
    tenant_id = db.session.get(Account, at["jan"]).tenant_id
    assert db.session.get(Tenant, tenant_id).bouncing_at is not None
    with transaction():
        change_email(at["jan"], "beter@example.nl", NOW)
    db.session.rollback()
    assert db.session.get(Tenant, tenant_id).bouncing_at is None


def test_no_text_of_a_mail_rests_in_the_outbox(db, app, mailbox, at):
    take(write("> niets", to=f"antwoord+{mailed(app, mailbox)['code']}@delinde.example"))
    db.session.rollback()
    refs = db.session.scalars(sa.select(Outgoing.ref)).all()
    assert all(set(ref) <= {"account", "key", "reply"} for ref in refs)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Incoming)) == 0
