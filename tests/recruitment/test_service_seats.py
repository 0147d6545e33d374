import io
import threading
from datetime import timedelta

import pytest
import sqlalchemy as sa
from draws import Draws
from evenings import volunteer
from factories import NOW, make_panel, make_tenant
from pypdf import PdfReader
from statements import statements

from accounts.models import AnswerToken
from accounts.queries import find_token
from foundation import audit, codes, outbox
from foundation.db import transaction
from foundation.errors import Refused
from foundation.letters import pdf
from foundation.outbox import Outgoing, Way
from recruitment.jobs.drawing import reserves as overdue_job
from recruitment.lottery import sealed_text
from recruitment.models import Draw, Panel, PanelSession, Reserve, Seat, Volunteer
from recruitment.queries.drawing import next_evening, reserves_of, seats_of
from recruitment.service import drawing, panels, seats

DAY = timedelta(days=1)


@pytest.fixture
def room(db):
    """Three chairs taken, two Noord and one Zuid (both districts at least one and at most two); five reserves in this order."""
    with transaction():
        scene = Draws()
        panel, people = scene.panel, db.session.scalars(sa.select(Volunteer).order_by(Volunteer.id)).all()
        db.session.add(
            Draw(
                panel_id=panel.id,
                frozen_at=NOW,
                sealed=sealed_text(drawing.problem_of(panel), ""),
                lottery="{}",
                lottery_sha256="0",
                drawn_at=NOW,
            )
        )
        panel.frozen_at = NOW
        numbers = [one.number for one in people]  # 0-4 Noord, 5-7 Zuid; 0 and 5 have no mail address
        scene.ids = [one.id for one in people]
        seats.seat_the_drawn(panel, [numbers[i] for i in (0, 1, 5)], [numbers[i] for i in (2, 6, 3, 4, 7)], NOW)
    return scene


def seat_of(db, room, place):
    return db.session.scalars(sa.select(Seat).where(Seat.volunteer_id == room.ids[place])).one()


def reserve_of(db, room, place):
    return db.session.scalars(sa.select(Reserve).where(Reserve.volunteer_id == room.ids[place])).one()


def asked(db, room):
    db.session.rollback()
    return [
        room.ids.index(one.volunteer_id)
        for one in reserves_of(room.panel_id)
        if one.asked_at and not one.said_no_at and not one.said_yes_at
    ]


def give_up(db, room, place, now=NOW, **more):
    with transaction():
        seats.give_up(seat_of(db, room, place), now, **more)


def test_the_first_reserve_who_keeps_the_quotas_is_asked_not_the_first_in_line(room, db):
    give_up(db, room, 5)  # the only one from Zuid: reserve 2 comes first but is from Noord
    assert asked(db, room) == [6]
    assert len(seats_of(room.panel_id)) == 2, "asked is not seated"
    give_up(db, room, 0)
    assert asked(db, room) == [2, 6]


def test_a_reserve_is_seated_by_a_fresh_yes_alone(room, db):
    give_up(db, room, 5)
    for place in (2, 3, 4, 7):  # never asked
        with pytest.raises(Refused, match="nog geen plaats"), transaction():
            seats.take_chair(reserve_of(db, room, place), NOW)
    with transaction():
        seat = seats.take_chair(reserve_of(db, room, 6), NOW + DAY)
        assert (seat.chair, seat.from_reserve) == (3, True)
    with pytest.raises(Refused, match="al een plaats"), transaction():
        seats.take_chair(reserve_of(db, room, 6), NOW + DAY)
    assert [one.chair for one in seats_of(room.panel_id)] == [1, 2, 3]


def test_no_answer_in_time_is_a_no_and_the_next_is_asked(room, db):
    give_up(db, room, 5)
    assert overdue_job(NOW + 2 * DAY).ran == 0
    with pytest.raises(Refused, match="tijd"), transaction():
        seats.take_chair(reserve_of(db, room, 6), NOW + 3 * DAY)
    assert overdue_job(NOW + 3 * DAY).ran == 1
    assert asked(db, room) == [7] and overdue_job(NOW + 3 * DAY).ran == 0
    with pytest.raises(Refused, match="al geantwoord"), transaction():
        seats.decline_chair(reserve_of(db, room, 6), NOW + 3 * DAY)
    with pytest.raises(Refused, match="nog geen plaats"), transaction():
        seats.decline_chair(reserve_of(db, room, 2), NOW)
    assert reserve_of(db, room, 2).said_no_at is None


