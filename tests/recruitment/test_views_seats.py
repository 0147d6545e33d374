import pytest
import sqlalchemy as sa
import time_machine
from browser import Browser
from draws import Draws
from factories import NOW, make_member, make_staff, sign_in

from accounts.models import Role
from accounts.queries import standing_token
from accounts.service import issue_token
from foundation import codes
from foundation.db import transaction
from foundation.outbox import Outgoing
from recruitment.lottery import sealed_text
from recruitment.models import Draw, Reserve, Seat, Volunteer
from recruitment.queries.drawing import reserves_of, seats_of
from recruitment.service import drawing, seats


@pytest.fixture(autouse=True)
def the_day():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def room(db, browser):
    with transaction():
        scene = Draws()
        panel, people = scene.panel, db.session.scalars(sa.select(Volunteer).order_by(Volunteer.id)).all()
        sealed = sealed_text(drawing.problem_of(panel), "")
        db.session.add(Draw(panel_id=panel.id, frozen_at=NOW, sealed=sealed, lottery="{}", lottery_sha256="0", drawn_at=NOW))
        panel.frozen_at = NOW
        numbers = [one.number for one in people]
        seats.seat_the_drawn(panel, [numbers[i] for i in (0, 1, 5)], [numbers[i] for i in (2, 6, 3, 4, 7)], NOW)
        sign_in(browser, scene.by())
    scene.address = f"/panels/{scene.panel_id}/plaatsen"
    return scene


def code_for(db, purpose, row):
    from accounts.service import code_of

    token = standing_token(purpose, row.id, db.session.get_one(Volunteer, row.volunteer_id).tenant_id, NOW)
    return code_of(token)


def first_seat(db, room):
    return seats_of(room.panel_id)[0]


def state(db):
    db.session.rollback()
    return {
        name: db.session.execute(sa.text(f"SELECT * FROM {name} ORDER BY id")).all()
        for name in ("seat", "reserve", "answer_token", "outgoing")
    }


def test_somebody_phones_to_cancel_and_the_reserve_says_yes_by_phone(room, db, browser):
    browser.get(room.address)
    assert "3 van 3 plaatsen zijn bezet" in browser.text
    browser.submit("Deze persoon zegde af", action=f"/{first_seat(db, room).id}/")
    assert browser.status == 200 and "2 van 3" in browser.text and "gevraagd, antwoord voor" in browser.text
    browser.submit("Zegt ja aan de telefoon")
    assert "3 van 3" in browser.text and "van de reservelijst" in browser.text


def test_an_answer_by_phone_that_is_neither_changes_nothing(room, db, browser):
    browser.get(room.address)
    browser.submit("Deze persoon zegde af", action=f"/{first_seat(db, room).id}/")
    form = browser.form("Zegt nee")
    token = dict(form.fields)["csrf_token"]
    before = state(db)
    assert browser.post(form.action, {"csrf_token": token}).status_code == 409
    assert browser.post(form.action, {"csrf_token": token, "answer": "misschien"}).status_code == 409
    assert state(db) == before


def test_when_nobody_fits_the_page_says_what_it_takes_and_wants_a_reason(room, db, browser):
    with transaction():
        seats.give_up(seats_of(room.panel_id)[2], NOW)  # the only one from Zuid
        for _no in range(2):
            (asked,) = (one for one in reserves_of(room.panel_id) if one.asked_at and not one.said_no_at)
            seats.decline_chair(db.session.get_one(Reserve, asked.id), NOW)
    browser.get(room.address)
    assert "Geen reserve past" in browser.text and "wijk, " in browser.text and "district" not in browser.response.text
    browser.submit("Vraag deze reserve", reason="")
    assert browser.status == 422 and "Schrijf op waarom" in browser.text
    browser.submit("Vraag deze reserve", reason="Niemand uit Zuid kan nog")
    assert browser.status == 200 and "gevraagd, antwoord voor" in browser.text


def test_the_list_is_for_the_coordinator_and_for_rows_of_this_panel(room, db, app, browser):
    with transaction():
        people = [(one.id, one.session_version) for one in (make_staff(Role.BOARD), make_staff(Role.MODERATOR), make_member())]
    for account_id, version in people:
        other = Browser(app)
        with other.client.session_transaction() as session:
            session["_user_id"], session["_fresh"] = f"{account_id}.{version}", True
        assert other.get(room.address).status_code in (403, 404)
    browser.get(room.address)
    token = dict(browser.form("zegde af").fields)["csrf_token"]
    for path in (
        f"/panels/99/plaatsen/{first_seat(db, room).id}/afzeggen",
        f"{room.address}/999/afzeggen",
        f"/panels/{room.panel_id}/reserves/999",
    ):
        assert browser.post(path, {"csrf_token": token, "answer": "yes"}).status_code == 404


