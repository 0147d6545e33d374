"""Where a text is written: the page, what it does with a no, and what it keeps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from accounts.access import the_account
from accounts.models import Account
from forum import queries, rules, service
from forum.events import Notice
from forum.forms import WritingForm
from forum.models import Draft, Post, Topic
from forum.service.files import place_attachments
from forum.views.attaching import take_in_files
from forum.views.conversations import address_of
from forum.views.words import reader
from foundation import clock
from foundation.db import db, transaction
from foundation.errors import Refused
from foundation.i18n import _


@dataclass
class Desk:
    """The page on which one text is written: what it says, and where it leads."""

    place: str
    heading: str
    button: str
    back_url: str
    crumbs: list[tuple[str, str]] = field(default_factory=list)
    label: str = ""
    with_title: bool = False
    thread_id: int | None = None
    answering: Post | None = None

    def page(self, form: WritingForm, notice: Notice | None = None, draft: Draft | None = None) -> str:
        me = the_account()
        form.label(_("Titel"), self.label or _("Uw bijdrage"))
        preview_html = None
        if form.preview.data and not form.errors:
            preview_html = service.rendered(rules.clean_text(form.body.data or ""), self.thread_id, me.id)[0]
        people = queries.people_near(self.answering, me.id) if self.answering else []
        return render_template(
            "forum/write.html", desk=self, form=form, notice_first=notice, draft=draft, preview_html=preview_html, people=people,
        )  # fmt: skip


Draw = Callable[[], Desk]


def place_it(form: WritingForm, place: str, act: Callable[[Account], Post], draw: Draw) -> ResponseReturnValue:
    """Do what the form asks; when it may not be, or not yet, keep the text as a draft and show the form again."""
    me = the_account().id
    form.place = place
    said, wrong = take_in_files(place)
    if wrong:
        keep(form, me, place)
        form.form_errors += wrong
        return draw().page(form), 422
    if form.hide.data:
        form.title.data, form.body.data = service.hide_private(form.title.data or ""), service.hide_private(form.body.data or "")
        keep(form, me, place)
        return draw().page(form)
    if form.preview.data:
        return _show_first(form, me, place, draw)
    try:
        with transaction():
            post = act(db.session.get_one(Account, me))
            place_attachments(post, me, place, said, clock.now())
            service.drop_draft(me, place)
            address = address_of(post)
    except Refused as refusal:
        keep(form, me, place)
        _say(form, refusal.reason)
        return draw().page(form), 422
    except service.NoticeFirst as first:
        keep(form, me, place)
        form.seen.data = ",".join(sorted(form.seen_keys | {first.notice.key}))
        return draw().page(form, first.notice)
    return redirect(address, 303)


def _show_first(form: WritingForm, me: int, place: str, draw: Draw) -> ResponseReturnValue:
    """The text as it would stand on the page, above the form that still holds it."""
    keep(form, me, place)
    desk = draw()
    title = rules.clean_title(form.title.data or "") if desk.with_title else None
    if reason := rules.why_not_this_text(title, rules.clean_text(form.body.data or "")):
        _say(form, reason)
        return desk.page(form), 422
    return desk.page(form)


def _say(form: WritingForm, reason: str) -> None:
    """At the field it is about, where it is about one: the summary then leads there."""
    if reason == rules.why_not_this_text(None, rules.clean_text(form.body.data or "")):
        form.body.errors = [reason]
    elif reason == rules.why_not_this_text(rules.clean_title(form.title.data or ""), "."):
        form.title.errors = [reason]
    else:
        form.form_errors.append(reason)


def keep(form: WritingForm, account_id: int, place: str) -> bool:
    with transaction():
        return service.keep_draft(
            account_id, place, form.title.data or "", form.body.data or "", clock.now(), lang=form.lang.data or "", form_key=form.key
        )


def fresh_form(place: str, body: str = "", lang: str | None = None) -> tuple[WritingForm, Draft | None]:
    """An empty form, or one with what was typed here before."""
    me = the_account()
    form = WritingForm(formdata=None)
    form.give_key(me.id, place)
    form.place = place
    draft = queries.find_draft(me.id, place)
    if lang is None:
        lang = queries.last_language(me.id)
    form.title.data, form.body.data, form.lang.data = (draft.title, draft.body, draft.lang) if draft else ("", body, lang)
    if not form.lang.data and not draft and not body:
        form.lang.data = me.language
    return form, draft


def why_not_here(place: str) -> str | None:
    """Why nothing can be placed here now; None when it can."""
    spot, me, today = rules.where(place), the_account(), clock.local_day(clock.now())
    if spot is None:
        return _("De plek waar u dit schreef is er niet meer.")
    if spot.kind.endswith("topic"):
        topic = db.session.get(Topic, spot.id)
        return rules.why_not_post(topic, me, today) if topic else _("De plek waar u dit schreef is er niet meer.")
    post = queries.find_post(spot.id, reader())
    if post is None:
        return _("De bijdrage waarop u reageerde is niet meer te zien.")
    if spot.kind == "edit":
        return rules.why_not_edit(post, post.thread.topic, me, today)
    return rules.why_not_post(post.thread.topic, me, today) or rules.why_not_reply(post)


def closed_here(place: str) -> ResponseReturnValue | None:
    """Where to go when nothing can be placed here any more: to what was typed before, if there is something; else a plain no."""
    reason = why_not_here(place)
    if reason and (draft := queries.find_draft(the_account().id, place)):
        return redirect(url_for("forum.draft", draft_id=draft.id), 303)
    if reason:
        raise Refused(reason)
    return None
