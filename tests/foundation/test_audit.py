from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from foundation import audit
from foundation.db import transaction

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def write(count):
    with transaction():
        for number in range(count):
            audit.record(
                "test.act", now=NOW, actor_id=number, subject="thing", subject_id=number, detail={"n": number}, reason=f"omdat {number}"
            )


def test_the_chain_holds_and_counts(db):
    write(5)
    assert audit.verify() == audit.Check(entries=5, ok=True, first_bad=None)


@pytest.mark.parametrize("change", [{"act": "test.other"}, {"reason": "iets anders"}, {"actor_role": "admin"}, {"detail": {"n": 9}}])
def test_a_changed_entry_is_found(db, change):
    write(4)
    with transaction():
        db.session.execute(sa.update(audit.Entry).where(audit.Entry.id == 2).values(change))
    assert audit.verify() == audit.Check(entries=4, ok=False, first_bad=2)


def test_a_removed_entry_is_found(db):
    write(4)
    with transaction():
        db.session.execute(sa.delete(audit.Entry).where(audit.Entry.id == 3))
    assert audit.verify().first_bad == 4


def test_a_blanked_reason_is_an_erasure_not_tampering(db):
    write(2)
    with transaction():
        db.session.execute(sa.update(audit.Entry).where(audit.Entry.id == 1).values(reason=""))
    assert audit.verify().ok
