"""What was done with it: arguments, the corporation's answer to each, and telling everybody who contributed."""

from __future__ import annotations

from datetime import datetime

from accounts.models import Account, Role
from forum.models import Regime, Topic
from forum.rules import why_not_decide
from foundation.clock import local_day
from foundation.i18n import _, ngettext
from recruitment.models import Verdict

ARGUMENT_LENGTH = 2000
REASON_LENGTH = 4000
WRITERS = frozenset({Role.COORDINATOR, Role.POLICY_OWNER})
"""Who may put an argument on the list."""


def verdict_name(verdict: Verdict) -> str:
    return {Verdict.ADOPTED: _("overgenomen"), Verdict.PARTLY: _("deels overgenomen"), Verdict.REJECTED: _("niet overgenomen")}[verdict]


def _why_fixed(topic: Topic, telling_began: bool) -> str | None:
    if topic.agreed_at is None or topic.withdrawn_at is not None:
        return _("Over dit onderwerp zijn de twee partijen het nog niet eens.")
    if topic.closed_at is not None:
        return _("Dit onderwerp is afgesloten.")
    if telling_began:
        return _("Dit antwoord is al verteld aan wie meedacht. Daarom kan er niets meer aan veranderen.")
    return None


def why_not_list_argument(topic: Topic, by: Account, body: str, telling_began: bool) -> str | None:
    """A new, changed or removed argument: until the first contributor was told."""
    if by.role not in WRITERS:
        return _("Alleen de coördinator en de beleidsmedewerker zetten argumenten op de lijst.")
    if refusal := _why_fixed(topic, telling_began):
        return refusal
    if not body.strip():
        return _("Schrijf het argument op.")
    return None


def why_not_answer(topic: Topic, by: Account, reason: str, telling_began: bool, now: datetime) -> str | None:
    """The corporation's answer. It is part of the decision, so it waits for the end of the forum and for the advice term as well."""
    if by.role is not Role.POLICY_OWNER:
        return _("Alleen de beleidsmedewerker van de corporatie geeft antwoord op een argument.")
    if refusal := _why_fixed(topic, telling_began):
        return refusal
    if not reason.strip():
        return _("Schrijf op waarom. Een antwoord zonder reden kan niet.")
    return why_not_decide(topic, local_day(now)) if topic.decided_at is None else None


def why_not_tell(topic: Topic, arguments: int, unanswered: int) -> str | None:
    if topic.closed_at is not None:
        return _("Dit onderwerp is afgesloten.")
    if not arguments:
        return _("Er staat nog geen argument op de lijst. Schrijf eerst op wat mensen inbrachten.")
    if unanswered:
        return ngettext(
            "%(num)s argument heeft nog geen antwoord. Pas daarna kunt u iedereen bericht sturen.",
            "%(num)s argumenten hebben nog geen antwoord. Pas daarna kunt u iedereen bericht sturen.",
            unanswered,
        )
    if topic.regime in (Regime.ADVICE, Regime.CONSENT) and topic.decided_at is None:
        return _("Schrijf eerst het besluit op. Dat staat ook in het bericht.")
    return None


def why_not_close(arguments: int, unanswered: int, untold: int, contributors: int) -> str | None:
    """The sentence for the closing of a topic. Where nobody contributed there is nobody to tell."""
    if unanswered:
        return ngettext("%(num)s argument heeft nog geen antwoord.", "%(num)s argumenten hebben nog geen antwoord.", unanswered)
    if contributors and not arguments:
        return _("Er is meegedacht, maar er staat nog geen argument met een antwoord op de lijst.")
    if untold:
        return ngettext(
            "%(num)s persoon die meedacht, heeft nog geen bericht over wat ermee is gedaan.",
            "%(num)s mensen die meedachten, hebben nog geen bericht over wat ermee is gedaan.",
            untold,
        )
    return None
