"""Summaries: reading them, in full or in plain language, and the way to publication."""

from __future__ import annotations

from datetime import timedelta

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.access import MEMBERS, STAFF, open_to, the_account
from accounts.models import Account
from forum.forms.topic import RemarkForm, SummaryForm
from forum.models import Topic, TopicSummary
from forum.queries.summaries import get_summary, posts_between, published_summaries
from forum.queries.texts import Texts
from forum.rules.summaries import (
    TURN,
    WRITERS,
    summary_mark,
    why_not_answer_summary,
    why_not_approve_plain,
    why_not_change_summary,
    why_not_publish,
    why_not_summarise,
    why_not_withdraw_summary,
)
from forum.service import summaries as service
from forum.views import blueprint
from forum.views.agenda import the_topic
from forum.views.background import open_topic
from forum.views.words import office
from foundation import clock
from foundation.db import db, transaction
from foundation.errors import NotFound, Refused
from foundation.i18n import _

NUMBER = "int(max=2147483647)"


def summary_of(texts: Texts) -> dict[str, object]:
    """The newest one for `forum/_summary.html`, and whether there are more. Plain language comes first, and the address says who wants
    the whole text."""
    full = request.args.get("samenvatting") == "heel"
    return {"summary": texts.summary, "more_summaries": texts.summaries > 1, "full_summary": full}


@blueprint.app_context_processor
def _names() -> dict[str, object]:
    return {"office": office}


@blueprint.get("/onderwerpen/<slug>/samenvattingen")
@open_to(MEMBERS)
def summaries(slug: str) -> ResponseReturnValue:
    topic = open_topic(slug)
    return render_template("forum/summaries.html", topic=topic, summaries=published_summaries(topic.id))


@blueprint.get(f"/agenda/<{NUMBER}:topic_id>/verslag-van-gesprekken")
@open_to(WRITERS)
def write_summary_form(topic_id: int) -> ResponseReturnValue:
    topic, today = the_topic(topic_id), clock.local_day(clock.now())
    if refusal := why_not_summarise(topic, the_account(), today):
        raise Refused(refusal)
    form, before = SummaryForm(), published_summaries(topic.id, 1)
    form.from_on.data = min(before[0].until_on + timedelta(days=1), topic.closes_on) if before else topic.opens_on
    form.until_on.data = min(topic.closes_on, today)
    return _form_page(form, topic, None)


@blueprint.post(f"/agenda/<{NUMBER}:topic_id>/verslag-van-gesprekken")
@open_to(WRITERS)
def write_summary(topic_id: int) -> ResponseReturnValue:
    form, me = SummaryForm(), the_account().id
    try:
        if form.validate_in_words():
            with transaction():
                by = db.session.get_one(Account, me)
                summary_id = service.write_summary(the_topic(topic_id), _words(form), by, clock.now()).id
            flash(_("De samenvatting is bewaard. Nu kijkt de andere partij ernaar."))
            return redirect(url_for("forum.prepare_summary", summary_id=summary_id), 303)
    except Refused as refusal:
        form.form_errors = [*form.form_errors, refusal.reason]
    return _form_page(form, the_topic(topic_id), None), 422


@blueprint.get(f"/samenvattingen/<{NUMBER}:summary_id>")
@open_to(STAFF)
def prepare_summary(summary_id: int) -> ResponseReturnValue:
    return _page(_standing(summary_id), RemarkForm())


@blueprint.get(f"/samenvattingen/<{NUMBER}:summary_id>/veranderen")
@open_to(WRITERS)
def change_summary_form(summary_id: int) -> ResponseReturnValue:
    summary = _standing(summary_id)
    if refusal := why_not_change_summary(summary, the_account()):
        raise Refused(refusal)
    form = SummaryForm(from_on=summary.from_on, until_on=summary.until_on, body=summary.body, plain=summary.plain_body)
    return _form_page(form, the_topic(summary.topic_id), summary)


