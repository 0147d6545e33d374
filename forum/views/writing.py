"""Starting a conversation, answering, changing, withdrawing."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.access import MEMBERS, open_to, the_account
from accounts.models import Account
from forum import queries, rules, service
from forum.forms import WritingForm
from forum.models import Post, Topic
from forum.views import blueprint
from forum.views.conversations import address_of, title_of
from forum.views.desk import Desk, closed_here, fresh_form, place_it
from forum.views.words import reader, who
from foundation import clock
from foundation.db import db, transaction
from foundation.errors import NotFound, Refused
from foundation.i18n import _
from foundation.plain_text import text_of
from foundation.web import takes_files


def topic_to_read(slug: str) -> Topic:
    topic = queries.get_topic(slug)
    if topic.agreed_at is None or topic.withdrawn_at is not None:
        raise NotFound
    return topic


def post_to_read(post_id: int) -> Post:
    post = queries.find_post(post_id, reader())
    if post is None:
        raise NotFound
    return post


def must(reason: str | None) -> None:
    if reason:
        raise Refused(reason)


@blueprint.get("/onderwerpen/<slug>/schrijven")
@open_to(MEMBERS)
def start_form(slug: str) -> ResponseReturnValue:
    topic = topic_to_read(slug)
    place = f"topic:{topic.id}"
    if elsewhere := closed_here(place):
        return elsewhere
    form, draft = fresh_form(place)
    return _start_desk(topic).page(form, draft=draft)


@blueprint.post("/onderwerpen/<slug>/schrijven")
@open_to(MEMBERS)
@takes_files
def start(slug: str) -> ResponseReturnValue:
    form, topic_id = WritingForm(), topic_to_read(slug).id

    def act(me: Account) -> Post:
        topic = db.session.get_one(Topic, topic_id)
        return service.start_thread(
            topic, me, form.title.data or "", form.body.data or "", clock.now(),
            lang=form.lang.data or "", form_key=form.key, seen=form.seen_keys,
        )  # fmt: skip

    return place_it(form, f"topic:{topic_id}", act, lambda: _start_desk(topic_to_read(slug)))


def _start_desk(topic: Topic) -> Desk:
    topic_url = url_for("forum.topic", slug=topic.slug)
    return Desk(
        f"topic:{topic.id}", _("Een gesprek beginnen"), _("Plaats uw bijdrage"), topic_url,
        [(_("Onderwerpen"), url_for("forum.topics")), (topic.title, topic_url)], with_title=True,
    )  # fmt: skip


@blueprint.get("/bijdragen/<int:post_id>/antwoord")
@open_to(MEMBERS)
def reply_form(post_id: int) -> ResponseReturnValue:
    """With `?citeer=1` the text of the post stands in the form as a quote."""
    place = f"post:{post_id}"
    if queries.find_place(post_id, reader()) is None:
        raise NotFound
    if elsewhere := closed_here(place):
        return elsewhere
    parent = post_to_read(post_id)
    form, draft = fresh_form(place)
    if request.args.get("citeer"):
        quoted = rules.quote(who(parent)[0], text_of(parent.body_html, quotes=False))
        typed = (form.body.data or "").rstrip()
        if quoted.strip() not in typed:
            form.body.data = f"{typed}\n\n{quoted}" if typed else quoted
    return _reply_desk(parent, post_id).page(form, draft=draft)


@blueprint.post("/bijdragen/<int:post_id>/antwoord")
@open_to(MEMBERS)
@takes_files
def reply(post_id: int) -> ResponseReturnValue:
    form = WritingForm()
    if queries.find_place(post_id, reader()) is None:
        raise NotFound

    def act(me: Account) -> Post:
        parent = db.session.get_one(Post, post_id)
        return service.reply(
            parent, me, form.body.data or "", clock.now(), lang=form.lang.data or "", form_key=form.key, seen=form.seen_keys
        )

    return place_it(form, f"post:{post_id}", act, lambda: _reply_desk(queries.find_post(post_id, reader()), post_id))


def _reply_desk(parent: Post | None, post_id: int) -> Desk:
    """`parent` is None when it was hidden while somebody wrote an answer: the answer is still shown, to be kept."""
    crumbs = [(_("Onderwerpen"), url_for("forum.topics"))]
    if parent:
        thread = parent.thread
        crumbs.append((thread.topic.title, url_for("forum.topic", slug=thread.topic.slug)))
        crumbs.append((title_of(thread), url_for("forum.thread", thread_id=thread.id)))
    return Desk(
        f"post:{post_id}", _("Antwoorden"), _("Plaats uw antwoord"),
        url_for("forum.post", post_id=post_id) if parent else url_for("forum.topics"), crumbs, _("Uw antwoord"),
        thread_id=parent.thread_id if parent else None, answering=parent,
    )  # fmt: skip


@blueprint.get("/bijdragen/<int:post_id>/veranderen")
@open_to(MEMBERS)
def edit_form(post_id: int) -> ResponseReturnValue:
    post = post_to_read(post_id)
    place = f"edit:{post_id}"
    if elsewhere := closed_here(place):
        return elsewhere
    form, draft = fresh_form(place, post.body, post.lang)
    return _edit_desk(post).page(form, draft=draft)


@blueprint.post("/bijdragen/<int:post_id>/veranderen")
@open_to(MEMBERS)
@takes_files
def edit(post_id: int) -> ResponseReturnValue:
    form = WritingForm()
    if queries.find_place(post_id, reader()) is None:
        raise NotFound

    def act(me: Account) -> Post:
        post = db.session.get_one(Post, post_id)
        service.edit_post(post, me, form.body.data or "", clock.now(), lang=form.lang.data, seen=form.seen_keys)
        return post

    return place_it(form, f"edit:{post_id}", act, lambda: _edit_desk(db.session.get_one(Post, post_id)))


def _edit_desk(post: Post) -> Desk:
    return Desk(
        f"edit:{post.id}", _("Uw bijdrage veranderen"), _("Bewaar"), url_for("forum.post", post_id=post.id),
        [(_("Onderwerpen"), url_for("forum.topics"))], thread_id=post.thread_id,
    )  # fmt: skip


@blueprint.get("/bijdragen/<int:post_id>/weghalen")
@open_to(MEMBERS)
def withdraw_form(post_id: int) -> ResponseReturnValue:
    post = post_to_read(post_id)
    must(rules.why_not_withdraw(post, the_account()))
    return render_template("forum/withdraw.html", post=post)


@blueprint.post("/bijdragen/<int:post_id>/weghalen")
@open_to(MEMBERS)
def withdraw(post_id: int) -> ResponseReturnValue:
    me = the_account().id
    with transaction():
        post = queries.find_place(post_id, reader())
        if post is None:
            raise NotFound
        service.withdraw_post(post, db.session.get_one(Account, me), clock.now())
        address = address_of(post)
    return redirect(address, 303)
