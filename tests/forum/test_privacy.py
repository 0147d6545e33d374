"""Personal data is shown to its author before everybody can read it; who decides is the author."""

import json
import os
from pathlib import Path

import pytest
import sqlalchemy as sa
from factories import NOW, make_member, make_topic, sign_in
from planted import MAKERS, planted

from accounts.models import Account
from forum import events, service
from forum.models import Draft, Post, Topic
from forum.rules import Private, private_pieces, without
from foundation import clock
from foundation.db import db as the_db
from foundation.db import transaction
from foundation.house import house
from home.demo.story import Story

TEXT = "Bel mij op 06 12 34 56 78, dan vertel ik het."


def stopped(texts):
    return [text for text in texts if private_pieces(text)]


@pytest.mark.parametrize("kind", MAKERS)
def test_nineteen_of_twenty_planted_pieces_are_found_and_can_be_hidden(kind):
    found = 0
    for text, piece in planted(kind, 200, seed=5):
        pieces = private_pieces(text)
        gone = without(text, pieces, dict.fromkeys(Private, "[weg]"))
        found += any(one.kind == kind and piece in one.words for one in pieces) and gone != text
        assert private_pieces(gone) == [], "what was hidden is not found again"
    assert found >= 0.95 * 200


def test_fewer_than_two_of_a_hundred_posts_of_the_demo_are_stopped():
    story = Story(NOW.date())
    posts = [
        f"{thread['title']}\n{post['text']}" if post["reply_to"] is None else post["text"]
        for topic in story.topics
        for thread in story.threads(topic["slug"])
        for post in thread["posts"]
    ]
    assert len(posts) > 800 and len(stopped(posts)) < 0.02 * len(posts)


def test_fewer_than_two_of_a_hundred_turns_in_a_dutch_debate_on_housing_are_stopped():
    shared = Path(os.environ.get("MEEDENKERS_SHARED", Path(__file__).parents[3] / "shared" / "data")) / "forum" / "kamer_nl_posts.jsonl"
    if not shared.exists() and os.environ.get("MEEDENKERS_REQUIRE_ALL") != "1":
        pytest.skip(f"{shared} is not here")
    turns = [json.loads(line)["body"] for line in shared.read_text("utf-8").splitlines()]
    assert len(stopped(turns)) < 0.02 * len(turns)


@pytest.mark.parametrize(
    "text",
    [
        "Op 12-03-2026 om 10.30 uur kwam er niemand, ook niet op 01-02-2018 12 uur.",
        "Het kost 123.456.782 euro, of € 111222333.",
        "NL91ABNA0417164301 klopt niet, 123456789 ook niet.",
        "Motie nummer 14 en agendapunt 3: wij zijn nummer 120 op de wachtlijst.",
        "Mijn buurvrouw van 86 jaar kan de trap niet op. De buren van 3 huizen verder ook niet.",
        "De huismeester komt op 15 mei. De opzichter belt. Helaas, onze consulent is ziek.",
        "Lees de brief van 2-mei-26 over de snelweg 2 keer.",
        "\u202e" * 50 + "\x00" + "@" * 30,
    ],
)
def test_ordinary_numbers_are_left_alone(text):
    assert private_pieces(text) == []


def test_a_number_everybody_may_know_is_no_secret():
    assert private_pieces("Bel (040) 555 01 50.", frozenset({"040 - 555 01 50"})) == []
    assert len(private_pieces("Bel (040) 555 01 51.", frozenset({"040 - 555 01 50"}))) == 1


@pytest.fixture
def jan(app, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    monkeypatch.setattr(events, "before_post", [service.guard_privacy])
    with app.app_context(), transaction():
        topic, jan = make_topic("reparaties"), make_member(alias="Jan")
        return {"topic": topic.id, "jan": jan.id}


def posts(app):
    with app.app_context():
        return [post.body for post in the_db.session.scalars(sa.select(Post).order_by(Post.id))]


def write(browser, app, jan, **fields):
    with app.app_context():
        sign_in(browser, the_db.session.get(Account, jan["jan"]))
    browser.get("/onderwerpen/reparaties/schrijven")
    browser.submit("Plaats uw bijdrage", **{"title": "Vraag", "body": TEXT, **fields})


def test_the_author_sees_what_and_why_and_may_place_it_anyway(browser, app, jan):
    write(browser, app, jan)
    assert browser.status == 200 and posts(app) == []
    assert "telefoonnummer: “06 12 34 56 78”" in browser.text
    browser.submit("Plaats mijn tekst zoals hij is")
    assert posts(app) == [TEXT]


def test_one_press_takes_it_out_and_gives_the_text_back(browser, app, jan):
    write(browser, app, jan, title="Bel 0612345678")
    browser.submit("Haal deze gegevens uit mijn tekst")
    assert posts(app) == [] and "De gegevens zijn uit uw tekst gehaald" in browser.text
    assert "Bel mij op [telefoonnummer], dan vertel ik het." in browser.response.text and "12345678" not in browser.response.text
    with app.app_context():
        assert the_db.session.scalar(sa.select(Draft.body)) == "Bel mij op [telefoonnummer], dan vertel ik het."
    browser.submit("Plaats uw bijdrage")
    assert posts(app) == ["Bel mij op [telefoonnummer], dan vertel ik het."]


def test_another_kind_in_a_changed_text_is_shown_again(browser, app, jan):
    write(browser, app, jan)
    browser.submit("Plaats mijn tekst zoals hij is", body=TEXT + " Of mail jan@voorbeeld.nl")
    assert posts(app) == [] and "mailadres: “jan@voorbeeld.nl”" in browser.text
    browser.submit("Plaats mijn tekst zoals hij is", body=TEXT)  # less than was seen
    assert posts(app) == [TEXT]


def test_of_an_edit_only_what_it_adds_is_asked_and_staff_who_type_see_it_too(app, jan):
    with app.app_context():
        topic, author = the_db.session.get(Topic, jan["topic"]), the_db.session.get(Account, jan["jan"])
        with transaction():
            post = service.start_thread(topic, author, "Vraag", TEXT, NOW, seen=frozenset({"privacy-phone"}))
        attempt = {"author": author, "topic": topic, "title": "", "now": NOW}
        assert service.guard_privacy(events.PostAttempt(**attempt, body=TEXT + " Graag.", edits=post.id)) is None
        added = service.guard_privacy(events.PostAttempt(**attempt, body=TEXT + " Of 0687654321.", edits=post.id))
        assert added is not None and "0687654321" in added.text and "56 78" not in added.text
        assert service.guard_privacy(events.PostAttempt(**attempt, body=TEXT, assisted=True)) is not None
        assert service.guard_privacy(events.PostAttempt(**attempt, body=f"Bel {house().service_desk}.")) is None


def test_the_app_asks_about_privacy_before_anything_else_is_shown():
    import wsgi

    wsgi.wire()
    names = [ask.__name__ for ask in events.before_post]
    assert names.index("guard_privacy") < names.index("offer_service_desk") < names.index("notice_before_post")
