from datetime import timedelta

import pytest
import sqlalchemy as sa
from factories import NOW, make_staff
from sqlalchemy.exc import IntegrityError

from accounts import events
from accounts.models import Key, Party, Role
from accounts.queries import both_signed, keys_on
from accounts.rules import text_fingerprint, why_not_sign
from accounts.service import sign, void_keys
from foundation import audit
from foundation.db import transaction
from foundation.errors import Refused


@pytest.fixture
def people(db):
    with transaction():
        people = make_staff(Role.BOARD), make_staff(Role.POLICY_OWNER)
        db.session.expunge_all()
    return people


@pytest.fixture
def heard():
    told = []

    def stand(subject, *, subject_id, now):
        told.append((subject, subject_id))

    with events.keys_stand.connected_to(stand):
        yield told


def test_one_key_is_not_enough_two_are(db, people, heard):
    board, owner = people
    with transaction():
        sign(Party.TENANTS, "topic", 7, "de tekst", board, NOW)
    assert not both_signed("topic", 7, "de tekst")
    assert heard == []
    with transaction():
        sign(Party.LANDLORD, "topic", 7, "de tekst", owner, NOW)
    assert both_signed("topic", 7, "de tekst")
    assert heard == [("topic", 7)]
    assert audit.verify().entries == 2


def test_a_changed_text_voids_both_keys(db, people, heard):
    board, owner = people
    with transaction():
        sign(Party.TENANTS, "topic", 7, "de tekst", board, NOW)
        sign(Party.LANDLORD, "topic", 7, "de tekst.", owner, NOW + timedelta(hours=1))
    assert heard == []
    assert set(keys_on("topic", 7)) == {Party.LANDLORD}
    assert not both_signed("topic", 7, "de tekst.")
    with transaction():
        assert void_keys("topic", 7, NOW + timedelta(hours=2)) == 1
    assert keys_on("topic", 7) == {}
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Key)) == 2  # kept as history


def test_signing_twice_is_signing_once(db, people, heard):
    board, owner = people
    with transaction():
        first = sign(Party.TENANTS, "topic", 7, "x", board, NOW).id
        sign(Party.LANDLORD, "topic", 7, "x", owner, NOW)
        assert sign(Party.TENANTS, "topic", 7, "x", board, NOW).id == first
    assert heard == [("topic", 7)]


def test_the_database_holds_one_standing_key_a_party(db, people):
    board, _owner = people
    with pytest.raises(IntegrityError), transaction():
        for _ in range(2):
            db.session.add(Key(party=Party.TENANTS, subject="topic", subject_id=1, text_sha256="x", signed_by_id=board.id, signed_at=NOW))
            db.session.flush()


def test_nobody_signs_for_the_other_party(db, people):
    board, owner = people
    with pytest.raises(Refused), transaction():
        sign(Party.LANDLORD, "topic", 7, "x", board, NOW)
    with pytest.raises(Refused), transaction():
        sign(Party.TENANTS, "topic", 7, "x", owner, NOW)


@pytest.mark.parametrize("role", [Role.TENANT, Role.MODERATOR, Role.COORDINATOR, Role.ADMIN])
def test_only_the_board_and_the_policy_owner_sign(app, role):
    with app.app_context():
        for party in Party:
            assert why_not_sign(party, role, party)


def test_the_fingerprint_forgives_line_ends_only():
    assert text_fingerprint("a\r\nb") == text_fingerprint("a\nb")
    assert text_fingerprint("é") == text_fingerprint("é")
    assert text_fingerprint("a") != text_fingerprint("a ")
