import io
import re
import threading
from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
import time_machine
from factories import (
    NOW,
    make_complex,
    make_engaged,
    make_household,
    make_member,
    make_panel,
    make_staff,
    make_tenant,
    make_topic,
)
from pypdf import PdfReader
from statements import statements

from accounts.models import Account, AnswerToken, Channel, Contact, Household, OptOut, Role, Tenant
from accounts.queries import find_token
from accounts.service import note_contact, opt_out
from forum.models import AuthorKind, Post, ShownTo, Thread
from foundation import audit, codes, mail, outbox
from foundation.db import transaction
from foundation.errors import Refused
from foundation.letters import pdf
from foundation.outbox import Outgoing, SendState, Way
from recruitment.jobs.asking import let_expire, send_by_letter, send_reminders
from recruitment.models import Answer, Engagement, Entrance, Invitation, InvitationState, Panel, ScoringNotice, Volunteer, Wave
from recruitment.queries import funnel_of, get_panel, volunteers_of
from recruitment.queries.asking import blind_rows, composition_of, find_invitation, invitations_for
from recruitment.queries.eligible import count_eligible, eligible
from recruitment.queries.panels import sessions_of
from recruitment.rules.asking import fair_order
from recruitment.service.answers import answer
from recruitment.service.asking import invite_on_paper, nominate_self, open_name, send_wave, withdraw
from recruitment.service.panels import Evening, cancel_panel, change_evening

LAST_DAY = date(2026, 12, 14)
SIX_MONTHS = timedelta(days=180)


@pytest.fixture(autouse=True)
def the_day():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def by(db):
    with transaction():
        return make_staff(Role.COORDINATOR)


@pytest.fixture
def panel(db):
    with transaction():
        return make_panel(make_topic("reparaties"))


def engage(panel, count=1, **more):
    return [make_engaged(db_topic(panel), make_member(make_tenant(**more))) for _ in range(count)]


def home_of(member):
    from foundation.db import db

    return db.session.get_one(Tenant, member.tenant_id).household_id


def db_topic(panel):
    return get_panel(panel.id).topic


def wave(panel, by, count=80, entrance=Entrance.ENGAGED, *, now=NOW, seed="0123", last_day=LAST_DAY, only=None):
    with transaction():
        return send_wave(get_panel(panel.id), entrance, count, expires_on=last_day, why="omdat", seed=seed, by=by, now=now, only=only)


def invitations(db):
    return db.session.scalars(sa.select(Invitation).order_by(Invitation.id).execution_options(populate_existing=True)).all()


def outgoing(db):
    return db.session.scalars(sa.select(Outgoing).order_by(Outgoing.id).execution_options(populate_existing=True)).all()


def code_for(invitation):
    from accounts.queries import standing_token
    from accounts.service import code_of
    from recruitment.queries.asking import TOKEN_PURPOSE

    return code_of(standing_token(TOKEN_PURPOSE, invitation.id, invitation.tenant_id, NOW))


def say(invitation, choice=Answer.YES, now=NOW, **more):
    with transaction():
        answer(find_invitation(invitation.id), choice, now=now, **more)


def post_in(topic, household, **more):
    from foundation.db import db

    thread = Thread(topic_id=topic.id, title="Gesprek", started_at=NOW, last_post_at=NOW)
    db.session.add(thread)
    db.session.flush()
    db.session.add(
        Post(
            thread_id=thread.id, topic_id=topic.id, path="00001", author_kind=AuthorKind.TENANT, household_id=household.id, body="x", body_html="x",
            render_version=1, text_key="", created_at=NOW, day="2026-11-23", **more,
        )
    )  # fmt: skip
    db.session.flush()


# ---------------------------------------------------------------- who may be asked


