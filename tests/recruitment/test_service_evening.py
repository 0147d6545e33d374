from datetime import timedelta

import pytest
import sqlalchemy as sa
from evenings import EVENING, Room
from factories import NOW, make_tenant
from sqlalchemy.exc import IntegrityError

from accounts.queries import find_token, standing_token
from accounts.service import code_of
from foundation import audit, mail, outbox
from foundation.db import transaction
from foundation.errors import Refused
from foundation.letters import Letter
from foundation.outbox import Outgoing, SendState, Way
from recruitment.jobs.outcomes import send_minutes_by_letter
from recruitment.models import Attendance, PanelSession, Volunteer
from recruitment.queries.evening import check_in_list, evening_at_hand, find_minutes, minutes_for, unmarked
from recruitment.rules.evening import MINUTES_TOKEN
from recruitment.service import evening as service

DAY = timedelta(days=1)


@pytest.fixture
def room(db):
    with transaction():
        yield Room()


def hold(room, came=(True, True, False)):
    for seat, there in zip(room.seats, came, strict=True):
        service.note_attendance(room.session, seat, there, "ill", room.coordinator, NOW)
    service.close_list(room.session, room.coordinator, NOW)


def test_marking_again_corrects_and_closing_makes_it_stand(room, db):
    service.note_attendance(room.session, room.seats[0], False, "ill", room.coordinator, NOW)
    assert room.session.opened_at == NOW
    service.note_attendance(room.session, room.seats[0], True, "ill", room.coordinator, NOW)
    row = db.session.scalars(sa.select(Attendance)).one()
    assert (row.came, row.reason) == (True, "")
    with pytest.raises(Refused, match="2 personen"):
        service.close_list(room.session, room.coordinator, NOW)
    for seat in room.seats[1:]:
        service.note_attendance(room.session, seat, False, "kwam niet opdagen", room.coordinator, NOW)
    assert unmarked(room.session) == 0
    service.close_list(room.session, room.coordinator, NOW)
    with pytest.raises(Refused, match="gesloten"):
        service.note_attendance(room.session, room.seats[0], False, "ill", room.coordinator, NOW)
    assert {mark.reason for mark in db.session.scalars(sa.select(Attendance)) if not mark.came} == {"unknown"}


def test_a_given_up_seat_is_not_on_the_list(room):
    room.seats[1].given_up_at = NOW
    with pytest.raises(Refused):
        service.note_attendance(room.session, room.seats[1], True, "", room.coordinator, NOW)
    assert [chair.seat.id for chair in check_in_list(room.session)] == [room.seats[0].id, room.seats[2].id]


def test_the_database_keeps_one_mark_a_person(room, db):
    for came in (True, False):
        db.session.add(Attendance(panel_session_id=room.session.id, seat_id=room.seats[0].id, came=came, noted_at=NOW))
    with pytest.raises(IntegrityError):
        db.session.flush()
    db.session.rollback()


def test_needs_go_after_the_last_evening(room, db):
    people = db.session.scalars(sa.select(Volunteer)).all()
    people[0].needs = "een rolstoel"
    second = PanelSession(
        panel_id=room.panel.id, starts_at=EVENING + DAY, ends_at=EVENING + DAY + timedelta(hours=2), place="Zaal", address="Plein 1", changed_at=NOW
    )  # fmt: skip
    db.session.add(second)
    db.session.flush()
    hold(room)
    assert people[0].needs == "een rolstoel"
    assert evening_at_hand([room.session, second], NOW) is room.session
    for seat in room.seats:
        service.note_attendance(second, seat, True, "", room.coordinator, NOW + DAY)
    service.close_list(second, room.coordinator, NOW + DAY)
    db.session.expire_all()
    assert [one.needs for one in db.session.scalars(sa.select(Volunteer))] == ["", "", ""]


def test_minutes_wait_for_the_closed_list(room):
    with pytest.raises(Refused, match="lijst"):
        service.write_minutes(room.session, "Tekst", room.coordinator, NOW)
    hold(room)
    minutes = service.write_minutes(room.session, "## Wie\n\nElf <script>mensen</script>", room.coordinator, NOW)
    assert "<h" in minutes.body_html and "<script" not in minutes.body_html


