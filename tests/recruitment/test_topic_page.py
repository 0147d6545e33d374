"""What the page of a topic shows of its panel."""

from datetime import date, timedelta

import pytest
from factories import NOW, make_member, make_panel, make_staff, make_topic, sign_in
from statements import statements

from accounts.models import Account, Role
from forum.models import BackgroundVersion, Poll, PollKind, TopicSummary
from foundation import clock
from foundation.db import db as the_db
from foundation.db import transaction


@pytest.fixture(autouse=True)
def _the_clock(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


def test_the_evening_stands_on_the_road_and_everything_together_costs_twelve_queries(browser, app):
    with app.app_context(), transaction():
        topic, jan, owner, board = make_topic("energie"), make_member(), make_staff(Role.POLICY_OWNER), make_staff(Role.BOARD)
        make_panel(topic, evening=NOW + timedelta(days=10))
        by = {"proposed_by_party": owner.party, "proposed_by_id": owner.id, "proposed_at": NOW, "agreed_at": NOW}
        the_db.session.add(BackgroundVersion(topic_id=topic.id, number=2, body="x", body_html="<p>huurtoeslag</p>", note="Anders.", **by))
        the_db.session.add(Poll(topic_id=topic.id, kind=PollKind.STATEMENT, question="Goed zo?", closes_on=date(2026, 12, 10), **by))
        the_db.session.add(
            TopicSummary(
                topic_id=topic.id, from_on=date(2026, 11, 1), until_on=date(2026, 11, 20), body="x", body_html="<p>x</p>", plain_body="x",
                plain_html="<p>Kort.</p>", written_by_id=owner.id, written_by_party=owner.party, written_by_role=owner.role, written_at=NOW,
                approved_by_id=board.id, approved_by_party=board.party, approved_by_role=board.role, approved_at=NOW, published_at=NOW,
            )
        )  # fmt: skip
        member, engine = jan.id, the_db.engine
    with app.app_context():
        sign_in(browser, the_db.session.get(Account, member))
    with statements(engine) as sent:
        browser.get("/onderwerpen/energie")
    for words in ("Klantenpanel", "donderdag 3 december 2026", "Goed zo?", "Kort.", "Veranderd op", "Moeilijke woorden"):
        assert words in browser.text, words
    asked = [one for one in sent if not one.startswith(("BEGIN", "PRAGMA"))]
    assert 0 < len(asked) <= 12, asked
