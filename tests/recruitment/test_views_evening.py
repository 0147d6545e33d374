from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine
from browser import Browser
from evenings import Room
from factories import NOW, make_member, make_staff, make_tenant, sign_in

from accounts.models import Role
from accounts.queries import standing_token
from accounts.service import code_of
from foundation.db import transaction
from recruitment.models import Amendment, Attendance, Minutes, PanelSession, Volunteer
from recruitment.rules.evening import MINUTES_TOKEN
from recruitment.service import evening as service

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def the_day():
    with time_machine.travel(NOW, tick=False):
        yield


class Place:
    """Ids that outlive the transaction that made them."""

    def __init__(self, db, browser, **more):
        with transaction():
            room = Room(**more)
            self.panel, self.session = room.panel.id, room.session.id
            self.seats, self.tenants = [one.id for one in room.seats], [one.id for one in room.tenants]
            self.coordinator, self.owner, self.board = room.coordinator.id, room.owner.id, room.board.id
            db.session.get(Volunteer, room.seats[0].volunteer_id).needs = "een rolstoel"
            sign_in(browser, room.coordinator)
        self.browser, self.db = browser, db
        self.address = f"/panels/{self.panel}/bijeenkomst"

    def hold(self, came=(True, True, False)):
        from accounts.models import Account
        from recruitment.models import Seat

        with transaction():
            session = self.db.session.get(PanelSession, self.session)
            by = self.db.session.get(Account, self.coordinator)
            for seat_id, there in zip(self.seats, came, strict=True):
                service.note_attendance(session, self.db.session.get(Seat, seat_id), there, "ill", by, NOW)
            service.close_list(session, by, NOW)

    def share(self):
        from accounts.models import Account

        self.hold()
        with transaction():
            by = self.db.session.get(Account, self.coordinator)
            minutes = service.write_minutes(self.db.session.get(PanelSession, self.session), "De lift moet schoon.", by, NOW)
            service.share_minutes(minutes, by, NOW)
            self.minutes = minutes.id


@pytest.fixture
def place(app, db, browser):
    return Place(db, browser)


def test_the_door_works_as_a_plain_form(place, db):
    browser = place.browser
    browser.get(place.address)
    assert browser.status == 200 and "0 van 3 zijn er" in browser.text and "een rolstoel" in browser.text
    browser.submit("Is er")
    assert browser.status == 200 and "1 van 3 zijn er" in browser.text
    while "nog niet ingevuld" in browser.text:
        forms = [form for form in browser.page.forms if any("Niet gekomen" in b[2] for b in form.buttons)]
        waiting = {seat for seat in place.seats if not db.session.scalar(sa.select(Attendance.id).where(Attendance.seat_id == seat))}
        db.session.rollback()
        form = next(one for one in forms if int(dict(one.fields)["seat"]) in waiting)
        browser.post(form.action, dict(form.fields) | {"came": "no", "reason": "work"})
    assert "niet gekomen: werk" in browser.text
    browser.submit("Sluit de lijst")
    assert browser.status == 200 and "De lijst is gesloten" in browser.text and "een rolstoel" not in browser.text
    assert db.session.get(PanelSession, place.session).ended_at == NOW
    assert {one.needs for one in db.session.scalars(sa.select(Volunteer))} == {""}


def test_before_the_day_there_are_no_buttons(place, db):
    with transaction():
        session = db.session.get(PanelSession, place.session)
        session.starts_at, session.ends_at = session.starts_at + 2 * DAY, session.ends_at + 2 * DAY
    place.browser.get(place.address)
    assert "pas afvinken op de dag zelf" in place.browser.text
    assert not any("Is er" in b[2] for form in place.browser.page.forms for b in form.buttons)


@pytest.mark.parametrize("data", [{}, {"seat": "x", "came": "yes"}, {"seat": "1", "came": "perhaps"}, {"seat": "9" * 12, "came": "yes"}])
def test_bad_input_is_a_plain_no(place, data):
    place.browser.get(place.address)
    token = dict(place.browser.form("Is er").fields)["csrf_token"]
    assert place.browser.post(f"{place.address}/{place.session}/aanwezig", {"csrf_token": token, **data}).status_code == 422
    unknown = place.browser.post(f"{place.address}/{place.session}/aanwezig", {"csrf_token": token, "seat": "99999", "came": "yes"})
    assert unknown.status_code == 404


def test_the_list_is_for_the_coordinator(place, app, db):
    with transaction():
        others = [make_staff(Role.BOARD), make_staff(Role.POLICY_OWNER), make_staff(Role.MODERATOR), make_staff(Role.ADMIN), make_member()]
        people = [(one.id, one.session_version) for one in others]
    for account_id, version in people:
        browser = Browser(app)
        with browser.client.session_transaction() as session:
            session["_user_id"] = f"{account_id}.{version}"
        for path in (place.address, f"{place.address}/{place.session}/lijst", f"{place.address}/{place.session}/verslag"):
            assert browser.get(path).status_code == 403


def test_name_cards_print(place):
    place.browser.get(f"{place.address}/{place.session}/lijst")
    assert place.browser.status == 200 and place.browser.text.count("Persoon Nummer1") == 2