def test_without_a_reserve_who_fits_a_person_decides_with_a_reason_in_the_log(room, db):
    give_up(db, room, 5)
    for place in (6, 7):
        with transaction():
            seats.decline_chair(reserve_of(db, room, place), NOW)
    assert asked(db, room) == []
    choice = seats.reserve_for(room.panel, seat_of(db, room, 5), NOW)
    assert choice.id and drawing.in_words(choice.smallest_change[0].text).startswith("wijk, ")
    with pytest.raises(Refused, match="waarom"), transaction():
        seats.ask_anyway(room.panel, seat_of(db, room, 5), room.by(), " ", NOW)
    with transaction():
        seats.ask_anyway(room.panel, seat_of(db, room, 5), room.by(), "Er is niemand meer uit Zuid", NOW)
    assert asked(db, room) == [2]
    entry = db.session.scalars(sa.select(audit.Entry).where(audit.Entry.act == "recruitment.quota_eased")).one()
    assert entry.reason == "Er is niemand meer uit Zuid" and entry.detail["changes"]
    with pytest.raises(Refused, match="al iemand gevraagd"), transaction():
        seats.ask_anyway(room.panel, seat_of(db, room, 5), room.by(), "Nog een", NOW)
    with pytest.raises(Refused, match="al iemand gevraagd"), transaction():
        seats.ask_anyway(room.panel, seat_of(db, room, 0), room.by(), "Deze stoel is bezet", NOW)


@pytest.mark.race
def test_two_reserves_at_once_never_oversell(app, room, db):
    """Both were asked, as no path of ours does; the last chair is given once."""
    give_up(db, room, 0)
    with transaction():
        for place in (2, 3, 4):
            one = reserve_of(db, room, place)
            one.asked_at, one.answer_by_at = NOW, NOW + DAY
    ids = [reserve_of(db, room, place).id for place in (2, 3, 4)]
    start, ends = threading.Barrier(6), []
    db.session.rollback()

    def yes(reserve_id):
        with app.app_context():
            start.wait()
            try:
                with transaction():
                    seats.take_chair(db.session.get_one(Reserve, reserve_id), NOW)
                ends.append("seated")
            except Refused:
                ends.append("refused")

    workers = [threading.Thread(target=yes, args=(one,)) for one in ids * 2]
    [one.start() for one in workers]
    [one.join() for one in workers]
    db.session.rollback()
    assert sorted(ends) == ["refused"] * 5 + ["seated"]
    assert [one.chair for one in seats_of(room.panel_id)] == [1, 2, 3]


@pytest.mark.race
def test_two_who_cancel_at_once_make_two_different_reserves_be_asked(app, room, db):
    ids = [seat_of(db, room, place).id for place in (0, 1)]
    start = threading.Barrier(2)
    db.session.rollback()

    def cancel(seat_id):
        with app.app_context():
            start.wait()
            with transaction():
                seats.give_up(db.session.get_one(Seat, seat_id), NOW)

    workers = [threading.Thread(target=cancel, args=(one,)) for one in ids]
    [one.start() for one in workers]
    [one.join() for one in workers]
    db.session.rollback()
    chairs = [one.for_seat_id for one in reserves_of(room.panel_id) if one.asked_at]
    assert len(chairs) == len(set(chairs)) <= 2 and len(seats_of(room.panel_id)) == 1


def test_one_household_never_has_two_chairs(room, db):
    give_up(db, room, 0)
    with transaction():
        same = db.session.get_one(Volunteer, room.ids[1]).household_id
        db.session.get_one(Volunteer, room.ids[2]).household_id = same
    with pytest.raises(Refused, match="huishouden"), transaction():
        seats.take_chair(reserve_of(db, room, 2), NOW)
    with pytest.raises(sa.exc.IntegrityError), transaction():
        db.session.add(Seat(panel_id=room.panel_id, volunteer_id=room.ids[2], household_id=same, chair=1, seats=3, seated_at=NOW))
    db.session.rollback()
    assert len(seats_of(room.panel_id)) == 2


