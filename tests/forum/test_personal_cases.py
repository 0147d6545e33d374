"""Who asks for a repair gets the number of the service desk first, and nobody else does."""

import json
import os
from pathlib import Path

import pytest
import sqlalchemy as sa
from factories import NOW, make_member, make_topic, sign_in

from accounts.models import Account
from forum import events, service
from forum.models import Draft, Post, Topic
from forum.rules import personal_case
from foundation import clock
from foundation.db import db as the_db
from foundation.db import transaction
from foundation.house import house
from home.demo.story import Story

SENTENCES = json.loads((Path(__file__).parent / "personal_cases.json").read_text("utf-8"))


def found(texts):
    return [text for text in texts if personal_case("", text) is not None]


def test_the_sentences_the_rule_was_made_with():
    assert len(found(SENTENCES["made_with"]["case"])) >= 29
    assert found(SENTENCES["made_with"]["ordinary"]) == []


def test_nine_of_ten_held_out_repairs_are_offered_the_desk_and_no_ordinary_sentence_is():
    cases = SENTENCES["held_out"]["case"]
    assert len(found(cases)) >= 0.9 * len(cases)
    assert found(SENTENCES["held_out"]["ordinary"]) == []


def test_fewer_than_two_of_a_hundred_posts_of_the_demo_get_the_notice():
    story = Story(NOW.date())
    posts = [
        (thread["title"] if post["reply_to"] is None else "", post["text"])
        for topic in story.topics
        for thread in story.threads(topic["slug"])
        for post in thread["posts"]
    ]
    asked = [post for post in posts if personal_case(*post) is not None]
    assert len(posts) > 800 and 0 < len(asked) < 0.02 * len(posts)


def test_fewer_than_two_of_a_hundred_turns_in_a_dutch_debate_on_housing_get_the_notice():
    shared = Path(os.environ.get("MEEDENKERS_SHARED", Path(__file__).parents[3] / "shared" / "data")) / "forum" / "kamer_nl_posts.jsonl"
    if not shared.exists() and os.environ.get("MEEDENKERS_REQUIRE_ALL") != "1":
        pytest.skip(f"{shared} is not here")
    turns = [json.loads(line)["body"] for line in shared.read_text("utf-8").splitlines()]
    assert len(found(turns)) < 0.02 * len(turns)


@pytest.mark.parametrize(
    ("title", "body", "sentence"),
    [
        ("", "Dag allemaal. Mijn kraan lekt! Groetjes.", "Mijn kraan lekt!"),
        ("Mijn kraan lekt", "Wat nu?", "Mijn kraan lekt"),
        ("", "MIJN KRAAN\tLEKT", "MIJN KRAAN LEKT"),
        ("", "Mijn kraan lekt. " + "Ik heb er van alles over te zeggen. " * 20, None),
        ("", "", None),
        ("", "\u202e" * 50 + "\x00", None),
    ],
)
def test_the_sentence_is_named(title, body, sentence):
    assert personal_case(title, body) == sentence


@pytest.fixture
def jan(app, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    monkeypatch.setattr(events, "before_post", [service.offer_service_desk])
    with app.app_context(), transaction():
        topic, jan = make_topic("reparaties"), make_member(alias="Jan")
        return {"topic": topic.id, "jan": jan.id}


def posts(app):
    with app.app_context():
        return [post.body for post in the_db.session.scalars(sa.select(Post).order_by(Post.id))]


def test_the_desk_is_offered_once_and_the_post_may_stand(browser, app, jan):
    with app.app_context():
        sign_in(browser, the_db.session.get(Account, jan["jan"]))
        desk = house().service_desk
    browser.get("/onderwerpen/reparaties/schrijven")
    browser.submit("Plaats uw bijdrage", title="Vraag", body="Wanneer wordt mijn ketel gemaakt?")
    assert browser.status == 200 and posts(app) == []
    assert "“Wanneer wordt mijn ketel gemaakt?”" in browser.text and f"Bel {desk}" in browser.text
    assert f'href="tel:{desk.replace(" ", "").replace("-", "")}"' in browser.response.text
    with app.app_context():
        assert the_db.session.scalar(sa.select(Draft.body)) == "Wanneer wordt mijn ketel gemaakt?"
    browser.submit("Plaats mijn bijdrage toch")
    assert posts(app) == ["Wanneer wordt mijn ketel gemaakt?"]
    browser.get("/onderwerpen/reparaties/schrijven")
    browser.submit("Plaats uw bijdrage", title="Plan", body="Laat reparaties sneller gaan.")
    assert len(posts(app)) == 2


def test_an_edit_and_a_text_from_paper_are_left_alone(app, jan):
    with app.app_context():
        topic, author = the_db.session.get(Topic, jan["topic"]), the_db.session.get(Account, jan["jan"])
        attempt = events.PostAttempt(author=author, topic=topic, title="", body="Mijn kraan lekt.", now=NOW)
        assert service.offer_service_desk(attempt).key == "service-desk"
        for change in ({"edits": 3}, {"assisted": True}, {"seen": frozenset({"service-desk"})}):
            assert service.offer_service_desk(events.PostAttempt(**{**vars(attempt), **change})) is None


def test_the_app_asks_before_it_tells_about_counting(app, monkeypatch):
    import wsgi

    wsgi.wire()
    names = [ask.__name__ for ask in events.before_post]
    assert names.index("offer_service_desk") < names.index("notice_before_post")
