import re
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from factories import NOW, make_member, make_staff, make_tenant, make_topic, sign_in
from statements import statements

from accounts.models import Account, Role
from forum.jobs.polls import count_polls
from forum.models import Ballot, Poll, PollKind, PollOption
from foundation import clock
from foundation.db import db as the_db
from foundation.db import transaction

AFTER = NOW + timedelta(days=18)


@pytest.fixture(autouse=True)
def _the_clock(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def people(app):
    with app.app_context(), transaction():
        roles = (("owner", Role.POLICY_OWNER), ("board", Role.BOARD), ("coordinator", Role.COORDINATOR), ("moderator", Role.MODERATOR))
        return {"topic": make_topic("energie").id, "jan": make_member().id, "number": make_tenant().number} | {
            name: make_staff(role).id for name, role in roles
        }


def be(browser, app, account_id):
    with app.app_context():
        sign_in(browser, the_db.session.get(Account, account_id))


def make_poll(app, people, kind=PollKind.ONE, votes=None, **values):
    """A poll of both keys; `votes` makes it counted."""
    with app.app_context(), transaction():
        owner = the_db.session.get(Account, people["owner"])
        poll = Poll(
            topic_id=people["topic"], kind=kind, question="Waar wilt u de uitleg?", closes_on=date(2026, 12, 10), proposed_by_party=owner.party,
            proposed_by_id=owner.id, proposed_at=NOW, agreed_at=NOW,
            options=[
                PollOption(place=place, text=text, votes=votes[place - 1] if votes else None)
                for place, text in enumerate(("Thuis <b>", "In de buurt", "Op papier"), 1)
            ],
            **values,
        )  # fmt: skip
        the_db.session.add(poll)
        the_db.session.flush()
        return poll.id


def test_from_question_to_result(browser, app, people, monkeypatch):
    be(browser, app, people["coordinator"])
    browser.get(f"/agenda/{people['topic']}")
    browser.follow("Een peiling maken")
    fields = {"kind": "one", "question": "Waar wilt u de uitleg?", "options": "Thuis\r\n\r\nIn de buurt", "closes_on": "2026-12-10"}
    browser.submit("Leg voor", **fields | {"closes_on": "morgen", "explanation": "Blijft staan"})
    assert browser.status == 422 and "Vul een dag in, zoals" in browser.text and "Blijft staan" in browser.response.text
    browser.submit("Leg voor", **fields | {"options": "Thuis"})
    assert browser.status == 422 and "2 tot 8 antwoorden" in browser.text
    browser.submit("Leg voor", **fields)
    assert "Wacht op akkoord van beide partijen" in browser.text and "nog niemand" in browser.text
    address = browser.path
    be(browser, app, people["jan"])
    assert browser.get(address).status_code == 404 and "Waar wilt u" not in browser.get("/onderwerpen/energie").text
    for name in ("owner", "board"):
        be(browser, app, people[name])
        browser.get(address)
        browser.submit("Akkoord met deze vraag")
    assert "Huurders kunnen nu stemmen" in browser.text
    be(browser, app, people["jan"])
    browser.get("/onderwerpen/energie")
    browser.follow("Waar wilt u de uitleg?")
    browser.submit("Stem")
    assert browser.status == 422 and "Kies een antwoord." in browser.text
    with app.app_context():
        first, second = the_db.session.scalars(sa.select(PollOption.id).order_by(PollOption.place))
    browser.submit("Stem", one=first)
    assert "Uw stem is bewaard" in browser.text and "Uw stem: Thuis." in browser.text
    browser.submit("Verander mijn stem", one=second)
    assert "Uw stem: In de buurt." in browser.text
    assert not re.search(r"\b1 huurder", browser.text), "no running count"
    monkeypatch.setattr(clock, "now", lambda: AFTER)
    browser.get(address)
    assert "De stemmen worden geteld" in browser.text and "Uw stem: In de buurt." in browser.text
    with app.app_context():
        count_polls(AFTER)
    browser.get(address)
    assert "Minder dan 5 mensen stemden" in browser.text and "chart" not in browser.response.text.split("<main")[1]


def test_a_result_leaves_out_small_groups(browser, app, people):
    poll = make_poll(app, people, votes=[40, 12, 2], voters=54, on_paper=6, counted_at=NOW)
    be(browser, app, people["jan"])
    browser.get(f"/peilingen/{poll}")
    assert "54 huurders stemden" in browser.text and "6 van hen op papier" in browser.text
    assert (
        "40 (74%)" in browser.text
        and browser.text.count("niet getoond") >= 2
        and "12" not in browser.text.split("Uitslag", 1)[1].split("Groepen")[0]
    )
    assert "<svg" in browser.response.text and "Thuis &lt;b&gt;" in browser.response.text


def test_typing_in_a_vote_for_somebody(browser, app, people):
    poll = make_poll(app, people)
    be(browser, app, people["moderator"])
    browser.get(f"/peilingen/{poll}")
    browser.follow("Voer een stem in")
    with app.app_context():
        option = the_db.session.scalar(sa.select(PollOption.id))
    browser.submit("Tel deze stem", number=people["number"], one=option)
    assert browser.status == 422 and "vinkje" in browser.text and "Kies hoe de stem binnenkwam" in browser.text
    browser.submit("Tel deze stem", number="bestaat niet", channel="phone", consent="y", one=option)
    assert browser.status == 422 and "geen huurder met dit nummer" in browser.text
    browser.submit("Tel deze stem", number=people["number"], channel="phone", consent="y", one=option)
    assert "De stem is geteld" in browser.text and people["number"] not in browser.response.text
    with app.app_context():
        assert the_db.session.scalar(sa.select(sa.func.count()).select_from(Ballot)) == 1
    be(browser, app, people["jan"])
    assert browser.get(f"/peilingen/{poll}/invoeren").status_code == 403


def test_several_answers_and_a_statement(browser, app, people):
    several, statement = make_poll(app, people, PollKind.SEVERAL), make_poll(app, people, PollKind.STATEMENT)
    be(browser, app, people["jan"])
    browser.get(f"/peilingen/{several}")
    with app.app_context():
        ids = list(the_db.session.scalars(sa.select(PollOption.id).where(PollOption.poll_id == several)))
    browser.submit("Stem", several=ids[:2])
    assert "Uw stem: Thuis <b>, In de buurt." in browser.text
    browser.get(f"/peilingen/{statement}")
    browser.form("Stem")


def test_a_withdrawn_question_comes_back_to_be_changed(browser, app, people):
    be(browser, app, people["owner"])
    browser.get(f"/agenda/{people['topic']}/peiling")
    browser.submit("Leg voor", kind="several", question="Wat helpt?", options="Een\nTwee", closes_on="2026-12-10")
    number = browser.path.rsplit("/", 1)[1]
    browser.submit("Trek in en verander")
    assert "Wat helpt?" in browser.response.text and "Een\r\nTwee" in browser.response.text.replace("\nTwee", "\r\nTwee")
    assert browser.get(f"/peilingen/{number}").status_code == 404
    for strange in ("x", "999999", "%00", "9" * 40):
        assert browser.get(f"/agenda/{people['topic']}/peiling?van={strange}").status_code in (200, 404)


def test_hostile_ballots(browser, app, people):
    poll = make_poll(app, people)
    be(browser, app, people["jan"])
    browser.get(f"/peilingen/{poll}")
    token = dict(browser.form("Stem").fields)["csrf_token"]
    for value in ("x", "-1", "9" * 400, "\x00", "", "1; DROP TABLE ballot"):
        for name in ("one", "several"):
            assert browser.client.post(f"/peilingen/{poll}", data={"csrf_token": token, name: value}).status_code == 422, (name, value)
    assert browser.client.get("/peilingen/99999999999999").status_code == 404
    with app.app_context():
        assert not the_db.session.scalar(sa.select(sa.func.count()).select_from(Ballot))


def test_polls_cost_the_topic_page_one_query(browser, app, people):
    be(browser, app, people["jan"])

    def sent():
        with app.app_context():
            engine = the_db.engine
        with statements(engine) as found:
            assert browser.client.get("/onderwerpen/energie").status_code == 200
        return [one for one in found if not one.startswith(("BEGIN", "PRAGMA"))]

    make_poll(app, people)
    few = sent()
    for _number in range(8):
        make_poll(app, people)
    assert len(sent()) == len(few) <= 12
