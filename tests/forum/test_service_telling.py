from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from factories import NOW, make_member, make_topic

from accounts.models import Account
from accounts.service import erase_account
from forum import service
from forum.jobs import telling
from forum.models import ForumNews, Frequency, Level, Post, TellQueue, Thread, Topic
from forum.rules.following import period
from forum.service.following import choose_frequency, follow_thread, follow_topic
from forum.service.telling import put_in_mail, tell_batch
from foundation import clock, jobs, mail
from foundation.db import transaction
from foundation.outbox import Outgoing, SendState

MORNING = datetime(2026, 11, 24, 6, 5, tzinfo=UTC)
"""Just after the daily mail of the day after NOW is due."""


@pytest.fixture(autouse=True)
def then(time_machine_at):
    time_machine_at(NOW)


@pytest.fixture
def time_machine_at():
    import time_machine

    travellers = []

    def travel(moment):
        for traveller in travellers:
            traveller.stop()
        travellers[:] = [time_machine.travel(moment, tick=True)]
        travellers[0].start()

    yield travel
    for traveller in travellers:
        traveller.stop()


@pytest.fixture
def place(db):
    with transaction():
        topic = make_topic("fietsen")
        people = {name: make_member(alias=name.title()).id for name in ("jan", "mia", "els")}
        opening = service.start_thread(topic, db.session.get(Account, people["jan"]), "Fietsen in de gang", "Er staan veel fietsen.", NOW)
        return {**people, "topic": topic.id, "thread": opening.thread_id, "opening": opening.id}


def answer(db, parent, who, body="Bij ons ook.", now=NOW):
    with transaction():
        return service.reply(db.session.get(Post, parent), db.session.get(Account, who), body, now).id


def choose(db, who, frequency, now=NOW):
    with transaction():
        choose_frequency(db.session.get(Account, who), frequency, now)


def round_at(app, travel, moment):
    travel(moment)
    jobs.run("forum.closing", moment)
    jobs.run("forum.tell", moment)
    mail.send_due(app.extensions["mail_sender"], moment)


def text_to(mailbox, db, who):
    db.session.rollback()
    address = db.session.get(Account, who).email
    return [message.get_body(("plain",)).get_content().replace("\r\n", "\n") for message in mailbox.to(address)]


def count(db, table):
    db.session.rollback()
    return db.session.scalar(sa.select(sa.func.count()).select_from(table))


def test_an_answer_is_told_the_next_morning_and_once(db, app, place, mailbox, time_machine_at):
    answer(db, place["opening"], place["mia"])
    round_at(app, time_machine_at, NOW + timedelta(minutes=1))
    assert mailbox.messages == []
    round_at(app, time_machine_at, MORNING)
    round_at(app, time_machine_at, MORNING + timedelta(minutes=5))
    [text] = text_to(mailbox, db, place["jan"])
    assert "Mia schreef in “Fietsen in de gang”:\n\n  Bij ons ook.\n" in text and "http://meedenkers.test/bijdragen/" in text
    assert mailbox.messages[0]["Subject"] == "Antwoord voor u: Fietsen in de gang"
    assert len(mailbox.messages) == 1, "who wrote an answer, and who only reads, hear nothing"


def test_at_once_is_a_mail_for_each_answer(db, app, place, mailbox, time_machine_at):
    choose(db, place["jan"], Frequency.AT_ONCE)
    answer(db, place["opening"], place["mia"], "eerste")
    answer(db, place["opening"], place["els"], "tweede")
    round_at(app, time_machine_at, NOW + timedelta(minutes=1))
    assert ["eerste" in text for text in text_to(mailbox, db, place["jan"])] == [True, False]


def test_who_follows_everything_hears_of_every_post_but_the_own(db, app, place, mailbox, time_machine_at):
    with transaction():
        follow_topic(db.session.get(Account, place["els"]), db.session.get(Topic, place["topic"]), Level.ALL, NOW)
    first = answer(db, place["opening"], place["mia"], "van mia")
    answer(db, first, place["els"], "van els")
    round_at(app, time_machine_at, MORNING)
    [text] = text_to(mailbox, db, place["els"])
    assert "Er staan veel fietsen." in text and "van mia" in text and "van els" not in text
    assert mailbox.to(db.session.get(Account, place["els"]).email)[0]["Subject"] == "Nieuw in: Fietsen in de gang"


