"""What was done with it, for everybody who reads the forum; and the pages with which staff put it there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from flask import flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectChoice

from accounts.access import MEMBERS, STAFF, open_to, the_account, viewer
from accounts.models import Role
from forum.models import Topic
from forum.queries.agenda import get_topic
from forum.views.words import who
from foundation.clock import local_day, now
from foundation.db import transaction
from foundation.errors import NotFound
from foundation.i18n import _, day
from foundation.plain_text import text_of
from recruitment.forms.outcomes import ArgumentForm, OutcomeForm
from recruitment.models import Panel, PanelSession, Verdict
from recruitment.queries.outcomes import (
    argument_counts,
    arguments_of,
    find_outcome,
    get_argument,
    linked_posts,
    own_arguments,
    posts_to_tick,
    telling_began,
    told_so_far,
)
from recruitment.queries.panels import find_panel_for, panel_with_evenings, sessions_of
from recruitment.queries.report import channel_name
from recruitment.rules.asking import why_not_nominate
from recruitment.rules.outcomes import WRITERS, verdict_name, why_not_answer, why_not_list_argument, why_not_tell
from recruitment.rules.panels import first_day
from recruitment.service import outcomes as service
from recruitment.views import blueprint
from recruitment.views.panels import ID, keep, status_of

BASE = "/onderwerpen/<slug>/uitkomst"
EXCERPT = 140
KINDS = {Verdict.ADOPTED: "open", Verdict.PARTLY: "wait", Verdict.REJECTED: "stop"}


@blueprint.get(BASE)
@open_to(MEMBERS)
def outcomes(slug: str) -> ResponseReturnValue:
    """Members read the answers once contributors are being told; until then only staff sees what is being written."""
    topic = the_topic(slug)
    began = telling_began(topic.id)
    staff = viewer.role in STAFF
    arguments, open_ones = argument_counts(topic.id)
    account = the_account()
    return render_template(
        "recruitment/outcomes.html", topic=topic, arguments=arguments_of(topic.id), own=own_arguments(topic.id, viewer.id), began=began,
        answers_shown=staff or began or topic.closed_at is not None, verdict_name=verdict_name, kinds=KINDS, channel_name=channel_name,
        may_list=why_not_list_argument(topic, account, "?", began) is None,
        not_answer=why_not_answer(topic, account, "?", began, now()), is_owner=viewer.role is Role.POLICY_OWNER,
        told=told_so_far(topic) if staff else None, not_tell=why_not_tell(topic, arguments, open_ones), may_tell=viewer.role in WRITERS,
    )  # fmt: skip


@blueprint.route(f"{BASE}/argumenten/nieuw", methods=["GET", "POST"])
@open_to(WRITERS)
def new_argument(slug: str) -> ResponseReturnValue:
    form = _prepared(ArgumentForm(), the_topic(slug), [])
    if form.validate_on_submit() and keep(form, lambda: service.add_argument(the_topic(slug), form.words(), the_account(), now())):
        flash(_("Het argument staat op de lijst."))
        return redirect(url_for(".outcomes", slug=slug), 303)
    return render_template("recruitment/outcome_argument.html", form=form, topic=the_topic(slug), argument=None), status_of(form)


@blueprint.route(f"{BASE}/argumenten/<{ID}:argument_id>", methods=["GET", "POST"])
@open_to(WRITERS)
def change_argument(slug: str, argument_id: int) -> ResponseReturnValue:
    topic = the_topic(slug)
    found = get_argument(topic.id, argument_id)
    linked = linked_posts(argument_id)
    form = _prepared(ArgumentForm(body=found.body, session=found.panel_session_id or 0, ticked=linked), topic, linked)

    def act() -> None:
        again = the_topic(slug)
        service.change_argument(again, get_argument(again.id, argument_id), form.words(), the_account(), now())

    if form.validate_on_submit() and keep(form, act):
        flash(_("Opgeslagen."))
        return redirect(url_for(".outcomes", slug=slug), 303)
    topic = the_topic(slug)
    return render_template(
        "recruitment/outcome_argument.html", form=form, topic=topic, argument=get_argument(topic.id, argument_id)
    ), status_of(form)  # fmt: skip


@blueprint.post(f"{BASE}/argumenten/<{ID}:argument_id>/weghalen")
@open_to(WRITERS)
def remove_argument(slug: str, argument_id: int) -> ResponseReturnValue:
    with transaction():
        topic = the_topic(slug)
        service.remove_argument(topic, get_argument(topic.id, argument_id), the_account(), now())
    flash(_("Het argument staat niet meer op de lijst."))
    return redirect(url_for(".outcomes", slug=slug), 303)


@blueprint.route(f"{BASE}/argumenten/<{ID}:argument_id>/antwoord", methods=["GET", "POST"])
@open_to(Role.POLICY_OWNER)
def answer_argument(slug: str, argument_id: int) -> ResponseReturnValue:
    topic = the_topic(slug)
    get_argument(topic.id, argument_id)
    standing = find_outcome(argument_id)
    form = OutcomeForm(
        verdict=standing.verdict.value if standing else None, reason=standing.reason if standing else "",
        owner=standing.owner if standing else "", due_on=standing.due_on if standing else None,
    )  # fmt: skip

    def act() -> None:
        again = the_topic(slug)
        service.answer_argument(
            again, get_argument(again.id, argument_id), Verdict(form.verdict.data), form.reason.data, form.owner.data or "",
            form.due_on.data, the_account(), now(),
        )  # fmt: skip

    if form.validate_on_submit() and keep(form, act):
        flash(_("Het antwoord is bewaard. Huurders zien het als u iedereen bericht stuurt."))
        return redirect(url_for(".outcomes", slug=slug), 303)
    topic = the_topic(slug)
    return render_template(
        "recruitment/outcome_answer.html", form=form, topic=topic, argument=get_argument(topic.id, argument_id)
    ), status_of(form)


@blueprint.post(f"{BASE}/vertellen")
@open_to(WRITERS)
def tell_contributors(slug: str) -> ResponseReturnValue:
    with transaction():
        count = service.tell_contributors(the_topic(slug), now(), the_account())
    flash(_("Het bericht gaat naar %(n)s mensen, ieder op de eigen manier.", n=count))
    return redirect(url_for(".outcomes", slug=slug), 303)


def the_topic(slug: str) -> Topic:
    topic = get_topic(slug)
    if topic.agreed_at is None or topic.withdrawn_at is not None:
        raise NotFound
    return topic


@blueprint.app_context_processor
def _topic_links() -> dict[str, object]:
    return {"topic_links": topic_links, "topic_evenings": topic_evenings}


def topic_evenings(topic: Topic) -> list[tuple[datetime, datetime]]:
    """Start and end of the evenings of this topic's panel, in order."""
    panel, sessions = _panel_of(topic)
    return [] if panel is None or panel.cancelled_at else [(one.starts_at, one.ends_at) for one in sessions if one.cancelled_at is None]


