"""After the forum: advice, decision, public summary, closing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from accounts.access import open_to, the_account
from accounts.models import Account, Role
from forum import rules, service
from forum.forms import DayForm, TextForm
from forum.models import Topic
from forum.views import blueprint
from forum.views.agenda import the_topic
from foundation import clock
from foundation.db import db, transaction
from foundation.errors import Refused
from foundation.i18n import _


def _back(topic_id: int) -> ResponseReturnValue:
    return redirect(url_for("forum.agenda_topic", topic_id=topic_id), 303)


def _me() -> Account:
    return db.session.get_one(Account, the_account().id)


@blueprint.post("/agenda/<int:topic_id>/advies-gevraagd")
@open_to(Role.POLICY_OWNER)
def advice_asked(topic_id: int) -> ResponseReturnValue:
    day = DayForm().day
    if day is None:
        raise Refused(_("Vul een dag in, zoals 2027-03-01."))
    with transaction():
        service.note_advice_asked(the_topic(topic_id), day, _me(), clock.now())
    flash(_("De dag is vastgelegd. De termijn van zes weken loopt."))
    return _back(topic_id)


@blueprint.post("/agenda/<int:topic_id>/advies-gegeven")
@open_to(Role.BOARD)
def advice_came(topic_id: int) -> ResponseReturnValue:
    with transaction():
        service.note_advice_came(the_topic(topic_id), _me(), clock.now())
    flash(_("Vastgelegd."))
    return _back(topic_id)


@blueprint.get("/agenda/<int:topic_id>/besluit")
@open_to(Role.POLICY_OWNER)
def decide_form(topic_id: int) -> ResponseReturnValue:
    topic = the_topic(topic_id)
    reason = rules.why_not_decide(topic, clock.local_day(clock.now()))
    if reason:
        raise Refused(reason)
    return _text_page(TextForm(), topic_id, "decision")


@blueprint.post("/agenda/<int:topic_id>/besluit")
@open_to(Role.POLICY_OWNER)
def decide(topic_id: int) -> ResponseReturnValue:
    return _keep_text(topic_id, "decision", service.decide, _("Het besluit is vastgelegd."))


@blueprint.get("/agenda/<int:topic_id>/samenvatting")
@open_to(Role.POLICY_OWNER, Role.BOARD)
def summary_form(topic_id: int) -> ResponseReturnValue:
    form = TextForm()
    form.text.data = the_topic(topic_id).public_summary
    return _text_page(form, topic_id, "summary")


@blueprint.post("/agenda/<int:topic_id>/samenvatting")
@open_to(Role.POLICY_OWNER, Role.BOARD)
def summary(topic_id: int) -> ResponseReturnValue:
    return _keep_text(topic_id, "summary", service.publish_summary, _("De samenvatting is bewaard."))


@blueprint.get("/agenda/<int:topic_id>/afsluiten")
@open_to(Role.POLICY_OWNER)
def close_form(topic_id: int) -> ResponseReturnValue:
    topic = the_topic(topic_id)
    return render_template("forum/close.html", topic=topic, reasons=service.reasons_not_to_close(topic, clock.now()))


@blueprint.post("/agenda/<int:topic_id>/afsluiten")
@open_to(Role.POLICY_OWNER)
def close(topic_id: int) -> ResponseReturnValue:
    with transaction():
        service.close_topic(the_topic(topic_id), clock.now(), by=_me())
    flash(_("Het onderwerp is afgesloten."))
    return _back(topic_id)


def _keep_text(topic_id: int, what: str, keep: Callable[[Topic, str, Account, datetime], object], done: str) -> ResponseReturnValue:
    form = TextForm()
    try:
        with transaction():
            keep(the_topic(topic_id), form.text.data or "", _me(), clock.now())
    except Refused as refusal:
        form.form_errors.append(refusal.reason)
        return _text_page(form, topic_id, what), 422
    flash(done)
    return _back(topic_id)


def _text_page(form: TextForm, topic_id: int, what: str) -> str:
    topic = the_topic(topic_id)
    headings = {
        "decision": (_("Het besluit opschrijven"), _("Wat is er besloten, en waarom?")),
        "summary": (_("Samenvatting voor iedereen"), _("Wat mag iedereen over dit onderwerp lezen?")),
    }
    heading, form.text.label.text = headings[what]
    return render_template("forum/one_text.html", form=form, topic=topic, heading=heading)
