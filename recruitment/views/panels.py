"""Panels for those who run them: overview, one panel, its evenings and quotas."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from accounts.access import open_to, the_account, viewer
from accounts.models import Role
from forum.queries.agenda import get_topic
from forum.rules import why_not_hand_to_panel
from foundation.clock import now
from foundation.db import transaction
from foundation.errors import Refused
from foundation.i18n import _
from foundation.small_groups import SMALLEST_GROUP, apart, few
from recruitment.forms.panels import EveningForm, PanelForm, QuotaForm, ReasonForm
from recruitment.models import Panel
from recruitment.queries.asking import composition_of, funnel_of
from recruitment.queries.panels import (
    all_panels,
    get_panel,
    get_session,
    quota_lines,
    registry_margins,
    sessions_of,
    stage_of,
    stages_of,
    topics_without_panel,
)
from recruitment.rules.panels import (
    QUOTA_FEATURES,
    UNKNOWN,
    PanelStage,
    evening_words,
    feature_name,
    first_day,
    propose_quotas,
    shortages,
    still_to_ask,
    why_not_change,
    why_this_many,
)
from recruitment.service import panels as service
from recruitment.views import blueprint

ID = "int(max=2147483647)"
"""Row ids in addresses; larger numbers are no page, on either database."""
WATCHERS = frozenset({Role.COORDINATOR, Role.POLICY_OWNER, Role.BOARD})


@blueprint.get("/panels")
@open_to(WATCHERS)
def panels() -> ResponseReturnValue:
    found = all_panels()
    stages = stages_of(found, now())
    waiting = topics_without_panel() if viewer.role is Role.COORDINATOR else []
    return render_template("recruitment/panels.html", panels=found, stages=stages, names=stage_names(), topics=waiting)


@blueprint.get(f"/panels/<{ID}:panel_id>")
@open_to(WATCHERS)
def panel(panel_id: int) -> ResponseReturnValue:
    found = get_panel(panel_id)
    moment = now()
    sessions = sessions_of(panel_id)
    funnel, quotas = funnel_of(panel_id), quota_lines(panel_id)
    volunteers = {(feature, value): count for feature, both in composition_of(panel_id).items() for value, count in both.yes.items()}
    stage = stage_of(found, moment)
    may_change = viewer.role is Role.COORDINATOR and why_not_change(found) is None
    return render_template(
        "recruitment/panel.html",
        panel=found, stage=stage, names=stage_names(), stages=stage_steps(), sessions=sessions, funnel=funnel, quotas=quotas,
        matter=why_not_hand_to_panel(found.topic), sum=why_this_many(found), more_to_ask=still_to_ask(found, funnel.yes, funnel.open),
        shortages=shortages(quotas, volunteers, found) if stage in (PanelStage.PREPARING, PanelStage.ASKING) else [],
        first_day=first_day(sessions), may_change=may_change, may_run=viewer.role is Role.COORDINATOR, feature_name=feature_name, few=few,
        links=_links(found), now=moment, evening_words=evening_words,
    )  # fmt: skip


@blueprint.get(f"/panels/<{ID}:panel_id>/samenstelling")
@open_to(WATCHERS)
def composition(panel_id: int) -> ResponseReturnValue:
    found = get_panel(panel_id)
    margins, asked = registry_margins(), composition_of(panel_id)
    tables = []
    for feature in QUOTA_FEATURES:
        values = sorted({*margins[feature], *asked[feature].asked})
        columns = [
            apart({value: counts.get(value, 0) for value in values})
            for counts in (margins[feature], asked[feature].asked, asked[feature].yes)
        ]
        rows = [(value, *(column[value] for column in columns)) for value in values if margins[feature].get(value, 0) >= SMALLEST_GROUP]
        tables.append((feature_name(feature), rows))
    return render_template("recruitment/panel_composition.html", panel=found, tables=tables)


@blueprint.route("/panels/nieuw/<slug>", methods=["GET", "POST"])
@open_to(Role.COORDINATOR)
def new_panel(slug: str) -> ResponseReturnValue:
    topic = get_topic(slug)
    form = PanelForm(title=topic.title) if request.method == "GET" else PanelForm()
    made: list[int] = []
    if form.validate_on_submit() and keep(
        form, lambda: made.append(service.create_panel(get_topic(slug), form.plan(), the_account(), now()).id)
    ):
        flash(_("Het panel is gemaakt. De quota zijn een voorstel: kijk ze na."))
        return redirect(url_for(".panel", panel_id=made[0]), 303)
    return render_template("recruitment/panel_form.html", form=form, panel=None, topic=get_topic(slug)), status_of(form)


@blueprint.route(f"/panels/<{ID}:panel_id>/wijzigen", methods=["GET", "POST"])
@open_to(Role.COORDINATOR)
def change_panel(panel_id: int) -> ResponseReturnValue:
    found = get_panel(panel_id)
    form = PanelForm(obj=found)
    if form.validate_on_submit() and keep(form, lambda: service.change_panel(get_panel(panel_id), form.plan(), the_account(), now())):
        flash(_("Opgeslagen."))
        return redirect(url_for(".panel", panel_id=panel_id), 303)
    found = get_panel(panel_id)
    return render_template("recruitment/panel_form.html", form=form, panel=found, topic=found.topic), status_of(form)


@blueprint.route(f"/panels/<{ID}:panel_id>/afzeggen", methods=["GET", "POST"])
@open_to(Role.COORDINATOR)
def cancel_panel(panel_id: int) -> ResponseReturnValue:
    get_panel(panel_id)
    form = ReasonForm()
    if form.validate_on_submit() and keep(form, lambda: service.cancel_panel(get_panel(panel_id), form.reason.data, the_account(), now())):
        flash(_("Het panel is afgezegd. Wie ja had gezegd, krijgt bericht."))
        return redirect(url_for(".panel", panel_id=panel_id), 303)
    return render_template("recruitment/panel_cancel.html", form=form, panel=get_panel(panel_id), session=None), status_of(form)


@blueprint.route(f"/panels/<{ID}:panel_id>/bijeenkomsten/nieuw", methods=["GET", "POST"])
@open_to(Role.COORDINATOR)
def new_evening(panel_id: int) -> ResponseReturnValue:
    get_panel(panel_id)
    form = EveningForm()
    if form.validate_on_submit() and keep(form, lambda: service.add_evening(get_panel(panel_id), form.evening(), the_account(), now())):
        flash(_("De bijeenkomst staat erin."))
        return redirect(url_for(".panel", panel_id=panel_id), 303)
    return render_template("recruitment/panel_evening.html", form=form, panel=get_panel(panel_id), session=None), status_of(form)


@blueprint.route(f"/panels/<{ID}:panel_id>/bijeenkomsten/<{ID}:session_id>", methods=["GET", "POST"])
@open_to(Role.COORDINATOR)
def change_evening(panel_id: int, session_id: int) -> ResponseReturnValue:
    found = get_session(panel_id, session_id)
    form = EveningForm.about(found)
    if form.validate_on_submit() and keep(
        form,
        lambda: service.change_evening(get_panel(panel_id), get_session(panel_id, session_id), form.evening(), the_account(), now()),
    ):
        flash(_("Opgeslagen."))
        return redirect(url_for(".panel", panel_id=panel_id), 303)
    found = get_session(panel_id, session_id)
    return render_template("recruitment/panel_evening.html", form=form, panel=get_panel(panel_id), session=found), status_of(form)


@blueprint.route(f"/panels/<{ID}:panel_id>/bijeenkomsten/<{ID}:session_id>/afzeggen", methods=["GET", "POST"])
@open_to(Role.COORDINATOR)
def cancel_evening(panel_id: int, session_id: int) -> ResponseReturnValue:
    get_session(panel_id, session_id)
    form = ReasonForm()
    if form.validate_on_submit() and keep(
        form,
        lambda: service.cancel_evening(get_panel(panel_id), get_session(panel_id, session_id), form.reason.data, the_account(), now()),
    ):
        flash(_("De bijeenkomst is afgezegd."))
        return redirect(url_for(".panel", panel_id=panel_id), 303)
    found = get_session(panel_id, session_id)
    return render_template("recruitment/panel_cancel.html", form=form, panel=get_panel(panel_id), session=found), status_of(form)


@blueprint.route(f"/panels/<{ID}:panel_id>/quota", methods=["GET", "POST"])
@open_to(Role.COORDINATOR)
def quotas(panel_id: int) -> ResponseReturnValue:
    found = get_panel(panel_id)
    margins = registry_margins()
    form = QuotaForm() if request.method == "POST" else QuotaForm(rows=_quota_rows(found, margins))
    if form.validate_on_submit() and keep(form, lambda: service.set_quotas(get_panel(panel_id), form.lines(), the_account(), now())):
        flash(_("De quota zijn opgeslagen."))
        return redirect(url_for(".panel", panel_id=panel_id), 303)
    found = get_panel(panel_id)
    proposal = {(line.feature, line.value): line for line in propose_quotas(margins, found.seats)}
    return render_template(
        "recruitment/panel_quotas.html", form=form, panel=found, margins=margins, proposal=proposal, feature_name=feature_name,
        features=QUOTA_FEATURES, refused=why_not_change(found),
    ), status_of(form)  # fmt: skip


@blueprint.post(f"/panels/<{ID}:panel_id>/quota/voorstel")
@open_to(Role.COORDINATOR)
def propose_quotas_again(panel_id: int) -> ResponseReturnValue:
    with transaction():
        service.propose_again(get_panel(panel_id), the_account(), now())
    flash(_("De quota zijn weer gelijk aan het voorstel uit het huurdersbestand."))
    return redirect(url_for(".quotas", panel_id=panel_id), 303)


def keep(form: FlaskForm, act: Callable[[], object]) -> bool:
    """Do it in one unit of work. A refusal goes into the form's error summary, with what was typed."""
    try:
        with transaction():
            act()
    except Refused as refusal:
        form.form_errors.append(refusal.reason)
        return False
    return True