@blueprint.post(f"/samenvattingen/<{NUMBER}:summary_id>/veranderen")
@open_to(WRITERS)
def change_summary(summary_id: int) -> ResponseReturnValue:
    form, me = SummaryForm(), the_account().id
    try:
        if form.validate_in_words():
            with transaction():
                summary = _standing(summary_id)
                service.change_summary(summary, the_topic(summary.topic_id), _words(form), db.session.get_one(Account, me), clock.now())
            flash(_("De samenvatting is bewaard. Wie er al iets van vond, kijkt opnieuw."))
            return redirect(url_for("forum.prepare_summary", summary_id=summary_id), 303)
    except Refused as refusal:
        form.form_errors = [*form.form_errors, refusal.reason]
    summary = _standing(summary_id)
    return _form_page(form, the_topic(summary.topic_id), summary), 422


@blueprint.post(f"/samenvattingen/<{NUMBER}:summary_id>/antwoord")
@open_to(WRITERS)
def answer_summary(summary_id: int) -> ResponseReturnValue:
    """Two buttons: agreed, or a remark beside it."""
    form, me, agrees = RemarkForm(), the_account().id, request.form.get("answer") == "agree"
    try:
        with transaction():
            remark = None if agrees else form.remark.data or ""
            service.answer_summary(
                _standing(summary_id), request.form.get("read", ""), remark, db.session.get_one(Account, me), clock.now()
            )
    except Refused as refusal:
        form.remark.errors = [refusal.reason]
        return _page(_standing(summary_id), form), 422
    flash(_("Uw antwoord is vastgelegd."))
    return redirect(url_for("forum.prepare_summary", summary_id=summary_id), 303)


@blueprint.post(f"/samenvattingen/<{NUMBER}:summary_id>/gewone-taal")
@open_to(WRITERS)
def approve_plain(summary_id: int) -> ResponseReturnValue:
    me, read = the_account().id, request.form.get("read", "")
    with transaction():
        service.approve_plain(_standing(summary_id), read, db.session.get_one(Account, me), clock.now())
    flash(_("Vastgelegd: u vindt de tekst in gewone taal goed te lezen."))
    return redirect(url_for("forum.prepare_summary", summary_id=summary_id), 303)


@blueprint.post(f"/samenvattingen/<{NUMBER}:summary_id>/plaatsen")
@open_to(WRITERS)
def publish_topic_summary(summary_id: int) -> ResponseReturnValue:
    me, read = the_account().id, request.form.get("read", "")
    with transaction():
        summary = _standing(summary_id)
        service.publish(summary, read, db.session.get_one(Account, me), clock.now())
        slug = the_topic(summary.topic_id).slug
    flash(_("De samenvatting staat op de pagina van het onderwerp."))
    return redirect(url_for("forum.topic", slug=slug), 303)


@blueprint.post(f"/samenvattingen/<{NUMBER}:summary_id>/weghalen")
@open_to(WRITERS)
def withdraw_summary(summary_id: int) -> ResponseReturnValue:
    me = the_account().id
    with transaction():
        summary = _standing(summary_id)
        service.withdraw_summary(summary, db.session.get_one(Account, me), clock.now())
        topic_id = summary.topic_id
    flash(_("De samenvatting is weggehaald."))
    return redirect(url_for("forum.agenda_topic", topic_id=topic_id), 303)


def _standing(summary_id: int) -> TopicSummary:
    summary = get_summary(summary_id)
    if summary.withdrawn_at is not None:
        raise NotFound
    return summary


def _words(form: SummaryForm) -> service.Words:
    return service.Words(from_on=form.from_on.data, until_on=form.until_on.data, body=form.body.data or "", plain=form.plain.data or "")


def _form_page(form: SummaryForm, topic: Topic, summary: TopicSummary | None) -> str:
    return render_template("forum/summary_write.html", form=form, topic=topic, summary=summary)


def _page(summary: TopicSummary, form: RemarkForm) -> str:
    me, now = the_account(), clock.now()
    return render_template(
        "forum/summary_prepare.html", summary=summary, topic=the_topic(summary.topic_id), form=form, read=summary_mark(summary),
        posts=summary.posts if summary.published_at else posts_between(summary.topic_id, summary.from_on.isoformat(), summary.until_on.isoformat()),
        may_answer=why_not_answer_summary(summary, me, None) is None, may_approve=why_not_approve_plain(summary, me) is None,
        may_change=why_not_change_summary(summary, me) is None, why_not_publish=why_not_publish(summary, me, now),
        may_withdraw=why_not_withdraw_summary(summary, me) is None, turn_until=summary.written_at + TURN,
    )  # fmt: skip
