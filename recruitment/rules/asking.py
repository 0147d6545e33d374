"""Asking: whom a wave picks, when an answer still counts, when somebody is reminded."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from accounts.models import Account, Role
from foundation.clock import local_day
from foundation.i18n import _, day
from recruitment.models import Entrance, Invitation, InvitationState, Panel
from recruitment.rules.panels import why_not_change

ANSWER_TIME = timedelta(days=21)
REMIND_BEFORE = timedelta(days=7)
REST_AFTER_SENDING = timedelta(days=3)
"""Nobody is reminded sooner after the invitation than this."""
MOST_A_WAVE = 2000
REASONS = ("time", "topic", "health", "way_there", "language", "other")
"""Why not. Nobody has to say."""


def fair_order(seed: str, people: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """One (tenant, household) a household, in an order that only the seed decides: every household has the same chance to be
    first, however many live there. Anyone can repeat it."""
    best: dict[int, tuple[str, int]] = {}
    for tenant_id, household_id in people:
        mine = (_lot(seed, "tenant", tenant_id), tenant_id)
        best[household_id] = min(mine, best.get(household_id, mine))
    order = sorted(best, key=lambda household_id: (_lot(seed, "household", household_id), household_id))
    return [(best[household_id][1], household_id) for household_id in order]


def _lot(seed: str, kind: str, number: int) -> str:
    return hashlib.sha256(f"{seed}:{kind}:{number}".encode()).hexdigest()


def proposed_last_day(today: date, first_day: date | None) -> date:
    """Three weeks to answer, or until a week before the evening when that is sooner; never before tomorrow."""
    last = today + ANSWER_TIME
    if first_day is not None:
        last = min(last, first_day - timedelta(days=7))
    return max(last, today + timedelta(days=1))


def last_day_to_answer(sent_at: datetime, expires_on: date | None, first_day: date | None) -> date:
    """Of one invitation. Without a wave it has the usual time; never later than the day before the first evening."""
    last = expires_on or local_day(sent_at) + ANSWER_TIME
    return last if first_day is None else min(last, first_day - timedelta(days=1))


def why_not_ask(panel: Panel, first_day: date | None, today: date) -> str | None:
    """Anybody, by any door."""
    if refusal := why_not_change(panel):
        return refusal
    if first_day is None:
        return _("Zet eerst een bijeenkomst neer: in de uitnodiging staat wanneer en waar het is.")
    if first_day <= today:
        return _("De eerste bijeenkomst is geweest of is vandaag. Kies eerst een nieuwe dag.")
    return None


def why_not_send(panel: Panel, entrance: Entrance, asked_for: int, expires_on: date, first_day: date | None, today: date) -> str | None:
    if refusal := why_not_ask(panel, first_day, today):
        return refusal
    if entrance not in (Entrance.ENGAGED, Entrance.RANDOM):
        return _("Een golf gaat naar betrokken huurders, of naar complexen waar niemand iets schreef.")
    if not 1 <= asked_for <= MOST_A_WAVE:
        return _("Vul een aantal in van 1 tot en met %(most)s.", most=MOST_A_WAVE)
    if expires_on <= today:
        return _("De laatste dag om te antwoorden moet nog komen.")
    if first_day is not None and expires_on >= first_day:
        return _("De laatste dag om te antwoorden moet voor de eerste bijeenkomst liggen: voor %(day)s.", day=day(first_day))
    return None


def why_not_answer(
    panel: Panel, invitation: Invitation, *, first_day: date | None, last_day: date, today: date, by_staff: bool = False
) -> str | None:
    """An answer, new or changed. Who answered may change it until the day before the first evening; who did not answer in time can
    still call, and staff may then enter it."""
    if panel.cancelled_at is not None:
        return _("Dit klantenpanel gaat niet door. U hoeft niets te doen.")
    if invitation.state is InvitationState.WITHDRAWN:
        return _("Deze uitnodiging is ingetrokken.")
    if panel.frozen_at is not None or panel.seated_at is not None:
        return _("De loting is begonnen. Uw antwoord kan hier niet meer veranderen. Verandert er iets? Bel ons, dan helpen wij u.")
    if first_day is not None and today >= first_day:
        return _(
            "De bijeenkomst is vandaag of is al geweest. Uw antwoord kan hier niet meer veranderen. Bel ons als u nog iets wilt zeggen."
        )
    if invitation.state is not InvitationState.ANSWERED and today > last_day and not by_staff:
        return _("U kon antwoorden tot en met %(day)s. Wilt u toch nog meedoen? Bel ons, dan kijken wij wat er kan.", day=day(last_day))
    return None


def why_not_nominate(panel: Panel, account: Account, first_day: date | None, today: date) -> str | None:
    """Nominating yourself is your own wish: no cool-down or opt-out stands in its way."""
    if account.role is not Role.TENANT or account.tenant_id is None:
        return _("Alleen huurders doen mee aan een klantenpanel.")
    if refusal := why_not_change(panel):
        return refusal
    if first_day is None:
        return _("Er is nog geen dag gekozen. Kom later terug.")
    if today >= first_day:
        return _("De bijeenkomst is vandaag of is al geweest. U kunt zich niet meer aanmelden.")
    return None


def why_not_withdraw(invitation: Invitation) -> str | None:
    if invitation.state is InvitationState.WITHDRAWN:
        return _("Deze uitnodiging was al ingetrokken.")
    if invitation.state is InvitationState.ANSWERED:
        return _("Deze persoon heeft al geantwoord. U kunt de uitnodiging niet meer intrekken.")
    return None


def reminder_is_due(sent_at: datetime, last_day: date, now: datetime) -> bool:
    """Once, in the last week to answer, and not right behind the invitation."""
    today = local_day(now)
    return last_day - REMIND_BEFORE <= today <= last_day and local_day(sent_at) + REST_AFTER_SENDING <= today


def reason_name(reason: str) -> str:
    names = {
        "time": _("Ik heb geen tijd"),
        "topic": _("Het onderwerp past niet bij mij"),
        "health": _("Mijn gezondheid"),
        "way_there": _("Ik kan er niet komen"),
        "language": _("De taal is moeilijk voor mij"),
        "other": _("Iets anders"),
    }
    return names.get(reason, "")


def entrance_name(entrance: Entrance) -> str:
    return {
        Entrance.ENGAGED: _("betrokken op het forum"),
        Entrance.SELF: _("zelf aangemeld"),
        Entrance.PAPER: _("op papier of per telefoon"),
        Entrance.RANDOM: _("brief naar complexen zonder bijdragen"),
    }[entrance]
