"""The minutes: written by the coordinator, read by who was there, with a window to ask for an amendment."""

from __future__ import annotations

from datetime import date

from flask import flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue

from accounts.access import ANYONE, open_to, the_account, viewer
from accounts.models import Role
from foundation import codes
from foundation.clock import now
from foundation.db import db, transaction
from foundation.errors import NotFound
from foundation.i18n import _
from foundation.web import limiter
from recruitment.forms.evening import AmendmentAnswerForm, AmendmentForForm, AmendmentForm, MinutesForm
from recruitment.models import Amendment, Minutes
from recruitment.queries.evening import (
    amendments_on,
    find_minutes,
    find_seat_that_came,
    minutes_for,
    minutes_with_evening,
    seats_that_came,
    unanswered_amendments,
)
from recruitment.queries.panels import get_panel, get_session
from recruitment.rules.evening import MINUTES_TOKEN, last_day_to_amend, why_not_amend, why_not_settle, why_not_share, why_not_write
from recruitment.service import evening as service
from recruitment.views import blueprint
from recruitment.views.answers import ANSWER_PAGES, code_in_hand, unknown_code
from recruitment.views.evening import BASE, the_evening
from recruitment.views.panels import ID, WATCHERS, keep, status_of

PLACE = f"{BASE}/<{ID}:session_id>/verslag"
ANSWER_PAGES[MINUTES_TOKEN] = "recruitment.read_minutes"


@blueprint.route(PLACE, methods=["GET", "POST"])
@open_to(Role.COORDINATOR)
def minutes(panel_id: int, session_id: int) -> ResponseReturnValue:
    found = find_minutes(the_evening(panel_id, session_id).id)
    form = MinutesForm(obj=found)
    if form.validate_on_submit() and keep(
        form, lambda: service.write_minutes(the_evening(panel_id, session_id), form.body.data, the_account(), now())
    ):
        flash(_("Bewaard."))
        return redirect(url_for(".minutes", panel_id=panel_id, session_id=session_id), 303)
    return _page(panel_id, session_id, form), status_of(form)


@blueprint.get(f"{PLACE}/lezen")
@open_to(WATCHERS)
def watch_minutes(panel_id: int, session_id: int) -> ResponseReturnValue:
    """For both parties, from the moment those who were there could read them."""
    evening = get_session(panel_id, session_id)
    found = find_minutes(session_id)
    if found is None or found.shared_at is None:
        raise NotFound
    return render_template(
        "recruitment/minutes_read.html", panel=get_panel(panel_id), session=evening, minutes=found, amendments=amendments_on(found.id),
        seat=None, refused="", form=None, own=True,
    )  # fmt: skip


@blueprint.post(f"{PLACE}/delen")
@open_to(Role.COORDINATOR)
def minutes_share(panel_id: int, session_id: int) -> ResponseReturnValue:
    with transaction():
        count = service.share_minutes(_minutes(panel_id, session_id), the_account(), now())
    flash(_("Het verslag gaat naar %(n)s mensen.", n=count))
    return redirect(url_for(".minutes", panel_id=panel_id, session_id=session_id), 303)


@blueprint.post(f"{PLACE}/vaststellen")
@open_to(Role.COORDINATOR)
def minutes_settle(panel_id: int, session_id: int) -> ResponseReturnValue:
    with transaction():
        service.settle_minutes(_minutes(panel_id, session_id), the_account(), now())
    flash(_("Het verslag is vastgesteld."))
    return redirect(url_for(".minutes", panel_id=panel_id, session_id=session_id), 303)


@blueprint.route(f"{PLACE}/wijzigingen/nieuw", methods=["GET", "POST"])
@open_to(Role.COORDINATOR)
def minutes_amend_for(panel_id: int, session_id: int) -> ResponseReturnValue:
    """For who says it on the phone or on paper."""
    found = _minutes(panel_id, session_id)
    people = {seat.id: seat.volunteer.tenant for seat in seats_that_came(session_id)}
    tenants = {seat_id: tenant.id for seat_id, tenant in people.items()}
    form = AmendmentForForm()
    form.seat.choices = [(seat_id, tenant.name) for seat_id, tenant in people.items()]
    if form.validate_on_submit() and keep(
        form,
        lambda: service.ask_amendment(_minutes(panel_id, session_id), tenants[form.seat.data], form.body.data, now(), by=the_account()),
    ):
        flash(_("De gevraagde wijziging staat erbij."))
        return redirect(url_for(".minutes", panel_id=panel_id, session_id=session_id), 303)
    found = _minutes(panel_id, session_id)
    return render_template(
        "recruitment/minutes_amend.html", form=form, panel=get_panel(panel_id), session=the_evening(panel_id, session_id), minutes=found,
        amendment=None,
    ), status_of(form)  # fmt: skip


