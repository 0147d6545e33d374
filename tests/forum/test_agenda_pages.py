from datetime import date

import pytest
import sqlalchemy as sa
from factories import NOW, make_member, make_staff, make_topic, sign_in

from accounts.models import Account, Role
from forum import events
from forum.models import Topic
from foundation import clock
from foundation.db import db as the_db
from foundation.db import transaction


@pytest.fixture(autouse=True)
def _the_clock(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def people(app):
    with app.app_context(), transaction():
        return {role: make_staff(role).id for role in (Role.POLICY_OWNER, Role.BOARD, Role.COORDINATOR)} | {Role.TENANT: make_member().id}


def be(browser, app, account_id):
    with app.app_context():
        sign_in(browser, the_db.session.get(Account, account_id))


def topic(app):
    with app.app_context():
        return the_db.session.scalar(sa.select(Topic).order_by(Topic.id.desc()))


FIELDS = {
    "year": "2026", "title": "Schone portieken", "summary": "Wie maakt schoon?", "body": "Wij willen *samen* iets.", "regime": "advice",
    "opens_on": "2026-12-07", "closes_on": "2026-12-31",
}  # fmt: skip


def test_from_proposal_to_agenda_by_two_parties(browser, app, people):
    be(browser, app, people[Role.POLICY_OWNER])
    browser.get("/agenda")
    browser.follow("Stel een onderwerp voor")
    browser.submit("Stel voor", **FIELDS | {"opens_on": "morgen", "body": "Blijft staan"})
    assert browser.status == 422 and "Vul een dag in" in browser.text and "Blijft staan" in browser.response.text
    browser.submit("Stel voor", **FIELDS)
    assert browser.status == 200 and "Wie maakt schoon?" in browser.text and topic(app).slug == "schone-portieken"
    browser.submit("Teken voor deze tekst")
    assert topic(app).agreed_at is None
    browser.get(f"/agenda/{topic(app).id}")
    with pytest.raises(AssertionError):
        browser.form("Teken voor deze tekst")
    be(browser, app, people[Role.TENANT])
    assert browser.get("/onderwerpen/schone-portieken").status_code == 404
    assert browser.get("/agenda").status_code == 403
    be(browser, app, people[Role.BOARD])
    browser.get("/agenda")
    browser.follow("Schone portieken")
    browser.submit("Teken voor deze tekst")
    assert "Het onderwerp staat op de agenda" in browser.text and topic(app).place == 1
    browser.follow("Verander de tekst")
    browser.submit("Bewaar", title="Schone en veilige portieken")
    assert topic(app).agreed_at is None and "nog niet" in browser.text
    be(browser, app, people[Role.COORDINATOR])
    assert browser.get(f"/agenda/{topic(app).id}").status_code == 200 and browser.get("/agenda/nieuw").status_code == 403


def test_a_page_read_before_a_change_cannot_sign_it(browser, app, people):
    be(browser, app, people[Role.POLICY_OWNER])
    browser.get("/agenda/nieuw")
    browser.submit("Stel voor", **FIELDS)
    with app.app_context(), transaction():
        the_db.session.scalar(sa.select(Topic)).body = "Iets heel anders"
    browser.submit("Teken voor deze tekst")
    assert browser.status == 409 and "De tekst is veranderd" in browser.text


def test_the_page_explains_the_sixth(browser, app, people):
    with app.app_context(), transaction():
        for place in range(1, 6):
            make_topic(place=place)
    be(browser, app, people[Role.POLICY_OWNER])
    browser.get("/agenda/nieuw")
    browser.submit("Stel voor", **FIELDS)
    assert "al vijf onderwerpen" in browser.text
    browser.submit("Teken voor deze tekst"), browser.submit("Akkoord met een extra onderwerp")
    be(browser, app, people[Role.BOARD])
    browser.get(f"/agenda/{topic(app).id}")
    browser.submit("Teken voor deze tekst")
    assert topic(app).place is None
    browser.submit("Akkoord met een extra onderwerp")
    assert topic(app).place == 6


def test_advice_decision_summary_and_closing(browser, app, people, monkeypatch):
    with app.app_context(), transaction():
        number = make_topic("klaar", opens_on=date(2026, 9, 1), closes_on=date(2026, 10, 1), regime="advice").id
    page = f"/agenda/{number}"
    be(browser, app, people[Role.POLICY_OWNER])
    browser.get(page)
    assert browser.get(page + "/besluit").status_code == 409
    browser.get(page)
    browser.submit("Leg vast", action="advies-gevraagd", on="2026-11-20")
    assert "vrijdag 1 januari 2027" in browser.text
    assert browser.get(page + "/besluit").status_code == 409
    be(browser, app, people[Role.BOARD])
    browser.get(page)
    browser.submit("Wij hebben ons advies gegeven")
    browser.follow("Samenvatting voor iedereen")
    browser.submit("Bewaar", text="Wij gaan *vaker* schoonmaken.")
    be(browser, app, people[Role.POLICY_OWNER])
    browser.get(page)
    browser.follow("Schrijf het besluit op")
    browser.submit("Bewaar", text=" ")
    assert browser.status == 422
    browser.submit("Bewaar", text="Twee keer per week.")
    assert "Twee keer per week." in browser.text
    monkeypatch.setattr(events, "before_close", [lambda topic, now: "Nog twee mensen weten het niet."])
    browser.follow("Sluit dit onderwerp af")
    assert "Nog twee mensen weten het niet." in browser.text
    with pytest.raises(AssertionError):
        browser.form("Sluit af")
    monkeypatch.setattr(events, "before_close", [])
    browser.get(page + "/afsluiten")
    browser.submit("Sluit af")
    assert topic(app).closed_at == NOW
    assert "Twee keer per week." in browser.get("/onderwerpen/klaar").text