def test_the_level_of_a_conversation_goes_before_that_of_its_topic(db, app, place, mailbox, time_machine_at):
    with transaction():
        els, topic, thread = (db.session.get(table, place[key]) for table, key in ((Account, "els"), (Topic, "topic"), (Thread, "thread")))
        follow_topic(els, topic, Level.ALL, NOW)
        follow_thread(els, thread, Level.ANSWERS, NOW)
        follow_topic(db.session.get(Account, place["jan"]), topic, Level.NOTHING, NOW)
    answer(db, place["opening"], place["mia"])
    round_at(app, time_machine_at, MORNING)
    assert mailbox.messages == [], "els wanted answers only here; jan wants nothing of this topic"


def test_answers_come_first_then_what_is_followed_then_what_closes(db, app, place, mailbox, time_machine_at):
    with transaction():
        other = make_topic("groen", closes_on=NOW.date() + timedelta(days=3))
        follow_topic(db.session.get(Account, place["jan"]), other, Level.ALL, NOW)
        opening = service.start_thread(other, db.session.get(Account, place["els"]), "Bomen", "Meer bomen.", NOW)
        assert opening.id
    answer(db, place["opening"], place["mia"], "een antwoord voor jan")
    round_at(app, time_machine_at, MORNING)
    [text] = text_to(mailbox, db, place["jan"])
    parts = ["ANTWOORDEN AAN U", "een antwoord voor jan", "GESPREKKEN DIE U VOLGT", "Meer bomen.", "ONDERWERPEN DIE BIJNA SLUITEN"]
    assert [text.index(part) for part in parts] == sorted(text.index(part) for part in parts)
    assert "tot en met donderdag 26 november 2026" in text


def test_a_topic_that_closes_is_told_once_to_who_follows_it(db, app, place, mailbox, time_machine_at):
    with transaction():
        topic = db.session.get(Topic, place["topic"])
        topic.closes_on = NOW.date() + timedelta(days=2)
        follow_topic(db.session.get(Account, place["mia"]), topic, Level.ALL, NOW)
        db.session.execute(sa.delete(TellQueue))
    for day in range(3):
        round_at(app, time_machine_at, MORNING + timedelta(days=day))
    assert len(mailbox.messages) == 1 and "Nog even meepraten" in mailbox.messages[0]["Subject"]


@pytest.mark.parametrize("change", ["hide", "hold", "withdraw", "unfollow", "never", "erase", "bounce"])
def test_it_is_looked_at_again_when_the_mail_leaves(db, app, place, mailbox, time_machine_at, change):
    told = answer(db, place["opening"], place["mia"], "geheim geworden")
    time_machine_at(MORNING)
    jobs.run("forum.tell", MORNING)
    assert count(db, Outgoing) == 1
    with transaction():
        jan, post = db.session.get(Account, place["jan"]), db.session.get(Post, told)
        if change == "hide":
            service.hide_post(post, MORNING)
        elif change == "hold":
            service.hold_post(post, MORNING)
        elif change == "withdraw":
            service.withdraw_post(post, db.session.get(Account, place["mia"]), MORNING)
        elif change == "unfollow":
            follow_thread(jan, db.session.get(Thread, place["thread"]), Level.NOTHING, MORNING)
        elif change == "never":
            choose_frequency(jan, Frequency.NEVER, MORNING)
        elif change == "bounce":
            from accounts.models import Tenant

            db.session.get(Tenant, jan.tenant_id).bouncing_at = MORNING
        else:
            erase_account(jan.id, MORNING)
    mail.send_due(app.extensions["mail_sender"], MORNING)
    assert mailbox.messages == []
    db.session.rollback()
    assert db.session.scalar(sa.select(Outgoing.state)) is SendState.DROPPED


def test_the_title_of_a_hidden_opening_leaves_with_no_mail(db, app, place, mailbox, time_machine_at):
    first = answer(db, place["opening"], place["mia"])
    answer(db, first, place["els"], "aan mia")
    with transaction():
        service.hide_post(db.session.get(Post, place["opening"]), NOW)
    round_at(app, time_machine_at, MORNING)
    [text] = text_to(mailbox, db, place["mia"])
    assert "aan mia" in text and all("Fietsen in de gang" not in part for part in (text, mailbox.messages[0]["Subject"]))


