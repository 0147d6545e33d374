"""Who hears of which post, and what waits to be mailed. One query says it at queueing and again at sending, so that the two agree."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload

from accounts.models import Account
from forum.models.agenda import Topic
from forum.models.following import Follow, ForumNews, Frequency, Level, MailChoice, TellQueue
from forum.models.posts import Mention, Post, ShownTo, Thread
from forum.queries.conversations import visible_to
from forum.queries.following import mailable
from forum.rules.following import USUAL_FREQUENCY, USUAL_LEVEL, period
from forum.rules.trees import OPENING_PATH
from foundation.db import db


@dataclass(frozen=True)
class Heard:
    """A post somebody is told of. `title_shown` is false where the opening post of its conversation is hidden."""

    post: Post
    to_me: bool
    title_shown: bool


def _reasons() -> sa.Subquery:
    """(account, post, to_me) for everything that can be a reason to hear of a post."""
    parent = aliased(Post)
    answered = sa.select(parent.author_id.label("account_id"), Post.id.label("post_id"), sa.literal(1).label("to_me")).join(
        parent, Post.parent_id == parent.id
    )
    in_thread = sa.select(Follow.account_id, Post.id, sa.literal(0)).join(Follow, Follow.thread_id == Post.thread_id)
    in_topic = sa.select(Follow.account_id, Post.id, sa.literal(0)).join(Follow, Follow.topic_id == Post.topic_id)
    named = sa.select(Mention.account_id, Mention.post_id, sa.literal(1))
    return sa.union_all(answered, named, in_thread.where(Follow.level == Level.ALL), in_topic.where(Follow.level == Level.ALL)).subquery()


def _heard(post_ids: Iterable[int]) -> sa.Select[int, int, int]:
    """Only what everybody may see now, never one's own, and as the levels of now have it."""
    reason, of_thread, of_topic = _reasons(), aliased(Follow), aliased(Follow)
    level = sa.func.coalesce(of_thread.level, of_topic.level, USUAL_LEVEL)
    return (
        sa.select(reason.c.account_id, reason.c.post_id, sa.func.max(reason.c.to_me))
        .join(Post, Post.id == reason.c.post_id)
        .join(Topic, Topic.id == Post.topic_id)
        .outerjoin(of_thread, sa.and_(of_thread.account_id == reason.c.account_id, of_thread.thread_id == Post.thread_id))
        .outerjoin(of_topic, sa.and_(of_topic.account_id == reason.c.account_id, of_topic.topic_id == Post.topic_id))
        .where(
            reason.c.post_id.in_(list(post_ids)),
            reason.c.account_id.in_(mailable()),
            visible_to(None),
            Topic.agreed_at.is_not(None),
            Topic.withdrawn_at.is_(None),
            sa.or_(Post.author_id.is_(None), Post.author_id != reason.c.account_id),
            sa.or_(level == Level.ALL, sa.and_(level == Level.ANSWERS, reason.c.to_me == 1)),
        )
        .group_by(reason.c.account_id, reason.c.post_id)
    )


def hearers(post_ids: Iterable[int]) -> Sequence[tuple[int, int]]:
    """(account, post): who is to be told of these posts."""
    return [(account_id, post_id) for account_id, post_id, _to_me in db.session.execute(_heard(post_ids))]


def heard_by(account_id: int, post_ids: Sequence[int]) -> list[Heard]:
    """Which of these posts this person is still to be told of, oldest first."""
    if not post_ids:
        return []
    found = _heard(post_ids).subquery()
    opening = aliased(Post)
    rows = db.session.execute(
        sa.select(Post, found.c[2], opening.shown_to == ShownTo.EVERYONE)
        .join(found, found.c.post_id == Post.id)
        .join(opening, sa.and_(opening.thread_id == Post.thread_id, opening.path == OPENING_PATH))
        .where(found.c.account_id == account_id)
        .options(joinedload(Post.author), joinedload(Post.thread).joinedload(Thread.topic))
        .order_by(Post.created_at, Post.id)
    )
    return [Heard(post, bool(to_me), bool(title_shown)) for post, to_me, title_shown in rows]


