"""Engagement as a tenant sees their own, as the coordinator decides about it, and the rules both parties sign."""

from __future__ import annotations

from decimal import Decimal

from babel.numbers import format_decimal
from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from accounts.access import ANYONE, open_to, the_account, viewer
from accounts.models import Account, Party, Role
from accounts.queries import keys_on
from forum.queries import get_topic
from foundation.clock import now
from foundation.db import db, transaction
from foundation.errors import NotFound, Refused
from foundation.i18n import _, language
from foundation.small_groups import SMALLEST_GROUP
from recruitment import queries, rules, service
from recruitment.forms.scoring import NUMBERS, PolicyForm, ReleaseForm
from recruitment.models import Engagement, ScoringPolicy
from recruitment.service.policies import SUBJECT
from recruitment.views import blueprint


@blueprint.get("/mijn/betrokkenheid")
@open_to(Role.TENANT)
def my_engagement() -> ResponseReturnValue:
    account = the_account()
    return render_template(
        "recruitment/scoring_mine.html", scored=queries.engagement_of(account.id), looks=queries.who_looked(account),
        told=queries.find_notice(account.id) is not None, objected=queries.has_objected(account), policy=queries.policy_in_force(),
        criteria=_criteria(), points=_points, roles=_roles(),
    )  # fmt: skip


@blueprint.post("/mijn/betrokkenheid/stoppen")
@open_to(Role.TENANT)
def stop_scoring() -> ResponseReturnValue:
    with transaction():
        service.stop_scoring(db.session.get_one(Account, the_account().id), now())
    flash(_("Wij tellen niet meer hoe u meedoet. Uw punten zijn weg. Het forum blijft open voor u."))
    return redirect(url_for(".my_engagement"), 303)


@blueprint.post("/mijn/betrokkenheid/starten")
@open_to(Role.TENANT)
def start_scoring() -> ResponseReturnValue:
    with transaction():
        service.start_scoring(db.session.get_one(Account, the_account().id), now())
    flash(_("Wij tellen weer hoe u meedoet. Het kan een paar minuten duren voor u uw punten ziet."))
    return redirect(url_for(".my_engagement"), 303)


@blueprint.get("/panel/betrokken/<slug>")
@open_to(Role.COORDINATOR)
def engaged(slug: str) -> ResponseReturnValue:
    topic = get_topic(slug)
    count = queries.engaged_count(topic.id)
    return render_template(
        "recruitment/scoring_topic.html", topic=topic, held_back=queries.held_back_in(topic.id), points=_points,
        count=count if count >= SMALLEST_GROUP else None, nobody=count == 0,
    )  # fmt: skip


@blueprint.route("/panel/betrokken/<slug>/<number>", methods=["GET", "POST"])
@open_to(Role.COORDINATOR)
def held_back(slug: str, number: str) -> ResponseReturnValue:
    topic, form, status = get_topic(slug), ReleaseForm(), 200
    row = _must_find(topic.id, number)
    if form.validate_on_submit():
        try:
            with transaction():
                by = db.session.get_one(Account, the_account().id)
                service.release(_must_find(get_topic(slug).id, number), by, form.reason.data, now())
        except Refused as error:
            form.form_errors.append(error.reason)
            topic, row = get_topic(slug), _must_find(get_topic(slug).id, number)
        else:
            flash(_("Deze persoon is doorgelaten en kan voor het panel worden gevraagd."))
            return redirect(url_for(".engaged", slug=slug), 303)
    if form.errors:
        status = 422
    page = render_template(
        "recruitment/scoring_held_back.html", topic=topic, row=row, number=number, form=form, criteria=_criteria(), points=_points
    )
    return page, status


@blueprint.get("/betrokkenheid/regels")
@open_to(ANYONE)
def scoring_rules() -> ResponseReturnValue:
    """Rules are public: only the points themselves are for nobody but the person and the coordinator."""
    in_force = queries.policy_in_force()
    newest = in_force.version if in_force else 0
    signer = rules.why_not_propose_policy(the_account()) is None if viewer else False
    waiting = [policy for policy in queries.policies() if policy.in_force_at is None and policy.version > newest] if signer else []
    return render_template(
        "recruitment/scoring_rules.html", in_force=in_force, text=_lines(in_force) if in_force else [], signer=signer,
        waiting=[(policy, _lines(policy), keys_on(SUBJECT, policy.id)) for policy in waiting], parties=Party,
        in_force_keys=keys_on(SUBJECT, in_force.id) if in_force else {},
    )  # fmt: skip


@blueprint.post("/betrokkenheid/regels/<int:version>/akkoord")
@open_to(Role.POLICY_OWNER, Role.BOARD)
def sign_scoring_rules(version: int) -> ResponseReturnValue:
    with transaction():
        policy = queries.find_policy(version)
        if policy is None:
            raise NotFound
        service.sign_policy(policy, db.session.get_one(Account, the_account().id), now())
        both = policy.in_force_at is not None
    flash(_("Deze regels gelden vanaf nu.") if both else _("Uw akkoord staat. De regels gelden als de andere partij ook akkoord geeft."))
    return redirect(url_for(".scoring_rules"), 303)


@blueprint.route("/betrokkenheid/regels/voorstel", methods=["GET", "POST"])
@open_to(Role.POLICY_OWNER, Role.BOARD)
def propose_scoring_rules() -> ResponseReturnValue:
    form, status = PolicyForm.like(_starting_point()), 200
    if form.validate_on_submit():
        try:
            with transaction():
                numbers = {name: int(form[name].data) for name in NUMBERS}
                by = db.session.get_one(Account, the_account().id)
                service.propose_policy(by, now(), weights=form.weights, full_marks=form.full_marks, **numbers)
        except Refused as error:
            form.form_errors.append(error.reason)
        else:
            flash(_("Uw voorstel staat klaar. Lees de tekst na en geef dan akkoord."))
            return redirect(url_for(".scoring_rules"), 303)
    if form.errors:
        status = 422
    return render_template("recruitment/scoring_proposal.html", form=form, criteria=rules.CRITERIA, numbers=NUMBERS), status


def _starting_point() -> ScoringPolicy:
    return queries.policy_in_force() or ScoringPolicy(
        version=0, weights=rules.FIRST_WEIGHTS, full_marks=rules.FIRST_FULL_MARKS, bar=50, keep_bar=45, a_day=3, a_thread=10
    )


def _lines(policy: ScoringPolicy) -> list[str]:
    return rules.policy_text(policy).split("\n")


def _criteria() -> list[tuple[str, str]]:
    return [(name, rules.criterion(name)) for name in rules.CRITERIA]


def _roles() -> dict[str, str]:
    return {Role.COORDINATOR.value: _("De coördinator van het panel"), Role.MODERATOR.value: _("Een moderator")}


def _points(value: Decimal | float) -> str:
    return str(format_decimal(value, format="0.##", locale=language()))


def _must_find(topic_id: int, number: str) -> Engagement:
    row = queries.find_engagement(topic_id, number)
    if row is None or not (row.held_back or row.released_by_id):
        raise NotFound
    return row
