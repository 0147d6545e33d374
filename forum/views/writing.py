"""Starting a conversation, answering, changing, withdrawing. Every refusal keeps what was typed."""

from __future__ import annotations

from collections.abc import Callable

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from accounts.access import MEMBERS, open_to, the_account
from accounts.models import Account
from forum import queries, rules, service
from forum.events import Notice
from forum.forms import WritingForm
from forum.models import Post, Topic
from forum.service.files import place_attachments
from forum.views import blueprint
from forum.views.attaching import take_in_files
from forum.views.conversations import address_of
from forum.views.words import reader
from foundation import clock
from foundation.db import db, transaction
from foundation.errors import NotFound, Refused
from foundation.i18n import _
from foundation.web import takes_files

Draw = Callable[[WritingForm, Notice | None], str]


def place_it(form: WritingForm, place: str, act: Callable[[Account], Post], draw: Draw) -> ResponseReturnValue:
    """Do what the form asks; when it may not be, or not yet, keep the text as a draft and show the form again."""
    me = the_account().id
    form.place = place
    said, wrong = take_in_files(place)
    if wrong:
        _keep(form, me, place)
        form.form_errors += wrong
        return draw(form, None), 422
    try:
        with transaction():
            post = act(db.session.get_one(Account, me))
            place_attachments(post, me, place, said, clock.now())
            service.drop_draft(me, place)
            address = address_of(post)
    except Refused as refusal:
        _keep(form, me, place)
        form.form_errors.append(refusal.reason)
        return draw(form, None), 422
    except service.NoticeFirst as first:
        _keep(form, me, place)
        form.seen.data = ",".join(sorted(form.seen_keys | {first.notice.key}))
        return draw(form, first.notice)
    return redirect(address, 303)


def _keep(form: WritingForm, account_id: int, place: str) -> None:
    with transaction():
        service.keep_draft(account_id, place, form.title.data or "", form.body.data or "", clock.now())


def fresh_form(place: str, body: str = "") -> tuple[WritingForm, bool]:
    """An empty form, or one with what was typed here before."""
    form = WritingForm(formdata=None)
    form.give_key()
    form.place = place
    draft = queries.find_draft(the_account().id, place)
    form.title.data, form.body.data = (draft.title, draft.body) if draft else ("", body)
    return form, draft is not None


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
    must(rules.why_not_post(topic, the_account(), clock.local_day(clock.now())))
    form, drafted = fresh_form(f"topic:{topic.id}")
    return _start_page(topic, drafted)(form, None)


@blueprint.post("/onderwerpen/<slug>/schrijven")
@open_to(MEMBERS)
@takes_files
def start(slug: str) -> ResponseReturnValue:
    form, topic_id = WritingForm(), topic_to_read(slug).id

    def act(me: Account) -> Post:
        topic = db.session.get_one(Topic, topic_id)
        return service.start_thread(
            topic, me, form.title.data or "", form.body.data or "", clock.now(), form_key=form.key, seen=form.seen_keys
        )

    def again(form: WritingForm, notice: Notice | None) -> str:
        return _start_page(topic_to_read(slug))(form, notice)

    return place_it(form, f"topic:{topic_id}", act, again)


def _start_page(topic: Topic, drafted: bool = False) -> Draw:
    def draw(form: WritingForm, notice: Notice | None) -> str:
        form.label(_("Titel"), _("Uw bijdrage"))
        return render_template(
            "forum/write.html", form=form, notice_first=notice, drafted=drafted, heading=_("Een gesprek beginnen"), with_title=True,
            crumbs=[(_("Onderwerpen"), url_for("forum.topics")), (topic.title, url_for("forum.topic", slug=topic.slug))],
            back_url=url_for("forum.topic", slug=topic.slug), button=_("Plaats uw bijdrage"), answering=None,
        )  # fmt: skip

    return draw


@blueprint.get("/bijdragen/<int:post_id>/antwoord")
@open_to(MEMBERS)
def reply_form(post_id: int) -> ResponseReturnValue:
    parent = post_to_read(post_id)
    must(rules.why_not_post(parent.thread.topic, the_account(), clock.local_day(clock.now())) or rules.why_not_reply(parent))
    form, drafted = fresh_form(f"post:{post_id}")
    return _reply_page(parent, drafted)(form, None)


@blueprint.post("/bijdragen/<int:post_id>/antwoord")
@open_to(MEMBERS)
@takes_files
def reply(post_id: int) -> ResponseReturnValue:
    form = WritingForm()
    if queries.find_place(post_id, reader()) is None:
        raise NotFound

    def act(me: Account) -> Post:
        parent = db.session.get_one(Post, post_id)
        return service.reply(parent, me, form.body.data or "", clock.now(), form_key=form.key, seen=form.seen_keys)

    def again(form: WritingForm, notice: Notice | None) -> str:
        return _reply_page(queries.find_post(post_id, reader()))(form, notice)

    return place_it(form, f"post:{post_id}", act, again)


def _reply_page(parent: Post | None, drafted: bool = False) -> Draw:
    """`parent` is None when it was hidden while somebody wrote an answer: the answer is still shown, to be kept."""

    def draw(form: WritingForm, notice: Notice | None) -> str:
        form.label("", _("Uw antwoord"))
        thread = parent.thread if parent else None
        crumbs = [(_("Onderwerpen"), url_for("forum.topics"))]
        if thread:
            crumbs.append((thread.topic.title, url_for("forum.topic", slug=thread.topic.slug)))
            crumbs.append((thread.title, url_for("forum.thread", thread_id=thread.id)))
        return render_template(
            "forum/write.html", form=form, notice_first=notice, drafted=drafted, heading=_("Antwoorden"), with_title=False, crumbs=crumbs,
            back_url=url_for("forum.post", post_id=parent.id) if parent else url_for("forum.topics"), button=_("Plaats uw antwoord"),
            answering=parent,
        )  # fmt: skip

    return draw


@blueprint.get("/bijdragen/<int:post_id>/veranderen")
@open_to(MEMBERS)
def edit_form(post_id: int) -> ResponseReturnValue:
    post = post_to_read(post_id)
    must(rules.why_not_edit(post, post.thread.topic, the_account(), clock.local_day(clock.now())))
    form, drafted = fresh_form(f"edit:{post_id}", post.body)
    return _edit_page(post_id, drafted)(form, None)


@blueprint.post("/bijdragen/<int:post_id>/veranderen")
@open_to(MEMBERS)
@takes_files
def edit(post_id: int) -> ResponseReturnValue:
    form = WritingForm()
    if queries.find_place(post_id, reader()) is None:
        raise NotFound

    def act(me: Account) -> Post:
        post = db.session.get_one(Post, post_id)
        service.edit_post(post, me, form.body.data or "", clock.now(), seen=form.seen_keys)
        return post

    return place_it(form, f"edit:{post_id}", act, _edit_page(post_id))


def _edit_page(post_id: int, drafted: bool = False) -> Draw:
    def draw(form: WritingForm, notice: Notice | None) -> str:
        form.label("", _("Uw bijdrage"))
        return render_template(
            "forum/write.html", form=form, notice_first=notice, drafted=drafted, heading=_("Uw bijdrage veranderen"), with_title=False,
            crumbs=[(_("Onderwerpen"), url_for("forum.topics"))], back_url=url_for("forum.post", post_id=post_id), button=_("Bewaar"),
            answering=None,
        )  # fmt: skip

    return draw


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
