"""Choosing what to hear of by mail and how often, and stopping it."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from accounts.models import Account
from accounts.service import opt_in, opt_out
from forum.models.agenda import Topic
from forum.models.following import Feed, Follow, ForumNews, Frequency, Level, MailChoice, MailedReply
from forum.models.posts import Post, Thread
from foundation import codes
from foundation.db import db, insert_into
from foundation.house import house

OPT_OUT_SCOPE = "forum_mail"


def follow_topic(account: Account, topic: Topic, level: Level, now: datetime) -> None:
    _set("topic_id", topic.id, account.id, level, now)
    if level is Level.NOTHING:
        own = sa.select(Follow.thread_id).where(
            Follow.account_id == account.id, Follow.thread_id.is_not(None), Follow.level != Level.NOTHING
        )
        _let_go(account.id, now, sa.and_(Post.topic_id == topic.id, Post.thread_id.not_in(own)))
        db.session.execute(
            sa.delete(ForumNews).where(ForumNews.account_id == account.id, ForumNews.topic_id == topic.id, ForumNews.mail_key.is_(None))
        )


def follow_thread(account: Account, thread: Thread, level: Level | None, now: datetime) -> None:
    """None: as in its topic."""
    if level is None:
        db.session.execute(sa.delete(Follow).where(Follow.account_id == account.id, Follow.thread_id == thread.id))
        return
    _set("thread_id", thread.id, account.id, level, now)
    if level is Level.NOTHING:
        _let_go(account.id, now, Post.thread_id == thread.id)


def choose_frequency(account: Account, frequency: Frequency, now: datetime) -> None:
    choice = make_choice(account.id)
    choice.frequency, choice.chosen_at = frequency, now
    if account.tenant_id is not None:  # the registry's own note of it: it outlives the account
        opt_out(account.tenant_id, OPT_OUT_SCOPE, now) if frequency is Frequency.NEVER else opt_in(account.tenant_id, OPT_OUT_SCOPE)
    if frequency is Frequency.NEVER:
        _let_go(account.id, now, sa.true())
        db.session.execute(sa.delete(ForumNews).where(ForumNews.account_id == account.id, ForumNews.mail_key.is_(None)))


def make_choice(account_id: int) -> MailChoice:
    """The row that holds somebody's choice, made where there was none."""
    fingerprint = codes.fingerprint(stop_code(account_id))
    db.session.execute(
        insert_into(MailChoice)
        .values(account_id=account_id, frequency=Frequency.DAILY, stop_fingerprint=fingerprint)
        .on_conflict_do_nothing()
    )
    return db.session.get_one(MailChoice, account_id)


def stop_code(account_id: int) -> str:
    """The code in the link that stops forum mail, and does nothing else."""
    return codes.derive(house().secret, "forum-mail-stop", account_id)


def stop_url(account_id: int) -> str:
    return house().url(f"/mail/stoppen/{codes.display(stop_code(account_id))}")


def make_feed(account: Account, topic: Topic, now: datetime) -> Feed:
    """The standing feed of this member and topic, or a new one with an address that never was."""
    rows = db.session.scalars(
        sa.select(Feed).where(Feed.account_id == account.id, Feed.topic_id == topic.id).order_by(Feed.issue.desc()).limit(1)
    ).all()
    if rows and rows[0].revoked_at is None:
        return rows[0]
    feed = Feed(account_id=account.id, topic_id=topic.id, issue=rows[0].issue + 1 if rows else 1, made_at=now)
    feed.fingerprint = codes.fingerprint(_feed_code(feed))
    db.session.add(feed)
    db.session.flush()
    return feed


def feed_url(feed: Feed) -> str:
    return house().url(f"/feeds/{codes.display(_feed_code(feed))}")


def end_feed(feed: Feed, now: datetime) -> None:
    feed.revoked_at = feed.revoked_at or now


def forget_following(account: Account, *, now: datetime) -> None:
    """What somebody followed, was told and mailed goes with the account. Listens to accounts."""
    for table in (Follow, MailChoice, ForumNews, MailedReply, Feed):
        db.session.execute(sa.delete(table).where(table.account_id == account.id))


def _feed_code(feed: Feed) -> str:
    return codes.derive(house().secret, "forum-feed", feed.account_id, feed.topic_id, feed.issue)


def _set(column: str, value: int, account_id: int, level: Level, now: datetime) -> None:
    db.session.execute(
        insert_into(Follow)
        .values(account_id=account_id, level=level, set_at=now, **{column: value})
        .on_conflict_do_update(index_elements=["account_id", column], set_={"level": level, "set_at": now})
    )


def _let_go(account_id: int, now: datetime, posts: sa.ColumnElement[bool]) -> None:
    """Nothing more is told of these posts, and what was told can no longer be answered by mail."""
    about = sa.and_(ForumNews.account_id == account_id, ForumNews.post_id.in_(sa.select(Post.id).where(posts)))
    db.session.execute(sa.delete(ForumNews).where(about, ForumNews.mail_key.is_(None)))
    db.session.execute(sa.update(ForumNews).where(about, ForumNews.revoked_at.is_(None)).values(revoked_at=now))