def untold(limit: int) -> Sequence[TellQueue]:
    """Held until the end of the unit of work; another worker takes others."""
    return db.session.scalars(sa.select(TellQueue).order_by(TellQueue.post_id).limit(limit).with_for_update(skip_locked=True)).all()


def oldest_untold() -> datetime | None:
    return db.session.scalar(sa.select(sa.func.min(TellQueue.since_at)))


def accounts_to_mail(now: datetime, after: int, limit: int) -> Sequence[int]:
    """Accounts for which something waits whose time has come, in order."""
    frequency = sa.func.coalesce(MailChoice.frequency, USUAL_FREQUENCY)
    due = sa.or_(
        frequency.in_([Frequency.AT_ONCE, Frequency.NEVER]),
        *(
            sa.and_(frequency == kind, ForumNews.since_at < period(kind, now)[1])
            for kind in (Frequency.DAILY, Frequency.WEEKLY)
        ),
    )  # fmt: skip
    return db.session.scalars(
        sa.select(ForumNews.account_id)
        .outerjoin(MailChoice, MailChoice.account_id == ForumNews.account_id)
        .where(ForumNews.mail_key.is_(None), ForumNews.account_id > after, due)
        .group_by(ForumNews.account_id)
        .order_by(ForumNews.account_id)
        .limit(limit)
    ).all()


def waiting_news(account_id: int) -> Sequence[ForumNews]:
    return db.session.scalars(
        sa.select(ForumNews).where(ForumNews.account_id == account_id, ForumNews.mail_key.is_(None)).order_by(ForumNews.id)
    ).all()


def news_in(account_id: int, mail_key: str) -> Sequence[ForumNews]:
    """What went, or goes, with one mail, as far as it still stands."""
    return db.session.scalars(
        sa.select(ForumNews)
        .where(ForumNews.account_id == account_id, ForumNews.mail_key == mail_key, ForumNews.revoked_at.is_(None))
        .order_by(ForumNews.id)
    ).all()


def closing_followers(today: date, within: timedelta) -> Sequence[tuple[int, int]]:
    """(account, topic): who follows everything of a topic whose last days have come and was not told so."""
    told = sa.select(ForumNews.id).where(ForumNews.account_id == Follow.account_id, ForumNews.topic_id == Topic.id)
    return db.session.execute(
        sa.select(Follow.account_id, Topic.id)
        .join(Topic, Topic.id == Follow.topic_id)
        .where(
            Follow.level == Level.ALL,
            *_closes_within(today, within),
            Follow.account_id.in_(mailable()),
            ~told.exists(),
        )
    ).all()  # fmt: skip


def topics_closing_for(account: Account, today: date, within: timedelta) -> Sequence[Topic]:
    """Topics about to close that this person follows or wrote in."""
    followed = sa.select(Follow.topic_id).where(Follow.account_id == account.id, Follow.topic_id.is_not(None), Follow.level == Level.ALL)
    muted = sa.select(Follow.topic_id).where(Follow.account_id == account.id, Follow.topic_id.is_not(None), Follow.level == Level.NOTHING)
    wrote = sa.select(Post.topic_id).where(Post.author_id == account.id, Post.shown_to == ShownTo.EVERYONE)
    return db.session.scalars(
        sa.select(Topic)
        .where(*_closes_within(today, within), sa.or_(Topic.id.in_(followed), Topic.id.in_(wrote)), Topic.id.not_in(muted))
        .order_by(Topic.closes_on, Topic.id)
    ).all()


def _closes_within(today: date, within: timedelta) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        Topic.agreed_at.is_not(None), Topic.withdrawn_at.is_(None), Topic.closed_at.is_(None), Topic.opens_on <= today,
        Topic.closes_on >= today, Topic.closes_on <= today + within,
    )  # fmt: skip
