"""What a moderator may do, and what a restriction must carry. None means yes; a text says why not."""

from __future__ import annotations

from datetime import datetime, timedelta

from accounts.models import Account, Party
from forum.models import Post, ShownTo
from foundation.i18n import N_, _
from moderation.models import Act, Decision

OBJECT_WITHIN = timedelta(days=183)
"""Six months, as DSA art. 20 asks of the complaint procedure."""

HOUSE_RULES = {
    "respect": N_("Huisregel 1: wij schelden niet en vallen niemand persoonlijk aan"),
    "law": N_("Huisregel 2: wij plaatsen niets dat de wet verbiedt"),
    "privacy": N_("Huisregel 3: wij noemen geen namen, adressen of andere gegevens van anderen"),
    "spam": N_("Huisregel 4: wij maken geen reclame en herhalen onszelf niet"),
}


def why_not_hide(post: Post, by: Account, rule: str, facts: str, about_landlord: bool, earlier: list[Decision]) -> str | None:
    """A restriction needs a rule and the facts; criticism of the landlord is not for the landlord's side alone to hide."""
    if post.shown_to is ShownTo.NOBODY:
        return _("Deze bijdrage is al verborgen of ingetrokken.")
    if rule not in HOUSE_RULES:
        return _("Kies de huisregel waar het om gaat. Zonder reden mag u niets verbergen.")
    if not facts.strip():
        return _("Schrijf op wat er mis is met de bijdrage. De schrijver krijgt deze uitleg.")
    marked = about_landlord or any(decision.about_landlord for decision in earlier)
    if marked and by.party is not Party.TENANTS:
        return _("Deze bijdrage gaat over de verhuurder. Alleen een moderator van de huurdersorganisatie mag haar verbergen.")
    return None


def why_not_keep(open_reports: int) -> str | None:
    if not open_reports:
        return _("Er staat geen melding meer open. Iemand heeft al besloten.")
    return None


def why_not_restore(post: Post, last: Decision | None) -> str | None:
    if post.withdrawn_at is not None:
        return _("De schrijver heeft deze bijdrage zelf ingetrokken. U kunt haar niet terugzetten.")
    if post.shown_to is ShownTo.EVERYONE or last is None or last.act is not Act.HIDE:
        return _("Deze bijdrage is niet verborgen.")
    return None


def object_until(decision: Decision) -> datetime:
    return decision.decided_at + OBJECT_WITHIN