def test_a_wave_writes_everything_that_leaves_the_house_as_rows(db, panel, by):
    with transaction():
        engage(panel, 2)
        engage(panel, 1, email=None)
    sent = wave(panel, by)
    rows = invitations(db)
    assert (sent.number, sent.asked_for, sent.seed, sent.expires_on) == (1, 80, "0123", LAST_DAY)
    assert {row.state for row in rows} == {InvitationState.SENT}
    assert sorted(row.channel.value for row in rows) == ["letter", "mail", "mail"], "nobody is lost for want of a mailbox"
    assert {(row.once, row.way.value) for row in outgoing(db)} == {(f"invitation:{row.id}", row.channel.value) for row in rows}
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Contact).where(Contact.purpose == "panel_invitation")) == 3
    for row in rows:
        assert find_token(code_for(row), "invitation", NOW).subject_id == row.id
    entry = db.session.scalar(sa.select(audit.Entry).where(audit.Entry.act == "recruitment.wave_sent"))
    assert (entry.actor_id, entry.detail["sent"], entry.detail["seed"]) == (by.id, 3, "0123")
    assert funnel_of(panel.id).asked == 3 and funnel_of(panel.id).by_channel[Channel.LETTER].asked == 1


def test_who_is_never_asked(db, panel, by):
    with transaction():
        topic = db_topic(panel)
        good, gone, refuser, recent, objector, closed, board_mail = engage(panel, 7)
        db.session.get_one(Tenant, gone.tenant_id).gone_at = NOW
        opt_out(refuser.tenant_id, "invitations", NOW - timedelta(days=900))
        note_contact(home_of(recent), recent.tenant_id, "panel_invitation", Channel.LETTER, NOW - SIX_MONTHS + timedelta(hours=1))
        db.session.add(ScoringNotice(account_id=objector.id, policy_version=1, shown_at=NOW, opted_out_at=NOW))
        closed.closed_at = NOW
        make_staff(Role.BOARD).email = board_mail.email
        held_back = make_engaged(topic)
        db.session.execute(sa.update(Engagement).where(Engagement.account_id == held_back.id).values(engaged=False, held_back=True))
        make_engaged(make_topic())  # engaged in another topic
        make_staff(Role.MODERATOR, tenant_id=make_tenant().id)
    with transaction():
        assert [tenant_id for tenant_id, _household in db.session.execute(eligible(get_panel(panel.id), Entrance.ENGAGED, NOW))] == [
            good.tenant_id
        ]
    wave(panel, by)
    assert [row.tenant_id for row in invitations(db)] == [good.tenant_id]


def test_the_cool_down_ends_and_counts_for_the_whole_household(db, panel, by):
    with transaction():
        member = engage(panel)[0]
        other = make_tenant(db.session.get_one(Household, home_of(member)))
        note_contact(other.household_id, other.id, "panel_invitation", Channel.MAIL, NOW - SIX_MONTHS)
    with pytest.raises(Refused, match="niemand"):
        wave(panel, by, now=NOW - timedelta(seconds=1))
    assert invitations(db) == []
    assert wave(panel, by, now=NOW).number == 1


def test_a_household_is_asked_once_for_a_panel_and_not_again_for_the_next(db, panel, by):
    with transaction():
        topic = db_topic(panel)
        home = make_household()
        for _member in range(3):
            make_engaged(topic, make_member(make_tenant(home)))
        assert count_eligible(get_panel(panel.id), Entrance.ENGAGED, NOW) == 1
        other_topic = make_topic()
        next_panel = make_panel(other_topic)
        make_engaged(other_topic, db.session.scalars(sa.select(Account).where(Account.tenant_id.is_not(None))).first())
    wave(panel, by)
    assert len(invitations(db)) == 1
    for again in (panel, next_panel):
        with pytest.raises(Refused, match="niemand"):
            wave(again, by)
    assert len(invitations(db)) == 1


def test_the_random_letter_goes_to_complexes_nobody_posted_from(db, panel, by):
    with transaction():
        topic = db_topic(panel)
        loud, hushed, silent = make_complex(), make_complex(), make_complex()
        post_in(topic, make_household(loud))
        post_in(topic, make_household(hushed), shown_to=ShownTo.NOBODY)
        post_in(make_topic(), make_household(silent))  # about something else
        for complex_ in (loud, hushed):
            make_tenant(make_household(complex_))
        home = make_household(silent)
        people = {make_tenant(home).id, make_tenant(home, email=None).id}
        alone = make_tenant(make_household(silent), email=None).id
    wave(panel, by, entrance=Entrance.RANDOM)
    asked = {row.tenant_id for row in invitations(db)}
    assert len(asked) == 2 and alone in asked and asked - {alone} < people
    assert {row.entrance for row in invitations(db)} == {Entrance.RANDOM}


