import pytest
from factories import NOW, make_member, make_staff, make_topic, sign_in
from statements import statements

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
        roles = (("owner", Role.POLICY_OWNER), ("board", Role.BOARD), ("coordinator", Role.COORDINATOR))
        return {"topic": make_topic("energie").id, "jan": make_member().id} | {name: make_staff(role).id for name, role in roles}


def be(browser, app, account_id):
    with app.app_context():
        sign_in(browser, the_db.session.get(Account, account_id))


def written(browser, app, people):
    """A summary of the coordinator; gives its address."""
    be(browser, app, people["coordinator"])
    browser.get(f"/agenda/{people['topic']}")
    browser.follow("Een samenvatting schrijven")
    browser.submit("Bewaar en laat lezen", body="Men wil *uitleg* over de **huurtoeslag**.", plain="Mensen vragen: leg het uit.")
    assert "De samenvatting is bewaard" in browser.text
    return browser.path


def test_from_draft_to_the_page_of_the_topic(browser, app, people):
    address = written(browser, app, people)
    browser.get(f"/agenda/{people['topic']}/verslag-van-gesprekken")
    browser.submit("Bewaar en laat lezen", body="Blijft staan", from_on="gisteren", plain="x")
    assert browser.status == 422 and "zoals 2027-03-01" in browser.text and "Blijft staan" in browser.response.text
    be(browser, app, people["jan"])
    assert browser.get(address).status_code == 403 and "leg het uit" not in browser.get("/onderwerpen/energie").text
    be(browser, app, people["board"])
    browser.get(address)
    browser.submit("Zet dit ernaast", remark=" ")
    assert browser.status == 422 and "Schrijf op wat u ernaast wilt zetten" in browser.text
    browser.page.forms = [form for form in browser.page.forms if "antwoord" in form.action]
    browser.post(
        address + "/antwoord", dict(browser.form("Zet dit ernaast").fields) | {"answer": "remark", "remark": "Wij lazen <b>zorgen</b>."}
    )
    browser.submit("Dit is goed te lezen")
    be(browser, app, people["coordinator"])
    browser.get(address)
    browser.submit("Laat dit aan iedereen zien")
    be(browser, app, people["jan"])
    browser.get("/onderwerpen/energie")
    assert "Geschreven door een mens: Coördinator klantenpanel van Woonstichting De Linde" in browser.text
    assert "Mensen vragen: leg het uit." in browser.text and "Men wil" not in browser.text and "Wij lazen <b>zorgen</b>." in browser.text
    assert "Goed te lezen volgens: Bestuurslid van Huurdersvereniging Onder de Linde" in browser.text
    browser.follow("Lees de hele samenvatting")
    assert "Men wil uitleg" in browser.text and 'id="w-huurtoeslag"' in browser.response.text
    browser.follow("Lees dit in gewone taal")
    assert "Mensen vragen" in browser.text
    browser.get("/onderwerpen/energie/samenvattingen")
    assert "Mensen vragen" in browser.text and "Men wil uitleg" in browser.text


def test_the_other_party_agrees_with_one_button(browser, app, people):
    address = written(browser, app, people)
    be(browser, app, people["board"])
    browser.get(address)
    browser.submit("Wij zijn het eens")
    assert "is het eens" in browser.text
    be(browser, app, people["coordinator"])
    browser.get(address)
    browser.follow("Verander de tekst")
    browser.submit("Bewaar en laat lezen", plain="Anders.")
    assert "heeft de tijd tot" in browser.text
    browser.submit("Haal deze samenvatting weg")
    assert browser.get(address).status_code == 404


def test_everything_on_the_topic_page_costs_twelve_queries(browser, app, people):
    be(browser, app, people["jan"])
    with app.app_context():
        engine = the_db.engine
    with statements(engine) as sent:
        assert browser.client.get("/onderwerpen/energie").status_code == 200
    assert 0 < len([one for one in sent if not one.startswith(("BEGIN", "PRAGMA"))]) <= 12, sent
