from datetime import date

import pytest
import sqlalchemy as sa
from factories import NOW, make_member, make_staff, make_topic
from sqlalchemy.exc import IntegrityError

from accounts.models import Account, Role
from accounts.queries.keys import both_signed
from accounts.rules.keys import text_fingerprint
from forum import rules
from forum.models import BackgroundVersion, Topic
from forum.queries.background import background_versions, newest_background, waiting_background
from forum.rules.background import background_text
from forum.service.background import propose_background, sign_background, withdraw_background
from foundation.db import transaction
from foundation.errors import Refused


@pytest.fixture
def people(db):
    with transaction():
        return {
            "topic": make_topic("energie").id, "owner": make_staff(Role.POLICY_OWNER).id, "board": make_staff(Role.BOARD).id,
            "coordinator": make_staff(Role.COORDINATOR).id, "tenant": make_member().id,
        }  # fmt: skip


def propose(db, people, by="owner", note="De dag is anders.", body="Een nieuwe achtergrond."):
    with transaction():
        return propose_background(db.session.get(Topic, people["topic"]), note, body, db.session.get(Account, people[by]), NOW).id


def sign(db, people, version, by, read=None):
    with transaction():
        row, topic = db.session.get(BackgroundVersion, version), db.session.get(Topic, people["topic"])
        read = read or text_fingerprint(background_text(topic, row.note, row.body))
        return sign_background(row, topic, read, db.session.get(Account, people[by]), NOW)


def test_a_new_version_counts_with_two_keys_only(db, people):
    version = propose(db, people)
    assert newest_background(people["topic"]) is None and waiting_background(people["topic"]).id == version
    assert sign(db, people, version, "owner") is False, "signing twice is still one party"
    assert sign(db, people, version, "board") is True
    newest = newest_background(people["topic"])
    assert (newest.number, newest.agreed_at, newest.note) == (2, NOW, "De dag is anders.")
    assert db.session.get(Topic, people["topic"]).body == "Achtergrond.", "the text the topic's keys stand under never changes"
    third = propose(db, people, by="board", note="Nog iets.", body="Een derde tekst.")
    sign(db, people, third, "owner")
    assert [one.number for one in background_versions(people["topic"])] == [3, 2]


def test_the_keys_of_the_topic_outlive_a_new_version(db, people):
    topic = db.session.get(Topic, people["topic"])
    before = rules.agreement_text(topic, 2026)
    sign(db, people, propose(db, people), "board")
    assert rules.agreement_text(db.session.get(Topic, people["topic"]), 2026) == before
    version = newest_background(people["topic"])
    assert both_signed("background", version.id, background_text(topic, version.note, version.body))


@pytest.mark.parametrize("by", ["coordinator", "tenant"])
def test_only_who_holds_a_key_proposes(db, people, by):
    with pytest.raises(Refused, match="beleidsmedewerker en het bestuur"):
        propose(db, people, by=by)


@pytest.mark.parametrize(
    ("note", "body", "word"),
    [
        (" \n", "Iets.", "wat er veranderd is"), ("n" * 501, "Iets.", "korter"), ("Anders.", " ", "leeg"), ("Anders.", "x" * 10_001, "te lang"),
        ("Anders.", "Achtergrond.", "nog dezelfde"),
    ],
)  # fmt: skip
def test_what_a_version_must_hold(db, people, note, body, word):
    with pytest.raises(Refused, match=word):
        propose(db, people, note=note, body=body)


@pytest.mark.parametrize(
    ("opens_on", "closes_on", "word"),
    [(date(2026, 12, 1), date(2026, 12, 31), "nog niet open"), (date(2026, 10, 1), date(2026, 11, 22), "Het forum is voorbij")],
)
def test_only_while_the_forum_is_open(db, people, opens_on, closes_on, word):
    with transaction():
        topic = db.session.get(Topic, people["topic"])
        topic.opens_on, topic.closes_on = opens_on, closes_on
    with pytest.raises(Refused, match=word):
        propose(db, people)


def test_a_version_that_waited_too_long_cannot_be_signed(db, people):
    version = propose(db, people)
    with transaction():
        db.session.get(Topic, people["topic"]).closes_on = date(2026, 11, 22)
    with pytest.raises(Refused, match="Het forum is voorbij"):
        sign(db, people, version, "board")


def test_one_version_waits_at_a_time(db, people):
    version = propose(db, people)
    with pytest.raises(Refused, match="wacht al"):
        propose(db, people, by="board", body="Iets anders.")
    row = db.session.get(BackgroundVersion, version)
    copy = {column.name: getattr(row, column.name) for column in sa.inspect(BackgroundVersion).columns if column.name != "id"}
    with pytest.raises(IntegrityError), transaction():
        db.session.execute(sa.insert(BackgroundVersion).values(copy))


def test_a_withdrawn_version_is_off_the_table(db, people):
    version = propose(db, people)
    with transaction():
        withdraw_background(db.session.get(BackgroundVersion, version), db.session.get(Account, people["board"]), NOW)
    assert waiting_background(people["topic"]) is None
    with pytest.raises(Refused, match="veranderd nadat"):
        sign(db, people, version, "board")
    agreed = propose(db, people)
    sign(db, people, agreed, "board")
    with pytest.raises(Refused, match="staat er al"), transaction():
        withdraw_background(db.session.get(BackgroundVersion, agreed), db.session.get(Account, people["owner"]), NOW)


def test_nobody_signs_what_they_did_not_read(db, people):
    version = propose(db, people)
    with pytest.raises(Refused, match="veranderd nadat"):
        sign(db, people, version, "board", read=text_fingerprint("iets anders"))
