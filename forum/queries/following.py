"""What somebody follows, and how they are told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload

from accounts.models import Account, Tenant
from accounts.queries import has_opted_out, opted_out_tenants
from forum.models.agenda import Topic
from forum.models.following import Feed, Follow, Frequency, Level, MailChoice
from forum.models.posts import Post, ShownTo, Thread
from forum.queries.conversations import Reader, visible_to
from forum.rules.following import USUAL_FREQUENCY
from forum.rules.trees import OPENING_PATH
from foundation import codes
from foundation.db import db


class Levels(NamedTuple):
    of_thread: Level | None
    of_topic: Level | None


def levels_of(account_id: int, topic_id: int, thread_id: int | None = None) -> Levels:
    rows = db.session.scalars(
        sa.select(Follow).where(
            Follow.account_id == account_id,
            sa.or_(Follow.topic_id == topic_id, Follow.thread_id == thread_id if thread_id else sa.false()),
        )
    ).all()
    return Levels(
        next((row.level for row in rows if row.thread_id is not None), None),
        next((row.level for row in rows if row.topic_id is not None), None),
    )


def frequency_of(account: Account) -> Frequency:
    """The one in force: what the tenant told the corporation about mail goes first."""
    if account.tenant_id is not None and has_opted_out(account.tenant_id, "forum_mail"):
        return Frequency.NEVER
    choice = db.session.get(MailChoice, account.id)
    return choice.frequency if choice else USUAL_FREQUENCY


def mail_comes_back(account: Account) -> bool:
    return account.tenant_id is not None and db.session.get_one(Tenant, account.tenant_id).bouncing_at is not None


def mailable() -> sa.Select[int]:
    """Accounts that forum mail may go to. Only an address somebody gave with the account counts: one that the corporation knew already
    was not given for this."""
    return (
        sa.select(Account.id)
        .outerjoin(MailChoice, MailChoice.account_id == Account.id)
        .outerjoin(Tenant, Tenant.id == Account.tenant_id)
        .where(
            Account.closed_at.is_(None),
            Account.email.is_not(None),
            Account.email != "",
            Tenant.bouncing_at.is_(None),
            sa.func.coalesce(MailChoice.frequency, USUAL_FREQUENCY) != Frequency.NEVER,
            sa.or_(Account.tenant_id.is_(None), Account.tenant_id.not_in(opted_out_tenants("forum_mail"))),
        )
    )


def followed_topics(account_id: int) -> Sequence[tuple[Topic, Level]]:
    return db.session.execute(
        sa.select(Topic, Follow.level)
        .join(Follow, Follow.topic_id == Topic.id)
        .where(Follow.account_id == account_id, Topic.withdrawn_at.is_(None), Topic.agreed_at.is_not(None))
        .order_by(Topic.closes_on.desc(), Topic.id)
    ).all()  # fmt: skip


def followed_threads(account_id: int, most: int = 100) -> Sequence[tuple[Thread, Level, bool]]:
    """With whether the title may be shown: that of a hidden opening post may not."""
    return db.session.execute(
        sa.select(Thread, Follow.level, visible_to(*Reader(account_id)))
        .join(Follow, Follow.thread_id == Thread.id)
        .join(Post, sa.and_(Post.thread_id == Thread.id, Post.path == OPENING_PATH))
        .where(Follow.account_id == account_id)
        .order_by(Thread.last_post_at.desc(), Thread.id)
        .limit(most)
    ).all()  # fmt: skip


def find_stopper(code: str) -> Account | None:
    """Whose mail this code stops."""
    plain = codes.normalise(code)
    if plain is None:
        return None
    return db.session.scalar(
        sa.select(Account)
        .join(MailChoice, MailChoice.account_id == Account.id)
        .where(MailChoice.stop_fingerprint == codes.fingerprint(plain), Account.closed_at.is_(None))
    )


def feeds_of(account_id: int) -> Sequence[tuple[Feed, Topic]]:
    return db.session.execute(
        sa.select(Feed, Topic)
        .join(Topic, Topic.id == Feed.topic_id)
        .where(Feed.account_id == account_id, Feed.revoked_at.is_(None))
        .order_by(Feed.id)
    ).all()  # fmt: skip


def find_feed(code: str) -> tuple[Feed, Topic] | None:
    """The feed an address stands for, while its member and its topic are there."""
    plain = codes.normalise(code)
    if plain is None:
        return None
    return db.session.execute(
        sa.select(Feed, Topic)
        .join(Topic, Topic.id == Feed.topic_id)
        .join(Account, Account.id == Feed.account_id)
        .where(
            Feed.fingerprint == codes.fingerprint(plain), Feed.revoked_at.is_(None), Account.closed_at.is_(None),
            Topic.agreed_at.is_not(None), Topic.withdrawn_at.is_(None),
        )
    ).first()  # fmt: skip


def newest_posts(topic: Topic, most: int = 50) -> Sequence[tuple[Post, Thread, bool]]:
    """The newest posts of a topic that everybody may see, with the thread and whether its title may be shown."""
    opening = aliased(Post)
    return db.session.execute(
        sa.select(Post, Thread, opening.shown_to == ShownTo.EVERYONE)
        .join(Thread, Thread.id == Post.thread_id)
        .join(opening, sa.and_(opening.thread_id == Thread.id, opening.path == OPENING_PATH))
        .where(Post.topic_id == topic.id, visible_to(None))
        .options(joinedload(Post.author))
        .order_by(Post.created_at.desc(), Post.id.desc())
        .limit(most)
    ).all()  # fmt: skip
