"""The year agenda of both parties: proposing and signing."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.access import STAFF, open_to, the_account
from accounts.models import Account, Party, Role
from accounts.queries.keys import keys_on
from accounts.rules.keys import text_fingerprint
from forum import queries, rules, service
from forum.forms import ProposalForm
from forum.models import Regime, ReservedMatter, Topic
from forum.queries.polls import waiting_polls
from forum.queries.summaries import waiting_summaries
from forum.rules import Stage
from forum.rules.polls import why_not_make_poll
from forum.rules.summaries import why_not_summarise
from forum.service import Proposal
from forum.views import blueprint
from forum.views.words import matter_words, party_name, regime_words, stage_of, stage_words
from foundation import clock
from foundation.db import db, transaction
from foundation.errors import NotFound, Refused
from foundation.i18n import _

SIGNERS = frozenset({Role.POLICY_OWNER, Role.BOARD})


@blueprint.get("/agenda")
@open_to(STAFF)
def agenda() -> ResponseReturnValue:
    today = clock.local_day(clock.now())
    words = stage_words()
    rows = [(topic, *words[stage_of(topic)]) for topic in queries.running_topics(today)]
    return render_template(
        "forum/agenda.html", waiting=queries.proposals(), rows=rows, may_propose=rules.why_not_propose(the_account()) is None
    )


@blueprint.get("/agenda/nieuw")
@open_to(SIGNERS)
def propose_form() -> ResponseReturnValue:
    return _proposal_page(_form())


@blueprint.post("/agenda/nieuw")
@open_to(SIGNERS)
def propose() -> ResponseReturnValue:
    form, me = _form(), the_account().id
    proposal = _read(form)
    try:
        if proposal is not None:
            with transaction():
                topic = service.propose_topic(form.year.data, proposal, db.session.get_one(Account, me), clock.now())
                topic_id = topic.id
            flash(_("Het voorstel staat klaar. Nu moeten beide partijen tekenen."))
            return redirect(url_for("forum.agenda_topic", topic_id=topic_id), 303)
    except Refused as refusal:
        form.form_errors = [*form.form_errors, refusal.reason]
    return _proposal_page(form), 422


@blueprint.get("/agenda/<int:topic_id>")
@open_to(STAFF)
def agenda_topic(topic_id: int) -> ResponseReturnValue:
    topic = the_topic(topic_id)
    today = clock.local_day(clock.now())
    text = rules.agreement_text(topic, topic.policy_year.year)
    fingerprint = text_fingerprint(text)
    me = the_account()
    sixth = stage_of(topic) is Stage.PROPOSED and queries.taken_places(topic.policy_year_id) >= set(range(1, rules.FULL_AGENDA + 1))
    may_sign = rules.why_not_sign(topic, me, today) is None
    keys = _keys("topic", topic, fingerprint)
    extra_keys = _keys("sixth_topic", topic, fingerprint) if sixth or (topic.place or 0) > rules.FULL_AGENDA else []
    return render_template(
        "forum/agenda_topic.html",
        topic=topic,
        fingerprint=fingerprint,
        keys=keys,
        extra_keys=extra_keys,
        sixth=sixth,
        stage=stage_of(topic),
        stage_words=stage_words()[stage_of(topic)],
        regime=regime_words()[topic.regime],
        matter=matter_words()[topic.reserved_matter] if topic.reserved_matter else None,
        panel_sentence=rules.why_not_hand_to_panel(topic),
        proposed_by=party_name(topic.proposed_by_party),
        why_not_sign=rules.why_not_sign(topic, me, today),
        to_sign=may_sign and not any(party is me.party and signed for party, _name, signed in keys),
        to_sign_extra=may_sign and sixth and not any(party is me.party and signed for party, _name, signed in extra_keys),
        may_change=rules.why_not_change(topic, me, today) is None,
        why_not_decide=rules.why_not_decide(topic, today),
        advice_until=rules.advice_until(topic),
        waiting_polls=waiting_polls(topic.id),
        waiting_summaries=waiting_summaries(topic.id),
        may_summarise=why_not_summarise(topic, me, today) is None,
        may_make_poll=topic.agreed_at is not None and why_not_make_poll(topic, me, today) is None,
        me=me,
    )


@blueprint.get("/agenda/<int:topic_id>/veranderen")
@open_to(SIGNERS)
def change_form(topic_id: int) -> ResponseReturnValue:
    topic = the_topic(topic_id)
    refusal = rules.why_not_change(topic, the_account(), clock.local_day(clock.now()))
    if refusal:
        raise Refused(refusal)
    return _proposal_page(_form(topic), topic)


@blueprint.post("/agenda/<int:topic_id>/veranderen")
@open_to(SIGNERS)
def change(topic_id: int) -> ResponseReturnValue:
    form, me = _form(the_topic(topic_id)), the_account().id
    proposal = _read(form)
    try:
        if proposal is not None:
            with transaction():
                service.change_topic(the_topic(topic_id), proposal, db.session.get_one(Account, me), clock.now())
            flash(_("De tekst is bewaard. Wie al getekend had voor een andere tekst, moet opnieuw tekenen."))
            return redirect(url_for("forum.agenda_topic", topic_id=topic_id), 303)
    except Refused as refusal:
        form.form_errors = [*form.form_errors, refusal.reason]
    return _proposal_page(form, the_topic(topic_id)), 422


@blueprint.post("/agenda/<int:topic_id>/tekenen")
@open_to(SIGNERS)
def sign(topic_id: int) -> ResponseReturnValue:
    me, read, extra = the_account().id, request.form.get("read", ""), "extra" in request.form
    with transaction():
        verb = service.sign_sixth if extra else service.sign_topic
        settled = verb(the_topic(topic_id), read, db.session.get_one(Account, me), clock.now())
    flash(_("Beide partijen zijn akkoord. Het onderwerp staat op de agenda.") if settled else _("Uw akkoord is vastgelegd."))
    return redirect(url_for("forum.agenda_topic", topic_id=topic_id), 303)


@blueprint.post("/agenda/<int:topic_id>/intrekken")
@open_to(SIGNERS)
def withdraw_proposal(topic_id: int) -> ResponseReturnValue:
    me = the_account().id
    with transaction():
        service.withdraw_topic(the_topic(topic_id), db.session.get_one(Account, me), clock.now())
    flash(_("Het voorstel is ingetrokken."))
    return redirect(url_for("forum.agenda"), 303)


def the_topic(topic_id: int) -> Topic:
    topic = queries.find_topic_row(topic_id)
    if topic is None or topic.withdrawn_at is not None:
        raise NotFound
    return topic


def _keys(subject: str, topic: Topic, fingerprint: str) -> list[tuple[Party, str, bool]]:
    standing = keys_on(subject, topic.id)
    return [(party, party_name(party), party in standing and standing[party].text_sha256 == fingerprint) for party in Party]


def _form(topic: Topic | None = None) -> ProposalForm:
    year = clock.local_day(clock.now()).year
    years, values = [year, year + 1], {}
    if topic:
        years = [topic.policy_year.year]
        values = {
            "year": topic.policy_year.year, "title": topic.title, "summary": topic.summary, "body": topic.body,
            "regime": topic.regime.value, "reserved_matter": topic.reserved_matter.value if topic.reserved_matter else "",
            "opens_on": topic.opens_on, "closes_on": topic.closes_on,
        }  # fmt: skip
    return ProposalForm(years, regime_words(), matter_words(), **values)


def _read(form: ProposalForm) -> Proposal | None:
    if not form.validate():
        form.process_errors_in_words()
        return None
    return Proposal(
        title=form.title.data or "", summary=form.summary.data or "", body=form.body.data or "", regime=Regime(form.regime.data),
        reserved_matter=ReservedMatter(form.reserved_matter.data) if form.reserved_matter.data else None,
        opens_on=form.opens_on.data, closes_on=form.closes_on.data,
    )  # fmt: skip


def _proposal_page(form: ProposalForm, topic: Topic | None = None) -> str:
    return render_template("forum/proposal.html", form=form, topic=topic)