def test_the_seed_decides_and_can_be_repeated(db, panel, by):
    with transaction():
        engage(panel, 30)
    people = [tuple(row) for row in db.session.execute(eligible(get_panel(panel.id), Entrance.ENGAGED, NOW))]
    wave(panel, by, 10, seed="a seed")
    assert [(row.tenant_id, row.household_id) for row in invitations(db)] == fair_order("a seed", people)[:10]
    second = wave(panel, by, 100, seed="another")
    assert (second.number, len(invitations(db))) == (2, 30)


def test_a_wave_can_go_to_the_group_that_lacks_volunteers(db, panel, by):
    with transaction():
        north, south = make_complex(district="Noord"), make_complex(district="Zuid")
        for complex_ in (north, south):
            make_engaged(db_topic(panel), make_member(make_tenant(make_household(complex_))))
    wave(panel, by, only=("district", "Zuid"))
    (row,) = invitations(db)
    assert db.session.get_one(Household, row.household_id).id == row.household_id
    assert composition_of(panel.id)["district"].asked == {"Zuid": 1}


def test_a_wave_that_may_not_go_leaves_nothing(db, panel, by):
    with transaction():
        engage(panel, 3)
    for wrong in ({"last_day": NOW.date()}, {"count": 0}, {"entrance": Entrance.PAPER}, {"last_day": date(2027, 2, 1)}):
        with pytest.raises(Refused):
            wave(panel, by, **wrong)
    with transaction():
        db.session.get_one(Panel, panel.id).frozen_at = NOW
    with pytest.raises(Refused, match="loting"):
        wave(panel, by)
    assert invitations(db) == [] and outgoing(db) == [] and db.session.scalar(sa.select(sa.func.count()).select_from(Wave)) == 0


@pytest.mark.race
def test_two_coordinators_at_once_never_ask_one_person_twice(app, db, by):
    with transaction():
        topics = [make_topic(), make_topic()]
        panels = [make_panel(topic).id for topic in topics]
        for _person in range(25):
            member = make_engaged(topics[0])
            make_engaged(topics[1], member)
    ends, start, by_id = [], threading.Barrier(4), by.id
    db.session.rollback()

    def send(panel_id, seed):
        with app.app_context():
            start.wait()
            try:
                with transaction():
                    send_wave(
                        get_panel(panel_id),
                        Entrance.ENGAGED,
                        20,
                        expires_on=LAST_DAY,
                        why="",
                        seed=seed,
                        by=db.session.get_one(Account, by_id),
                        now=NOW,
                    )
                ends.append("sent")
            except Refused:
                ends.append("refused")

    workers = [threading.Thread(target=send, args=(panels[number % 2], str(number))) for number in range(4)]
    [worker.start() for worker in workers]
    [worker.join() for worker in workers]
    db.session.rollback()
    assert len(ends) == 4 and "sent" in ends
    households = [row.household_id for row in invitations(db)]
    assert len(households) == len(set(households)) == 25, "the cool-down holds over two panels as well"
    numbers = db.session.execute(sa.select(Wave.panel_id, Wave.number)).all()
    assert len(numbers) == len(set(numbers)) == ends.count("sent")


def test_the_database_itself_refuses_a_second_invitation(db, panel):
    with transaction():
        tenant = make_tenant()
    row = {
        "panel_id": panel.id, "tenant_id": tenant.id, "household_id": tenant.household_id, "entrance": Entrance.SELF, "channel": Channel.WEB,
        "state": InvitationState.SENT, "created_at": NOW,
    }  # fmt: skip
    with pytest.raises(sa.exc.IntegrityError), transaction():
        db.session.add_all([Invitation(**row), Invitation(**row)])


def test_a_large_wave_costs_few_queries(db, panel, by):
    with transaction():
        engage(panel, 300)
        by_id = by.id
    with statements(db.engine) as seen, transaction():
        lead = db.session.get_one(Account, by_id)
        send_wave(get_panel(panel.id), Entrance.ENGAGED, 300, expires_on=LAST_DAY, why="", seed="s", by=lead, now=NOW)
    assert len(invitations(db)) == 300
    # SQLite writes row by row, in this process; what counts there is that nothing is looked up per person.
    asked = [one for one in seen if not one.startswith("INSERT") or db.engine.dialect.name != "sqlite"]
    assert len(asked) < 60, Counter(one[:60] for one in seen)


