"""The draw: freeze, solve, deposit, reveal; and the page on which anyone can check it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from babel.numbers import format_decimal
from flask import Response, abort, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from accounts.access import ANYONE, open_to, the_account, viewer
from accounts.models import Account, Party, Role
from foundation.clock import now
from foundation.db import db, transaction
from foundation.errors import Refused
from foundation.i18n import _, language
from recruitment.forms.drawing import PhraseForm, RevealForm, WhyForm
from recruitment.lottery import UNITS, lottery_from_text
from recruitment.models import Deposit, Draw, Panel
from recruitment.queries import drawing as queries
from recruitment.queries.asking import volunteers_of
from recruitment.queries.panels import get_panel, quotas_of
from recruitment.rules.drawing import SIGNERS
from recruitment.service import drawing as service
from recruitment.views import blueprint

CEREMONY = (Role.COORDINATOR, Role.POLICY_OWNER, Role.BOARD)


@blueprint.get("/panels/<int:panel_id>/loting")
@open_to(*CEREMONY)
def draw(panel_id: int) -> ResponseReturnValue:
    return _page(panel_id)


def _page(panel_id: int, form: FlaskForm | None = None, refused: Refused | None = None) -> ResponseReturnValue:
    panel = get_panel(panel_id)
    found = queries.find_draw(panel_id)
    lottery = lottery_from_text(found.lottery) if found and found.lottery else None
    deposits = {one.party: one for one in queries.deposits_on(found.id)} if found else {}
    nonce = session.pop("nonce", None)
    page = render_template(
        "recruitment/draw.html", panel=panel, draw=found, lottery=lottery, deposits=deposits, parties=list(Party), signers=SIGNERS,
        volunteers=len(volunteers_of(panel_id)), quotas=quotas_of(panel_id), restarts=queries.ceremony_restarts(panel_id),
        form=form, changes=getattr(refused, "changes", []), nonce=nonce, phrase_form=form if isinstance(form, PhraseForm) else PhraseForm(),
        reveal_form=form if isinstance(form, RevealForm) else RevealForm(), why_form=form if isinstance(form, WhyForm) else WhyForm(),
        both_revealed=_both_revealed(deposits), extremes=(lottery.never_seated, lottery.always_seated) if lottery else None,
    )  # fmt: skip
    return (page, 422) if form is not None else page


def _both_revealed(deposits: Mapping[Party, Deposit]) -> bool:
    """Until then no phrase is shown, not to staff either: who would reveal last could see the result first, and lose a phrase."""
    return len(deposits) == len(Party) and all(one.revealed_at for one in deposits.values())


def _act(panel_id: int, form: FlaskForm, verb: Callable[[Panel, Draw | None, Account], object]) -> ResponseReturnValue:
    refused = None
    if form.validate():
        try:
            with transaction():
                panel = get_panel(panel_id)
                verb(panel, queries.find_draw(panel_id), db.session.get_one(Account, the_account().id))
        except Refused as error:
            refused = error
            form.form_errors.append(error.reason)
        else:
            return redirect(url_for(".draw", panel_id=panel_id), 303)
    return _page(panel_id, form, refused)


def _the(draw: Draw | None) -> Draw:
    return draw if draw is not None else abort(404)


@blueprint.post("/panels/<int:panel_id>/loting/vastzetten")
@open_to(Role.COORDINATOR)
def freeze(panel_id: int) -> ResponseReturnValue:
    return _act(panel_id, FlaskForm(), lambda panel, _draw, by: service.freeze(panel, by, now()))


@blueprint.post("/panels/<int:panel_id>/loting/openen")
@open_to(Role.COORDINATOR)
def unfreeze(panel_id: int) -> ResponseReturnValue:
    form = WhyForm()
    return _act(panel_id, form, lambda panel, _draw, by: service.unfreeze(panel, by, form.reason.data, now()))


@blueprint.post("/panels/<int:panel_id>/loting/stoppen")
@open_to(Role.COORDINATOR)
def stop_solving(panel_id: int) -> ResponseReturnValue:
    return _act(panel_id, FlaskForm(), lambda _panel, draw, _by: service.stop_solving(_the(draw)))


@blueprint.post("/panels/<int:panel_id>/loting/rekenen")
@open_to(Role.COORDINATOR)
def start_solving(panel_id: int) -> ResponseReturnValue:
    return _act(panel_id, FlaskForm(), lambda _panel, draw, _by: service.start_solving(_the(draw)))


@blueprint.post("/panels/<int:panel_id>/loting/inleveren")
@open_to(Role.POLICY_OWNER, Role.BOARD)
def deposit(panel_id: int) -> ResponseReturnValue:
    form = PhraseForm()

    def verb(_panel: Panel, draw: Draw | None, by: Account) -> None:
        if form.sealed.data:
            service.deposit_sealed(_the(draw), by, form.sealed.data, now())
        else:
            # The code is shown once, on the next page, to the one who deposits; only the seal is kept.
            session["nonce"] = service.deposit(_the(draw), by, form.phrase.data or "", now())

    return _act(panel_id, form, verb)


@blueprint.post("/panels/<int:panel_id>/loting/tonen")
@open_to(Role.POLICY_OWNER, Role.BOARD)
def reveal(panel_id: int) -> ResponseReturnValue:
    form = RevealForm()
    return _act(panel_id, form, lambda _panel, draw, by: service.reveal(_the(draw), by, form.phrase.data, form.nonce.data, now()))


@blueprint.post("/panels/<int:panel_id>/loting/opnieuw")
@open_to(Role.COORDINATOR)
def restart_phrases(panel_id: int) -> ResponseReturnValue:
    form = WhyForm()
    return _act(panel_id, form, lambda _panel, draw, by: service.restart_phrases(_the(draw), by, form.reason.data, now()))


@blueprint.get("/loting/<int:panel_id>")
@open_to(ANYONE)
def lottery(panel_id: int) -> ResponseReturnValue:
    """The published result: opaque numbers only, for everybody."""
    found = queries.find_draw(panel_id)
    if found is None or found.lottery is None:
        abort(404)
    content = lottery_from_text(found.lottery)
    deposits = {one.party: one for one in queries.deposits_on(found.id)}
    shown = _both_revealed(deposits)
    seated = {seat.volunteer.number: seat for seat in queries.seats_of(panel_id, standing=False)} if found.drawn_at else {}
    return render_template(
        "recruitment/lottery.html", panel=get_panel(panel_id), draw=found, lottery=content, deposits=deposits, shown=shown, seated=seated,
        reserves=queries.reserves_of(panel_id), restarts=queries.ceremony_restarts(panel_id), parties=list(Party), mine=_my_number(panel_id), percent=_percent,
    )  # fmt: skip


def _percent(chance: int) -> str:
    """Never 0,0 or 100,0 for a chance that is not: the last ones are cut, not rounded."""
    if 0 < chance < UNITS // 1000:
        return _("minder dan %(least)s", least=format_decimal(0.1, locale=language()))
    return format_decimal(chance * 1000 // UNITS / 10, format="0.0", locale=language())


def _my_number(panel_id: int) -> str | None:
    account = viewer.account
    if account is None or account.tenant_id is None:
        return None
    return next((one.number for one in volunteers_of(panel_id) if one.tenant_id == account.tenant_id), None)


@blueprint.get("/loting/<int:panel_id>/bestand")
@open_to(ANYONE)
def lottery_file(panel_id: int) -> ResponseReturnValue:
    """The very bytes of which the hash was published."""
    found = queries.find_draw(panel_id)
    if found is None or found.lottery is None:
        abort(404)
    return Response(
        found.lottery, mimetype="application/json", headers={"Content-Disposition": f"attachment; filename=loting-{panel_id}.json"}
    )


@blueprint.get("/panels/<int:panel_id>/loting/verzegeld")
@open_to(Role.POLICY_OWNER, Role.BOARD)
def sealed_file(panel_id: int) -> ResponseReturnValue:
    """Features, quotas and households under the same hash: for both parties and the dispute committee."""
    found = queries.get_draw(panel_id)
    return Response(
        found.sealed, mimetype="application/json", headers={"Content-Disposition": f"attachment; filename=loting-{panel_id}-verzegeld.json"}
    )