def _panel_of(topic: Topic) -> tuple[Panel | None, Sequence[PanelSession]]:
    """The panel of the topic this page is about, with its evenings; asked once a request."""
    if g.get("panel_of", (None,))[0] != topic.id:
        g.panel_of = (topic.id, *panel_with_evenings(topic.id))
    found: tuple[Panel | None, Sequence[PanelSession]] = g.panel_of[1:]
    return found


def topic_links(topic: Topic) -> list[tuple[str, str]]:
    """What the page of a topic offers of ours: (label, address)."""
    found = []
    panel, sessions = _panel_of(topic) if viewer.role is Role.TENANT and topic.closed_at is None else (None, [])
    if panel is not None and why_not_nominate(panel, the_account(), first_day(sessions), local_day(now())) is None:
        found.append((_("Doe mee met het klantenpanel"), url_for("recruitment.join", slug=topic.slug)))
    if viewer.role in WRITERS or (viewer and argument_counts(topic.id)[0]):
        found.append((_("Wat is er gedaan met alle argumenten?"), url_for("recruitment.outcomes", slug=topic.slug)))
    return found


def _prepared(form: ArgumentForm, topic: Topic, linked: list[int]) -> ArgumentForm:
    panel = find_panel_for(topic.id)
    evenings = [one for one in sessions_of(panel.id) if one.cancelled_at is None] if panel else []
    form.session.choices = [
        SelectChoice(0, _("alleen op het forum")),
        *(SelectChoice(one.id, _("bijeenkomst van %(day)s", day=day(one.starts_at))) for one in evenings),
    ]
    form.ticked.choices = [
        SelectChoice(post.id, f"{post.id}. {who(post)[0]}: {_short(text_of(post.body_html) or post.thread.title)}")
        for post in posts_to_tick(topic.id, linked)
    ]
    return form


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= EXCERPT else text[:EXCERPT].rstrip() + "…"