# ---------------------------------------------------------------- one at a time


def test_on_paper_by_number_with_a_reason(db, panel, by):
    with transaction():
        tenant = make_tenant(email=None)
    with transaction():
        row = invite_on_paper(
            get_panel(panel.id), f" {tenant.number} ", Channel.LETTER, reason="Sprak mij aan", said_yes=False, by=by, now=NOW
        )
    assert (row.entrance, row.channel, row.state) == (Entrance.PAPER, Channel.LETTER, InvitationState.SENT)
    assert [(one.once, one.way) for one in outgoing(db)] == [(f"invitation:{row.id}", Way.LETTER)]
    entry = db.session.scalar(sa.select(audit.Entry).where(audit.Entry.act == "recruitment.invited_on_paper"))
    assert (entry.subject, entry.subject_id, entry.reason) == ("tenant", tenant.id, "Sprak mij aan")
    with pytest.raises(Refused, match="al gevraagd"), transaction():
        invite_on_paper(get_panel(panel.id), tenant.number, Channel.PHONE, reason="Nog eens", said_yes=False, by=by, now=NOW)


def test_paper_does_not_get_around_the_rules_but_an_own_yes_does(db, panel, by):
    with transaction():
        refuser, recent, gone = make_tenant(), make_tenant(), make_tenant(gone_at=NOW)
        opt_out(refuser.id, "invitations", NOW)
        note_contact(recent.household_id, recent.id, "panel_invitation", Channel.MAIL, NOW - timedelta(days=3))
        worker = make_tenant()
        make_staff(Role.BOARD).email = worker.email
    for tenant in (refuser, recent, gone, worker):
        with pytest.raises(Refused), transaction():
            invite_on_paper(get_panel(panel.id), tenant.number, Channel.LETTER, reason="Omdat", said_yes=False, by=by, now=NOW)
    for tenant in (gone, worker):
        with pytest.raises(Refused), transaction():
            invite_on_paper(get_panel(panel.id), tenant.number, Channel.PHONE, reason="Omdat", said_yes=True, by=by, now=NOW)
    assert invitations(db) == []
    for tenant in (refuser, recent):
        with transaction():
            invite_on_paper(get_panel(panel.id), tenant.number, Channel.PHONE, reason="Belde zelf", said_yes=True, by=by, now=NOW)
    assert {one.tenant_id for one in volunteers_of(panel.id)} == {refuser.id, recent.id}
    assert outgoing(db) == [], "who came by themselves is not asked"


def test_nominating_yourself_is_a_yes(db, panel):
    with transaction():
        member = make_member()
        opt_out(member.tenant_id, "invitations", NOW)
    with transaction():
        row = nominate_self(get_panel(panel.id), db.session.get_one(Account, member.id), "rolstoel", NOW)
    assert (row.entrance, row.channel, row.answer) == (Entrance.SELF, Channel.WEB, Answer.YES)
    (volunteer,) = volunteers_of(panel.id)
    assert (volunteer.tenant_id, volunteer.needs) == (member.tenant_id, "rolstoel")
    assert re.fullmatch(rf"[{codes.ALPHABET}]{{10}}", volunteer.number)
    with transaction():
        nominate_self(get_panel(panel.id), db.session.get_one(Account, member.id), "", NOW)
    assert len(invitations(db)) == 1, "twice is once"
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Contact)) == 0


def test_nominating_yourself_answers_the_invitation_that_lies_there(db, panel, by):
    with transaction():
        member = engage(panel)[0]
    wave(panel, by)
    with transaction():
        nominate_self(get_panel(panel.id), db.session.get_one(Account, member.id), "", NOW)
    (row,) = invitations(db)
    assert (row.entrance, row.state, row.answer) == (Entrance.ENGAGED, InvitationState.ANSWERED, Answer.YES)
    assert [(one.id, one.panel.topic.slug) for one in invitations_for(member.tenant_id)] == [(row.id, "reparaties")]


