"""Answering an invitation, without an account. A code opens one question and never signs anybody in; looking changes nothing."""

from __future__ import annotations

from flask import flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue

from accounts.access import ANYONE, open_to, the_account
from accounts.models import AnswerToken, Channel, Role
from accounts.queries import find_token
from forum.queries.agenda import get_topic
from foundation import codes
from foundation.clock import local_day, now
from foundation.db import db, transaction
from foundation.errors import NotFound, Refused
from foundation.i18n import _
from foundation.web import limiter
from recruitment.forms.asking import AnswerForm, CodeForm, NominationForm
from recruitment.models import Answer, Invitation, InvitationState, Panel, Wave
from recruitment.queries.asking import TOKEN_PURPOSE, find_invitation, invitation_of, volunteer_of
from recruitment.queries.panels import find_panel_for, sessions_of
from recruitment.rules.asking import last_day_to_answer, why_not_answer, why_not_nominate
from recruitment.rules.panels import evening_words, first_day
from recruitment.service.answers import answer
from recruitment.service.asking import nominate_self
from recruitment.views import blueprint
from recruitment.views.panels import keep, status_of

ANSWER_PAGES = {TOKEN_PURPOSE: "recruitment.question"}
"""Purpose of a token -> the page that asks its question. Each of those reads its code from the cookie with `code_in_hand`."""


@blueprint.route("/antwoord", methods=["GET", "POST"])
@open_to(ANYONE)
@limiter.limit("20/hour", methods=["POST"])
def enter_code() -> ResponseReturnValue:
    form = CodeForm()
    if form.validate_on_submit():
        for purpose, page in ANSWER_PAGES.items():
            if find_token(form.code.data, purpose, now()) is not None:
                session["answer_code"] = codes.normalise(form.code.data)
                return redirect(url_for(page), 303)
        form.code.errors = [unknown_code()]
    return render_template("recruitment/answer_code.html", form=form), status_of(form)


@blueprint.get("/antwoord/<code>")
@open_to(ANYONE)
def follow_link(code: str) -> ResponseReturnValue:
    """The code leaves the address at once: it moves to the cookie. Nothing is looked up or written here."""
    session["answer_code"] = codes.normalise(code)
    return redirect(url_for(".question"), 303)


@blueprint.route("/antwoord/vraag", methods=["GET", "POST"])
@open_to(ANYONE)
def question() -> ResponseReturnValue:
    token = code_in_hand(TOKEN_PURPOSE)
    invitation = find_invitation(token.subject_id) if token else None
    if invitation is None:
        return _elsewhere()
    volunteer = volunteer_of(invitation.id)
    form = AnswerForm(
        answer=invitation.answer.value if invitation.answer else None, reason=invitation.reason, needs=volunteer.needs if volunteer else ""
    )
    if form.never_again.data and not form.answer.data:
        form.answer.data = Answer.NO.value  # who never wants to be asked again said no to this one too
    if form.validate_on_submit() and keep(form, lambda: _take(form)):
        return redirect(url_for(".answered"), 303)
    invitation = _mine()
    return render_template("recruitment/answer.html", form=form, **_shown(invitation)), status_of(form)


@blueprint.get("/antwoord/bedankt")
@open_to(ANYONE)
def answered() -> ResponseReturnValue:
    token = code_in_hand(TOKEN_PURPOSE)
    invitation = find_invitation(token.subject_id) if token else None
    if invitation is None or invitation.state is not InvitationState.ANSWERED:
        return _elsewhere() if invitation is None else redirect(url_for(".question"), 303)
    return render_template("recruitment/answer_thanks.html", **_shown(invitation))


@blueprint.post("/antwoord/klaar")
@open_to(ANYONE)
def put_code_away() -> ResponseReturnValue:
    """For a computer that others use too."""
    session.pop("answer_code", None)
    flash(_("Klaar. Deze computer weet uw code niet meer."))
    return redirect(url_for(".enter_code"), 303)