@blueprint.route(f"{PLACE}/wijzigingen/<{ID}:amendment_id>", methods=["GET", "POST"])
@open_to(Role.COORDINATOR)
def minutes_answer(panel_id: int, session_id: int, amendment_id: int) -> ResponseReturnValue:
    found = _amendment(_minutes(panel_id, session_id), amendment_id)
    chosen = None if found.taken_over is None else ("yes" if found.taken_over else "no")
    form = AmendmentAnswerForm(taken_over=chosen, answer=found.answer)

    def act() -> None:
        minutes = _minutes(panel_id, session_id)
        amendment = _amendment(minutes, amendment_id)
        service.answer_amendment(minutes, amendment, form.taken_over.data == "yes", form.answer.data, the_account(), now())

    if form.validate_on_submit() and keep(form, act):
        flash(_("Uw antwoord staat erbij."))
        return redirect(url_for(".minutes", panel_id=panel_id, session_id=session_id), 303)
    standing = _minutes(panel_id, session_id)
    return render_template(
        "recruitment/minutes_amend.html", form=form, panel=get_panel(panel_id), session=the_evening(panel_id, session_id), minutes=standing,
        amendment=_amendment(standing, amendment_id),
    ), status_of(form)  # fmt: skip


@blueprint.get("/verslag/<code>")
@open_to(ANYONE)
def minutes_link(code: str) -> ResponseReturnValue:
    """The code leaves the address at once: it moves to the cookie. Nothing is looked up or written here."""
    session["answer_code"] = codes.normalise(code)
    return redirect(url_for(".read_minutes"), 303)


@blueprint.route("/verslag/lezen", methods=["GET", "POST"])
@open_to(ANYONE)
@limiter.limit("20/hour", methods=["POST"])
def read_minutes() -> ResponseReturnValue:
    """With the code of the mail or letter; it signs nobody in."""
    token = code_in_hand(MINUTES_TOKEN)
    if token is None:
        return render_template("recruitment/minutes_unknown.html", text=unknown_code()), 404
    return _read(token.subject_id, token.tenant_id, url_for(".read_minutes"))


@blueprint.get("/mijn/verslagen")
@open_to(Role.TENANT)
def my_minutes() -> ResponseReturnValue:
    tenant_id = viewer.account.tenant_id if viewer.account else None
    return render_template("recruitment/minutes_mine.html", rows=minutes_for(tenant_id) if tenant_id is not None else [])


@blueprint.route(f"/mijn/verslagen/<{ID}:minutes_id>", methods=["GET", "POST"])
@open_to(Role.TENANT)
def my_minutes_of(minutes_id: int) -> ResponseReturnValue:
    tenant_id = the_account().tenant_id
    if tenant_id is None:
        raise NotFound
    return _read(minutes_id, tenant_id, url_for(".my_minutes_of", minutes_id=minutes_id))


def _read(minutes_id: int, tenant_id: int, address: str) -> ResponseReturnValue:
    """Only for who was there."""
    found, evening = minutes_with_evening(minutes_id)
    seat = find_seat_that_came(evening.id, tenant_id)
    if seat is None or found.shared_at is None:
        raise NotFound
    form = AmendmentForm()
    if form.validate_on_submit() and keep(
        form, lambda: service.ask_amendment(db.session.get_one(Minutes, minutes_id), tenant_id, form.body.data, now())
    ):
        flash(_("Wij hebben uw wijziging. U leest het antwoord op deze pagina."))
        return redirect(address, 303)
    found, evening = minutes_with_evening(minutes_id)
    seat = find_seat_that_came(evening.id, tenant_id)
    mine = [one for one in amendments_on(minutes_id) if seat is not None and one.seat_id == seat.id]
    return render_template(
        "recruitment/minutes_read.html", panel=evening.panel, session=evening, minutes=found, amendments=mine, seat=seat,
        refused=why_not_amend(found, seat is not None, now()), form=form, own=False, last_day=_last_day(found),
    ), status_of(form)  # fmt: skip


def _page(panel_id: int, session_id: int, form: MinutesForm) -> str:
    evening = the_evening(panel_id, session_id)
    found = find_minutes(session_id)
    came = len(seats_that_came(session_id))
    return render_template(
        "recruitment/minutes.html", form=form, panel=get_panel(panel_id), session=evening, minutes=found, came=came,
        amendments=amendments_on(found.id) if found else [], refused=why_not_write(evening, found),
        not_share=why_not_share(evening, found, came) if found else "",
        last_day=_last_day(found),
        not_settle=why_not_settle(found, unanswered_amendments(found.id), now()) if found else "",
        may_amend=found is not None and why_not_amend(found, True, now()) is None,
    )  # fmt: skip


def _last_day(minutes: Minutes | None) -> date | None:
    return last_day_to_amend(minutes) if minutes is not None and minutes.amend_until_at else None


def _minutes(panel_id: int, session_id: int) -> Minutes:
    found = find_minutes(the_evening(panel_id, session_id).id)
    if found is None:
        raise NotFound
    return found


def _amendment(minutes: Minutes, amendment_id: int) -> Amendment:
    found = db.session.get(Amendment, amendment_id)
    if found is None or found.minutes_id != minutes.id:
        raise NotFound
    return found
