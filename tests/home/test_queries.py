from datetime import date, timedelta

from factories import NOW, make_member, make_staff, make_topic
from statements import statements

from accounts.models import Party, Role
from forum.models import PollKind
from forum.service.background import propose_background
from forum.service.polls import Question, make_poll
from forum.service.summaries import Words, write_summary
from foundation.db import transaction
from foundation.incoming import Incoming
from foundation.outbox import Outgoing, Way
from home.queries import topics_of_the_year, waiting_for
from recruitment.models import Engagement, Panel


def test_what_waits_longest_stands_on_top(db):
    with transaction():
        coordinator = make_staff(Role.COORDINATOR)
        topic = make_topic()
        db.session.add(Panel(topic_id=topic.id, title="Panel", seats=12, created_at=NOW - timedelta(days=2)))
        db.session.add(Incoming(received_at=NOW - timedelta(days=3), message_id="<1>", sender="a@example.nl", subject="Vraag", body="x"))
        db.session.add(Outgoing(kind="x", ref={}, way=Way.LETTER, queued_at=NOW - timedelta(days=1), not_before_at=NOW))
        db.session.add(
            Engagement(
                topic_id=topic.id, account_id=make_member().id, days=4, answered_by=0, answered=0, posts=6, threads=1, own_repeats=4,
                points=50, policy_version=1, held_back=True, updated_at=NOW,
            )
        )  # fmt: skip
    assert [one.title for one in waiting_for(coordinator, NOW)] == ["Vraag", "Panel", "Brieven printen", topic.title]


def test_a_topic_waits_for_the_party_that_did_not_sign(db):
    with transaction():
        owner, board = make_staff(Role.POLICY_OWNER), make_staff(Role.BOARD, Party.TENANTS)
        topic = make_topic(agreed=False)
    assert [one.title for one in waiting_for(owner, NOW)] == [topic.title]
    assert [one.title for one in waiting_for(board, NOW)] == [topic.title]


def test_the_front_page_asks_the_same_whatever_the_year_holds(db, browser):
    with transaction():
        make_topic()
    with statements(db.engine) as few:
        browser.get("/")
    with transaction():
        for _number in range(5):
            topic = make_topic()
            db.session.add(Panel(topic_id=topic.id, title="Panel", seats=12, created_at=NOW))
    with statements(db.engine) as many:
        browser.get("/")
    assert len(many) == len(few) <= 12
    assert len(topics_of_the_year(NOW)) == 6


def test_what_one_party_wrote_waits_for_the_other(db):
    with transaction():
        owner, board = make_staff(Role.POLICY_OWNER), make_staff(Role.BOARD, Party.TENANTS)
        topic, asked = make_topic(), Question(PollKind.STATEMENT, "Goed zo?", "", (), date(2026, 12, 10))
        propose_background(topic, "Anders.", "Een andere tekst.", board, NOW - timedelta(days=2))
        make_poll(topic, asked, board, NOW - timedelta(days=1))
        write_summary(topic, Words(date(2026, 11, 1), date(2026, 11, 20), "Veel.", "Kort."), board, NOW)
    assert [one.endpoint for one in waiting_for(owner, NOW)] == ["forum.change_background_form", "forum.poll", "forum.prepare_summary"]
    assert waiting_for(board, NOW) == []
