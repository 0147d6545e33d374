"""The panel: where it stands, how many to ask, and its quotas."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction
from math import ceil, floor

from accounts.models import Account, Role
from forum.models import Topic, YearKind
from foundation.clock import local_day
from foundation.i18n import _, moment, ngettext
from foundation.small_groups import SMALLEST_GROUP
from recruitment.models import Panel, PanelSession

MOST_SEATS = 200
UNKNOWN = "onbekend"
QUOTA_FEATURES = ("district", "age_band", "dwelling_kind")
"""What a proposal looks at."""


class PanelStage(StrEnum):
    PREPARING = "preparing"
    ASKING = "asking"
    FROZEN = "frozen"
    """Volunteers and quotas stand still; the draw is under way."""
    SEATED = "seated"
    HELD = "held"
    """Every evening is over."""
    DONE = "done"
    """The topic is closed: everyone was told."""
    CANCELLED = "cancelled"


def panel_stage(
    panel: Panel, sessions: Iterable[PanelSession], *, asked_at: datetime | None, closed_at: datetime | None, now: datetime
) -> PanelStage:
    """`asked_at`: when the first invitation left; `closed_at`: of the topic. `recruitment.queries.stage_of` brings all of these."""
    if panel.cancelled_at is not None:
        return PanelStage.CANCELLED
    if closed_at is not None:
        return PanelStage.DONE
    if panel.seated_at is not None:
        standing = [one for one in sessions if one.cancelled_at is None]
        over = standing and all(one.ended_at is not None or one.ends_at <= now for one in standing)
        return PanelStage.HELD if over else PanelStage.SEATED
    if panel.frozen_at is not None:
        return PanelStage.FROZEN
    return PanelStage.PREPARING if asked_at is None else PanelStage.ASKING


def first_day(sessions: Iterable[PanelSession]) -> date | None:
    """Local day of the first evening that is not cancelled."""
    return min((local_day(one.starts_at) for one in sessions if one.cancelled_at is None), default=None)


def evening_words(session: PanelSession) -> str:
    """`dinsdag 12 januari 2027, 19.30 uur tot 21.30 uur`"""
    ends = moment(session.ends_at).rsplit(", ", 1)[-1]
    return _("%(when)s tot %(end)s", when=moment(session.starts_at), end=ends)


def why_not_panel(topic: Topic, by: Account) -> str | None:
    """A new panel. A reserved matter may be talked about: `forum.rules.why_not_hand_to_panel` says what it may not."""
    if by.role is not Role.COORDINATOR:
        return _("Alleen de coördinator maakt een klantenpanel.")
    if topic.policy_year.kind is YearKind.IMPORTED:
        return _("Dit onderwerp komt van een ander forum. Daar hoort geen klantenpanel bij.")
    if topic.agreed_at is None or topic.withdrawn_at is not None:
        return _("Over dit onderwerp zijn de twee partijen het nog niet eens. Een klantenpanel kan pas daarna.")
    if topic.closed_at is not None:
        return _("Dit onderwerp is al afgesloten.")
    return None


def why_not_change(panel: Panel) -> str | None:
    """Seats, expectations and quotas: until the draw starts."""
    if panel.cancelled_at is not None:
        return _("Dit klantenpanel gaat niet door.")
    if panel.frozen_at is not None or panel.seated_at is not None:
        return _("De loting is begonnen. Plaatsen, quota en vrijwilligers staan nu vast.")
    return None


def why_not_hold(panel: Panel, starts_at: datetime, ends_at: datetime, now: datetime) -> str | None:
    """A new or moved evening."""
    if panel.cancelled_at is not None:
        return _("Dit klantenpanel gaat niet door.")
    if ends_at <= starts_at:
        return _("De bijeenkomst moet later eindigen dan zij begint.")
    if starts_at <= now:
        return _("Kies een dag en tijd die nog moeten komen.")
    return None


def why_not_two_at_once(starts_at: datetime, evenings: Iterable[PanelSession]) -> str | None:
    if any(one.cancelled_at is None and one.starts_at == starts_at for one in evenings):
        return _("Dit panel heeft al een bijeenkomst op die dag en tijd.")
    return None


def why_not_cancel_evening(session: PanelSession, now: datetime) -> str | None:
    if session.cancelled_at is not None:
        return _("Deze bijeenkomst was al afgezegd.")
    if session.opened_at is not None or session.ended_at is not None or session.ends_at <= now:
        return _("Deze bijeenkomst is al begonnen. U kunt haar niet meer afzeggen.")
    return None


def invitations_needed(seats: int, acceptance: int, show_up: int) -> int:
    """Seats / (acceptance x show-up), both in percent: 80 for 12 at 20 and 75."""
    return -(-seats * 10_000 // (acceptance * show_up))


def still_to_ask(panel: Panel, volunteers: int, unanswered: int) -> int:
    """How many more, given who said yes already and who may still: the same sum as above when nobody was asked."""
    wanted = Fraction(panel.seats * 100, panel.show_up) - volunteers
    return max(0, ceil(wanted * 100 / panel.acceptance - unanswered))


def why_this_many(panel: Panel) -> str:
    """The sum in words."""
    count = invitations_needed(panel.seats, panel.acceptance, panel.show_up)
    return _(
        "%(many)s voor %(places)s. Van de 100 mensen zeggen er ongeveer %(acceptance)s ja. "
        "Van de 100 mensen die ja zeggen, komen er ongeveer %(show_up)s ook.",
        many=ngettext("%(num)s uitnodiging", "%(num)s uitnodigingen", count),
        places=ngettext("%(num)s plaats", "%(num)s plaatsen", panel.seats),
        acceptance=panel.acceptance,
        show_up=panel.show_up,
    )


@dataclass(frozen=True)
class QuotaLine:
    """At least `min` and at most `max` of the seats for people with this value."""

    feature: str
    value: str
    min: int
    max: int


@dataclass(frozen=True)
class Shortage:
    """Fewer volunteers than the quota asks for, and how many to ask to mend it."""

    feature: str
    value: str
    lacking: int
    to_ask: int


def propose_quotas(margins: Mapping[str, Mapping[str, int]], seats: int) -> list[QuotaLine]:
    """The registry's shares of the seats, rounded down and up. Groups under 5 and people of whom the registry does not know the
    feature are left free: they can be drawn, and no quota waits for them."""
    lines = []
    for feature in QUOTA_FEATURES:
        counts = margins.get(feature, {})
        everyone = sum(counts.values())
        groups = {value: count for value, count in counts.items() if count >= SMALLEST_GROUP and value != UNKNOWN}
        grouped = sum(groups.values())
        if len(groups) < 2:
            continue
        for value, count in groups.items():
            # The floor counts everyone and the ceiling only the groups, so that the free always fit in and are never needed.
            least, most = floor(Fraction(count * seats, everyone)), ceil(Fraction(count * seats, grouped))
            lines.append(QuotaLine(feature, value, least, most))
    return lines


def why_not_quotas(lines: Sequence[QuotaLine], seats: int, margins: Mapping[str, Mapping[str, int]]) -> str | None:
    seen = set()
    for line in lines:
        if (line.feature, line.value) in seen:
            return _("%(value)s staat er twee keer in.", value=line.value)
        seen.add((line.feature, line.value))
        if margins.get(line.feature, {}).get(line.value, 0) < SMALLEST_GROUP:
            return _("%(value)s komt niet voor in het huurdersbestand.", value=line.value)
        if line.min < 0 or line.max < line.min:
            return _("Bij %(value)s is het minimum hoger dan het maximum.", value=line.value)
        if line.min > seats:
            return _("Bij %(value)s is het minimum hoger dan het aantal plaatsen (%(seats)s).", value=line.value, seats=seats)
    for feature in {line.feature for line in lines}:
        mine = [line for line in lines if line.feature == feature]
        if sum(line.min for line in mine) > seats:
            return _(
                "Bij %(feature)s zijn de minima samen hoger dan het aantal plaatsen (%(seats)s).",
                feature=feature_name(feature),
                seats=seats,
            )
        nobody_free = {line.value for line in mine} >= set(margins[feature])
        if nobody_free and sum(line.max for line in mine) < seats:
            return _(
                "Bij %(feature)s zijn de maxima samen lager dan het aantal plaatsen (%(seats)s).",
                feature=feature_name(feature),
                seats=seats,
            )
    return None


def shortages(lines: Iterable[QuotaLine], volunteers: Mapping[tuple[str, str], int], panel: Panel) -> list[Shortage]:
    """Where volunteers are fewer than the minimum. `volunteers`: how many there are per (feature, value)."""
    found = []
    for line in lines:
        lacking = line.min - volunteers.get((line.feature, line.value), 0)
        if lacking > 0:
            found.append(Shortage(line.feature, line.value, lacking, invitations_needed(lacking, panel.acceptance, panel.show_up)))
    return found


def feature_name(feature: str) -> str:
    names = {
        "district": _("wijk"),
        "age_band": _("leeftijd"),
        "dwelling_kind": _("soort woning"),
        "complex": _("complex"),
    }
    return names.get(feature, feature)