def code_in_hand(purpose: str) -> AnswerToken | None:
    """The token of the code in this browser's cookie, if it is for this purpose and still stands."""
    return find_token(session.get("answer_code") or "", purpose, now())


def unknown_code() -> str:
    """One answer for every code that does not work, whatever the reason."""
    return _("Met deze code kunt u nu niet antwoorden. Kijk of u de hele code heeft overgenomen. Lukt het niet? Bel ons, dan helpen wij u.")


def _elsewhere() -> ResponseReturnValue:
    for purpose, page in ANSWER_PAGES.items():
        if purpose != TOKEN_PURPOSE and code_in_hand(purpose) is not None:
            return redirect(url_for(page), 303)
    return render_template("recruitment/answer_unknown.html", text=unknown_code(), form=CodeForm(formdata=None)), 404


def _mine() -> Invitation:
    token = code_in_hand(TOKEN_PURPOSE)
    invitation = find_invitation(token.subject_id) if token else None
    if invitation is None:
        raise NotFound
    return invitation


def _take(form: AnswerForm) -> None:
    answer(
        _mine(), Answer(form.answer.data), reason=form.reason.data or "", remark=form.remark.data or "", needs=form.needs.data or "",
        never_again=form.never_again.data, channel=Channel.WEB, now=now(),
    )  # fmt: skip


def _shown(invitation: Invitation) -> dict[str, object]:
    """What the pages show: the panel and the present answer. No name, no address, nothing of the person."""
    sessions = [one for one in sessions_of(invitation.panel_id) if one.cancelled_at is None]
    wave = db.session.get(Wave, invitation.wave_id) if invitation.wave_id else None
    day = first_day(sessions)
    last_day = last_day_to_answer(invitation.created_at, wave.expires_on if wave else None, day)
    refused = why_not_answer(invitation.panel, invitation, first_day=day, last_day=last_day, today=local_day(now()))
    return {
        "invitation": invitation,
        "panel": invitation.panel,
        "sessions": sessions,
        "last_day": last_day,
        "first_day": day,
        "refused": refused,
        "evening_words": evening_words,
    }


@blueprint.route("/onderwerpen/<slug>/meedoen", methods=["GET", "POST"])
@open_to(Role.TENANT)
def join(slug: str) -> ResponseReturnValue:
    """Nominating yourself for the draw."""
    panel = _panel_on(slug)
    form = NominationForm()
    if form.validate_on_submit() and keep(form, lambda: nominate_self(_panel_on(slug), the_account(), form.needs.data or "", now())):
        flash(_("U doet mee aan de loting. Wij laten u weten of u een plaats heeft."))
        return redirect(url_for(".join", slug=slug), 303)
    panel = _panel_on(slug)
    account = the_account()
    mine = invitation_of(panel.id, account.tenant_id) if account.tenant_id else None
    sessions = [one for one in sessions_of(panel.id) if one.cancelled_at is None]
    return render_template(
        "recruitment/panel_join.html",
        form=form,
        panel=panel,
        topic=panel.topic,
        sessions=sessions,
        evening_words=evening_words,
        said_yes=mine is not None and mine.answer is Answer.YES,
        refused=why_not_nominate(panel, account, first_day(sessions), local_day(now())),
    ), status_of(form)


@blueprint.post("/onderwerpen/<slug>/meedoen/stoppen")
@open_to(Role.TENANT)
def stop_joining(slug: str) -> ResponseReturnValue:
    with transaction():
        panel, account = _panel_on(slug), the_account()
        mine = invitation_of(panel.id, account.tenant_id) if account.tenant_id else None
        if mine is None:
            raise Refused(_("U heeft zich niet aangemeld."))
        answer(mine, Answer.NO, channel=Channel.WEB, now=now())
    flash(_("U doet niet meer mee aan de loting."))
    return redirect(url_for(".join", slug=slug), 303)


def _panel_on(slug: str) -> Panel:
    panel = find_panel_for(get_topic(slug).id)
    if panel is None:
        raise NotFound
    return panel