def test_a_link_lets_somebody_cancel_without_an_account(room, db, app):
    code = code_for(db, "seat", first_seat(db, room))
    visitor = Browser(app)
    visitor.get(f"/plaats/{code}")
    assert visitor.path == "/plaats" and "Buurthuis De Linde" in visitor.text
    assert "Huurder Van" not in visitor.text and "Lindelaan" not in visitor.text
    visitor.submit("Ik kan niet komen")
    assert visitor.path == "/plaats/klaar" and "U hebt afgezegd" in visitor.text
    with visitor.client.session_transaction() as session:
        assert "_user_id" not in session and not [name for name in session if name.startswith("code")]
    assert visitor.get(f"/plaats/{code}").status_code == 422


def test_a_reserve_says_yes_or_no_with_the_code(room, db, app):
    with transaction():
        seats.give_up(seats_of(room.panel_id)[0], NOW)
        (asked,) = (one for one in reserves_of(room.panel_id) if one.asked_at)
        code, asked_id = code_for(db, "reserve", asked), asked.id
    visitor = Browser(app)
    visitor.get("/reserve")
    visitor.submit("Verder", code=codes.display(code).lower())
    assert visitor.path == "/reserve" and "Antwoord voor" in visitor.text
    visitor.submit("Ja, ik kom")
    assert "Fijn dat u komt" in visitor.text
    db.session.rollback()
    assert db.session.get_one(Reserve, asked_id).said_yes_at and len(seats_of(room.panel_id)) == 3


def test_looking_changes_nothing_however_often(room, db, app):
    with transaction():
        seats.give_up(seats_of(room.panel_id)[0], NOW)
        (asked,) = (one for one in reserves_of(room.panel_id) if one.asked_at)
        found = {"plaats": code_for(db, "seat", seats_of(room.panel_id)[0]), "reserve": code_for(db, "reserve", asked)}
    before = state(db)
    for what, code in found.items():
        for _scan in range(2):
            for method in ("get", "head"):
                scanner = app.test_client()
                answer = getattr(scanner, method)(f"/{what}/{code}")
                assert answer.status_code == 302 and code not in answer.headers["Location"]
                assert answer.headers["Cache-Control"] == "no-store" and answer.headers["Referrer-Policy"] == "no-referrer"
                assert getattr(scanner, method)(f"/{what}").status_code == 200
    assert state(db) == before


def test_a_code_for_another_question_or_an_old_one_gets_the_same_answer(room, db, app):
    with transaction():
        seat = seats_of(room.panel_id)[0]
        tenant_id = seat.volunteer.tenant_id
        seat_code = code_for(db, "seat", seat)
        other = issue_token("unsubscribe", seat.id, tenant_id, NOW.replace(year=2027), NOW)
    pages = set()
    for what, wrong in (("reserve", seat_code), ("reserve", other), ("reserve", "0" * 13), ("reserve", "x"), ("reserve", "A" * 500)):
        visitor = Browser(app)
        assert visitor.get(f"/{what}/{wrong}").status_code == 422
        pages.add(visitor.text)
        visitor.submit("Verder", code=wrong)
        assert visitor.status == 422
        pages.add(visitor.text)
    assert len(pages) == 1
    visitor = Browser(app)
    visitor.get(f"/plaats/{seat_code}")
    token = dict(visitor.form("Ik kan niet komen").fields)["csrf_token"]
    before = state(db)
    assert visitor.post("/reserve", {"csrf_token": token, "answer": "yes"}).status_code == 409
    assert Browser(app).post("/plaats", {}).status_code in (400, 403, 409, 422)
    assert state(db) == before


def test_typed_codes_are_throttled(room, app):
    visitor = Browser(app)
    visitor.get("/reserve")
    app.config["RATELIMIT_ENABLED"] = True
    from foundation.web import limiter

    limiter.enabled = True
    limiter.reset()
    try:
        token = dict(visitor.form("Verder").fields)["csrf_token"]
        said = [visitor.client.post("/reserve/code", data={"csrf_token": token, "code": "0" * 13}).status_code for _try in range(22)]
    finally:
        limiter.reset()
        app.config["RATELIMIT_ENABLED"] = False
    assert said[:20] == [422] * 20 and said[20:] == [429, 429]


def test_mail_in_the_outbox_after_the_page(room, db, browser):
    browser.get(room.address)
    browser.submit("Wij trekken de plaats in", action=f"/{first_seat(db, room).id}/")
    db.session.rollback()
    assert db.session.scalar(sa.select(Seat.given_up_reason).where(Seat.given_up_at.is_not(None))) == "withdrawn"
    assert db.session.scalars(sa.select(Outgoing).where(Outgoing.kind == "recruitment.reserve")).one()
