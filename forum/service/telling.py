"""From a new post to a row for each who is to hear of it, and from those rows to one mail per person and period."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from accounts.models import Account
from forum.models.following import ForumNews, Frequency, MailedOutcome, MailedReply
from forum.models.posts import Post
from forum.queries import following, news
from forum.rules.following import ANSWER_WITHIN, CLOSING_SOON, KEEP_MAILED_TEXT, KEEP_NEWS, STALE, period
from forum.service.following import make_choice
from foundation import codes, outbox
from foundation.clock import local_day
from foundation.db import db, insert_into, lock
from foundation.house import house

NEWS = "forum.news"


def tell_batch(now: datetime, limit: int = 100) -> int:
    """Write down who hears of the next posts. Once for each person and post, whatever happens in between."""
    queued = news.untold(limit)
    since = {row.post_id: row.since_at for row in queued if row.since_at > now - STALE}  # what a restore left behind is no news
    fresh = list(db.session.scalars(sa.select(Post.id).where(Post.id.in_(since), Post.created_at > now - STALE)))
    _note([{"account_id": account_id, "post_id": post_id, "since_at": since[post_id]} for account_id, post_id in news.hearers(fresh)])
    for row in queued:
        db.session.delete(row)
    return len(queued)


def tell_closing(now: datetime) -> int:
    """Note for whoever follows everything of a topic that it closes soon."""
    pairs = news.closing_followers(local_day(now), CLOSING_SOON)
    _note([{"account_id": account_id, "topic_id": topic_id, "since_at": now} for account_id, topic_id in pairs])
    return len(pairs)


def _note(rows: list[dict[str, object]]) -> None:
    for start in range(0, len(rows), 200):
        db.session.execute(insert_into(ForumNews).values(rows[start : start + 200]).on_conflict_do_nothing())


def put_in_mail(account_id: int, now: datetime) -> int:
    """Queue what is due for this person. At once: a mail for each thing. Else: one mail for all that came before this period began,
    and not a second one in the same period. Returns how many mails."""
    account = db.session.get_one(Account, account_id)
    lock(account)
    waiting, frequency = news.waiting_news(account_id), following.frequency_of(account)
    if frequency is Frequency.NEVER:
        for row in waiting:
            db.session.delete(row)
        return 0
    make_choice(account_id)
    if frequency is Frequency.AT_ONCE:
        return sum(_mail(account_id, f"post-{row.post_id}" if row.post_id else f"topic-{row.topic_id}", [row], now) for row in waiting)
    key, began = period(frequency, now)
    due = [row for row in waiting if row.since_at < began]
    return _mail(account_id, key, due, now) if due else 0


def _mail(account_id: int, key: str, rows: list[ForumNews], now: datetime) -> int:
    if outbox.post(NEWS, {"account": account_id, "key": key}, now=now, once=f"{NEWS}:{account_id}:{key}") is None:
        return 0
    for row in rows:
        row.mail_key, row.mailed_at = key, now
        if row.post_id is not None:
            row.fingerprint = codes.fingerprint(answer_code(account_id, row.post_id))
    return 1


def answer_code(account_id: int, post_id: int) -> str:
    """The code in the address at which this person answers this post by mail."""
    return codes.derive(house().secret, "forum-answer", account_id, post_id)


def answer_address(code: str) -> str | None:
    """Where a mailed answer goes to; None when this house takes none."""
    box, _at, domain = house().reply_mail.partition("@")
    return f"{box}+{code.lower()}@{domain}" if box and domain else None


def may_be_answered(row: ForumNews, now: datetime) -> bool:
    return row.mailed_at is not None and row.revoked_at is None and row.mailed_at > now - ANSWER_WITHIN


def forget_old_mail(now: datetime) -> int:
    """News that can no longer be answered, and texts of mailed answers that were returned."""
    gone = db.session.execute(sa.delete(ForumNews).where(ForumNews.mail_key.is_not(None), ForumNews.mailed_at < now - KEEP_NEWS))
    blanked = db.session.execute(
        sa.update(MailedReply)
        .where(MailedReply.received_at < now - KEEP_MAILED_TEXT, MailedReply.outcome != MailedOutcome.PLACED, MailedReply.body != "")
        .values(body="", reason="", fingerprint=None)
    )
    return int(gone.rowcount + blanked.rowcount)  # type: ignore[attr-defined]
