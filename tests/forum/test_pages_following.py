import re
from datetime import timedelta
from xml.etree import ElementTree

import pytest
import sqlalchemy as sa
from browser import Browser
from factories import NOW, make_member, make_staff, make_tenant, make_topic, sign_in

from accounts.models import Account, OptOut, Role
from accounts.service import erase_account
from forum import service
from forum.models import Feed, Follow, Frequency, Level, MailChoice, Post, Topic
from forum.queries import following
from forum.service.following import make_choice, stop_url
from foundation import clock
from foundation.db import transaction

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def place(db):
    today = clock.local_day(clock.now())
    with transaction():
        topic = make_topic("fietsen", opens_on=today - timedelta(days=20), closes_on=today + timedelta(days=20))
        jan, mia = make_member(alias="Jan"), make_member(alias="Mia")
        opening = service.start_thread(topic, jan, "Fietsen in de gang", "Er staan veel fietsen.", NOW)
        answer = service.reply(opening, mia, "Bij ons ook.", NOW)
        return {"topic": topic.id, "jan": jan.id, "mia": mia.id, "thread": opening.thread_id, "opening": opening.id, "answer": answer.id}


def be(browser, db, account_id):
    sign_in(browser, db.session.get_one(Account, account_id))


def test_a_level_for_a_topic_and_another_for_a_conversation(browser, db, place):
    be(browser, db, place["jan"])
    browser.get("/onderwerpen/fietsen")
    assert "Mail over dit onderwerp: antwoorden aan mij" in browser.text
    browser.follow("Mail over dit onderwerp")
    browser.submit("Bewaar", level="all")
    assert browser.path == "/onderwerpen/fietsen" and "Mail over dit onderwerp: alles" in browser.text
    browser.get(f"/gesprekken/{place['thread']}")
    browser.follow("Mail over dit gesprek: alles")
    assert "Zoals bij het onderwerp (nu: alles)" in browser.text
    browser.submit("Bewaar", level="nothing")
    assert "Mail over dit gesprek: niets" in browser.text
    browser.get("/mijn/mail")
    assert "Fietsen in de gangNiets." in browser.text and "Alles: elke nieuwe bijdrage." in browser.text
    browser.get(f"/gesprekken/{place['thread']}/volgen")
    browser.submit("Bewaar", level="topic")
    db.session.rollback()
    assert following.levels_of(place["jan"], place["topic"], place["thread"]) == (None, Level.ALL)
    assert following.levels_of(place["mia"], place["topic"], place["thread"]) == (None, None)


def test_a_level_that_is_none_is_refused_and_nothing_changes(browser, db, place):
    be(browser, db, place["jan"])
    browser.get("/onderwerpen/fietsen/volgen")
    for wrong in ("alles", "", "all\0"):
        browser.get("/onderwerpen/fietsen/volgen")
        assert browser.submit("Bewaar", level=wrong).status_code == 422
        assert "Kies een van de antwoorden." in browser.text
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Follow)) == 0
    assert browser.get("/gesprekken/999/volgen").status_code == 404


def test_how_often_is_chosen_in_one_place_and_never_is_told_to_the_registry(browser, db, place):
    be(browser, db, place["jan"])
    browser.get("/mijn")
    browser.follow("Mail van het forum")
    assert "Wij mailen naar" in browser.text
    browser.submit("Bewaar", frequency="never")
    assert "U krijgt geen mail van het forum meer." in browser.text
    db.session.rollback()
    assert db.session.scalar(sa.select(OptOut.scope)) == "forum_mail"
    browser.submit("Bewaar", frequency="weekly")
    db.session.rollback()
    assert following.frequency_of(db.session.get_one(Account, place["jan"])) is Frequency.WEEKLY
    assert db.session.scalar(sa.select(OptOut.scope)) is None
    assert browser.submit("Bewaar", frequency="hourly").status_code == 422


def test_who_gave_no_address_and_whose_mail_comes_back_hear_so(browser, db, place):
    with transaction():
        silent = make_member(tenant=make_tenant(email="bekend@example.nl"))
        silent.email, silent = None, silent.id
        returned = make_member(tenant=make_tenant(bouncing_at=NOW)).id
        fine = make_staff(Role.BOARD).id
    be(browser, db, silent)
    assert "U hebt geen mailadres opgegeven" in browser.get("/mijn/mail").text
    be(browser, db, returned)
    assert "Onze mail aan u komt terug" in browser.get("/mijn/mail").text
    reached = set(db.session.scalars(following.mailable()))
    assert fine in reached and place["jan"] in reached and not {silent, returned} & reached