@pytest.mark.parametrize("chair", [0, 1, 4])
def test_the_database_refuses_a_chair_that_is_taken_or_not_there(room, db, chair):
    place = room.ids[2]
    with pytest.raises(sa.exc.IntegrityError), transaction():
        who = db.session.get_one(Volunteer, place)
        db.session.add(Seat(panel_id=room.panel_id, volunteer_id=place, household_id=who.household_id, chair=chair, seats=3, seated_at=NOW))


def test_more_drawn_than_seats_is_impossible(db):
    with transaction():
        panel_id = make_panel(seats=2).id
        numbers = [volunteer(db.session.get_one(Panel, panel_id)).number for _ in range(3)]
    with pytest.raises(sa.exc.IntegrityError), transaction():
        seats.seat_the_drawn(db.session.get_one(Panel, panel_id), numbers, [], NOW)
    db.session.rollback()
    assert not seats_of(panel_id, standing=False)


def test_giving_up_twice_late_and_after_the_evening(room, db):
    starts = next_evening(room.panel_id).starts_at
    give_up(db, room, 0)
    with pytest.raises(Refused, match="al afgezegd"):
        give_up(db, room, 0)
    give_up(db, room, 1, starts - timedelta(hours=2))
    assert [seat_of(db, room, place).given_up_reason for place in (0, 1)] == ["cancelled", "cancelled_late"]
    with pytest.raises(Refused, match="al geweest"):
        give_up(db, room, 5, starts + timedelta(hours=2))
    before = asked(db, room)
    give_up(db, room, 5, starts + timedelta(minutes=5))
    assert asked(db, room) == before, "nobody is asked once the evening has begun"


def test_who_cancels_has_no_code_any_more_and_is_no_volunteer(room, db):
    (token,) = db.session.scalars(
        sa.select(AnswerToken).where(AnswerToken.purpose == "seat", AnswerToken.subject_id == seat_of(db, room, 0).id)
    )
    give_up(db, room, 0, withdrawn=True, by=room.by())
    db.session.refresh(token)
    assert token.revoked_at == NOW and db.session.get_one(Volunteer, room.ids[0]).stopped_at == NOW
    entry = db.session.scalars(sa.select(audit.Entry).where(audit.Entry.act == "recruitment.seat_given_up")).one()
    assert entry.detail == {"how": "withdrawn"} and entry.actor_id == room.by().id


def test_while_no_evening_is_planned_people_can_still_cancel(room, db):
    with transaction():
        panels.cancel_evening(room.panel, next_evening(room.panel_id), "Zaal dicht", room.by(), NOW)
    give_up(db, room, 0)
    assert asked(db, room) == []
    with transaction():
        evening = panels.Evening(NOW + 20 * DAY, NOW + 20 * DAY + timedelta(hours=2), "Zaal", "Plein 1", "")
        panels.add_evening(room.panel, evening, room.by(), NOW)
    with transaction():
        seats.ask_anyway(room.panel, seat_of(db, room, 0), room.by(), "", NOW)
    assert asked(db, room) == [2], "who fits is asked without a reason"


def test_a_cancelled_panel_seats_and_asks_nobody_and_writes_nobody(room, db):
    give_up(db, room, 0)
    with transaction():
        panels.cancel_panel(room.panel, "Het gaat niet door", room.by(), NOW)
    with pytest.raises(Refused, match="gaat niet door"), transaction():
        seats.take_chair(reserve_of(db, room, 2), NOW)
    rows = db.session.scalars(
        sa.select(Outgoing).where(Outgoing.kind.in_(["recruitment.seated", "recruitment.reserve", "recruitment.not_drawn"]))
    )
    assert [outbox.render(row) for row in rows] == [None] * 9


# ---------------------------------------------------------------- what is sent


def outgoing(db, kind, way=None):
    db.session.rollback()
    found = sa.select(Outgoing).where(Outgoing.kind == f"recruitment.{kind}").order_by(Outgoing.id)
    return db.session.scalars(found.where(Outgoing.way == way) if way else found).all()


