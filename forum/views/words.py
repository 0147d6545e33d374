"""How pages name what the rows say, and who is reading."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from accounts.access import viewer
from accounts.models import Channel, Party, Role
from forum import rules
from forum.models import Post, Regime, ReservedMatter, Topic
from forum.queries import Reader
from forum.rules import Stage, topic_stage
from forum.rules.names import author_names
from forum.views import blueprint
from foundation import clock
from foundation.house import house
from foundation.i18n import _, day, moment, ngettext


def reader() -> Reader:
    return Reader(viewer.id, viewer.role is Role.MODERATOR)


def regime_words() -> dict[Regime, str]:
    return {
        Regime.NONE: _("geen: de corporatie beslist zelf"),
        Regime.INFORMATION: _("informatie: de huurdersorganisatie wordt vooraf ingelicht"),
        Regime.ADVICE: _("advies: de huurdersorganisatie geeft eerst advies"),
        Regime.CONSENT: _("instemming: het kan alleen als de huurdersorganisatie akkoord is"),
    }


def matter_words() -> dict[ReservedMatter, str]:
    return {
        ReservedMatter.HEATING_COSTS: _("stookkosten en servicekosten"),
        ReservedMatter.DEMOLITION: _("sloop"),
        ReservedMatter.RENT_INCREASE: _("huurverhoging"),
        ReservedMatter.PERFORMANCE_AGREEMENTS: _("prestatieafspraken"),
    }


def stage_words() -> dict[Stage, tuple[str, str]]:
    """Label and kind of status."""
    return {
        Stage.PROPOSED: (_("Voorgesteld"), "wait"),
        Stage.AGREED: (_("Afgesproken"), "wait"),
        Stage.OPEN: (_("Open: u kunt meepraten"), "open"),
        Stage.ENDED: (_("Wij werken aan het antwoord"), "wait"),
        Stage.CLOSED: (_("Afgesloten"), "done"),
    }


def stage_of(topic: Topic) -> Stage:
    return topic_stage(topic, clock.local_day(clock.now()))


Evening = tuple[datetime, datetime]
"""Start and end."""


def road(topic: Topic, evenings: Sequence[Evening] = ()) -> tuple[list[tuple[str, str, str]], str | None]:
    """The road of a topic for the `steps` macro, each step with its day where one is known, and the step it is at. `evenings`: of the
    panel, which another floor knows."""
    stage, now = stage_of(topic), clock.now()
    until = rules.advice_until(topic)
    decision = ""
    if topic.decided_at is not None:
        decision = day(topic.decided_at)
    elif until is not None and topic.advice_came_on is None:
        decision = _("na %(day)s, of zodra het advies er is", day=day(until))
    steps = [
        (Stage.AGREED.value, _("Op de agenda"), day(topic.agreed_at) if topic.agreed_at else ""),
        (Stage.OPEN.value, _("Meepraten"), _("%(first)s tot en met %(last)s", first=day(topic.opens_on), last=day(topic.closes_on))),
        *([("panel", _("Klantenpanel"), ", ".join(_evening_words(one, now) for one in evenings))] if evenings else []),
        ("decision", _("Besluit"), decision),
        (Stage.CLOSED.value, _("Antwoord aan wie meedacht"), day(topic.closed_at) if topic.closed_at else ""),
    ]
    if stage is Stage.CLOSED:
        return steps, None
    if stage is not Stage.ENDED:
        return steps, stage.value
    if any(end > now for _start, end in evenings):
        return steps, "panel"
    return steps, Stage.CLOSED.value if topic.decided_at is not None else "decision"


def _evening_words(evening: Evening, now: datetime) -> str:
    return _("%(when)s (geweest)", when=day(evening[0])) if evening[1] <= now else moment(evening[0])


def party_name(party: Party | None) -> str:
    return house().tenants_organisation if party is Party.TENANTS else house().name


def role_name(role: Role) -> str:
    """Staff by what they do."""
    return {
        Role.MODERATOR: _("Moderator"),
        Role.COORDINATOR: _("Coördinator klantenpanel"),
        Role.POLICY_OWNER: _("Beleidsmedewerker"),
        Role.BOARD: _("Bestuurslid"),
    }.get(role, _("Medewerker"))


def office(role: Role, party: Party | None) -> str:
    """`Bestuurslid van Huurdersvereniging Onder de Linde`"""
    return _("%(role)s van %(party)s", role=role_name(role), party=party_name(party))


def who(post: Post) -> tuple[str, str | None]:
    return author_names(post, {party: party_name(party) for party in Party})


def news_words(threads: int) -> str:
    return ngettext("%(num)s gesprek met iets nieuws voor u", "%(num)s gesprekken met iets nieuws voor u", threads)


def channel_words(channel: Channel | None) -> str:
    return {
        Channel.PHONE: _("Aan de telefoon gezegd, ingevoerd door een medewerker"),
        Channel.DESK: _("Aan de balie gezegd, ingevoerd door een medewerker"),
        Channel.HALLWAY: _("In een gesprek gezegd, ingevoerd door een medewerker"),
    }.get(channel or Channel.LETTER, _("Op papier geschreven, ingevoerd door een medewerker"))


@blueprint.app_context_processor
def _words() -> dict[str, object]:
    return {"who_wrote": who, "channel_words": channel_words}