def status_of(form: FlaskForm) -> int:
    return 422 if form.errors else 200


def stage_names() -> dict[PanelStage, tuple[str, str]]:
    """What to call each stage, and the kind of its sign."""
    return {
        PanelStage.PREPARING: (_("in voorbereiding"), "wait"),
        PanelStage.ASKING: (_("uitnodigen"), "open"),
        PanelStage.FROZEN: (_("loting"), "open"),
        PanelStage.SEATED: (_("plaatsen verdeeld"), "open"),
        PanelStage.HELD: (_("geweest"), "done"),
        PanelStage.DONE: (_("afgerond"), "done"),
        PanelStage.CANCELLED: (_("gaat niet door"), "stop"),
    }


def stage_steps() -> list[tuple[str, str]]:
    return [(stage.value, name) for stage, (name, _kind) in stage_names().items() if stage is not PanelStage.CANCELLED]


def _quota_rows(panel: Panel, margins: dict[str, dict[str, int]]) -> list[dict[str, object]]:
    standing = {(line.feature, line.value): line for line in quota_lines(panel.id)}
    rows: list[dict[str, object]] = []
    for feature in QUOTA_FEATURES:
        for value, count in margins[feature].items():
            if count >= SMALLEST_GROUP and value != UNKNOWN:
                line = standing.get((feature, value))
                rows.append({"feature": feature, "value": value, "min": line.min if line else None, "max": line.max if line else None})
    return rows


