"""What is typed is never lost: not by a no, not by the end of a session, not by a topic that closed."""

from datetime import date

import pytest
import sqlalchemy as sa
from factories import NOW, make_member, make_topic, sign_in

from accounts.models import Account
from forum import service
from forum.models import Draft, Post, Topic
from foundation import clock
from foundation.db import db as the_db
from foundation.db import transaction


@pytest.fixture(autouse=True)
def _the_clock(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def place(app):
    with app.app_context(), transaction():
        topic = make_topic("fietsen")
        jan, mia = make_member(alias="Jan"), make_member(alias="Mia")
        post = service.start_thread(topic, jan, "De gang staat vol", "Er staan **veel** fietsen.", NOW)
        return {"topic": topic.id, "jan": jan.id, "mia": mia.id, "opening": post.id, "thread": post.thread_id}


@pytest.fixture
def mia(browser, app, place):
    be(browser, app, place["mia"])
    return browser


def be(browser, app, account_id):
    with app.app_context():
        sign_in(browser, the_db.session.get(Account, account_id))


def drafts(app):
    with app.app_context():
        return [(draft.account_id, draft.place, draft.body) for draft in the_db.session.scalars(sa.select(Draft).order_by(Draft.id))]


def typed(browser, button):
    return dict(browser.form(button).fields)["body"]


def fields(browser, button, **typed):
    return {**dict(browser.form(button).fields), **typed}


def test_a_look_first_keeps_the_text_and_places_nothing(mia, app, place):
    mia.get(f"/bijdragen/{place['opening']}/antwoord")
    mia.submit("Bekijk eerst", body="Dag @Jan, *mooi* <script>", lang="en")
    assert mia.status == 200 and "Zo komt het te staan" in mia.text
    assert '<a href="/bijdragen/' in mia.response.text and "<em>mooi</em> &lt;script&gt;" in mia.response.text
    assert typed(mia, "Plaats") == "Dag @Jan, *mooi* <script>" and dict(mia.form("Plaats").fields)["lang"] == "en"
    assert drafts(app) == [(place["mia"], f"post:{place['opening']}", "Dag @Jan, *mooi* <script>")]
    mia.submit("Bekijk eerst", body="")
    assert mia.status == 422 and "U heeft nog niets geschreven" in mia.text
    assert '<a href="#body">U heeft nog niets geschreven' in mia.response.text
    mia.submit("Plaats uw antwoord", body="Dag @Jan, *mooi* <script>")
    assert mia.path == f"/gesprekken/{place['thread']}" and 'lang="en" dir="auto"' in mia.response.text and drafts(app) == []


def test_a_quote_stands_in_the_answer_form_and_of_a_hidden_post_there_is_none(mia, app, place):
    mia.get(f"/gesprekken/{place['thread']}")
    mia.follow("Citeer")
    assert typed(mia, "Plaats") == "> **Jan schreef:**\n>\n> Er staan veel fietsen.\n\n"
    mia.submit("Bekijk eerst", body="Mijn begin.")
    mia.get(f"/bijdragen/{place['opening']}/antwoord?citeer=1")
    assert typed(mia, "Plaats").startswith("Mijn begin.\n\n> **Jan schreef:**")
    with app.app_context(), transaction():
        service.drop_draft(place["mia"], f"post:{place['opening']}")
        service.hide_post(the_db.session.get(Post, place["opening"]), NOW)
    mia.get(f"/bijdragen/{place['opening']}/antwoord?citeer=1")
    assert mia.status == 409 and "fietsen" not in mia.text


def test_unplaced_texts_are_listed_gone_on_with_and_thrown_away(mia, app, place):
    mia.get("/onderwerpen/fietsen/schrijven")
    mia.submit("Bekijk eerst", title="Mijn kelder", body="Staat onder water.", lang="pl")
    mia.get(f"/bijdragen/{place['opening']}/antwoord")
    mia.submit("Plaats", body=" \n ")
    mia.submit("Bekijk eerst", body="Half antwoord")
    mia.get("/mijn")
    assert "Niet geplaatst" in mia.text and "Mijn kelder" in mia.text and "De gang staat vol" in mia.text
    mia.follow("Ga verder: Mijn kelder")
    assert mia.path == "/onderwerpen/fietsen/schrijven" and typed(mia, "Plaats") == "Staat onder water."
    assert dict(mia.form("Plaats").fields)["lang"] == "pl"
    mia.submit("Gooi deze tekst weg")
    assert "Half antwoord" in mia.text and "Mijn kelder" not in mia.text and len(drafts(app)) == 1
    be(mia, app, place["jan"])
    with app.app_context():
        draft_id = the_db.session.scalar(sa.select(Draft.id))
    mia.get("/mijn")
    assert "Half antwoord" not in mia.text
    assert mia.get(f"/niet-geplaatst/{draft_id}").status_code == 404
    mia.post(f"/niet-geplaatst/{draft_id}/weg", {"csrf_token": dict(mia.page.forms[0].fields).get("csrf_token", "")})
    assert mia.status == 404 and len(drafts(app)) == 1


def test_a_text_for_a_topic_that_closed_can_still_be_read(mia, app, place):
    mia.get("/onderwerpen/fietsen/schrijven")
    mia.submit("Bekijk eerst", title="Mijn kelder", body="Staat onder\nwater.")
    with app.app_context(), transaction():
        the_db.session.get(Topic, place["topic"]).closes_on = date(2026, 11, 20)
    mia.get("/onderwerpen/fietsen/schrijven")
    assert mia.status == 200 and "is gesloten sinds" in mia.text and "Staat onder water." in mia.text
    with app.app_context(), transaction():
        service.keep_draft(place["mia"], "topic:999", "", "Over iets dat er niet meer is", NOW)
        service.keep_draft(place["mia"], f"post:{place['opening']}", "", "Een antwoord", NOW)
        service.hide_post(the_db.session.get(Post, place["opening"]), NOW)
        ids = the_db.session.scalars(sa.select(Draft.id)).all()
    for draft_id in ids:
        assert mia.get(f"/niet-geplaatst/{draft_id}").status_code == 200
    mia.get("/mijn")
    assert "De gang staat vol" not in mia.text and "Een antwoord" in mia.text
    mia.get(f"/bijdragen/{place['opening']}/antwoord")
    assert mia.status == 200 and "Een antwoord" in mia.text


@pytest.mark.parametrize("how", ["cookie gone", "signed out elsewhere"])
def test_a_text_sent_after_the_session_ended_waits_behind_signing_in(mia, app, place, how):
    path = f"/bijdragen/{place['opening']}/antwoord"
    mia.get(path)
    sent = fields(mia, "Plaats", body="Een uur aan gewerkt.")
    if how == "cookie gone":
        mia.client.delete_cookie("session")
    else:
        with app.app_context(), transaction():
            the_db.session.get(Account, place["mia"]).session_version += 1
    mia.post(path, sent)
    assert mia.path == "/inloggen" and "Uw tekst is bewaard" in mia.text and "Een uur" not in mia.text
    assert drafts(app) == [(place["mia"], f"post:{place['opening']}", "Een uur aan gewerkt.")]
    with mia.client.session_transaction() as session:
        assert session["next"] == path
    be(mia, app, place["jan"])
    mia.get(path)
    assert typed(mia, "Plaats") == ""
    be(mia, app, place["mia"])
    mia.get(path)
    assert typed(mia, "Plaats") == "Een uur aan gewerkt."


def test_somebody_else_on_the_same_device_gets_no_word_of_it(mia, app, place):
    path = f"/bijdragen/{place['opening']}/antwoord"
    mia.get(path)
    sent = fields(mia, "Plaats", body="Van Mia.")
    mia.client.delete_cookie("session")
    be(mia, app, place["jan"])
    mia.post(path, sent)
    assert "Van Mia." not in mia.text and "bij het account waarmee u schreef" in mia.text
    assert drafts(app) == [(place["mia"], f"post:{place['opening']}", "Van Mia.")]


@pytest.mark.parametrize("writer", ["", "x", "WzEsInRvcGljOjEiXQ.aaaa.bbbb"])
def test_without_its_own_signature_a_form_keeps_nothing(browser, app, place, writer):
    sent = {"body": "Van niemand.", "writer": writer, "csrf_token": "x"}
    for path in (f"/bijdragen/{place['opening']}/antwoord", "/niet-geplaatst"):
        assert browser.client.post(path, data=sent).status_code in (400, 403)
    assert drafts(app) == []


def test_saving_while_typing(mia, app, place):
    path = f"/bijdragen/{place['opening']}/antwoord"
    mia.get(path)
    sent = fields(mia, "Plaats", body="Half")
    answer = mia.client.post("/niet-geplaatst", data=sent)
    assert answer.json == {"text": "Bewaard om 13.00 uur"} and drafts(app)[0][2] == "Half"
    assert mia.client.post("/niet-geplaatst", data={**sent, "csrf_token": ""}).json["text"].startswith("U bent niet meer")
    mia.submit("Plaats uw antwoord", body="Heel")
    late = mia.client.post("/niet-geplaatst", data={**sent, "body": "Heel"})
    assert late.json == {"text": ""} and drafts(app) == [], "what was placed does not come back as not placed"
    assert mia.client.post("/niet-geplaatst", data={**sent, "writer": "x"}).status_code == 422
    mia.client.delete_cookie("session")
    gone = mia.client.post("/niet-geplaatst", data={**sent, "form_key": "another", "body": "Nog iets"})
    assert gone.status_code == 403 and "Uw tekst is wel bewaard" in gone.json["text"] and drafts(app)[0][2] == "Nog iets"


def test_an_edit_that_changes_nothing_is_no_draft(browser, app, place):
    be(browser, app, place["jan"])
    browser.get(f"/bijdragen/{place['opening']}/veranderen")
    sent = fields(browser, "Bewaar")
    browser.client.post("/niet-geplaatst", data=sent)
    assert drafts(app) == []
    browser.client.post("/niet-geplaatst", data={**sent, "body": "Anders"})
    assert [body for _who, _where, body in drafts(app)] == ["Anders"]


def test_a_short_shouted_first_post_of_the_same_day_is_placed_at_once(browser, app, place):
    """No least length, no check on capitals, no time to wait for somebody who came in with a code."""
    with app.app_context(), transaction():
        new = make_member(alias="Nieuw", created_at=NOW).id
    be(browser, app, new)
    for body in ("Ja", "NEE!!! DE HUUR IS VEEL TE HOOG!!!", "👍", "."):
        browser.get(f"/bijdragen/{place['opening']}/antwoord")
        browser.submit("Plaats uw antwoord", body=body)
        assert browser.status == 200 and browser.path == f"/gesprekken/{place['thread']}", body
    with app.app_context():
        mine = the_db.session.scalars(sa.select(Post).where(Post.author_id == new)).all()
        assert [post.shown_to.value for post in mine] == ["everyone"] * 4


def test_a_change_is_shown_word_by_word_and_never_of_a_hidden_post(browser, app, place):
    be(browser, app, place["jan"])
    browser.get(f"/bijdragen/{place['opening']}/veranderen")
    browser.submit("Bewaar", body="Er staan **weinig** fietsen.", lang="nl")
    browser.follow("veranderd")
    source = browser.response.text
    assert "<del>" in source and "</span>veel<span" in source and "<ins>" in source and "</span>weinig<span" in source
    assert "[weg: veel]" in browser.text and "[erbij: weinig]" in browser.text
    with app.app_context(), transaction():
        service.hide_post(the_db.session.get(Post, place["opening"]), NOW)
    for account in ("jan", "mia"):
        be(browser, app, place[account])
        assert browser.get(f"/bijdragen/{place['opening']}/versies").status_code == 404 and "veel" not in browser.text


def test_a_text_from_right_to_left_says_so(mia, app, place):
    mia.get("/onderwerpen/fietsen/schrijven")
    assert dict(mia.form("Plaats").fields)["lang"] == "nl"
    mia.submit("Plaats", title="\u202eالمصعد معطل", body="المصعد في بنايتنا لا يعمل.", lang="ar")
    source = mia.response.text
    assert '<h1 lang="ar" dir="auto">المصعد معطل</h1>' in source
    assert 'class="post-body" lang="ar" dir="auto"' in source
    assert '<bdi lang="ar">المصعد معطل</bdi>' in mia.get("/onderwerpen/fietsen").text
    mia.get("/onderwerpen/fietsen/schrijven")
    assert dict(mia.form("Plaats").fields)["lang"] == "ar", "what was chosen last is chosen again"
    with app.app_context():
        assert the_db.session.scalars(sa.select(Post.lang).order_by(Post.id)).all() == ["", "ar"]