# ---------------------------------------------------------------- answers


@pytest.fixture
def asked(db, panel, by):
    with transaction():
        engage(panel, 1)
    wave(panel, by)
    return invitations(db)[0]


def test_yes_no_and_yes_again(db, panel, asked):
    say(asked, Answer.YES, needs="tolk", channel=Channel.WEB)
    (first,) = volunteers_of(panel.id)
    number = first.number
    say(asked, Answer.NO, reason="time", remark="Druk", now=NOW + timedelta(days=1))
    assert volunteers_of(panel.id) == []
    stopped = db.session.scalar(sa.select(Volunteer))
    assert (stopped.stopped_at, stopped.needs) == (NOW + timedelta(days=1), "")
    row = invitations(db)[0]
    assert (row.answer, row.reason, row.remark) == (Answer.NO, "time", "Druk")
    say(asked, Answer.YES, now=NOW + timedelta(days=2))
    (back,) = volunteers_of(panel.id)
    assert (back.number, back.said_yes_at, back.stopped_at) == (number, NOW + timedelta(days=2), None)
    funnel = funnel_of(panel.id)
    assert (funnel.asked, funnel.yes, funnel.no, funnel.reasons) == (1, 1, 0, {})


def test_the_answer_may_change_until_the_day_before_the_evening(db, panel, asked):
    evening = datetime(2027, 1, 2, 12, tzinfo=UTC)  # the factory's: 40 days on
    say(asked, Answer.YES)
    say(asked, Answer.NO, now=evening - timedelta(hours=13, minutes=1))  # 23.59 here, the day before
    with pytest.raises(Refused, match="Bel ons"):
        say(asked, Answer.YES, now=evening - timedelta(hours=13))
    assert invitations(db)[0].answer is Answer.NO


def test_too_late_is_for_the_phone_and_after_freezing_nobody(db, panel, by, asked):
    late = NOW + timedelta(days=22)
    with pytest.raises(Refused, match="Bel ons"):
        say(asked, now=late)
    say(asked, now=late, channel=Channel.PHONE, by=by)
    row = invitations(db)[0]
    assert (row.answered_by_channel, row.answered_by_id) == (Channel.PHONE, by.id)
    assert db.session.scalar(sa.select(audit.Entry.subject_id).where(audit.Entry.act == "recruitment.answered_for")) == asked.id
    with transaction():
        db.session.get_one(Panel, panel.id).frozen_at = NOW
    for who in ({}, {"by": by, "channel": Channel.PHONE}):
        with pytest.raises(Refused, match="loting"):
            say(asked, Answer.NO, **who)
    assert len(volunteers_of(panel.id)) == 1, "what was frozen stands still"


def test_never_again_is_kept_for_the_next_panel(db, panel, by, asked):
    say(asked, Answer.NO, never_again=True)
    assert db.session.scalar(sa.select(OptOut.tenant_id).where(OptOut.scope == "invitations")) == asked.tenant_id
    with transaction():
        topic = make_topic()
        later = make_panel(topic, evening=NOW + timedelta(days=500))
        make_engaged(topic, db.session.scalar(sa.select(Account).where(Account.tenant_id == asked.tenant_id)))
    with pytest.raises(Refused, match="niemand"):
        wave(later, by, now=NOW + timedelta(days=400), last_day=date(2028, 1, 10))


def test_withdrawing_stops_the_code_and_the_letter(db, panel, by, asked):
    code = code_for(asked)
    with transaction():
        withdraw(get_panel(panel.id), find_invitation(asked.id), "Verkeerd adres", by, NOW)
    assert find_token(code, "invitation", NOW) is None
    with pytest.raises(Refused, match="ingetrokken"):
        say(asked)
    assert outbox.render(outgoing(db)[0]) is None
    with pytest.raises(Refused, match="ingetrokken"), transaction():
        withdraw(get_panel(panel.id), find_invitation(asked.id), "Weer", by, NOW)