def test_minutes_reach_everybody_who_was_there_by_mail_or_letter(db, app, mailbox):
    with transaction():
        room = Room()
        room.tenants[1].email = None
        hold(room)
        minutes = service.write_minutes(room.session, "## Lift\n\nDe lift moet vaker schoon.", room.coordinator, NOW)
        minutes_id, tenant_ids = minutes.id, [tenant.id for tenant in room.tenants]
        address = room.tenants[0].email
        assert service.share_minutes(minutes, room.coordinator, NOW) == 2
        with pytest.raises(Refused, match="al gestuurd"):
            service.share_minutes(minutes, room.coordinator, NOW)
    mail.send_due(app.extensions["mail_sender"], NOW)
    assert mailbox.recipients == [address]
    code = code_of(standing_token(MINUTES_TOKEN, minutes_id, tenant_ids[0], NOW))
    assert "/verslag/" in mailbox.text() and code[:4] in mailbox.text()
    assert "De lift moet vaker schoon" not in mailbox.text()  # behind the link
    letter = db.session.scalars(sa.select(Outgoing).where(Outgoing.way == Way.LETTER)).one()
    paper = outbox.render(letter)
    assert isinstance(paper, Letter)
    assert "De lift moet vaker schoon." in paper.paragraphs and paper.code
    token = find_token(paper.code, "minutes", NOW)
    assert token is not None and token.tenant_id == tenant_ids[1]
    assert find_token(paper.code, "invitation", NOW) is None
    assert standing_token(MINUTES_TOKEN, minutes_id, tenant_ids[2], NOW) is None  # was not there
    assert len(minutes_for(tenant_ids[0])) == 1 and not minutes_for(tenant_ids[2])


def test_a_mailbox_that_does_not_exist_becomes_a_letter(db, app, mailbox):
    with transaction():
        room = Room(people=1)
        mailbox.refuse[room.tenants[0].email] = "550 no such mailbox"
        hold(room, [True])
        service.share_minutes(service.write_minutes(room.session, "Tekst", room.coordinator, NOW), room.coordinator, NOW)
    mail.send_due(app.extensions["mail_sender"], NOW)
    assert send_minutes_by_letter(NOW).ran == 1 and send_minutes_by_letter(NOW).ran == 0
    assert db.session.scalars(sa.select(Outgoing).where(Outgoing.way == Way.LETTER)).one().state is SendState.QUEUED


def test_only_who_was_there_asks_and_settling_waits(room, db):
    hold(room)
    minutes = service.write_minutes(room.session, "Tekst", room.coordinator, NOW)
    service.share_minutes(minutes, room.coordinator, NOW)
    asked = service.ask_amendment(minutes, room.tenants[0].id, "Er staat 11, het waren er 12.", NOW + DAY)
    by_phone = service.ask_amendment(minutes, room.tenants[1].id, "Gehoord aan de telefoon", NOW + DAY, by=room.coordinator)
    for stranger in (room.tenants[2].id, make_tenant().id):
        with pytest.raises(Refused, match="Alleen wie"):
            service.ask_amendment(minutes, stranger, "Ik vind", NOW + DAY)
    after = minutes.amend_until_at
    with pytest.raises(Refused):
        service.ask_amendment(minutes, room.tenants[0].id, "Te laat", after)
    with pytest.raises(Refused, match="kan nog"):
        service.settle_minutes(minutes, room.coordinator, NOW + DAY)
    service.answer_amendment(minutes, asked, True, "Aangepast.", room.coordinator, NOW + DAY)
    with pytest.raises(Refused, match="zonder antwoord"):
        service.settle_minutes(minutes, room.coordinator, after)
    service.answer_amendment(minutes, by_phone, False, "Dat is niet gezegd.", room.coordinator, after)
    service.settle_minutes(minutes, room.coordinator, after)
    with pytest.raises(Refused, match="vastgesteld"):
        service.write_minutes(room.session, "Anders", room.coordinator, after)
    acts = [entry.act for entry in db.session.scalars(sa.select(audit.Entry))]
    assert "recruitment.minutes_settled" in acts and "recruitment.list_closed" in acts


def test_nothing_is_sent_for_an_evening_where_nobody_came(room):
    hold(room, [False, False, False])
    minutes = service.write_minutes(room.session, "Niemand", room.coordinator, NOW)
    with pytest.raises(Refused, match="niemand"):
        service.share_minutes(minutes, room.coordinator, NOW)
    assert find_minutes(room.session.id).shared_at is None
