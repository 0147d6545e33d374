import pytest
from factories import NOW, make_member, make_staff, make_topic, sign_in

from accounts.models import Account, Role
from foundation import clock
from foundation.db import db as the_db
from foundation.db import transaction


@pytest.fixture(autouse=True)
def _the_clock(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def people(app):
    with app.app_context(), transaction():
        return {"topic": make_topic("energie").id, "jan": make_member().id} | {
            name: make_staff(role).id
            for name, role in (("owner", Role.POLICY_OWNER), ("board", Role.BOARD), ("coordinator", Role.COORDINATOR))
        }


def be(browser, app, account_id):
    with app.app_context():
        sign_in(browser, the_db.session.get(Account, account_id))


def test_a_change_is_seen_by_tenants_after_the_second_key(browser, app, people):
    page = f"/agenda/{people['topic']}"
    be(browser, app, people["owner"])
    browser.get(page)
    browser.follow("De achtergrond veranderen")
    browser.submit("Leg voor", note="", body="Achtergrond met <b>meer</b>.")
    assert browser.status == 422 and "wat er veranderd is" in browser.text and "Achtergrond met" in browser.response.text
    browser.submit("Leg voor", note="De avond is op <i>dinsdag</i>.", body="Achtergrond met meer.")
    assert browser.status == 200 and "wacht op akkoord" in browser.text
    with pytest.raises(AssertionError):
        browser.form("Akkoord: laat")
    be(browser, app, people["jan"])
    assert "dinsdag" not in browser.get("/onderwerpen/energie").text
    assert browser.get("/onderwerpen/energie/achtergrond/2").status_code == 404
    assert browser.get(f"{page}/achtergrond").status_code == 403
    be(browser, app, people["coordinator"])
    browser.get(f"{page}/achtergrond")
    assert "dinsdag" in browser.text
    with pytest.raises(AssertionError):
        browser.form("Akkoord: laat")
    be(browser, app, people["board"])
    browser.get(f"{page}/achtergrond")
    assert "<ins>" in browser.response.text and "Akkoord: Woonstichting De Linde." in browser.text
    browser.submit("Akkoord: laat")
    assert "Huurders zien nu de nieuwe versie" in browser.text
    be(browser, app, people["jan"])
    browser.get("/onderwerpen/energie")
    assert "Veranderd op maandag 23 november 2026: De avond is op <i>dinsdag</i>." in browser.text and "met meer" in browser.text
    browser.follow("Bekijk alle versies")
    assert "Beleidsmedewerker van Woonstichting De Linde" in browser.text
    browser.follow("Lees versie 2")
    assert "<ins>" in browser.response.text and "[erbij:" in browser.text
    browser.get("/onderwerpen/energie/achtergrond/1")
    assert "Achtergrond." in browser.text and "met meer" not in browser.text and "Kenmerk van de tekst met twee akkoorden" in browser.text
    for strange in ("0", "3", "99999999"):
        assert browser.get(f"/onderwerpen/energie/achtergrond/{strange}").status_code == 404


def test_a_waiting_version_and_a_second_proposal(browser, app, people):
    page = f"/agenda/{people['topic']}/achtergrond"
    be(browser, app, people["owner"])
    browser.get(page)
    browser.submit("Leg voor", note="Eerste.", body="Eerste tekst.")
    be(browser, app, people["board"])
    browser.post(page, {"note": "Tweede.", "body": "Tweede tekst.", "csrf_token": dict(browser_token(browser, page))["csrf_token"]})
    assert browser.status == 422 and "wacht al" in browser.text and "Tweede tekst." in browser.response.text
    browser.get(page)
    browser.submit("Trek deze versie in")
    assert "ingetrokken" in browser.text
    browser.form("Leg voor")


def browser_token(browser, page):
    browser.get(page)
    return browser.page.forms[0].fields