def test_opening_a_name_is_logged_without_the_name(db, by, asked):
    with transaction():
        open_name(find_invitation(asked.id), "Terugbellen", by, NOW)
    entry = db.session.scalar(sa.select(audit.Entry).where(audit.Entry.act == "recruitment.name_opened"))
    assert (entry.subject, entry.subject_id, entry.actor_id, entry.reason) == ("tenant", asked.tenant_id, by.id, "Terugbellen")
    assert "Huurder" not in str(entry.detail)
    with pytest.raises(Refused, match="waarom"), transaction():
        open_name(find_invitation(asked.id), "  ", by, NOW)


def test_lists_are_blind(db, panel, by):
    with transaction():
        engage(panel, 3)
    wave(panel, by)
    rows = blind_rows(panel.id)
    assert len(rows) == 3
    assert set(vars(rows[0])) == {"id", "entrance", "channel", "state", "answer", "wave"}
    assert [row.id for row in blind_rows(panel.id, after=rows[0].id, most=1)] == [rows[1].id]


# ---------------------------------------------------------------- mail, letters, jobs


def test_the_mail_really_leads_to_the_question(app, db, panel, by, mailbox, asked):
    done = mail.send_due(app.extensions["mail_sender"], NOW)
    assert (done.ran, done.failed) == (1, 0)
    text, code = mailbox.text(), code_for(asked)
    assert f"http://meedenkers.test/antwoord/{code}" in text
    assert codes.display(code) in text and "http://meedenkers.test/antwoord " in text.replace("\n", " ")
    assert "zaterdag 2 januari 2027" in text and "Buurthuis De Linde" in text
    assert "loting" in text and "maandag 14 december 2026" in text
    assert "Huurder Van" not in text, "no name in a mailbox that others may read"
    mail.send_due(app.extensions["mail_sender"], NOW)
    assert len(mailbox.messages) == 1


def test_the_letter_has_the_code_the_page_and_the_phone(db, panel, by):
    with transaction():
        engage(panel, 1, email=None, name="Fatma Yılmaz")
    wave(panel, by)
    (row,) = outgoing(db)
    letter = outbox.render(row)
    code = code_for(invitations(db)[0])
    words = " ".join(letter.texts())
    assert letter.address[0] == "Fatma Yılmaz"
    assert letter.code == codes.display(code) and letter.url.endswith(f"/antwoord/{code}")
    assert "http://meedenkers.test/antwoord" in words and "loting" in words and "bel" in words.lower()
    page = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf([letter], title="Brieven", created=NOW))).pages)
    assert codes.display(code) in page


def test_what_waits_is_dropped_when_it_is_no_longer_wanted(db, panel, asked):
    (row,) = outgoing(db)
    assert outbox.render(row) is not None
    with transaction():
        opt_out(asked.tenant_id, "invitations", NOW)
    assert outbox.render(row) is None


def test_a_refused_mail_becomes_a_letter(app, db, panel, by, mailbox, asked):
    mailbox.refuse[outbox.render(outgoing(db)[0]).to] = "550 no such mailbox"
    mail.send_due(app.extensions["mail_sender"], NOW)
    assert outgoing(db)[0].state is SendState.FAILED
    assert [send_by_letter(NOW).ran for _ in range(2)] == [1, 0]
    letter = outgoing(db)[-1]
    assert (letter.way, invitations(db)[0].channel) == (Way.LETTER, Channel.LETTER)
    assert codes.display(code_for(asked)) == outbox.render(letter).code


def test_one_reminder_to_who_did_not_answer(app, db, panel, by, mailbox):
    with transaction():
        engage(panel, 3)
    wave(panel, by)
    mail.send_due(app.extensions["mail_sender"], NOW)
    first, second, third = invitations(db)
    say(first, Answer.NO)
    with transaction():
        withdraw(get_panel(panel.id), find_invitation(second.id), "Vergissing", by, NOW)
    assert send_reminders(NOW + timedelta(days=13)).ran == 0
    week_before = NOW + timedelta(days=14)
    with time_machine.travel(week_before, tick=False):
        assert [send_reminders(week_before).ran for _ in range(2)] == [1, 0]
        before = len(mailbox.messages)
        mail.send_due(app.extensions["mail_sender"], week_before)
        assert len(mailbox.messages) == before + 1
        assert "Herinnering" in mailbox.messages[-1]["Subject"]
        assert code_for(third) in mailbox.text()
    assert db.session.scalar(sa.select(Wave.reminded_at)) == week_before
    assert [row.reminded_at for row in invitations(db)] == [None, None, week_before]
    assert send_reminders(NOW + timedelta(days=20)).ran == 0


