"""The draw and the chairs: who may do what, and when (design, part 7). None means yes; a text says why not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.models import Account, Party, Role
from foundation.clock import local_day
from foundation.i18n import _
from recruitment.models import Deposit, Draw, Panel, Reserve, Seat
from recruitment.rules.panels import QuotaLine

SHORTEST_PHRASE = 8
LONGEST_PHRASE = 200
RESERVE_HAS = timedelta(days=3)
"""How long a reserve may think about a chair; never past the start of the evening."""
SIGNERS = {Party.LANDLORD: Role.POLICY_OWNER, Party.TENANTS: Role.BOARD}


@dataclass(frozen=True)
class Head:
    """A volunteer as the draw sees one: an opaque number, features, a household."""

    number: str
    household: str
    features: Mapping[str, str]


def why_not_freeze(panel: Panel, volunteers: int, evenings: int) -> str | None:
    if panel.cancelled_at is not None:
        return _("Dit klantenpanel gaat niet door.")
    if panel.frozen_at is not None:
        return _("De loting is al begonnen.")
    if not evenings:
        return _("Er is nog geen bijeenkomst gepland. Plan die eerst.")
    if not volunteers:
        return _("Er heeft nog niemand ja gezegd. Nodig eerst mensen uit.")
    return None


def all_fit(heads: Sequence[Head], quotas: Sequence[QuotaLine], seats: int) -> bool:
    """Everybody can be seated: no more people than seats, one a household, every quota met. Then there is nothing to draw."""
    if len(heads) > seats or len({head.household for head in heads}) < len(heads):
        return False
    return all(quota.min <= sum(head.features.get(quota.feature) == quota.value for head in heads) <= quota.max for quota in quotas)


def why_not_unfreeze(draw: Draw, deposits: Sequence[Deposit]) -> str | None:
    if draw.drawn_at is not None:
        return _("De loting is gedaan. Die draait niemand meer terug.")
    if deposits:
        return _("Er is al een zin ingeleverd. De lijst van vrijwilligers kan nu niet meer open.")
    return None


def why_not_deposit(draw: Draw, by: Account, deposits: Sequence[Deposit]) -> str | None:
    if draw.lottery_sha256 is None:
        return _("De kansen zijn nog niet berekend. Wacht tot het zegel van de loting er staat.")
    if by.party is None or SIGNERS[by.party] is not by.role:
        return _("Alleen de beleidsmedewerker en het bestuur van de huurdersorganisatie leveren een zin in.")
    if any(deposit.party is by.party for deposit in deposits):
        return _("Uw partij heeft al een zin ingeleverd.")
    return None


def why_not_this_phrase(phrase: str) -> str | None:
    """Of a phrase as it counts: composed, without white space around it."""
    if len(phrase) < SHORTEST_PHRASE:
        return _("Uw zin is te kort. Neem 8 letters of meer.")
    if len(phrase) > LONGEST_PHRASE:
        return _("Uw zin is te lang. Neem niet meer dan 200 letters.")
    return None


def why_not_reveal(by: Account, deposits: Sequence[Deposit]) -> str | None:
    mine = next((deposit for deposit in deposits if deposit.party is by.party), None)
    if mine is None:
        return _("Uw partij heeft nog geen zin ingeleverd.")
    if len(deposits) < len(Party):
        return _("De andere partij heeft nog geen zin ingeleverd. Houd uw zin nog geheim.")
    if mine.revealed_at is not None:
        return _("Uw partij heeft haar zin al getoond.")
    return None


def why_not_give_up(seat: Seat, first_evening_over: bool) -> str | None:
    """`first_evening_over` is False while no evening is planned: somebody may cancel then too."""
    if seat.given_up_at is not None:
        return _("U had al afgezegd.")
    if first_evening_over:
        return _("De bijeenkomst is al geweest.")
    return None


def how_given_up(starts_at: datetime, now: datetime) -> str:
    """Late means: on the day itself."""
    return "cancelled_late" if local_day(now) >= local_day(starts_at) else "cancelled"


def answer_by(now: datetime, starts_at: datetime) -> datetime:
    return min(now + RESERVE_HAS, starts_at)


def why_not_take_chair(reserve: Reserve, panel: Panel, taken: int, same_household: bool, now: datetime) -> str | None:
    """A reserve takes a chair only after being asked, with a fresh yes, in time, and while there is one for that household."""
    if panel.cancelled_at is not None:
        return _("Dit klantenpanel gaat niet door.")
    if reserve.asked_at is None:
        return _("Er is voor u nog geen plaats vrij.")
    if reserve.said_yes_at is not None:
        return _("U hebt al een plaats.")
    if reserve.said_no_at is not None or reserve.answer_by_at is None or reserve.answer_by_at <= now:
        return _("De tijd om te antwoorden is voorbij. De plaats is aan iemand anders gevraagd.")
    if taken >= panel.seats:
        return _("Alle plaatsen zijn bezet.")
    if same_household:
        return _("Iemand van dit adres heeft al een plaats. Per huishouden is er één plaats.")
    return None
