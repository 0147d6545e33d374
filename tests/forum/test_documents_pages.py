import io
import re

import picture_files as files
import pytest
import sqlalchemy as sa
from browser import Browser
from factories import NOW, make_member, make_staff, make_topic, sign_in
from statements import statements

from accounts.models import Account, Role
from forum.models import Document, Topic
from foundation import clock
from foundation.db import db as the_db
from foundation.db import transaction


@pytest.fixture(autouse=True)
def _the_clock(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def place(app):
    with app.app_context(), transaction():
        topic = make_topic("tuin")
        return {"topic": topic.id, "owner": make_staff(Role.POLICY_OWNER).id, "board": make_staff(Role.BOARD).id, "jan": make_member().id}


def person(app, account_id=None):
    found = Browser(app)
    if account_id:
        with app.app_context():
            sign_in(found, the_db.session.get(Account, account_id))
    return found


def fill(browser, data, **more):
    said = {"title": "Plan voor de tuin", "about": "Waar de bomen komen.", "dated_on": "2026-11-20", **more}
    chosen = {"file-1": (io.BytesIO(data), "Plan één.pdf")} if data is not None else {}
    browser.submit("Zet het stuk erbij", files=chosen, **said)


def test_a_document_from_choosing_to_reading(app, place):
    owner, jan, stranger = person(app, place["owner"]), person(app, place["jan"]), person(app)
    owner.get("/onderwerpen/tuin")
    owner.follow("Zet er een stuk bij")
    fill(owner, files.pdf(3), title="")
    assert owner.status == 422 and "Geef het stuk een titel" in owner.text and "U koos: Plan een.pdf (PDF, 3 pagina's" in owner.text
    fill(owner, None)
    assert owner.status == 200 and owner.path == "/onderwerpen/tuin"
    jan.get("/onderwerpen/tuin")
    assert re.search(
        r"Plan voor de tuin \(PDF, 3 pagina's, \d+ kB\) Waar de bomen komen\. Woonstichting De Linde, vrijdag 20 november 2026", jan.text
    ), jan.text[300:900]
    assert "Zet er een stuk bij" not in jan.text and "nieuwe versie" not in jan.text
    with app.app_context():
        key = the_db.session.scalars(sa.select(Document.key)).one()
    jan.follow("Plan voor de tuin")
    assert jan.response.data.startswith(b"%PDF") and jan.response.headers["Content-Disposition"] == 'attachment; filename="Plan een.pdf"'
    assert stranger.client.get(f"/stukken/{key}").status_code == 302
    with app.app_context(), transaction():
        the_db.session.get(Topic, place["topic"]).public_summary = "Wij maken een tuin."
    assert stranger.client.get(f"/stukken/{key}").status_code == 302 and "Plan voor" not in stranger.client.get("/onderwerpen/tuin").text
    with app.app_context(), transaction():
        the_db.session.scalars(sa.select(Document)).one().public = True
    stranger.get("/onderwerpen/tuin")
    assert "Plan voor de tuin" in stranger.text
    stranger.follow("Plan voor de tuin")
    assert stranger.response.data.startswith(b"%PDF")


def test_a_newer_version_keeps_the_old_one_in_reach(app, place):
    owner, board = person(app, place["owner"]), person(app, place["board"])
    owner.get("/onderwerpen/tuin/stukken/nieuw")
    fill(owner, files.pdf(3))
    owner.follow("Zet er een nieuwe versie bij")
    assert dict(owner.form("Zet het stuk erbij").fields)["title"] == "Plan voor de tuin"
    fill(owner, files.pdf(4), dated_on="2026-11-22")
    assert owner.status == 200 and "Eerdere versies" in owner.text and "4 pagina's" in owner.text and "3 pagina's" in owner.text
    board.get("/onderwerpen/tuin")
    assert "Zet er een stuk bij" in board.text and "nieuwe versie" not in board.text
    owner.submit("Haal weg", action="/stukken/")
    assert "4 pagina's" not in owner.text and "3 pagina's" in owner.text


@pytest.mark.parametrize(
    ("data", "more", "word"),
    [
        (files.picture(), {}, "Dit is geen PDF"),
        (files.pdf(script=True), {}, "kan gaan werken"),
        (files.pdf(password="x"), {}, "wachtwoord"),
        (None, {}, "Kies een PDF"),
        (files.pdf(), {"dated_on": "gisteren"}, "zoals 2027-03-01"),
        (files.pdf(), {"dated_on": "2027-01-01"}, "toekomst"),
    ],
)
def test_what_is_wrong_is_said_and_the_words_stay(app, place, data, more, word):
    owner = person(app, place["owner"])
    owner.get("/onderwerpen/tuin/stukken/nieuw")
    fill(owner, data, **more)
    assert owner.status == 422 and word in owner.text and "Fout:" in owner.page.text[:400]
    assert dict(owner.form("Zet het stuk erbij").fields)["about"] == "Waar de bomen komen."


def test_documents_cost_the_topic_page_one_query(app, place):
    owner, jan = person(app, place["owner"]), person(app, place["jan"])
    for pages in range(1, 5):
        owner.get("/onderwerpen/tuin/stukken/nieuw")
        fill(owner, files.pdf(pages))
        assert owner.status == 200
    with app.app_context(), statements(the_db.engine) as seen:
        jan.get("/onderwerpen/tuin")
    selects = [one for one in seen if one.startswith("SELECT")]
    assert sum("document" in one for one in selects) == 1 and len(selects) <= 12
