import sqlalchemy as sa
from factories import NOW, make_member

from accounts.models import Account
from forum import queries, service
from forum.models import Draft
from foundation.db import transaction


def test_the_last_text_of_a_place_is_kept_once(db):
    with transaction():
        jan, mia = make_member().id, make_member().id
        for body in ("een", "twee"):
            service.keep_draft(jan, "topic:1", "Titel", body, NOW)
        service.keep_draft(mia, "topic:1", "", "van Mia", NOW)
        service.keep_draft(jan, "post:1", "x" * 5000, "y\x00" + "z" * 200_000, NOW)
    assert queries.find_draft(jan, "topic:1").body == "twee"
    assert {draft.place for draft in queries.drafts_of(jan)} == {"topic:1", "post:1"}
    with transaction():
        service.drop_draft(jan, "topic:1")
    assert queries.find_draft(jan, "topic:1") is None and queries.find_draft(mia, "topic:1").body == "van Mia"
    with transaction():
        service.on_account_erased(db.session.get(Account, jan), now=NOW)
    assert db.session.scalars(sa.select(Draft.account_id)).all() == [mia]
