"""Writing a summary, answering it as the other party, approving its plain version, publishing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from accounts.models import Account
from forum import rules
from forum.models import Topic, TopicSummary
from forum.queries.summaries import posts_between
from forum.rules.summaries import (
    summary_mark,
    why_not_answer_summary,
    why_not_approve_plain,
    why_not_change_summary,
    why_not_publish,
    why_not_summarise,
    why_not_this_summary,
    why_not_withdraw_summary,
)
from foundation import audit
from foundation.clock import local_day
from foundation.db import db, lock
from foundation.errors import Refused
from foundation.i18n import _
from foundation.markup import render


@dataclass(frozen=True)
class Words:
    from_on: date
    until_on: date
    body: str
    plain: str


def write_summary(topic: Topic, words: Words, by: Account, now: datetime) -> TopicSummary:
    """Nobody outside the two parties sees it yet."""
    _must(why_not_summarise(topic, by, local_day(now)))
    assert by.party is not None
    summary = TopicSummary(topic_id=topic.id, written_by_id=by.id, written_by_party=by.party, written_by_role=by.role)
    _write(summary, topic, words, by, now)
    db.session.add(summary)
    db.session.flush()
    _note("forum.write_summary", summary, by, now)
    return summary


def change_summary(summary: TopicSummary, topic: Topic, words: Words, by: Account, now: datetime) -> None:
    """Whoever changes it is its writer from now on. What others said of the old text falls."""
    lock(summary)
    _must(why_not_change_summary(summary, by))
    before = (summary.from_on, summary.until_on, summary.body, summary.plain_body)
    if before == (words.from_on, words.until_on, rules.clean_text(words.body), rules.clean_text(words.plain)):
        return
    summary.approved_by_id = summary.approved_by_party = summary.approved_by_role = summary.approved_at = None
    summary.answered_by_id = summary.answered_by_party = summary.answered_by_role = summary.answered_at = None
    summary.remark = ""
    summary.written_by_id, summary.written_by_role = by.id, by.role
    _write(summary, topic, words, by, now)
    _note("forum.write_summary", summary, by, now)


def answer_summary(summary: TopicSummary, read: str, remark: str | None, by: Account, now: datetime) -> None:
    """The other party agrees (`remark` None) or puts a remark beside it. Until publication it may answer again."""
    lock(summary)
    remark = None if remark is None else rules.clean_text(remark).strip()
    _must(why_not_answer_summary(summary, by, remark))
    _must_have_read(summary, read)
    summary.answered_by_id, summary.answered_by_party, summary.answered_by_role, summary.answered_at = by.id, by.party, by.role, now
    summary.remark = remark or ""
    _note("forum.answer_summary", summary, by, now, agrees=remark is None)


def approve_plain(summary: TopicSummary, read: str, by: Account, now: datetime) -> None:
    """The plain version says the same and can be read by everybody."""
    lock(summary)
    _must(why_not_approve_plain(summary, by))
    _must_have_read(summary, read)
    summary.approved_by_id, summary.approved_by_party, summary.approved_by_role, summary.approved_at = by.id, by.party, by.role, now
    _note("forum.approve_plain", summary, by, now)


def publish(summary: TopicSummary, read: str, by: Account, now: datetime) -> None:
    lock(summary)
    _must(why_not_publish(summary, by, now))
    _must_have_read(summary, read)
    summary.published_at = now
    summary.posts = posts_between(summary.topic_id, summary.from_on.isoformat(), summary.until_on.isoformat())
    _note("forum.publish_topic_summary", summary, by, now)


def withdraw_summary(summary: TopicSummary, by: Account, now: datetime) -> None:
    lock(summary)
    _must(why_not_withdraw_summary(summary, by))
    if summary.withdrawn_at is None:
        summary.withdrawn_at = now
        _note("forum.withdraw_summary", summary, by, now)


def _write(summary: TopicSummary, topic: Topic, words: Words, by: Account, now: datetime) -> None:
    body, plain = rules.clean_text(words.body), rules.clean_text(words.plain)
    _must(why_not_this_summary(words.from_on, words.until_on, body, plain, topic, local_day(now)))
    summary.from_on, summary.until_on, summary.written_at = words.from_on, words.until_on, now
    summary.body, summary.body_html, summary.plain_body, summary.plain_html = body, render(body), plain, render(plain)


def _must_have_read(summary: TopicSummary, read: str) -> None:
    if read != summary_mark(summary):
        raise Refused(_("De tekst is veranderd nadat u deze pagina opende. Lees de nieuwe tekst en teken dan."))


def _note(act: str, summary: TopicSummary, by: Account, now: datetime, **detail: object) -> None:
    audit.record(act, now=now, actor_id=by.id, actor_role=by.role.value, subject="topic_summary", subject_id=summary.id, detail=detail)


def _must(reason: str | None) -> None:
    if reason:
        raise Refused(reason)
