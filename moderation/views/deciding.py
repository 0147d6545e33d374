"""One case and the decision on it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from accounts.access import open_to, the_account
from accounts.models import Account, Role
from forum.models import Post, Topic
from forum.queries import live_topics
from foundation import clock
from foundation.clock import now
from foundation.db import db, transaction
from foundation.errors import Refused
from foundation.i18n import _
from moderation import queries, rules, service
from moderation.forms import AgreeForm, DecideForm, NoteForm
from moderation.models import Act
from moderation.views import blueprint


def last_moment(day: date | None) -> datetime | None:
    return clock.end_of(day) - timedelta(seconds=1) if day else None


@blueprint.get("/meldingen/<int:post_id>")
@open_to(Role.MODERATOR)
def case(post_id: int) -> ResponseReturnValue:
    return _case(post_id)


def _case(post_id: int, refused: FlaskForm | None = None) -> ResponseReturnValue:
    decisions = queries.decisions_on(post_id)
    decide_form = refused if isinstance(refused, DecideForm) else DecideForm(_topics())
    if refused is None or refused.form_errors:  # whoever was overtaken sees the newer decision now, and decides again
        decide_form.seen.data = str(decisions[-1].id if decisions else 0)
        decide_form.seen.raw_data = None
    page = render_template(
        "moderation/case.html", post=queries.get_reported_post(post_id), reports=queries.reports_on(post_id), decisions=decisions,
        decide_form=decide_form, note_form=refused if isinstance(refused, NoteForm) else NoteForm(), reasons=rules.REASONS,
        house_rules=rules.HOUSE_RULES, waits=rules.waits_for_second, undone=[one for one in decisions if rules.in_force(one) and one.act in rules.WITH_REASONS],
        criticism=any(decision.about_landlord for decision in decisions),
        why_not_agree={one.id: rules.why_not_second(one, the_account()) for one in decisions if rules.waits_for_second(one)},
        form=refused,
    )  # fmt: skip
    return (page, 422) if refused is not None else page


def _topics() -> Sequence[Topic]:
    """Where a conversation can go: people must be able to write there."""
    return live_topics(clock.local_day(now()))


def _act(post_id: int, form: FlaskForm, act: Callable[[Post, Account], str]) -> ResponseReturnValue:
    post_id = queries.get_reported_post(post_id).id
    if form.validate():
        try:
            with transaction():
                told = act(db.session.get_one(Post, post_id), db.session.get_one(Account, the_account().id))
        except Refused as error:
            form.form_errors.append(error.reason)
        else:
            flash(told)
            return redirect(url_for(".queue"), 303)
    return _case(post_id, form)


@blueprint.post("/meldingen/<int:post_id>/besluit")
@open_to(Role.MODERATOR)
def decide(post_id: int) -> ResponseReturnValue:
    form = DecideForm(_topics())

    def act(post: Post, by: Account) -> str:
        why = rules.Reasons(
            form.facts.data or "", form.rule.data or "", form.law.data or "", form.passage.data or "",
            about_landlord=form.about_landlord.data == "yes",
        )  # fmt: skip
        decision = service.decide(
            post, Act(form.act.data), by, why, now(), until_at=last_moment(form.until.data),
            topic=db.session.get_one(Topic, post.topic_id) if form.reach.data == "topic" else None,
            to=next((one for one in _topics() if str(one.id) == form.to.data), None),
            seen=int(form.seen.data) if (form.seen.data or "").isdecimal() else None,
        )  # fmt: skip
        if decision.stands_at is None:
            return _("Uw voorstel wacht nu op een tweede moderator, van de huurdersorganisatie. Tot dan verandert er niets.")
        return _("Uw besluit staat. De schrijver krijgt bericht als dat nodig is.")

    return _act(post_id, form, act)


@blueprint.post("/meldingen/<int:post_id>/terugzetten")
@open_to(Role.MODERATOR)
def restore(post_id: int) -> ResponseReturnValue:
    form = NoteForm()

    def act(post: Post, by: Account) -> str:
        service.restore(post, by, form.facts.data, now())
        return _("Het besluit is teruggedraaid. De schrijver krijgt bericht.")

    return _act(post_id, form, act)


@blueprint.post("/voorstellen/<int:decision_id>/instemmen")
@open_to(Role.MODERATOR)
def agree(decision_id: int) -> ResponseReturnValue:
    def act(_post: Post, by: Account) -> str:
        service.agree(queries.get_decision(decision_id), by, now())
        return _("U stemde in. Het besluit staat nu en de schrijver krijgt bericht.")

    return _act(queries.get_decision(decision_id).post_id, AgreeForm(), act)


@blueprint.post("/voorstellen/<int:decision_id>/afwijzen")
@open_to(Role.MODERATOR)
def turn_down(decision_id: int) -> ResponseReturnValue:
    form = NoteForm()

    def act(_post: Post, by: Account) -> str:
        service.turn_down(queries.get_decision(decision_id), by, form.facts.data, now())
        return _("Het voorstel is afgewezen. De bijdrage blijft zoals zij is.")

    return _act(queries.get_decision(decision_id).post_id, form, act)
