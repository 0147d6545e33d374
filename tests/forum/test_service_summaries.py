from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from factories import NOW, make_member, make_staff, make_topic
from sqlalchemy.exc import IntegrityError

from accounts.models import Account, Party, Role
from forum import service as forum
from forum.models import Topic, TopicSummary
from forum.queries.summaries import posts_between, published_summaries, waiting_summaries
from forum.rules.summaries import TURN, summary_mark
from forum.service.summaries import Words, answer_summary, approve_plain, change_summary, publish, withdraw_summary, write_summary
from foundation.db import transaction
from foundation.errors import Refused

WORDS = Words(date(2026, 11, 1), date(2026, 11, 22), "Men wil *uitleg*.", "Men wil uitleg.")
LATER = NOW + TURN


@pytest.fixture
def people(db):
    with transaction():
        return {
            "topic": make_topic("energie").id, "owner": make_staff(Role.POLICY_OWNER).id, "board": make_staff(Role.BOARD).id,
            "coordinator": make_staff(Role.COORDINATOR).id, "theirs": make_staff(Role.COORDINATOR, Party.TENANTS).id,
            "moderator": make_staff(Role.MODERATOR).id, "jan": make_member().id,
        }  # fmt: skip


@pytest.fixture
def written(db, people):
    with transaction():
        return write_summary(db.session.get(Topic, people["topic"]), WORDS, db.session.get(Account, people["coordinator"]), NOW).id


def do(db, people, verb, number, by, *more, now=NOW):
    """`verb` on this summary, having read it as it is."""
    with transaction():
        row = db.session.get(TopicSummary, number)
        verb(row, summary_mark(row), *more, db.session.get(Account, people[by]), now)


def test_the_whole_way(db, people, written):
    assert [one.id for one in waiting_summaries()] == [written] and not published_summaries(people["topic"])
    do(db, people, answer_summary, written, "board", None)
    do(db, people, approve_plain, written, "owner")
    do(db, people, publish, written, "owner")
    (row,) = published_summaries(people["topic"])
    assert (row.written_by_role, row.answered_by_party, row.approved_by_role, row.remark) == (
        Role.COORDINATOR, Party.TENANTS, Role.POLICY_OWNER, "",
    )  # fmt: skip
    assert not waiting_summaries()


def test_the_other_party_puts_a_remark_beside_it_and_stops_nothing(db, people, written):
    do(db, people, answer_summary, written, "theirs", "Wij lazen vooral zorgen.")
    do(db, people, approve_plain, written, "board")
    do(db, people, publish, written, "coordinator")
    assert published_summaries(people["topic"])[0].remark == "Wij lazen vooral zorgen."


def test_the_other_party_comes_first_and_silence_lasts_a_week(db, people, written):
    do(db, people, approve_plain, written, "board")
    with pytest.raises(Refused, match="zeven dagen"):
        do(db, people, publish, written, "coordinator", now=LATER - timedelta(seconds=1))
    do(db, people, publish, written, "coordinator", now=LATER)
    assert published_summaries(people["topic"])[0].answered_at is None


def test_no_publication_without_somebody_elses_look_at_the_plain_text(db, people, written):
    do(db, people, answer_summary, written, "board", None)
    with pytest.raises(Refused, match="gewone taal"):
        do(db, people, publish, written, "owner")
    with pytest.raises(Refused, match="schreef deze tekst zelf"):
        do(db, people, approve_plain, written, "coordinator")
    with pytest.raises(IntegrityError), transaction():
        db.session.execute(sa.update(TopicSummary).values(approved_by_id=TopicSummary.written_by_id))
    with pytest.raises(IntegrityError), transaction():
        db.session.execute(sa.update(TopicSummary).values(published_at=NOW))


def test_who_answers_and_who_publishes(db, people, written):
    with pytest.raises(Refused, match="andere partij antwoordt"):
        do(db, people, answer_summary, written, "owner", None)
    with pytest.raises(Refused, match="ernaast"):
        do(db, people, answer_summary, written, "board", " \n")
    for who in ("moderator", "jan"):
        with pytest.raises(Refused):
            do(db, people, answer_summary, written, who, None)
    do(db, people, answer_summary, written, "board", None)
    do(db, people, approve_plain, written, "board")
    with pytest.raises(Refused, match="partij die deze samenvatting schreef"):
        do(db, people, publish, written, "board")


def test_a_changed_text_asks_everybody_again(db, people, written):
    do(db, people, answer_summary, written, "board", "Onze kijk.")
    do(db, people, approve_plain, written, "board")

    def change(words, by="owner"):
        with transaction():
            row = db.session.get(TopicSummary, written)
            change_summary(row, db.session.get(Topic, people["topic"]), words, db.session.get(Account, people[by]), NOW)

    change(WORDS)
    assert db.session.get(TopicSummary, written).answered_at is not None, "nothing changed, nothing falls"
    read = summary_mark(db.session.get(TopicSummary, written))
    change(Words(WORDS.from_on, WORDS.until_on, "Iets anders.", "Iets anders."))
    row = db.session.get(TopicSummary, written)
    assert (row.answered_at, row.remark, row.approved_at, row.written_by_id) == (None, "", None, people["owner"])
    with pytest.raises(Refused, match="veranderd nadat"), transaction():
        answer_summary(db.session.get(TopicSummary, written), read, None, db.session.get(Account, people["board"]), NOW)
    with pytest.raises(Refused, match="partij die deze samenvatting schreef"):
        change(WORDS, by="board")


def test_only_who_wrote_takes_it_back(db, people, written):
    do(db, people, answer_summary, written, "board", None)
    do(db, people, approve_plain, written, "board")
    do(db, people, publish, written, "owner")
    with pytest.raises(Refused, match="weghalen"), transaction():
        withdraw_summary(db.session.get(TopicSummary, written), db.session.get(Account, people["board"]), NOW)
    with pytest.raises(Refused, match="staat er al"), transaction():
        row = db.session.get(TopicSummary, written)
        change_summary(row, db.session.get(Topic, people["topic"]), WORDS, db.session.get(Account, people["owner"]), NOW)
    with transaction():
        withdraw_summary(db.session.get(TopicSummary, written), db.session.get(Account, people["owner"]), NOW)
    assert not published_summaries(people["topic"])


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"body": " "}, "Schrijf de samenvatting."), ({"plain": ""}, "gewone taal"), ({"body": "x" * 10_001}, "te lang"),
        ({"from_on": date(2026, 10, 1)}, "al open was"), ({"until_on": date(2026, 11, 24)}, "al open was"),
        ({"from_on": date(2026, 11, 20), "until_on": date(2026, 11, 19)}, "al open was"),
    ],
)  # fmt: skip
def test_what_a_summary_must_hold(db, people, changes, word):
    with pytest.raises(Refused, match=word), transaction():
        write_summary(
            db.session.get(Topic, people["topic"]), Words(**{**vars(WORDS), **changes}), db.session.get(Account, people["owner"]), NOW
        )


def test_it_counts_what_everybody_can_see(db, people):
    with transaction():
        topic, jan = db.session.get(Topic, people["topic"]), db.session.get(Account, people["jan"])
        first = forum.start_thread(topic, jan, "Vraag", "Een.", NOW)
        forum.hide_post(forum.reply(first, jan, "Twee.", NOW), NOW)
        forum.reply(first, jan, "Drie.", NOW + timedelta(days=1))
    assert posts_between(people["topic"], "2026-11-01", "2026-11-23") == 1
    assert posts_between(people["topic"], "2026-11-01", "2026-11-24") == 2
