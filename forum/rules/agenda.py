"""The agenda: two keys on one text, five topics, matters a panel may not decide, and the clocks of the Overlegwet."""

from __future__ import annotations

from datetime import date, timedelta

from accounts.models import Account, Role
from forum.models import Regime, ReservedMatter, Topic
from forum.rules.stages import Stage, topic_stage
from foundation.i18n import _, day

FULL_AGENDA = 5
ADVICE_TERM = timedelta(days=42)
"""Overlegwet art. 5: at least six weeks."""

SIGNERS = frozenset({Role.POLICY_OWNER, Role.BOARD})


def agreement_text(topic: Topic, year: int) -> str:
    """Everything the two parties agree on, in one fixed order. Never translated: a key must not fall with a language."""
    rows = [
        ("Jaar", str(year)), ("Titel", topic.title), ("Samenvatting", topic.summary), ("Recht uit de Overlegwet", topic.regime.value),
        ("Voorbehouden onderwerp", topic.reserved_matter.value if topic.reserved_matter else "geen"),
        ("Eerste dag", topic.opens_on.isoformat()), ("Laatste dag", topic.closes_on.isoformat()), ("Achtergrond", topic.body),
    ]  # fmt: skip
    return "\n\n".join(f"{name}:\n{text}" for name, text in rows)


def why_not_propose(account: Account) -> str | None:
    if account.role in SIGNERS and account.party is not None:
        return None
    return _("Alleen de beleidsmedewerker en het bestuur van de huurdersorganisatie stellen onderwerpen voor.")


def why_not_this_proposal(
    *, opens_on: date, closes_on: date, regime: Regime, reserved_matter: ReservedMatter | None, year: int, today: date
) -> str | None:
    if closes_on <= opens_on:
        return _("De laatste dag moet na de eerste dag liggen.")
    if opens_on <= today:
        return _("Kies een eerste dag die nog moet komen. Beide partijen moeten voor die dag getekend hebben.")
    if opens_on.year != year:
        return _("De eerste dag valt niet in het jaar %(year)s.", year=year)
    if reserved_matter is not None and regime is Regime.NONE:
        return _("Dit is een voorbehouden onderwerp. Kies welk recht de huurdersorganisatie heeft: informatie, advies of instemming.")
    return None


def why_not_change(topic: Topic, account: Account, today: date) -> str | None:
    """Changing and withdrawing: before the opening day only."""
    if refusal := why_not_propose(account):
        return refusal
    if topic_stage(topic, today) in (Stage.PROPOSED, Stage.AGREED):
        return None
    return _("Dit onderwerp is al open geweest. De afgesproken tekst kan niet meer veranderen.")


def why_not_sign(topic: Topic, account: Account, today: date) -> str | None:
    if refusal := why_not_propose(account):
        return refusal
    if topic_stage(topic, today) is not Stage.PROPOSED:
        return _("Over dit onderwerp is al besloten. Tekenen is niet meer nodig.")
    if topic.opens_on <= today:
        return _("De eerste dag is al voorbij. Kies eerst een nieuwe eerste dag, en teken dan.")
    return None


def why_not_hand_to_panel(topic: Topic) -> str | None:
    """Why a panel may talk about this but not decide it; the sentence also stands on the pages of topic and panel."""
    names = {
        ReservedMatter.HEATING_COSTS: _("stookkosten en servicekosten"),
        ReservedMatter.DEMOLITION: _("sloop"),
        ReservedMatter.RENT_INCREASE: _("huurverhoging"),
        ReservedMatter.PERFORMANCE_AGREEMENTS: _("prestatieafspraken"),
    }
    if topic.reserved_matter is None:
        return None
    return _(
        "Dit gaat over %(matter)s. Een klantenpanel mag hierover meepraten, maar niet beslissen: "
        "daarover praat de corporatie met de huurdersorganisatie.",
        matter=names[topic.reserved_matter],
    )


def advice_until(topic: Topic) -> date | None:
    """The last day of the advice term; deciding is possible the day after."""
    return topic.advice_asked_on + ADVICE_TERM if topic.advice_asked_on else None


def why_not_decide(topic: Topic, today: date) -> str | None:
    stage = topic_stage(topic, today)
    if topic.decided_at is not None:
        return _("Over dit onderwerp is al besloten.")
    if stage is not Stage.ENDED:
        return _("U kunt pas besluiten als het forum over dit onderwerp voorbij is.")
    if topic.regime is Regime.CONSENT and topic.advice_came_on is None:
        return _("Dit besluit vraagt instemming. Het bestuur van de huurdersorganisatie moet die eerst zelf geven.")
    if topic.regime is not Regime.ADVICE or topic.advice_came_on is not None:
        return None
    until = advice_until(topic)
    if until is None:
        return _("Vraag de huurdersorganisatie eerst om advies.")
    if today <= until:
        return _(
            "De huurdersorganisatie heeft tot en met %(day)s om te adviseren. U kunt pas daarna besluiten, of zodra het advies er is.",
            day=day(until),
        )
    return None


def why_not_close(topic: Topic, today: date) -> str | None:
    stage = topic_stage(topic, today)
    if stage is Stage.CLOSED:
        return _("Dit onderwerp is al afgesloten.")
    if stage is not Stage.ENDED:
        return _("U kunt pas afsluiten als het forum over dit onderwerp voorbij is.")
    if topic.regime in (Regime.ADVICE, Regime.CONSENT) and topic.decided_at is None:
        return _("Schrijf eerst het besluit op.")
    return None
