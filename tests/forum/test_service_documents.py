from datetime import date, timedelta

import picture_files as files
import pytest
import sqlalchemy as sa
from factories import NOW, make_staff, make_topic

from accounts.models import Account, Party, Role
from forum.models import Attachment, Document, DocumentBytes, Topic
from forum.queries.topic_documents import documents_of, find_document
from forum.service import documents
from forum.service.files import keep_attachment, read_file
from foundation.audit import Entry
from foundation.db import transaction
from foundation.errors import Refused

DAY = date(2026, 11, 20)


@pytest.fixture
def place(db):
    with transaction():
        topic = make_topic()
        found = {"owner": make_staff(Role.POLICY_OWNER).id, "board": make_staff(Role.BOARD).id, "moderator": make_staff(Role.MODERATOR).id}
    return {**found, "topic": topic.id}


def add(db, place, by="owner", data=None, replaces=None, public=False, title="Plan", about="Een plan.", dated_on=DAY):
    with transaction():
        me = db.session.get(Account, place[by])
        if data != b"":
            keep_attachment(me, documents.document_place(place["topic"]), read_file(data or files.pdf(), "plan.pdf"), "", NOW)
    with transaction():
        me, topic = db.session.get(Account, place[by]), db.session.get(Topic, place["topic"])
        old = db.session.get(Document, replaces) if replaces else None
        said = documents.Described(title, about, dated_on, public)
        return documents.add_document(topic, me, said, NOW, old).id


def listed(db, place, public_only=False):
    return [
        (kept.document.id, [old.id for old in kept.earlier])
        for kept in documents_of(db.session.get(Topic, place["topic"]), public_only=public_only)
    ]


def test_a_document_is_kept_replaced_and_its_old_version_stays(db, place):
    first = add(db, place)
    row = db.session.get(Document, first)
    assert (row.party, row.pages, row.filename) == (Party.LANDLORD, 2, "plan.pdf")
    assert db.session.scalars(sa.select(Attachment)).all() == []
    second = add(db, place, data=files.pdf(3), replaces=first)
    assert listed(db, place) == [(second, [first])]
    with pytest.raises(Refused, match="net al vervangen"):
        add(db, place, data=files.pdf(4), replaces=first)
    third = add(db, place, data=files.pdf(5), replaces=second)
    assert listed(db, place) == [(third, [second, first])]
    with transaction():
        documents.withdraw_document(db.session.get(Document, second), db.session.get(Account, place["owner"]), NOW)
    assert listed(db, place) == [(third, [first])]
    with transaction():
        documents.withdraw_document(db.session.get(Document, third), db.session.get(Account, place["owner"]), NOW)
    assert listed(db, place) == [(first, [])]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(DocumentBytes)) == 1
    assert len(db.session.scalars(sa.select(Entry).where(Entry.act.like("forum.document%"))).all()) == 5
    add(db, place, data=files.pdf(5))  # what was taken away by mistake can come back


@pytest.mark.parametrize(
    ("wrong", "word"),
    [
        ({"data": b""}, "Kies een PDF"),
        ({"title": "  "}, "titel"),
        ({"about": ""}, "één zin"),
        ({"dated_on": None}, "datum"),
        ({"dated_on": DAY + timedelta(days=30)}, "toekomst"),
        ({"title": "x" * 121}, "te lang"),
        ({"about": "x" * 301}, "te lang"),
        ({"by": "moderator"}, "Alleen de corporatie"),
    ],
)
def test_what_is_missing_is_said(db, place, wrong, word):
    with pytest.raises(Refused, match=word):
        add(db, place, **wrong)
    assert listed(db, place) == []


def test_the_same_file_stands_there_once_and_a_picture_is_no_document(db, place):
    add(db, place)
    with pytest.raises(Refused, match="staat al"):
        add(db, place, by="board")
    with pytest.raises(Refused, match="geen PDF"):
        add(db, place, data=files.picture())


def test_a_party_keeps_its_hands_off_the_others_documents(db, place):
    theirs = add(db, place, by="board")
    with pytest.raises(Refused, match="andere partij"):
        add(db, place, data=files.pdf(3), replaces=theirs)
    with pytest.raises(Refused, match="andere partij"), transaction():
        documents.withdraw_document(db.session.get(Document, theirs), db.session.get(Account, place["owner"]), NOW)


def test_who_is_no_member_sees_what_is_public_and_only_with_a_public_summary(db, place):
    closed, opened = add(db, place), add(db, place, data=files.pdf(3), public=True)
    keys = {number: db.session.get(Document, number).key for number in (closed, opened)}

    def seen(member):
        return {number for number, key in keys.items() if find_document(key, member=member)}

    assert seen(True) == {closed, opened} and seen(False) == set()
    with transaction():
        db.session.get(Topic, place["topic"]).public_summary = "Voor iedereen"
    assert seen(False) == {opened} and listed(db, place, public_only=True) == [(opened, [])]
    newer = add(db, place, data=files.pdf(4), replaces=opened)
    assert seen(False) == set() and listed(db, place, public_only=True) == []
    assert newer and seen(True) == {closed, opened}
    with transaction():
        db.session.get(Topic, place["topic"]).withdrawn_at = NOW
    assert seen(True) == set()