def _links(panel: Panel) -> list[tuple[str, str]]:
    """(label, address) of the panel's other pages that are there and open to this person."""
    places: list[tuple[str, str, dict[str, Any]]] = [
        ("recruitment.engaged", _("Wie is betrokken op het forum?"), {"slug": panel.topic.slug}),
        ("recruitment.waves", _("Uitnodigen"), {"panel_id": panel.id}),
        ("recruitment.invitations", _("Alle uitnodigingen, zonder namen"), {"panel_id": panel.id}),
        ("recruitment.volunteers", _("Vrijwilligers"), {"panel_id": panel.id}),
        ("recruitment.composition", _("Samenstelling"), {"panel_id": panel.id}),
        ("recruitment.draw", _("De loting"), {"panel_id": panel.id}),
        ("recruitment.evening", _("De bijeenkomst"), {"panel_id": panel.id}),
        ("recruitment.outcomes", _("Wat er met de inbreng gebeurde"), {"slug": panel.topic.slug}),
        ("recruitment.report", _("Verslag: wie bereikten wij?"), {"panel_id": panel.id}),
    ]
    views = current_app.view_functions
    return [
        (label, url_for(endpoint, **values))
        for endpoint, label, values in places
        if endpoint in views and viewer.role in getattr(views[endpoint], "open_to", ())
    ]
