"""What a moderator may do, and what a restriction must carry. None means yes; a text says why not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.models import Account, Party, Role
from forum.models import Post, ShownTo, Topic
from foundation.i18n import N_, _
from moderation.models import Act, Decision, Found, Scope

OBJECT_WITHIN = timedelta(days=183)
"""Six months, as DSA art. 20 asks of the complaint procedure."""
EMERGENCY = timedelta(hours=24)
LONGEST = {Act.RESTRICT: timedelta(days=31), Act.SUSPEND: timedelta(days=366)}
WARNED_WITHIN = timedelta(days=366)

HOUSE_RULES = {
    "respect": N_("Huisregel 1: wij schelden niet en vallen niemand persoonlijk aan"),
    "law": N_("Huisregel 2: wij plaatsen niets dat de wet verbiedt"),
    "privacy": N_("Huisregel 3: wij noemen geen namen, adressen of andere gegevens van anderen"),
    "spam": N_("Huisregel 4: wij maken geen reclame en herhalen onszelf niet"),
    "on_topic": N_("Huisregel 5: wij schrijven bij het onderwerp waar het over gaat"),
}
HIDING = frozenset({Act.HIDE, Act.EMERGENCY})
ON_PEOPLE = frozenset({Act.WARN, Act.RESTRICT, Act.SUSPEND})
RESTRICTING = frozenset({Act.HIDE, Act.MASK, Act.LOCK, Act.RESTRICT, Act.SUSPEND})
"""Of criticism of the landlord these take two moderators."""
WITH_REASONS = frozenset({Act.ASK_CHANGE, Act.EMERGENCY, Act.MOVE, Act.WARN}) | RESTRICTING
SCOPES = {
    Act.MASK: Scope.PASSAGE,
    Act.LOCK: Scope.THREAD,
    Act.MOVE: Scope.THREAD,
    Act.WARN: Scope.FORUM,
    Act.RESTRICT: Scope.FORUM,
    Act.SUSPEND: Scope.FORUM,
}


@dataclass(frozen=True)
class Reasons:
    """Why, for the author and for the log."""

    facts: str
    rule: str = ""
    law: str = ""
    """The article, when the rule is that of the law."""
    passage: str = ""
    found: Found = Found.BY_PEOPLE
    about_landlord: bool = False


def is_criticism(why: Reasons, earlier: Sequence[Decision]) -> bool:
    """Marked once, by whoever, it stays marked."""
    return why.about_landlord or any(decision.about_landlord for decision in earlier)


def why_not_act(
    act: Act, post: Post, author: Account | None, by: Account, why: Reasons, now: datetime, *,
    until_at: datetime | None = None, earlier: Sequence[Decision] = (),
) -> str | None:  # fmt: skip
    """`earlier`: every decision on this post, the oldest first."""
    if by.role is not Role.MODERATOR:
        return _("Alleen een moderator mag dit besluiten.")
    if by.id == post.author_id:
        return _("Dit is uw eigen bijdrage. Een andere moderator moet dit besluiten.")
    if not why.facts.strip():
        return _("Schrijf op wat er mis is met de bijdrage. De schrijver krijgt deze uitleg.")
    if act in RESTRICTING | {Act.KEEP} and any(waits_for_second(decision) for decision in earlier):
        return _("Voor deze bijdrage wacht al een voorstel op een tweede moderator. Stem daar eerst mee in of wijs het af.")
    if act not in WITH_REASONS:
        return None
    if why.rule not in HOUSE_RULES:
        return _("Kies de huisregel waar het om gaat. Zonder reden mag u niets verbergen.")
    if why.rule == "law" and not why.law.strip():
        return _("Schrijf op om welke wet het gaat, met het artikel. Weet u het niet? Kies dan een andere huisregel.")
    return _why_not_on_post(act, post, author, why, earlier) or _why_not_until(act, until_at, now)


def _why_not_on_post(act: Act, post: Post, author: Account | None, why: Reasons, earlier: Sequence[Decision]) -> str | None:
    if act in HIDING and post.shown_to is ShownTo.NOBODY:
        by_emergency = any(decision.act is Act.EMERGENCY and in_force(decision) for decision in earlier)
        if act is Act.EMERGENCY or not by_emergency:
            return _("Deze bijdrage is al verborgen of ingetrokken.")
    if act in (Act.MASK, Act.ASK_CHANGE) and post.shown_to is ShownTo.NOBODY:
        return _("Deze bijdrage is al verborgen of ingetrokken.")
    if act is Act.MASK and not why.passage.strip():
        return _("Neem het stukje over dat weg moet, precies zoals het er staat.")
    if act is Act.LOCK and any(decision.act is Act.LOCK and in_force(decision) for decision in earlier):
        return _("Dit gesprek is al gesloten.")
    if act in ON_PEOPLE and (author is None or author.role is not Role.TENANT or author.erased_at is not None):
        return _("Dit kan alleen bij een huurder met een account.")
    return None


def _why_not_until(act: Act, until_at: datetime | None, now: datetime) -> str | None:
    longest = LONGEST.get(act)
    if longest is None:
        return None
    if until_at is None or until_at <= now:
        return _("Kies tot welke dag dit duurt. Dat is een dag in de toekomst.")
    if until_at > now + longest:
        return _("Dat duurt te lang. Kies een dag binnen %(days)s dagen.", days=longest.days)
    return None


def why_not_move(post: Post, to: Topic | None) -> str | None:
    if post.parent_id is not None:
        return _("U kunt alleen een heel gesprek verplaatsen. Ga naar de eerste bijdrage van het gesprek.")
    if to is None or to.id == post.topic_id:
        return _("Kies het onderwerp waar dit gesprek bij hoort.")
    return None


def why_not_suspend(warnings: Sequence[Decision], now: datetime) -> str | None:
    """`warnings`: earlier warnings and restrictions of this person."""
    if any(one.stands_at is not None and now - one.stands_at <= WARNED_WITHIN for one in warnings):
        return None
    return _("Dit kan pas als deze persoon in het laatste jaar een waarschuwing kreeg. Geef eerst een waarschuwing.")


def why_not_keep(open_reports: int, shown_to: ShownTo) -> str | None:
    if not open_reports and shown_to is not ShownTo.AUTHOR:
        return _("Er staat geen melding meer open. Iemand heeft al besloten.")
    return None


def why_not_newer(seen: int | None, earlier: Sequence[Decision]) -> str | None:
    """`seen`: the newest decision that stood on the page from which somebody decides; 0 is none, None is not known."""
    if seen is not None and earlier and earlier[-1].id != seen:
        return _("Een andere moderator heeft net besloten. Lees dat besluit hieronder. Wilt u dan nog iets doen? Besluit opnieuw.")
    return None


def why_not_restore(post: Post, undone: Decision | None) -> str | None:
    if undone is None or not in_force(undone):
        return _("Deze bijdrage is niet verborgen.")
    if undone.act in HIDING and post.withdrawn_at is not None:
        return _("De schrijver heeft deze bijdrage zelf ingetrokken. U kunt haar niet terugzetten.")
    return None


def takes_two(act: Act, criticism: bool) -> bool:
    return criticism and act in RESTRICTING


def why_not_second(decision: Decision, by: Account) -> str | None:
    if not waits_for_second(decision):
        return _("Over dit voorstel is al besloten.")
    if by.role is not Role.MODERATOR or by.party is not Party.TENANTS:
        return _(
            "Deze bijdrage is kritiek op de verhuurder. Alleen een moderator van de huurdersorganisatie mag akkoord gaan met het voorstel."
        )
    if by.id == decision.decided_by_id:
        return _("U hebt dit zelf voorgesteld. Een tweede moderator van de huurdersorganisatie moet akkoord gaan.")
    if by.id == decision.about_id:
        return _("Dit is uw eigen bijdrage. Een andere moderator moet dit besluiten.")
    return None


def why_not_turn_down(decision: Decision, by: Account) -> str | None:
    """Whoever proposed takes it back; the tenants' side says no."""
    if not waits_for_second(decision):
        return _("Over dit voorstel is al besloten.")
    if by.role is not Role.MODERATOR or (by.id != decision.decided_by_id and by.party is not Party.TENANTS):
        return _("Alleen wie dit voorstelde of een moderator van de huurdersorganisatie kan dit voorstel afwijzen.")
    return None


def waits_for_second(decision: Decision) -> bool:
    return decision.stands_at is None and decision.ended_at is None


def in_force(decision: Decision, now: datetime | None = None) -> bool:
    """Without `now`: whatever has not been ended, also when its day has come."""
    if decision.stands_at is None or decision.ended_at is not None:
        return False
    return now is None or decision.until_at is None or decision.until_at > now


def object_until(decision: Decision) -> datetime:
    return (decision.stands_at or decision.decided_at) + OBJECT_WITHIN