def test_a_held_post_is_told_when_it_is_let_go_and_only_once(db, app, place, mailbox, time_machine_at):
    told = answer(db, place["opening"], place["mia"])
    with transaction():
        service.hold_post(db.session.get(Post, told), NOW)
    round_at(app, time_machine_at, MORNING)
    assert mailbox.messages == []
    with transaction():
        service.restore_post(db.session.get(Post, told), MORNING)
    round_at(app, time_machine_at, MORNING + timedelta(days=1))
    assert len(text_to(mailbox, db, place["jan"])) == 1
    for change in (service.hide_post, service.restore_post):
        with transaction():
            change(db.session.get(Post, told), MORNING + timedelta(days=1))
    round_at(app, time_machine_at, MORNING + timedelta(days=2))
    assert len(mailbox.messages) == 1


def test_changing_how_often_loses_nothing_and_tells_nothing_twice(db, app, place, mailbox, time_machine_at):
    answer(db, place["opening"], place["mia"], "eerste")
    round_at(app, time_machine_at, MORNING)
    choose(db, place["jan"], Frequency.WEEKLY, MORNING)
    answer(db, place["opening"], place["mia"], "tweede", MORNING + timedelta(hours=1))
    round_at(app, time_machine_at, MORNING + timedelta(hours=1))
    round_at(app, time_machine_at, MORNING + timedelta(days=2))
    assert len(mailbox.messages) == 1
    choose(db, place["jan"], Frequency.AT_ONCE, MORNING + timedelta(days=2))
    round_at(app, time_machine_at, MORNING + timedelta(days=2, minutes=1))
    texts = text_to(mailbox, db, place["jan"])
    assert [("eerste" in text, "tweede" in text) for text in texts] == [(True, False), (False, True)]


def test_a_worker_that_stood_still_for_days_sends_one_mail_with_everything(db, app, place, mailbox, time_machine_at):
    answer(db, place["opening"], place["mia"], "op maandag")
    answer(db, place["opening"], place["els"], "op woensdag", NOW + timedelta(days=2))
    for hours in (0, 2, 24):
        round_at(app, time_machine_at, MORNING + timedelta(days=3, hours=hours))
    [text] = text_to(mailbox, db, place["jan"])
    assert "op maandag" in text and "op woensdag" in text


def test_who_is_named_is_told_also_when_it_is_by_an_edit(db, app, place, mailbox, time_machine_at):
    answer(db, place["opening"], place["els"], "ik ben er ook")
    named = answer(db, place["opening"], place["mia"], "Wat vindt @Els hiervan?")
    edited = answer(db, named, place["jan"], "Dat weet ik niet.")
    round_at(app, time_machine_at, MORNING)
    [text] = text_to(mailbox, db, place["els"])
    assert "Wat vindt" in text and "Dat weet ik niet." not in text
    with transaction():
        service.edit_post(db.session.get(Post, edited), db.session.get(Account, place["jan"]), "Dat weet @Els wel.", MORNING)
    round_at(app, time_machine_at, MORNING + timedelta(days=1))
    assert ["Dat weet" in text for text in text_to(mailbox, db, place["els"])] == [False, True]
    assert len(text_to(mailbox, db, place["mia"])) == 1, "who was told of it before hears no more of the edit"


def test_what_lay_for_weeks_is_no_news(db, app, place, mailbox, time_machine_at):
    answer(db, place["opening"], place["mia"])
    round_at(app, time_machine_at, MORNING + timedelta(days=30))
    assert count(db, TellQueue) == count(db, ForumNews) == 0


def test_what_comes_late_waits_for_the_next_mail(db, app, place, mailbox, time_machine_at):
    """Told after this morning's mail left, though it is older than this morning: one mail for a person and a period."""
    answer(db, place["opening"], place["mia"], "op tijd")
    round_at(app, time_machine_at, MORNING)
    answer(db, place["opening"], place["els"], "te laat", NOW + timedelta(hours=1))
    for hours in (1, 2, 20):
        round_at(app, time_machine_at, MORNING + timedelta(hours=hours))
        assert len(mailbox.messages) == 1
    round_at(app, time_machine_at, MORNING + timedelta(days=1))
    assert ["te laat" in text for text in text_to(mailbox, db, place["jan"])] == [False, True]