def test_a_letter_has_the_code_and_a_mail_the_link_of_that_one_person(room, db):
    letters, mails = outgoing(db, "seated", Way.LETTER), outgoing(db, "seated", Way.MAIL)
    assert (len(letters), len(mails)) == (2, 1)
    letter = outbox.render(letters[0])
    page = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf([letter], title="Brieven", created=NOW))).pages)
    assert letter.code in page
    token = find_token(letter.code, "seat", NOW)
    assert token.subject_id == letters[0].ref["seat"] and find_token(letter.code, "reserve", NOW) is None
    text = outbox.render(mails[0]).text
    assert f"http://meedenkers.test/plaats/{codes.normalise(text.split('/plaats/')[1].split()[0])}" in text
    assert "Buurthuis De Linde" in text and letter.code not in text


def test_the_kind_answer_names_the_number_and_the_public_page(room, db):
    text = outbox.render(outgoing(db, "not_drawn", Way.MAIL)[0]).text
    assert "Dank u wel" in text and "reservelijst" in text and f"/loting/{room.panel_id}" in text
    assert db.session.get_one(Volunteer, room.ids[2]).number in text


def test_the_question_to_a_reserve_is_dropped_once_answered(room, db):
    give_up(db, room, 5)
    (row,) = outgoing(db, "reserve")
    assert "/reserve/" in outbox.render(row).text
    with transaction():
        seats.decline_chair(reserve_of(db, room, 6), NOW)
    assert outbox.render(outgoing(db, "reserve")[0]) is None


def calendars(db):
    with transaction():
        seats.update_calendars(NOW)
    return outgoing(db, "calendar")


def test_calendars_follow_a_moved_and_a_cancelled_evening(room, db):
    (first,) = calendars(db)  # one person with mail; the letter about the seat said when and where
    assert first.way is Way.MAIL and calendars(db) == [first]
    attached = outbox.render(first).attachments[0]
    assert b"METHOD:REQUEST" in attached.content and b"SEQUENCE:0" in attached.content
    later = next_evening(room.panel_id).starts_at + 7 * DAY
    with transaction():
        evening = db.session.scalars(sa.select(PanelSession)).one()
        plan = panels.Evening(later, later + timedelta(hours=2), "Andere zaal", "Plein 2", "")
        panels.change_evening(room.panel, evening, plan, room.by(), NOW + timedelta(minutes=1))
    moved = calendars(db)[1:]
    assert sorted(row.way.value for row in moved) == ["letter", "letter", "mail"] and len(calendars(db)) == 4
    mail = next(outbox.render(row) for row in moved if row.way is Way.MAIL)
    assert b"SEQUENCE:1" in mail.attachments[0].content and b"Andere zaal" in mail.attachments[0].content and "Andere zaal" in mail.text
    ends = db.session.scalars(sa.select(AnswerToken.expires_at).where(AnswerToken.purpose == "seat")).all()
    assert set(ends) == {later + timedelta(hours=2)}, "the code to cancel with lasts until the new evening"
    with transaction():
        panels.cancel_evening(
            room.panel, db.session.scalars(sa.select(PanelSession)).one(), "Zaal dicht", room.by(), NOW + timedelta(minutes=2)
        )
    off = calendars(db)[4:]
    assert len(off) == 3 and len(calendars(db)) == 7
    mail = next(outbox.render(row) for row in off if row.way is Way.MAIL)
    assert b"METHOD:CANCEL" in mail.attachments[0].content and "gaat niet door" in mail.text


def test_who_cancels_gets_a_cancelled_appointment_and_a_reserve_a_new_one(room, db):
    calendars(db)
    give_up(db, room, 1)
    rows = calendars(db)
    assert len(rows) == 2 and b"METHOD:CANCEL" in outbox.render(rows[1]).attachments[0].content
    with transaction():
        seats.take_chair(reserve_of(db, room, asked(db, room)[0]), NOW)
    rows = calendars(db)
    assert len(rows) == 3 and b"METHOD:REQUEST" in outbox.render(rows[2]).attachments[0].content


def test_calendars_that_are_up_to_date_cost_the_same_however_many_chairs(room, db):
    calendars(db)
    with statements(db.engine) as sent, transaction():
        assert seats.update_calendars(NOW) == 0
    assert len([one for one in sent if one.startswith(("SELECT", "UPDATE", "INSERT"))]) == 3, sent


def test_a_tenant_without_a_seat_has_nothing_to_give_up(room, db):
    with transaction():
        stranger = make_tenant()
    assert not db.session.scalars(sa.select(AnswerToken).where(AnswerToken.tenant_id == stranger.id)).all()
