"""Starting a conversation, answering, changing and withdrawing one's own words."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa

from accounts.models import Account, Role, Tenant
from forum import events, rules
from forum.models import Post, PostVersion, ShownTo, Thread, Topic
from forum.rules import voices as voice_rules
from forum.service.cards import Assisted, entered_before, note_voice
from forum.service.files import take_off_all
from forum.service.mentions import write_text
from forum.service.reading import mark_read
from forum.service.showing import changed, count, show, spread
from foundation import audit
from foundation.clock import local_day
from foundation.db import db, lock
from foundation.errors import Refused
from foundation.markup import RENDER_VERSION


class NoticeFirst(Exception):
    """The author must read something before this post is placed. Nothing was kept; the form comes back with `notice.key` in `seen`."""

    def __init__(self, notice: events.Notice) -> None:
        super().__init__(notice.key)
        self.notice = notice


def start_thread(
    topic: Topic,
    author: Account,
    title: str,
    body: str,
    now: datetime,
    *,
    lang: str = "",
    form_key: str | None = None,
    seen: frozenset[str] = frozenset(),
    assisted: Assisted | None = None,
) -> Post:
    """Open a conversation. The same form sent twice gives the same post."""
    lock(author)
    if again := _placed_before(author, form_key) or entered_before(assisted):
        return again
    title, body = rules.clean_title(title), rules.clean_text(body)
    _must(rules.why_not_post(topic, author, _day(topic, assisted, now)))
    _must(rules.why_not_this_text(title, body))
    _ask(events.PostAttempt(author=author, topic=topic, title=title, body=body, now=now, seen=seen, assisted=assisted is not None))
    thread = Thread(topic_id=topic.id, title=title, started_at=now, last_post_at=now, post_count=0, next_child=1)
    db.session.add(thread)
    db.session.flush()
    return _place(thread, None, author, title=title, body=body, lang=lang, now=now, form_key=form_key, assisted=assisted)


def reply(
    parent: Post,
    author: Account,
    body: str,
    now: datetime,
    *,
    lang: str = "",
    form_key: str | None = None,
    seen: frozenset[str] = frozenset(),
    assisted: Assisted | None = None,
) -> Post:
    """Answer a post. The same form sent twice gives the same post."""
    lock(author)
    if again := _placed_before(author, form_key) or entered_before(assisted):
        return again
    thread = db.session.get_one(Thread, parent.thread_id)
    lock(thread)  # hands out the numbers of its posts one at a time
    lock(parent)
    topic = db.session.get_one(Topic, thread.topic_id)
    body = rules.clean_text(body)
    _must(rules.why_not_post(topic, author, _day(topic, assisted, now)))
    _must(rules.why_not_write_in(thread))
    _must(rules.why_not_reply(parent))
    _must(rules.why_not_this_text(None, body))
    _ask(events.PostAttempt(author=author, topic=topic, title="", body=body, now=now, seen=seen, assisted=assisted is not None))
    return _place(thread, parent, author, title="", body=body, lang=lang, now=now, form_key=form_key, assisted=assisted)


def edit_post(post: Post, by: Account, body: str, now: datetime, *, lang: str | None = None, seen: frozenset[str] = frozenset()) -> None:
    """Change one's own text. What stood there before is kept as a version. `lang` None leaves the language as it is."""
    lock(post)
    topic = db.session.get_one(Topic, post.topic_id)
    body = rules.clean_text(body)
    _must(rules.why_not_edit(post, topic, by, local_day(now)))
    _must(rules.why_not_this_text(None, body))
    if lang is not None:
        post.lang = rules.clean_language(lang)
    if body == post.body:
        return
    _ask(events.PostAttempt(author=by, topic=topic, title="", body=body, now=now, seen=seen, edits=post.id))
    db.session.add(PostVersion(post_id=post.id, body=post.body, replaced_at=now, replaced_by_id=by.id))
    title = db.session.get_one(Thread, post.thread_id).title if post.parent_id is None else ""
    write_text(post, body)
    post.text_key = rules.text_key(body) or rules.text_key(title)
    post.edited_at = now
    changed(post, now)
    if post.shown_to is ShownTo.EVERYONE:  # who is named only now is told now; the others were told
        spread(post, now)


def withdraw_post(post: Post, by: Account, now: datetime) -> None:
    """Take one's own post away for everybody. Its place stays, so that answers keep making sense."""
    lock(post)
    _must(rules.why_not_withdraw(post, by))
    post.withdrawn_at = now
    take_off_all(post, now)
    if not show(post, ShownTo.NOBODY, now):
        changed(post, now)


def _place(
    thread: Thread,
    parent: Post | None,
    author: Account,
    *,
    title: str,
    body: str,
    lang: str,
    now: datetime,
    form_key: str | None,
    assisted: Assisted | None,
) -> Post:
    tenant = db.session.get(Tenant, author.tenant_id) if author.tenant_id else None
    number, thread.next_child = thread.next_child, thread.next_child + 1
    path = rules.child_path(parent.path if parent else "", number)
    post = Post(
        thread_id=thread.id, topic_id=thread.topic_id, parent_id=parent.id if parent else None, path=path, depth=rules.depth_of(path),
        author_id=author.id, author_kind=rules.author_kind(author), household_id=tenant.household_id if tenant else None,
        body=body, lang=rules.clean_language(lang), body_html="", render_version=RENDER_VERSION,
        text_key=rules.text_key(body) or rules.text_key(title),
        created_at=now, day=local_day(now).isoformat(), shown_to=ShownTo.EVERYONE, form_key=form_key,
        assisted_by_id=assisted.by.id if assisted else None, assisted_channel=assisted.channel if assisted else None,
    )  # fmt: skip
    db.session.add(post)
    db.session.flush()
    write_text(post, body)
    thread.last_post_at = max(thread.last_post_at, now)
    count(thread.id, 1)
    if assisted:
        audit.record(
            "forum.assisted_post", now=now, actor_id=assisted.by.id, actor_role=assisted.by.role.value, subject="post", subject_id=post.id,
            detail={"channel": assisted.channel.value},
        )  # fmt: skip
        note_voice(post, assisted, now)
    else:
        mark_read(author.id, thread.id, parent.id if parent else post.id)  # who answers a post has read it
    changed(post, now)
    if post.shown_to is ShownTo.EVERYONE:  # a listener may have held it
        spread(post, now)
    return post


def _day(topic: Topic, assisted: Assisted | None, now: datetime) -> date:
    return voice_rules.day_that_counts(topic, assisted.said_on if assisted else None, local_day(now))


def _placed_before(author: Account, form_key: str | None) -> Post | None:
    if not form_key:
        return None
    return db.session.scalar(sa.select(Post).where(Post.author_id == author.id, Post.form_key == form_key))


def _ask(attempt: events.PostAttempt) -> None:
    if attempt.author.role is not Role.TENANT:
        return
    for ask in events.before_post:
        answer = ask(attempt)
        if isinstance(answer, events.Notice):
            if answer.key not in attempt.seen:
                raise NoticeFirst(answer)
        else:
            _must(answer)


def _must(reason: str | None) -> None:
    if reason:
        raise Refused(reason)


def render_batch(limit: int = 200) -> int:
    """Render again what an older version of the markup rendered."""
    posts = db.session.scalars(sa.select(Post).where(Post.render_version < RENDER_VERSION).order_by(Post.id).limit(limit)).all()
    for post in posts:
        write_text(post, post.body)
    return len(posts)
