"""Chairs: the coordinator's list, and the pages behind the codes of the seated and the reserves."""

from __future__ import annotations

from flask import abort, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from accounts.access import ANYONE, open_to, the_account
from accounts.models import Account, AnswerToken, Role
from accounts.queries import find_token
from foundation.clock import now
from foundation.db import db, transaction
from foundation.errors import Refused
from foundation.i18n import _
from foundation.web import limiter
from recruitment.forms.drawing import CodeForm, WhyForm
from recruitment.models import Reserve, Seat
from recruitment.queries import drawing as queries
from recruitment.queries.panels import get_panel
from recruitment.service import seats as service
from recruitment.service.drawing import in_words
from recruitment.views import blueprint

PURPOSES = {"plaats": service.SEAT_TOKEN, "reserve": service.RESERVE_TOKEN}


@blueprint.get("/panels/<int:panel_id>/plaatsen")
@open_to(Role.COORDINATOR)
def seats(panel_id: int) -> ResponseReturnValue:
    return _list(panel_id)


def _list(panel_id: int, form: FlaskForm | None = None) -> ResponseReturnValue:
    panel = get_panel(panel_id)
    everything = queries.seats_of(panel_id, standing=False)
    standing = [one for one in everything if one.given_up_at is None]
    given_up = [one for one in everything if one.given_up_at is not None]
    reserves = queries.reserves_of(panel_id)
    waiting = {one.for_seat_id for one in reserves if one.asked_at and one.said_no_at is None}
    stuck = []
    if len(standing) < panel.seats and panel.cancelled_at is None:
        for seat in given_up:
            if seat.id not in waiting:
                choice = service.reserve_for(panel, seat, now())
                stuck.append((seat, choice, [in_words(change.text) for change in choice.smallest_change] if choice else []))
    page = render_template(
        "recruitment/seats.html", panel=panel, standing=standing, given_up=given_up, reserves=reserves, stuck=stuck,
        form=form, why_form=form if isinstance(form, WhyForm) else WhyForm(),
    )  # fmt: skip
    return (page, 422) if form is not None else page


@blueprint.post("/panels/<int:panel_id>/plaatsen/<int:seat_id>/afzeggen")
@open_to(Role.COORDINATOR)
def give_up_for(panel_id: int, seat_id: int) -> ResponseReturnValue:
    """Somebody phoned to cancel, or the organiser takes the seat back."""
    with transaction():
        seat = db.session.get(Seat, seat_id)
        if seat is None or seat.panel_id != panel_id:
            abort(404)
        service.give_up(seat, now(), by=db.session.get_one(Account, the_account().id), withdrawn="withdrawn" in request.form)
    return redirect(url_for(".seats", panel_id=panel_id), 303)


@blueprint.post("/panels/<int:panel_id>/plaatsen/<int:seat_id>/reserve")
@open_to(Role.COORDINATOR)
def ask_anyway(panel_id: int, seat_id: int) -> ResponseReturnValue:
    form = WhyForm(needed="needed" in request.form)
    if form.validate():
        try:
            with transaction():
                seat = db.session.get(Seat, seat_id)
                if seat is None or seat.panel_id != panel_id:
                    abort(404)
                by = db.session.get_one(Account, the_account().id)
                service.ask_anyway(get_panel(panel_id), seat, by, form.reason.data or "", now())
        except Refused as error:
            form.form_errors.append(error.reason)
        else:
            return redirect(url_for(".seats", panel_id=panel_id), 303)
    return _list(panel_id, form)


@blueprint.post("/panels/<int:panel_id>/reserves/<int:reserve_id>")
@open_to(Role.COORDINATOR)
def reserve_by_phone(panel_id: int, reserve_id: int) -> ResponseReturnValue:
    with transaction():
        reserve = db.session.get(Reserve, reserve_id)
        if reserve is None or reserve.panel_id != panel_id:
            abort(404)
        if request.form.get("answer") == "yes":
            service.take_chair(reserve, now())
        elif request.form.get("answer") == "no":
            service.decline_chair(reserve, now())
        else:
            raise Refused(_("Kies ja of nee."))
    return redirect(url_for(".seats", panel_id=panel_id), 303)


@blueprint.get("/<any(plaats, reserve):what>/<code>")
@open_to(ANYONE)
def chair_link(what: str, code: str) -> ResponseReturnValue:
    """The link of a mail or letter: keep the code in the session, and go on to an address without it. Changes nothing."""
    if find_token(code, PURPOSES[what], now()) is None:
        return _no_such_code(what)
    session[f"code-{what}"] = code
    return redirect(url_for(".chair", what=what))


@blueprint.get("/<any(plaats, reserve):what>")
@open_to(ANYONE)
def chair(what: str) -> ResponseReturnValue:
    token = _token(what)
    if token is None:
        return render_template("recruitment/chair_code.html", what=what, form=None, code_form=CodeForm())
    return _chair_page(what, token)


def _token(what: str) -> AnswerToken | None:
    code = session.get(f"code-{what}")
    return find_token(code, PURPOSES[what], now()) if code else None


def _chair_page(what: str, token: AnswerToken) -> ResponseReturnValue:
    panel_id = queries.get_seat(token.subject_id).panel_id if what == "plaats" else queries.get_reserve(token.subject_id).panel_id
    until = queries.get_reserve(token.subject_id).answer_by_at if what == "reserve" else None
    return render_template(
        "recruitment/chair.html", what=what, panel=get_panel(panel_id), evening=queries.next_evening(panel_id), until=until
    )


def _no_such_code(what: str, form: CodeForm | None = None) -> ResponseReturnValue:
    form = form or CodeForm()
    form.code.errors = [_("Deze code werkt niet (meer). Kijk of u hem goed hebt getypt, of bel ons.")]
    return render_template("recruitment/chair_code.html", what=what, form=form, code_form=form), 422


@blueprint.post("/<any(plaats, reserve):what>/code")
@open_to(ANYONE)
@limiter.limit("20/hour")
def chair_code(what: str) -> ResponseReturnValue:
    form = CodeForm()
    if not form.validate():
        return render_template("recruitment/chair_code.html", what=what, form=form, code_form=form), 422
    if find_token(form.code.data, PURPOSES[what], now()) is None:
        return _no_such_code(what, form)
    session[f"code-{what}"] = form.code.data
    return redirect(url_for(".chair", what=what), 303)


@blueprint.post("/<any(plaats, reserve):what>")
@open_to(ANYONE)
def answer_chair(what: str) -> ResponseReturnValue:
    with transaction():
        token = _token(what)
        if token is None:
            raise Refused(_("Deze code werkt niet (meer). Kijk of u hem goed hebt getypt, of bel ons."))
        if what == "plaats":
            service.give_up(db.session.get_one(Seat, token.subject_id), now())
            outcome = "gave_up"
        elif request.form.get("answer") == "yes":
            service.take_chair(db.session.get_one(Reserve, token.subject_id), now())
            outcome = "took"
        elif request.form.get("answer") == "no":
            service.decline_chair(db.session.get_one(Reserve, token.subject_id), now())
            outcome = "declined"
        else:
            raise Refused(_("Kies ja of nee."))
    session.pop(f"code-{what}", None)
    session["chair-outcome"] = outcome
    return redirect(url_for(".chair_done"), 303)


@blueprint.get("/plaats/klaar")
@open_to(ANYONE)
def chair_done() -> ResponseReturnValue:
    return render_template("recruitment/chair_done.html", outcome=session.get("chair-outcome") or abort(404))
