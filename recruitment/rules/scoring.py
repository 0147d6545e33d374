"""The signed scoring rule: its first version, its text, and what a new version must be."""

from __future__ import annotations

from collections.abc import Mapping

from accounts.models import Account, Party
from accounts.rules.keys import SIGNERS
from foundation.i18n import _
from recruitment.models import Engagement, ScoringPolicy

CRITERIA = ("days", "answered_by", "answered", "posts", "threads")
FIRST_WEIGHTS = {"days": 30, "answered_by": 25, "answered": 20, "posts": 15, "threads": 10}
FIRST_FULL_MARKS = {"days": 4, "answered_by": 5, "answered": 5, "posts": 6, "threads": 3}

# The signed text is Dutch in every language: a key stands on one exact text.
_SIGNED = {
    "days": "verschillende dagen waarop u schreef",
    "answered_by": "andere huishoudens die u antwoord gaven",
    "answered": "andere huishoudens aan wie u antwoord gaf",
    "posts": "bijdragen die meetellen",
    "threads": "gesprekken waaraan u meedeed",
}


def criterion(name: str) -> str:
    return {
        "days": _("verschillende dagen waarop u schreef"),
        "answered_by": _("andere huishoudens die u antwoord gaven"),
        "answered": _("andere huishoudens aan wie u antwoord gaf"),
        "posts": _("bijdragen die meetellen"),
        "threads": _("gesprekken waaraan u meedeed"),
    }[name]


def policy_text(policy: ScoringPolicy) -> str:
    """The exact text both parties sign: every number of the policy is in it."""
    lines = [
        f"Regels voor betrokkenheid, versie {policy.version}.",
        "Wij tellen per onderwerp wat een huurder op het forum doet. Wij kijken niet naar wat iemand vindt of hoe iemand schrijft.",
        *(
            f"- {_SIGNED[name]}: {policy.weights[name]} punten, alle punten bij {policy.full_marks[name]}, minder naar verhouding."
            for name in CRITERIA
        ),
        f"Per dag tellen hoogstens {policy.a_day} bijdragen mee, per gesprek hoogstens {policy.a_thread}.",
        "Een lege, herhaalde, verborgen of teruggenomen bijdrage telt niet mee. Een antwoord binnen het eigen huishouden telt niet als antwoord.",
        "Een bijdrage telt pas mee nadat de huurder deze uitleg heeft gezien. Wie bezwaar maakt, doet niet mee in de telling.",
        f"Vanaf {policy.bar} punten heet iemand betrokken. Wie betrokken is, blijft dat zolang er {policy.keep_bar} punten of meer staan.",
        "Wie vier of meer teksten schreef en minstens de helft daarvan herhaalde, wordt niet vanzelf betrokken genoemd: een mens beslist.",
        "Betrokken zijn betekent alleen dat iemand voor het klantenpanel gevraagd kan worden. De loting beslist over de plaatsen.",
        "Alleen de huurder zelf en de coördinator van het panel zien de punten.",
    ]
    return "\n".join(lines)


def notice_text(policy: ScoringPolicy) -> str:
    """What a tenant reads before the first point: what counts, how much, when, who sees it, what follows, and how to object."""
    what = [
        _("%(what)s: %(weight)s punten (alle punten bij %(full)s)", what=criterion(n), weight=policy.weights[n], full=policy.full_marks[n])
        for n in CRITERIA
    ]
    return "\n\n".join(
        [
            _("Per onderwerp tellen wij hoe u meedoet op het forum. Wij kijken niet naar wat u vindt of hoe u schrijft."),
            _("Dit telt mee:") + "\n" + "\n".join(f"- {line}" for line in what),
            _("Wij tellen van de eerste tot en met de laatste dag van het forum over een onderwerp. Wat u eerder schreef, telt niet mee."),
            _(
                "Bij %(bar)s van de 100 punten kunnen wij u vragen voor het klantenpanel. U beslist dan zelf. "
                "Het gaat alleen over het panel, nooit over uw huur of uw woning.",
                bar=policy.bar,
            ),
            _("Alleen u en de coördinator van het panel zien uw punten. De huurdersorganisatie en uw buren zien ze niet."),
            _(
                "Wilt u dit niet? Ga naar Mijn betrokkenheid en stop de telling. U hoeft geen reden te geven. "
                "Het forum blijft open voor u. U kunt zich altijd zelf voor het panel opgeven."
            ),
        ]
    )


def why_not_propose_policy(account: Account) -> str | None:
    if account.party in SIGNERS and account.role is SIGNERS[account.party or Party.TENANTS]:
        return None
    return _("Alleen de beleidsmedewerker en het bestuur van de huurdersorganisatie stellen regels voor.")


def why_not_this_policy(
    weights: Mapping[str, int], full_marks: Mapping[str, int], *, bar: int, keep_bar: int, a_day: int, a_thread: int
) -> str | None:
    if set(weights) != set(CRITERIA) or set(full_marks) != set(CRITERIA):
        return _("De vijf onderdelen liggen vast. Alleen de getallen kunnen anders.")
    if min(weights.values()) < 0 or sum(weights.values()) != 100:
        return _("De punten moeten samen 100 zijn. Nu is het %(sum)s.", sum=sum(weights.values()))
    if min(full_marks.values()) < 1 or min(a_day, a_thread) < 1:
        return _("Elk aantal moet 1 of hoger zijn.")
    if not 1 <= keep_bar <= bar <= 100:
        return _("De grens om betrokken te blijven mag niet hoger zijn dan de grens om het te worden. Geen van beide is hoger dan 100.")
    return None


def why_not_sign_policy(policy: ScoringPolicy, newest_in_force: int) -> str | None:
    if policy.in_force_at is not None:
        return _("Deze regels gelden al.")
    if policy.version < newest_in_force:
        return _("Er gelden al nieuwere regels. Doe een nieuw voorstel.")
    return None


def why_not_release(row: Engagement, reason: str) -> str | None:
    if row.frozen_at is not None:
        return _("Dit onderwerp is afgesloten. Aan de uitkomst verandert niets meer.")
    if not row.held_back:
        return _("Deze persoon wordt niet tegengehouden.")
    if not reason.strip():
        return _("Schrijf op waarom u deze persoon doorlaat.")
    return None
