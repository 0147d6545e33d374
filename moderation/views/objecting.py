"""Objecting: from one's own page, or with the code of the mail or letter; and the answer of another moderator."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue

from accounts.access import ANYONE, MEMBERS, open_to, the_account
from accounts.models import Account, Role
from accounts.service.tries import note_try
from accounts.views.signing_in import network
from foundation import codes
from foundation.clock import now
from foundation.db import db, transaction
from foundation.errors import NotFound, Refused
from foundation.i18n import _
from moderation import queries, rules, service
from moderation.forms import AnswerForm, CodeForm, ObjectForm
from moderation.models import Decision, Outcome
from moderation.views import blueprint
from moderation.views.deciding import last_moment


def _mine(decision_id: int) -> Decision:
    decision = queries.get_decision(decision_id)
    if decision.about_id != the_account().id or decision.stands_at is None:
        raise NotFound
    return decision


@blueprint.get("/mijn/besluiten/<int:decision_id>/bezwaar")
@open_to(MEMBERS)
def object_form(decision_id: int) -> ResponseReturnValue:
    return _page(_mine(decision_id), ObjectForm(), url_for(".object_to", decision_id=decision_id))


@blueprint.post("/mijn/besluiten/<int:decision_id>/bezwaar")
@open_to(MEMBERS)
def object_to(decision_id: int) -> ResponseReturnValue:
    return _object(_mine(decision_id), url_for(".object_to", decision_id=decision_id), url_for(".object_form", decision_id=decision_id))


@blueprint.get("/bezwaar")
@open_to(ANYONE)
def object_with_code() -> ResponseReturnValue:
    return render_template("moderation/object_code.html", form=CodeForm())


@blueprint.post("/bezwaar")
@open_to(ANYONE)
def enter_code() -> ResponseReturnValue:
    form = CodeForm()
    if form.validate():
        try:
            with transaction():
                note_try(now(), letter_code_network=network())
        except Refused as no:
            form.form_errors.append(no.reason)
            return render_template("moderation/object_code.html", form=form), 429
        if queries.find_decision_with(form.code.data):
            session["objects"] = codes.normalise(form.code.data)
            return redirect(url_for(".object_by_code"), 303)
        form.code.errors = [_("Wij kennen deze code niet. Kijk of u alle 13 tekens goed hebt overgenomen, of bel ons.")]
    return render_template("moderation/object_code.html", form=form), 422


def _by_code() -> Decision:
    return queries.find_decision_with(session.get("objects") or "") or abort(404)


@blueprint.get("/bezwaar/besluit")
@open_to(ANYONE)
def object_by_code() -> ResponseReturnValue:
    return _page(_by_code(), ObjectForm(), url_for(".send_by_code"))


@blueprint.post("/bezwaar/besluit")
@open_to(ANYONE)
def send_by_code() -> ResponseReturnValue:
    return _object(_by_code(), url_for(".send_by_code"), url_for(".object_by_code"))


def _page(decision: Decision, form: ObjectForm, url: str, refused: bool = False) -> ResponseReturnValue:
    objection = queries.find_objection_to(decision.id)
    page = render_template(
        "moderation/object.html", decision=decision, objection=objection, url=url, object_form=form, form=form if refused else None,
        paragraphs=decision.statement.split("\n\n"), why_not=None if objection else rules.why_not_object(decision, now()),
        answer=rules.answer_words(objection) if objection and objection.outcome else [],
    )  # fmt: skip
    return (page, 422) if refused else page


def _object(decision: Decision, url: str, back: str) -> ResponseReturnValue:
    form, decision_id = ObjectForm(), decision.id
    if form.validate():
        try:
            with transaction():
                service.object_to(queries.get_decision(decision_id), form.text.data or "", now())
        except Refused as error:
            form.form_errors.append(error.reason)
        else:
            flash(_("Wij hebben uw bezwaar. Een andere moderator leest alles opnieuw. U krijgt altijd antwoord."))
            return redirect(back, 303)
    return _page(queries.get_decision(decision_id), form, url, refused=True)


@blueprint.get("/bezwaren")
@open_to(Role.MODERATOR)
def objections() -> ResponseReturnValue:
    rows = [(objection, post, rules.why_not_judge(objection, the_account())) for objection, _decision, post in queries.open_objections()]
    return render_template("moderation/objections.html", rows=rows, proposals=queries.proposals())


@blueprint.get("/bezwaren/<int:objection_id>")
@open_to(Role.MODERATOR)
def objection(objection_id: int) -> ResponseReturnValue:
    return _judging(objection_id, AnswerForm())


@blueprint.post("/bezwaren/<int:objection_id>")
@open_to(Role.MODERATOR)
def answer(objection_id: int) -> ResponseReturnValue:
    form = AnswerForm()
    queries.get_objection(objection_id)
    if form.validate():
        try:
            with transaction():
                service.answer_objection(
                    queries.get_objection(objection_id), db.session.get_one(Account, the_account().id), Outcome(form.outcome.data),
                    form.answer.data, now(), passage=form.passage.data or "", until_at=last_moment(form.until.data),
                )  # fmt: skip
        except Refused as error:
            form.form_errors.append(error.reason)
        else:
            flash(_("Uw antwoord is verstuurd."))
            return redirect(url_for(".objections"), 303)
    return _judging(objection_id, form, refused=True)


def _judging(objection_id: int, form: AnswerForm, refused: bool = False) -> ResponseReturnValue:
    found = queries.get_objection(objection_id)
    decision = queries.get_decision(found.decision_id)
    page = render_template(
        "moderation/objection.html", objection=found, decision=decision, post=queries.get_reported_post(decision.post_id),
        paragraphs=decision.statement.split("\n\n"), why_not=rules.why_not_judge(found, the_account()), answer_form=form,
        answer=rules.answer_words(found) if found.outcome else [], form=form if refused else None,
    )  # fmt: skip
    return (page, 422) if refused else page