def test_one_press_stops_forum_mail_and_looking_does_not(app, db, place):
    with transaction():
        make_choice(place["jan"])
    path = "/" + stop_url(place["jan"]).split("/", 3)[3]
    app.config["WTF_CSRF_ENABLED"] = True
    stranger = Browser(app)
    assert stranger.get(path).status_code == 200 and "Stop de mail" in stranger.text
    db.session.rollback()
    assert following.frequency_of(db.session.get_one(Account, place["jan"])) is Frequency.DAILY
    response = stranger._request(stranger.client.post, path, data={"List-Unsubscribe": "One-Click"})
    assert response.status_code == 200, "RFC 8058: no sign-in, no token of a form, no redirect"
    db.session.rollback()
    assert following.frequency_of(db.session.get_one(Account, place["jan"])) is Frequency.NEVER
    assert db.session.scalars(sa.select(OptOut.scope)).all() == ["forum_mail"]
    assert "U krijgt geen mail van het forum meer" in stranger.get(path).text
    with stranger.client.session_transaction() as session:
        assert "_user_id" not in session
    for wrong in ("0000-0000-00000", "x", "a" * 500):
        assert stranger.get(f"/mail/stoppen/{wrong}").status_code == 404


def feed_path(db, place, who="jan"):
    with transaction():
        feed = service.following.make_feed(db.session.get_one(Account, place[who]), db.session.get_one(Topic, place["topic"]), NOW)
        return "/" + service.following.feed_url(feed).split("/", 3)[3], feed.id


def entries(response):
    return [entry.findtext(f"{ATOM}id").rsplit("/", 1)[1] for entry in ElementTree.fromstring(response.data).findall(f"{ATOM}entry")]


def test_a_feed_holds_what_everybody_may_see_and_ends_when_told(app, browser, db, place):
    path, _feed_id = feed_path(db, place)
    reader = Browser(app)
    first = reader.get(path)
    assert first.mimetype == "application/atom+xml" and entries(first) == [str(place["answer"]), str(place["opening"])]
    assert first.headers["Cache-Control"] == "private, max-age=300" and "Set-Cookie" not in first.headers
    assert reader.get(path, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    with reader.client.session_transaction() as session:
        assert "_user_id" not in session
    with transaction():
        service.hold_post(db.session.get_one(Post, place["answer"]), NOW)
        service.withdraw_post(db.session.get_one(Post, place["opening"]), db.session.get_one(Account, place["jan"]), NOW)
    again = reader.get(path)
    assert entries(again) == [] and "fietsen." not in again.text
    be(browser, db, place["jan"])
    browser.get("/mijn/mail")
    assert path in browser.text
    browser.submit("Laat dit adres stoppen")
    assert reader.get(path).status_code == 404
    newer, _feed_id = feed_path(db, place)
    assert newer != path and reader.get(newer).status_code == 200 and reader.get(path).status_code == 404


def test_the_title_of_a_hidden_opening_is_not_in_the_feed(app, db, place):
    path, _feed_id = feed_path(db, place)
    with transaction():
        service.hide_post(db.session.get_one(Post, place["opening"]), NOW)
    text = Browser(app).get(path).text
    assert "Fietsen in de gang" not in text and "Bij ons ook." in text


def test_a_feed_of_somebody_else_cannot_be_ended(browser, db, place):
    path, feed_id = feed_path(db, place, "mia")
    be(browser, db, place["jan"])
    browser.get("/mijn/mail")
    assert path not in browser.text
    token = re.search(r'name="csrf_token" value="([^"]+)"', browser.response.text)[1]
    assert browser.post(f"/mijn/mail/feeds/{feed_id}/stoppen", {"csrf_token": token}).status_code == 404
    db.session.rollback()
    assert db.session.get_one(Feed, feed_id).revoked_at is None


def test_all_of_it_goes_with_the_account(app, db, place):
    path, _feed_id = feed_path(db, place)
    with transaction():
        jan = db.session.get_one(Account, place["jan"])
        service.following.follow_topic(jan, db.session.get_one(Topic, place["topic"]), Level.ALL, NOW)
        make_choice(jan.id)
    stop = "/" + stop_url(place["jan"]).split("/", 3)[3]
    with transaction():
        erase_account(place["jan"], NOW)
    for table in (Follow, MailChoice, Feed):
        assert db.session.scalar(sa.select(sa.func.count()).select_from(table)) == 0
    stranger = Browser(app)
    assert stranger.get(path).status_code == stranger.get(stop).status_code == 404


@pytest.mark.parametrize("data", ["../../etc/passwd", "%00", "x" * 300, "<script>"])
def test_hostile_codes_are_no_page(browser, data):
    assert browser.get(f"/feeds/{data}").status_code == 404
