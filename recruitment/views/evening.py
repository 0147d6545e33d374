"""At the door: who came. And the same list on paper."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.access import open_to, the_account
from accounts.models import Role
from foundation.clock import now
from foundation.db import db, transaction
from foundation.errors import BadInput, NotFound
from foundation.i18n import _
from recruitment.forms.evening import MarkForm
from recruitment.models import PanelSession, Seat
from recruitment.queries.evening import check_in_list, evening_at_hand, find_minutes
from recruitment.queries.panels import get_panel, get_session, sessions_of
from recruitment.rules.evening import ABSENCES, absence_name, why_not_close_list, why_not_open_list
from recruitment.service import evening as service
from recruitment.views import blueprint
from recruitment.views.panels import ID

BASE = f"/panels/<{ID}:panel_id>/bijeenkomst"


@blueprint.get(BASE)
@open_to(Role.COORDINATOR)
def evening(panel_id: int) -> ResponseReturnValue:
    panel = get_panel(panel_id)
    sessions = [one for one in sessions_of(panel_id) if one.cancelled_at is None]
    asked = request.args.get("avond", "")
    session = next((one for one in sessions if str(one.id) == asked), None) or evening_at_hand(sessions, now())
    if session is None:
        return render_template("recruitment/evening.html", panel=panel, session=None, sessions=[])
    chairs = check_in_list(session)
    left = sum(1 for chair in chairs if chair.mark is None)
    return render_template(
        "recruitment/evening.html", panel=panel, session=session, sessions=sessions, chairs=chairs, left=left,
        came=sum(1 for chair in chairs if chair.mark is not None and chair.mark.came), absences=ABSENCES, absence_name=absence_name,
        refused=why_not_open_list(session, now()), not_yet=why_not_close_list(session, left, now()), minutes=find_minutes(session.id),
    )  # fmt: skip


@blueprint.post(f"{BASE}/<{ID}:session_id>/aanwezig")
@open_to(Role.COORDINATOR)
def evening_mark(panel_id: int, session_id: int) -> ResponseReturnValue:
    form = MarkForm()
    if not form.validate():
        raise BadInput(_("Kies bij één persoon of die er is."))
    with transaction():
        session = the_evening(panel_id, session_id)
        seat = db.session.get(Seat, form.seat.data)
        if seat is None:
            raise NotFound
        service.note_attendance(session, seat, form.came.data == "yes", form.reason.data or "", the_account(), now())
    return redirect(url_for(".evening", panel_id=panel_id, avond=session_id, _anchor=f"p{form.seat.data}"), 303)


@blueprint.post(f"{BASE}/<{ID}:session_id>/sluiten")
@open_to(Role.COORDINATOR)
def evening_close(panel_id: int, session_id: int) -> ResponseReturnValue:
    with transaction():
        service.close_list(the_evening(panel_id, session_id), the_account(), now())
    flash(_("De lijst is gesloten. Schrijf nu het verslag."))
    return redirect(url_for(".evening", panel_id=panel_id, avond=session_id), 303)


@blueprint.get(f"{BASE}/<{ID}:session_id>/lijst")
@open_to(Role.COORDINATOR)
def evening_paper(panel_id: int, session_id: int) -> ResponseReturnValue:
    """To print: the list for the door, and a card with a name for every chair."""
    session = the_evening(panel_id, session_id)
    return render_template("recruitment/evening_paper.html", panel=get_panel(panel_id), session=session, chairs=check_in_list(session))


def the_evening(panel_id: int, session_id: int) -> PanelSession:
    session = get_session(panel_id, session_id)
    if session.cancelled_at is not None:
        raise NotFound
    return session
