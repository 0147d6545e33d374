import pytest
from factories import NOW, make_member, make_staff, make_topic, sign_in

from accounts.models import Account, Role
from forum import service
from foundation import clock
from foundation.db import db as the_db
from foundation.db import transaction
from foundation.markup import render


@pytest.fixture(autouse=True)
def _the_clock(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def people(app):
    with app.app_context(), transaction():
        text = "Over de servicekosten en de huurtoeslag."
        topic, jan = make_topic("energie"), make_member()
        topic.body, topic.body_html = text, render(text)
        post = service.start_thread(topic, jan, "Servicekosten", "De servicekosten zijn hoog. [servicekosten](https://x.example)", NOW)
        service.reply(post, jan, "Welke servicekosten? En de huurtoeslag?", NOW)
        return {"jan": jan.id, "thread": post.thread_id, "moderator": make_staff(Role.MODERATOR).id}


def be(browser, app, account_id):
    with app.app_context():
        sign_in(browser, the_db.session.get(Account, account_id))


def test_the_list_is_for_everybody(browser, people):
    browser.get("/woordenlijst")
    assert browser.status == 200 and "servicekosten" in browser.text and "Service charges" in browser.text
    assert "Voeg een woord toe" not in browser.text
    assert browser.get("/woordenlijst/nieuw").status_code == 200 and browser.path == "/inloggen"


def test_words_are_marked_once_a_page_and_lead_to_their_explanation(browser, app, people):
    be(browser, app, people["jan"])
    page = browser.get(f"/gesprekken/{people['thread']}").text
    assert page.count('href="#woord-servicekosten"') == 1 and page.count('id="w-servicekosten"') == 1
    assert page.count('href="#woord-huurtoeslag"') == 1 and 'id="woord-huurtoeslag"' in page and 'href="#w-huurtoeslag"' in page
    assert '<a href="https://x.example" rel="nofollow ugc noopener">servicekosten</a>' in page
    page = browser.get("/onderwerpen/energie").text
    assert 'id="w-servicekosten"' in page and "Moeilijke woorden op deze pagina" in browser.text
    with browser.client.session_transaction() as session:
        session["language"] = "en"
    assert 'title="Service charges:' in browser.get("/onderwerpen/energie").text


def test_staff_keep_the_list(browser, app, people):
    be(browser, app, people["moderator"])
    browser.get("/woordenlijst")
    browser.follow("Voeg een woord toe")
    browser.submit("Bewaar", term="Wijkraad", explanation="")
    assert browser.status == 422 and "Leg het woord uit" in browser.text and "Wijkraad" in browser.response.text
    browser.submit(
        "Bewaar",
        term="Wijkraad",
        variants="wijkraden\r\nwijkraden\r\n",
        explanation="Bewoners die <b>praten</b>\nover de wijk.",
        english="",
    )
    assert "Het woord is bewaard" in browser.text and "Bewoners die <b>praten</b> over de wijk." in browser.text
    browser.get("/woordenlijst/nieuw")
    browser.submit("Bewaar", term="wijkraad", explanation="Nog eens.")
    assert browser.status == 422 and "staat al in de lijst" in browser.text
    browser.get("/woordenlijst/servicekosten/veranderen")
    browser.submit("Bewaar", explanation="Onze eigen uitleg.")
    assert "Onze eigen uitleg." in browser.get(f"/gesprekken/{people['thread']}").text
    browser.get("/woordenlijst/servicekosten/veranderen")
    browser.submit("Haal dit woord uit de lijst")
    assert "Onze eigen uitleg" not in browser.text
    assert 'id="w-servicekosten"' not in browser.get(f"/gesprekken/{people['thread']}").text
    assert browser.get("/woordenlijst/servicekosten/veranderen").status_code == 404
    be(browser, app, people["jan"])
    assert browser.get("/woordenlijst/huurtoeslag/veranderen").status_code == 403
