"""Telling people by mail what is new: the rounds, and the text of each mail, made at the moment it leaves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import render_template

from accounts.models import Account, Party
from forum import rules
from forum.models import ForumNews, Topic
from forum.queries import news
from forum.queries.news import Heard
from forum.rules.following import CLOSING_SOON
from forum.rules.names import author_names
from forum.service import telling as service
from forum.service.following import stop_url
from foundation import clock
from foundation.db import db, transaction
from foundation.doctor import check
from foundation.house import house
from foundation.i18n import _, ngettext, speaking
from foundation.incoming import CUT_LINE
from foundation.jobs import Work, job
from foundation.markup import plain
from foundation.outbox import Mail, Way, renders

BATCH = 200
BEHIND = timedelta(hours=1)
MOST_IN_A_MAIL = 30
LONGEST_IN_A_DIGEST = 700
Ref = Mapping[str, int | str]


@job("forum.tell", every=timedelta(minutes=1))
def tell(now: datetime) -> Work:
    """Who hears of what, then the mails that are due; a unit of work for each person, so that a stop halfway costs and doubles nothing."""
    done = 0
    while True:
        with transaction():
            count = service.tell_batch(now)
        if count == 0:
            break
    after = 0
    while account_ids := news.accounts_to_mail(now, after, BATCH):
        for account_id in account_ids:
            with transaction():
                done += service.put_in_mail(account_id, now)
        after = account_ids[-1]
    db.session.rollback()
    return Work(ran=done)


@job("forum.closing", every=timedelta(hours=1))
def tell_closing(now: datetime) -> Work:
    with transaction():
        return Work(ran=service.tell_closing(now))


@job("forum.tidy_mail", every=timedelta(hours=6))
def tidy(now: datetime) -> Work:
    with transaction():
        return Work(ran=service.forget_old_mail(now))


@check("forum_mail")
def look(now: datetime) -> str | None:
    oldest = news.oldest_untold()
    if oldest is not None and oldest < now - BEHIND:
        return _("Nieuwe bijdragen wachten meer dan een uur op hun mail. Start de werker: flask jobs work")
    return None


@dataclass(frozen=True)
class Item:
    who: str
    text: str
    url: str
    cut: bool


@dataclass(frozen=True)
class Conversation:
    """Posts of one conversation in one mail. `answer_at` is the address for a mailed answer, to the last of them."""

    title: str
    topic: str
    items: Sequence[Item]
    to_me: bool
    answer_at: str | None


@renders(service.NEWS, Way.MAIL)
def news_mail(ref: Ref) -> Mail | None:
    account = db.session.get(Account, int(ref["account"]))
    if account is None or account.closed_at is not None or not account.email:
        return None
    rows, now = news.news_in(account.id, str(ref["key"])), clock.now()
    heard = news.heard_by(account.id, [row.post_id for row in rows if row.post_id is not None])
    with speaking(account.language):
        return _mail(account, rows, heard, now, digest=not str(ref["key"]).startswith(("post-", "topic-")))


def _mail(account: Account, rows: Sequence[ForumNews], heard: Sequence[Heard], now: datetime, *, digest: bool) -> Mail | None:
    today = clock.local_day(now)
    told = {row.topic_id for row in rows}
    closing = [topic for topic in news.topics_closing_for(account, today, CLOSING_SOON) if digest or topic.id in told]
    if not heard and not (told - {None} and closing):
        return None
    conversations = _conversations(account, heard[:MOST_IN_A_MAIL], now, whole=not digest)
    single = conversations[0] if len(conversations) == 1 else None
    reply_to = single.answer_at if single else (house().reply_mail or None)
    text = render_template(
        "forum/mail/news.txt", alias=account.alias, conversations=conversations, single=single, closing=closing, left_out=len(heard[MOST_IN_A_MAIL:]),
        topic_url=lambda topic: house().url(f"/onderwerpen/{topic.slug}"), answer_at=single.answer_at if single else None, cut_line=_(CUT_LINE),
        stop_url=stop_url(account.id), choices_url=house().url("/mijn/mail"), front_url=house().url("/"), site=house(),
    )  # fmt: skip
    headers = {
        "List-Unsubscribe": f"<{stop_url(account.id)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "List-Id": f"Forum <forum.{house().host}>",
        "X-Auto-Response-Suppress": "OOF, AutoReply",
    }
    if single:  # lets a mail program keep one conversation together
        headers["References"] = f"<gesprek-{heard[0].post.thread_id}@meedenkers.invalid>"
    return Mail(to=str(account.email), subject=_subject(conversations, closing), text=text, reply_to=reply_to, headers=headers)


def _subject(conversations: Sequence[Conversation], closing: Sequence[Topic]) -> str:
    if not conversations:
        return _("Nog even meepraten: %(title)s", title=closing[0].title)
    if len(conversations) > 1:
        count = sum(len(one.items) for one in conversations)
        return ngettext("%(num)s bericht van het forum voor u", "%(num)s berichten van het forum voor u", count)
    one = conversations[0]
    return _("Antwoord voor u: %(title)s", title=one.title) if one.to_me else _("Nieuw in: %(title)s", title=one.title)


def _conversations(account: Account, heard: Sequence[Heard], now: datetime, *, whole: bool) -> list[Conversation]:
    """Answers to this person first, then the rest, each conversation once."""
    by_thread: dict[int, list[Heard]] = {}
    for one in heard:
        by_thread.setdefault(one.post.thread_id, []).append(one)
    found = [_conversation(account, some, now, whole=whole) for some in by_thread.values()]
    return sorted(found, key=lambda one: not one.to_me)


def _conversation(account: Account, heard: Sequence[Heard], now: datetime, *, whole: bool) -> Conversation:
    thread = heard[0].post.thread
    title = thread.title if heard[0].title_shown else _("Gesprek waarvan de eerste bijdrage is weggehaald")
    may_answer = rules.why_not_post(thread.topic, account, clock.local_day(now)) is None
    last = next((one for one in reversed(heard) if one.to_me), heard[-1])
    code = service.answer_code(account.id, last.post.id)
    return Conversation(
        title=" ".join(title.split()),
        topic=thread.topic.title,
        items=[_item(one, whole=whole) for one in heard],
        to_me=any(one.to_me for one in heard),
        answer_at=service.answer_address(code) if may_answer else None,
    )


def _item(one: Heard, *, whole: bool) -> Item:
    text = plain(one.post.body)
    cut = not whole and len(text) > LONGEST_IN_A_DIGEST
    if cut:
        text = text[:LONGEST_IN_A_DIGEST].rsplit(" ", 1)[0] + " …"
    name, tag = author_names(one.post, {Party.LANDLORD: house().name, Party.TENANTS: house().tenants_organisation})
    return Item(
        who=f"{name} ({tag})" if tag else name, text=text, cut=cut, url=house().url(f"/bijdragen/{one.post.id}")
    )  # fmt: skip
