"""The agenda: proposing, signing with two keys, deciding."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from accounts.models import Account, Party, Role
from accounts.queries.keys import both_signed
from accounts.rules.keys import text_fingerprint
from accounts.service.keys import sign, void_keys
from forum import events, queries, rules
from forum.models import PolicyYear, Regime, ReservedMatter, Topic, YearKind
from foundation import audit
from foundation.clock import local_day
from foundation.db import db, lock
from foundation.errors import Refused
from foundation.i18n import _
from foundation.markup import render

TOPIC, SIXTH = "topic", "sixth_topic"


@dataclass(frozen=True)
class Proposal:
    """What the two parties agree on."""

    title: str
    summary: str
    body: str
    regime: Regime
    reserved_matter: ReservedMatter | None
    opens_on: date
    closes_on: date


def propose_topic(year: int, proposal: Proposal, by: Account, now: datetime) -> Topic:
    _must(rules.why_not_propose(by))
    _check(proposal, year, now)
    agenda = queries.find_year(year)
    if agenda is None:
        agenda = PolicyYear(year=year, kind=YearKind.RUNNING)
        db.session.add(agenda)
        db.session.flush()
    topic = Topic(
        policy_year_id=agenda.id, slug=_free_slug(proposal.title), proposed_by_party=by.party, proposed_by_id=by.id, proposed_at=now
    )
    _write(topic, proposal)
    db.session.add(topic)
    db.session.flush()
    return topic


def change_topic(topic: Topic, proposal: Proposal, by: Account, now: datetime) -> None:
    """Change what is proposed. Keys on the text as it was fall, and with them the place in the year."""
    lock(topic)
    year = _year(topic)
    _must(rules.why_not_change(topic, by, local_day(now)))
    _check(proposal, year.year, now)
    before = rules.agreement_text(topic, year.year)
    _write(topic, proposal)
    if rules.agreement_text(topic, year.year) != before:
        _unsettle(topic, year, now)


def withdraw_topic(topic: Topic, by: Account, now: datetime) -> None:
    lock(topic)
    _must(rules.why_not_change(topic, by, local_day(now)))
    topic.withdrawn_at = now
    _unsettle(topic, _year(topic), now)
    _note("forum.withdraw_topic", topic, by, now)


def sign_topic(topic: Topic, read: str, by: Account, now: datetime) -> bool:
    """Put the key of this person's party on the text they read (`read`: its fingerprint). Says whether the topic now has its place."""
    return _sign(TOPIC, topic, read, by, now)


def sign_sixth(topic: Topic, read: str, by: Account, now: datetime) -> bool:
    """The same, on having more topics than five this year."""
    return _sign(SIXTH, topic, read, by, now)


def agree_if_both(topic: Topic, now: datetime) -> bool:
    """Give the topic its place when both keys stand on its text; from the sixth on both keys must stand on that as well."""
    if topic.agreed_at is not None:
        return True
    year = _year(topic)
    lock(year)  # places of a year are handed out one at a time
    text = rules.agreement_text(topic, year.year)
    if topic.withdrawn_at is not None or topic.opens_on <= local_day(now) or not both_signed(TOPIC, topic.id, text):
        return False
    taken = queries.taken_places(year.id)
    place = next(number for number in range(1, len(taken) + 2) if number not in taken)
    if place > rules.FULL_AGENDA and not both_signed(SIXTH, topic.id, text):
        return False
    topic.agreed_at, topic.place = now, place
    db.session.flush()
    events.topic_agreed.send(topic, now=now)
    return True


def note_advice_asked(topic: Topic, on: date, by: Account, now: datetime) -> None:
    """The day the tenants' organisation received the request; the six weeks start here."""
    lock(topic)
    if by.role is not Role.POLICY_OWNER:
        raise Refused(_("Alleen de beleidsmedewerker vraagt advies aan."))
    if topic.regime not in (Regime.ADVICE, Regime.CONSENT) or topic.agreed_at is None:
        raise Refused(_("Voor dit onderwerp is geen advies of instemming nodig."))
    if topic.advice_asked_on is not None:
        raise Refused(_("Deze dag staat al vast. De termijn is al begonnen."))
    if on > local_day(now) or on < local_day(topic.proposed_at):
        raise Refused(_("Kies de dag waarop de huurdersorganisatie de aanvraag kreeg: vandaag of eerder."))
    topic.advice_asked_on = on
    _note("forum.advice_asked", topic, by, now, on=on.isoformat())


