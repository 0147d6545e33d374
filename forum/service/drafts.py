"""Text that was typed and not placed."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from accounts.models import Account
from forum.models import Draft
from forum.rules import clean_text
from foundation.db import db

LONGEST = 100_000
"""Far more than a post may hold: what somebody pasted by mistake comes back to be cut, not lost."""


def keep_draft(account_id: int, place: str, title: str, body: str, now: datetime) -> None:
    values = {"title": clean_text(title)[:300], "body": clean_text(body)[:LONGEST], "saved_at": now}
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    db.session.execute(
        insert(Draft)
        .values(account_id=account_id, place=place, **values)
        .on_conflict_do_update(index_elements=["account_id", "place"], set_=values)
    )


def drop_draft(account_id: int, place: str) -> None:
    db.session.execute(sa.delete(Draft).where(Draft.account_id == account_id, Draft.place == place))


def on_account_erased(account: Account, *, now: datetime) -> None:
    """What was never placed goes with the account. What was placed stays, under the name that erased accounts bear. Listens to accounts."""
    db.session.execute(sa.delete(Draft).where(Draft.account_id == account.id))