class Killed(BaseException):
    pass


@pytest.mark.parametrize("after", [1, 2, 3])
def test_a_worker_killed_in_the_middle_sends_nothing_twice(db, app, place, mailbox, time_machine_at, monkeypatch, after):
    """Killed at the n-th person, between the rows of that person and the end of the unit of work; then started again."""
    for who in ("mia", "els"):
        with transaction():
            follow_topic(db.session.get(Account, place[who]), db.session.get(Topic, place["topic"]), Level.ALL, NOW)
    answer(db, place["opening"], place["mia"], "voor jan en els")
    done = []

    def dying(account_id, now):
        count = put_in_mail(account_id, now)
        done.append(account_id)
        if len(done) == after:
            raise Killed
        return count

    time_machine_at(MORNING)
    monkeypatch.setattr(telling.service, "put_in_mail", dying)
    with pytest.raises(Killed):
        telling.tell(MORNING)
    monkeypatch.setattr(telling.service, "put_in_mail", put_in_mail)
    db.session.rollback()
    round_at(app, time_machine_at, MORNING + timedelta(minutes=1))
    round_at(app, time_machine_at, MORNING + timedelta(minutes=2))
    assert sorted(len(text_to(mailbox, db, place[who])) for who in ("jan", "mia", "els")) == [1, 1, 1]


def test_two_rounds_at_once_write_a_person_down_once(db, app, place):
    answer(db, place["opening"], place["mia"])
    for _turn in range(2):
        with transaction():
            db.session.execute(sa.insert(TellQueue).values(post_id=place["opening"], since_at=NOW)) if _turn else None
            tell_batch(NOW)
    assert count(db, ForumNews) == 1


def test_mail_can_be_stopped_from_the_mail_itself(db, app, place, mailbox, time_machine_at):
    answer(db, place["opening"], place["mia"])
    round_at(app, time_machine_at, MORNING)
    [message] = mailbox.messages
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = message["List-Unsubscribe"].strip("<>")
    assert link.startswith("http://meedenkers.test/mail/stoppen/") and link in text_to(mailbox, db, place["jan"])[0]
    app.test_client().post(link.removeprefix("http://meedenkers.test"), data={"List-Unsubscribe": "One-Click"})
    answer(db, place["opening"], place["mia"], "nog een", MORNING)
    round_at(app, time_machine_at, MORNING + timedelta(days=1))
    assert len(mailbox.messages) == 1


def test_nothing_in_a_mail_says_that_it_was_opened(db, app, place, mailbox, time_machine_at):
    """No picture, no HTML, no address that differs from person to person save the one that stops the mail."""
    with transaction():
        follow_topic(db.session.get(Account, place["els"]), db.session.get(Topic, place["topic"]), Level.ALL, NOW)
        db.session.execute(sa.delete(TellQueue))
    answer(db, place["opening"], place["mia"])
    round_at(app, time_machine_at, MORNING)
    assert [message.get_content_type() for message in mailbox.messages] == ["text/plain", "text/plain"]
    links = [
        {word for word in text.split() if "://" in word and "/mail/stoppen/" not in word}
        for text in text_to(mailbox, db, place["jan"]) + text_to(mailbox, db, place["els"])
    ]
    assert links[0] == links[1] and links[0]


def test_the_periods_of_mail():
    at = lambda *parts: datetime(*parts, tzinfo=clock.HERE)
    assert period(Frequency.DAILY, at(2026, 11, 24, 6, 59)) == ("day-2026-11-23", at(2026, 11, 23, 7))
    assert period(Frequency.DAILY, at(2026, 11, 24, 7, 0)) == ("day-2026-11-24", at(2026, 11, 24, 7))
    assert period(Frequency.WEEKLY, at(2026, 11, 29, 23, 0)) == ("week-2026-11-23", at(2026, 11, 23, 7))
    assert period(Frequency.WEEKLY, at(2026, 11, 30, 6, 0)) == ("week-2026-11-23", at(2026, 11, 23, 7))
    assert period(Frequency.WEEKLY, at(2026, 11, 30, 7, 0)) == ("week-2026-11-30", at(2026, 11, 30, 7))
    assert period(Frequency.DAILY, at(2026, 10, 25, 12, 0)) == ("day-2026-10-25", at(2026, 10, 25, 7)), "the night the clock goes back"
