"""Who wrote, and what they have not placed yet."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from accounts.models import Account, Tenant
from forum.models import AuthorKind, Draft, Post, ShownTo, Topic
from foundation.db import db


def contributors(topic: Topic) -> Sequence[Account]:
    """Accounts with at least one post as a tenant that everybody can see, in order of their row."""
    wrote = sa.select(Post.author_id).where(
        Post.topic_id == topic.id, Post.author_kind == AuthorKind.TENANT, Post.shown_to == ShownTo.EVERYONE, Post.author_id.is_not(None)
    )
    return db.session.scalars(sa.select(Account).where(Account.id.in_(wrote)).order_by(Account.id)).all()


def find_draft(account_id: int, place: str) -> Draft | None:
    return db.session.scalar(sa.select(Draft).where(Draft.account_id == account_id, Draft.place == place))


def drafts_of(account_id: int) -> Sequence[Draft]:
    return db.session.scalars(sa.select(Draft).where(Draft.account_id == account_id).order_by(Draft.saved_at.desc())).all()


def find_tenant(number: str) -> Tenant | None:
    return db.session.scalar(sa.select(Tenant).where(Tenant.number == number.strip()))