def note_advice_came(topic: Topic, by: Account, now: datetime) -> None:
    """The advice was given, or consent. Nobody but the tenants' organisation can say so, and silence never does."""
    lock(topic)
    if by.role is not Role.BOARD or by.party is not Party.TENANTS:
        raise Refused(_("Alleen het bestuur van de huurdersorganisatie kan dit zeggen."))
    if topic.regime not in (Regime.ADVICE, Regime.CONSENT) or topic.advice_asked_on is None:
        raise Refused(_("Er is nog geen advies of instemming gevraagd."))
    if topic.advice_came_on is None:
        topic.advice_came_on = local_day(now)
        _note("forum.advice_came", topic, by, now)


def decide(topic: Topic, decision: str, by: Account, now: datetime) -> None:
    lock(topic)
    if by.role is not Role.POLICY_OWNER:
        raise Refused(_("Alleen de beleidsmedewerker schrijft het besluit op."))
    _must(rules.why_not_decide(topic, local_day(now)))
    decision = rules.clean_text(decision)
    _must(None if decision.strip() else _("Schrijf op wat er besloten is, en waarom."))
    topic.decision, topic.decided_at = decision, now
    _note("forum.decide", topic, by, now)


def publish_summary(topic: Topic, text: str, by: Account, now: datetime) -> None:
    """What everybody may read about a topic, without an account. Empty takes it back."""
    lock(topic)
    _must(rules.why_not_propose(by))
    if topic.agreed_at is None:
        raise Refused(_("Dit onderwerp staat nog niet op de agenda."))
    topic.public_summary = rules.clean_text(text).strip()
    _note("forum.publish_summary", topic, by, now)


def _sign(subject: str, topic: Topic, read: str, by: Account, now: datetime) -> bool:
    lock(topic)
    _must(rules.why_not_sign(topic, by, local_day(now)))
    text = rules.agreement_text(topic, _year(topic).year)
    if read != text_fingerprint(text):
        raise Refused(_("De tekst is veranderd nadat u deze pagina opende. Lees de nieuwe tekst en teken dan."))
    assert by.party is not None
    sign(by.party, subject, topic.id, text, by, now)
    return agree_if_both(topic, now)


def _unsettle(topic: Topic, year: PolicyYear, now: datetime) -> None:
    void_keys(TOPIC, topic.id, now)
    void_keys(SIXTH, topic.id, now)
    had_place, topic.agreed_at, topic.place = topic.place is not None, None, None
    db.session.flush()
    if had_place:  # somebody who waited for a place on two keys may have it now
        for waiting in db.session.scalars(
            sa.select(Topic)
            .where(Topic.policy_year_id == year.id, Topic.agreed_at.is_(None), Topic.withdrawn_at.is_(None), Topic.id != topic.id)
            .order_by(Topic.proposed_at, Topic.id)
        ).all():
            agree_if_both(waiting, now)


def _write(topic: Topic, proposal: Proposal) -> None:
    topic.title, topic.summary = rules.clean_title(proposal.title), rules.clean_text(proposal.summary).strip()
    topic.body = rules.clean_text(proposal.body)
    topic.body_html = render(topic.body)
    topic.regime, topic.reserved_matter = proposal.regime, proposal.reserved_matter
    topic.opens_on, topic.closes_on = proposal.opens_on, proposal.closes_on


def _check(proposal: Proposal, year: int, now: datetime) -> None:
    _must(rules.why_not_this_text(rules.clean_title(proposal.title), proposal.body))
    _must(
        rules.why_not_this_proposal(
            opens_on=proposal.opens_on, closes_on=proposal.closes_on, regime=proposal.regime, reserved_matter=proposal.reserved_matter,
            year=year, today=local_day(now),
        )
    )  # fmt: skip


def _free_slug(title: str) -> str:
    letters = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", letters).strip("-")[:60].strip("-") or "onderwerp"
    taken = set(db.session.scalars(sa.select(Topic.slug).where(Topic.slug.startswith(slug, autoescape=True))))
    return next(one for number in range(1, len(taken) + 2) if (one := slug if number == 1 else f"{slug}-{number}") not in taken)


def _year(topic: Topic) -> PolicyYear:
    return db.session.get_one(PolicyYear, topic.policy_year_id)


def _note(act: str, topic: Topic, by: Account, now: datetime, **detail: object) -> None:
    audit.record(act, now=now, actor_id=by.id, actor_role=by.role.value, subject="topic", subject_id=topic.id, detail=detail)


def _must(reason: str | None) -> None:
    if reason:
        raise Refused(reason)
