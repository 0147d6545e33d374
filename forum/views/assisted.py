"""Typing in for somebody on paper or phone: their voice counts like any other."""

from __future__ import annotations

from datetime import datetime

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.access import open_to, the_account
from accounts.models import Account, Channel, Role
from accounts.service.people import account_for_assisted, account_for_unnamed
from forum import queries, service
from forum.events import Notice
from forum.forms import AssistedForm
from forum.models import Consent, Post, Topic
from forum.queries import voices as voice_queries
from forum.rules import voices as voice_rules
from forum.service import cards
from forum.service.files import Attaching, place_attachments
from forum.views import blueprint
from forum.views.attaching import take_in_files
from forum.views.writing import must, post_to_read, topic_to_read
from foundation import clock
from foundation.db import db, transaction
from foundation.errors import Refused
from foundation.i18n import _
from foundation.web import takes_files


@blueprint.get("/onderwerpen/<slug>/invoeren")
@open_to(Role.COORDINATOR, Role.MODERATOR)
def assisted_start_form(slug: str) -> ResponseReturnValue:
    topic = topic_to_read(slug)
    return _draw(_fresh(f"assisted:topic:{topic.id}", request.args.get("formulier", "")), None, topic, None)


@blueprint.post("/onderwerpen/<slug>/invoeren")
@open_to(Role.COORDINATOR, Role.MODERATOR)
@takes_files
def assisted_start(slug: str) -> ResponseReturnValue:
    return _take_in(topic_to_read(slug), None)


@blueprint.get("/bijdragen/<int:post_id>/invoeren")
@open_to(Role.COORDINATOR, Role.MODERATOR)
def assisted_reply_form(post_id: int) -> ResponseReturnValue:
    parent = post_to_read(post_id)
    return _draw(_fresh(f"assisted:post:{post_id}"), None, parent.thread.topic, parent)


@blueprint.post("/bijdragen/<int:post_id>/invoeren")
@open_to(Role.COORDINATOR, Role.MODERATOR)
@takes_files
def assisted_reply(post_id: int) -> ResponseReturnValue:
    parent = post_to_read(post_id)
    return _take_in(parent.thread.topic, parent)


def _fresh(place: str, form_id: str = "") -> AssistedForm:
    form = AssistedForm(formdata=None)
    form.give_key(the_account().id, place)
    form.place = place
    form.said_on.data = clock.local_day(clock.now())
    if paper := voice_queries.find_form_row(form_id):
        form.form.data, form.channel.data, form.consent.data = str(paper.id), Channel.LETTER.value, Consent.WRITTEN.value
        form.title.data = _("Reactie op papier")
        if paper.tenant is not None:
            form.number.data = paper.tenant.number
    if draft := queries.find_draft(the_account().id, place):
        form.title.data, form.body.data = draft.title, draft.body
    return form


def _take_in(topic: Topic, parent: Post | None) -> ResponseReturnValue:
    form, me, topic_id, parent_id = AssistedForm(), the_account().id, topic.id, parent.id if parent else None
    slug = topic.slug
    place = f"assisted:post:{parent_id}" if parent_id else f"assisted:topic:{topic_id}"
    form.place, notice = place, None
    said, wrong = take_in_files(place)
    if form.hide.data and not wrong:
        form.title.data, form.body.data = service.hide_private(form.title.data or ""), service.hide_private(form.body.data or "")
        with transaction():
            service.keep_draft(me, place, form.title.data, form.body.data, clock.now())
        return _draw(form, None, topic_to_read(slug), post_to_read(parent_id) if parent_id else None)
    try:
        if form.validate() and not wrong:
            return redirect(url_for("forum.card_to_give", post_id=_place(form, me, topic_id, parent_id, said)), 303)
        form.explain()
        form.form_errors = [*form.form_errors, *wrong]
    except Refused as refusal:
        form.form_errors = [*form.form_errors, refusal.reason]
    except service.NoticeFirst as first:
        notice = first.notice
        form.seen.data = ",".join(sorted(form.seen_keys | {notice.key}))
    with transaction():
        service.keep_draft(me, place, form.title.data or "", form.body.data or "", clock.now())
    again = _draw(form, notice, topic_to_read(slug), post_to_read(parent_id) if parent_id else None)
    return again if notice else (again, 422)


def _place(form: AssistedForm, me: int, topic_id: int, parent_id: int | None, said: Attaching) -> int:
    now = clock.now()
    with transaction():
        by = db.session.get_one(Account, me)
        paper = voice_queries.find_form_row(form.form_id)
        assisted = service.Assisted(
            by, Channel(form.channel.data), said_on=form.said_on.data, consent=Consent(form.consent.data),
            form_id=paper.id if paper and paper.topic_id == topic_id else None, entry_key=form.key,
        )  # fmt: skip
        if again := cards.entered_before(assisted):
            return again.id
        must(voice_rules.why_not_said_on(form.said_on.data, clock.local_day(now)))
        author = _author(form, now)
        if parent_id:
            parent = db.session.get_one(Post, parent_id)
            post = service.reply(parent, author, form.body.data or "", now, seen=form.seen_keys, assisted=assisted)
        else:
            topic = db.session.get_one(Topic, topic_id)
            post = service.start_thread(
                topic, author, form.title.data or "", form.body.data or "", now, seen=form.seen_keys, assisted=assisted
            )
        place_attachments(post, me, form.place, said, now)
        service.drop_draft(me, form.place)
        return post.id


def _author(form: AssistedForm, now: datetime) -> Account:
    name = form.name.data or ""
    if form.unnamed.data:
        return account_for_unnamed(now, name)
    tenant = queries.find_tenant(form.number.data or "")
    if tenant is None:
        raise Refused(_("Wij vinden geen huurder met dit nummer."))
    return account_for_assisted(tenant, now, name)


def _draw(form: AssistedForm, notice: Notice | None, topic: Topic, parent: Post | None) -> str:
    form.label(_("Titel"), _("De bijdrage, in de woorden van de huurder"))
    return render_template(
        "forum/assisted.html", form=form, notice_first=notice, topic=topic, answering=parent,
        crumbs=[(_("Papier en telefoon"), url_for("forum.paper")), (topic.title, url_for("forum.paper_topic", slug=topic.slug))],
    )  # fmt: skip