def test_whoever_lets_the_last_day_go_by_is_expired(db, panel, by):
    with transaction():
        engage(panel, 2)
    wave(panel, by)
    first, _second = invitations(db)
    say(first)
    assert let_expire(datetime(2026, 12, 14, 22, 59, tzinfo=UTC)).ran == 0, "23.59 here on the last day"
    assert let_expire(datetime(2026, 12, 14, 23, 0, tzinfo=UTC)).ran == 1
    assert [row.state for row in invitations(db)] == [InvitationState.ANSWERED, InvitationState.EXPIRED]
    assert (funnel_of(panel.id).expired, funnel_of(panel.id).asked) == (1, 2)


def test_a_cancelled_panel_tells_who_said_yes_and_asks_nobody(app, db, panel, by, mailbox):
    with transaction():
        engage(panel, 2)
    wave(panel, by)
    first, _second = invitations(db)
    say(first)
    with transaction():
        cancel_panel(get_panel(panel.id), "Te weinig mensen", by, NOW)
    mail.send_due(app.extensions["mail_sender"], NOW)
    assert [message["Subject"] for message in mailbox.messages] == ["Het klantenpanel gaat niet door"]
    assert [row.state for row in invitations(db)] == [InvitationState.ANSWERED, InvitationState.WITHDRAWN]
    with pytest.raises(Refused, match="gaat niet door"):
        say(first, Answer.NO)


def test_who_said_yes_hears_of_another_evening_until_there_are_seats(app, db, panel, by, mailbox):
    def move(days):
        with transaction():
            row, evening = get_panel(panel.id), sessions_of(panel.id)[0]
            starts = evening.starts_at + timedelta(days=days)
            change_evening(row, evening, Evening(starts, starts + timedelta(hours=2), "De Linde", "Plein 2", ""), by, NOW)
        mail.send_due(app.extensions["mail_sender"], NOW)

    with transaction():
        engage(panel, 3)
    wave(panel, by)
    first, second, _silent = invitations(db)
    say(first), say(second)
    with transaction():
        db.session.get_one(Tenant, second.tenant_id).bouncing_at = NOW
    mail.send_due(app.extensions["mail_sender"], NOW)  # the invitations
    before = len(mailbox.messages)
    move(7)
    (message,) = mailbox.messages[before:]
    assert message["Subject"] == "De bijeenkomst van het klantenpanel is veranderd" and "De Linde" in mailbox.text()
    (letter,) = [row for row in outgoing(db) if row.way is Way.LETTER and row.kind == "recruitment.evenings"]
    assert "De Linde" in " ".join(outbox.render(letter).paragraphs)
    move(7)
    assert len(mailbox.messages) == before + 2 and outbox.render(letter) is None, "the letter with the older day is not printed"
    with transaction():
        get_panel(panel.id).seated_at = NOW
    move(7)
    assert len(mailbox.messages) == before + 2, "who has a seat gets a calendar, who has none is not concerned"


@pytest.mark.race
def test_an_answer_waits_for_the_freezing_and_is_refused(app, db, panel, asked):
    """A yes that arrives while the draw is being frozen must not slip in behind it."""
    import time

    inside, ends = threading.Event(), []

    def freeze():
        from foundation.db import lock

        with app.app_context(), transaction():
            row = db.session.get_one(Panel, panel_id)
            lock(row)
            inside.set()
            time.sleep(0.5)
            row.frozen_at = NOW

    def yes():
        with app.app_context():
            inside.wait()
            try:
                with transaction():
                    answer(find_invitation(invitation_id), Answer.YES, now=NOW)
                ends.append("yes")
            except Refused:
                ends.append("refused")

    panel_id, invitation_id = panel.id, asked.id
    db.session.rollback()
    workers = [threading.Thread(target=freeze), threading.Thread(target=yes)]
    [worker.start() for worker in workers]
    [worker.join() for worker in workers]
    assert ends == ["refused"]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Volunteer)) == 0
    assert db.session.scalar(sa.select(sa.func.count()).select_from(AnswerToken)) == 1