def test_from_minutes_to_settled(place, app, db):
    place.hold()
    browser = place.browser
    browser.get(f"{place.address}/{place.session}/verslag")
    browser.submit("Bewaar het verslag", body="")
    assert browser.status == 422 and "Schrijf eerst het verslag" in browser.text
    browser.submit("Bewaar het verslag", body="## Lift\n\nDe lift <b>moet</b> schoon.")
    assert browser.status == 200 and "Lift</h" in browser.response.text
    browser.submit("Stuur het verslag")
    assert "Het verslag gaat naar 2 mensen" in browser.text
    assert "kan nog een wijziging vragen" in browser.text
    browser.follow("Voer een wijziging in")
    browser.submit("Bewaar", body="Het waren er twaalf", seat=place.seats[0])
    assert "Het waren er twaalf" in browser.text
    browser.follow("Geef antwoord")
    browser.submit("Bewaar", answer="Aangepast.")
    assert browser.status == 422
    browser.submit("Bewaar", taken_over="yes", answer="Aangepast.")
    assert "overgenomen" in browser.text
    with time_machine.travel(NOW + 15 * DAY, tick=False):
        with transaction():
            from accounts.models import Account

            sign_in(browser, db.session.get(Account, place.coordinator))
        browser.get(f"{place.address}/{place.session}/verslag")
        browser.submit("Stel het verslag vast")
        assert "vastgesteld" in browser.text
        assert not [form for form in browser.page.forms if "body" in form.names]
        watcher = Browser(app)
        with transaction():
            sign_in(watcher, make_staff(Role.BOARD))
        watcher.get(f"/panels/{place.panel}/verslag")
        watcher.follow("Verslag van de bijeenkomst")
        assert watcher.path == f"{place.address}/{place.session}/verslag/lezen" and watcher.status == 200
        assert "Het waren er twaalf" in watcher.text


def test_an_attendee_reads_and_asks_without_an_account(place, app, db):
    place.share()
    code = code_of(standing_token(MINUTES_TOKEN, place.minutes, place.tenants[0], NOW))
    db.session.rollback()
    reader = Browser(app)
    reader.get(f"/verslag/{code}")
    assert reader.path == "/verslag/lezen" and "De lift moet schoon." in reader.text
    assert reader.response.headers["Cache-Control"] == "no-store"
    reader.submit("Vraag deze wijziging", body="")
    assert reader.status == 422
    reader.submit("Vraag deze wijziging", body="Er stond ook iets over licht.")
    assert reader.status == 200 and "wacht op antwoord" in reader.text
    assert db.session.scalars(sa.select(Amendment)).one().seat_id == place.seats[0]
    assert (
        reader.get("/mijn/verslagen").status_code != 200 or reader.path == "/inloggen" or "Uw verslagen" not in reader.text
    )  # signs nobody in
    with time_machine.travel(NOW + 20 * DAY, tick=False):
        reader.get(f"/verslag/{code}")
        assert "U kon een wijziging vragen tot en met" in reader.text
        assert not [form for form in reader.page.forms if "body" in form.names]
    other = Browser(app)
    assert other.get("/verslag/lezen").status_code == 404
    assert other.get("/verslag/0000-0000-00000").status_code == 404
    typed = Browser(app)
    typed.get("/antwoord")
    typed.submit(action="/antwoord", code=code.lower())
    assert typed.path == "/verslag/lezen" and typed.status == 200


def test_a_member_who_was_there_finds_it_under_mijn(place, app, db):
    place.share()
    with transaction():
        from accounts.models import Tenant

        there = make_member(db.session.get(Tenant, place.tenants[1]))
        absent = make_member(db.session.get(Tenant, place.tenants[2]))
        stranger = make_member(make_tenant())
        browsers = []
        for person in (there, absent, stranger):
            browser = Browser(app)
            sign_in(browser, person)
            browsers.append(browser)
    browsers[0].get("/mijn/verslagen")
    browsers[0].follow("Praat mee over")
    assert browsers[0].status == 200 and "De lift moet schoon." in browsers[0].text
    browsers[0].submit("Vraag deze wijziging", body="Iets")
    assert browsers[0].path == f"/mijn/verslagen/{place.minutes}" and browsers[0].status == 200
    for browser in browsers[1:]:
        assert "Er is nog geen verslag" in (browser.get("/mijn/verslagen") and browser.text)
        assert browser.get(f"/mijn/verslagen/{place.minutes}").status_code == 404
    assert db.session.get(Minutes, place.minutes) is not None


def test_the_report_shows_composition_to_both_parties_and_no_names(place, app, db):
    place.hold()
    for role in (Role.COORDINATOR, Role.POLICY_OWNER, Role.BOARD):
        browser = Browser(app)
        with transaction():
            sign_in(browser, make_staff(role))
        browser.get(f"/panels/{place.panel}/verslag")
        assert browser.status == 200 and "minder dan 5" in browser.text and "<svg" in browser.response.text
        assert "Persoon" not in browser.text and "points" not in browser.response.text
        csv = browser.get(f"/panels/{place.panel}/verslag.csv")
        assert csv.status_code == 200 and b"minder dan 5" in csv.data and b"Persoon" not in csv.data
        document = browser.get(f"/panels/{place.panel}/verslag.json").get_json()
        assert {step["key"]: step["count"] for step in document["funnel"]}["seated"] is None
    for role in (Role.MODERATOR, Role.ADMIN):
        browser = Browser(app)
        with transaction():
            sign_in(browser, make_staff(role))
        assert browser.get(f"/panels/{place.panel}/verslag").status_code == 403
