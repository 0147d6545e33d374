"""Text that was typed and not placed."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from accounts.models import Account
from forum.models import Draft, Post
from forum.rules import clean_language, clean_text, where
from forum.service.mentions import forget_mentions
from foundation.db import db, lock

LONGEST = 100_000
"""Far more than a post may hold: what somebody pasted by mistake comes back to be cut, not lost."""


def keep_draft(account_id: int, place: str, title: str, body: str, now: datetime, *, lang: str = "", form_key: str | None = None) -> bool:
    """Keep what was typed, and say whether there is something to keep: not an empty form, nor a text that stands on the forum already
    (saving while typing can arrive after placing)."""
    lock(db.session.get_one(Account, account_id))
    title, body = clean_text(title)[:300], clean_text(body)[:LONGEST]
    if not (title.strip() or body.strip()) or _stands(account_id, place, body, form_key):
        drop_draft(account_id, place)
        return False
    values = {"title": title, "body": body, "lang": clean_language(lang), "saved_at": now}
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    db.session.execute(
        insert(Draft)
        .values(account_id=account_id, place=place, **values)
        .on_conflict_do_update(index_elements=["account_id", "place"], set_=values)
    )
    return True


def _stands(account_id: int, place: str, body: str, form_key: str | None) -> bool:
    spot = where(place)
    if spot and spot.kind == "edit":
        return db.session.scalar(sa.select(Post.body).where(Post.id == spot.id, Post.author_id == account_id)) == body
    query = sa.select(Post.id).where(Post.author_id == account_id, Post.form_key == form_key)
    return form_key is not None and db.session.scalar(query) is not None


def drop_draft(account_id: int, place: str) -> None:
    db.session.execute(sa.delete(Draft).where(Draft.account_id == account_id, Draft.place == place))


def on_account_erased(account: Account, *, now: datetime) -> None:
    """What was never placed goes with the account, and where others named it. What was placed stays, under the name that erased accounts
    bear. Listens to accounts."""
    db.session.execute(sa.delete(Draft).where(Draft.account_id == account.id))
    forget_mentions(account)
