"""The evening: who may be marked, when the list closes, and the minutes with their amendment window."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from foundation.clock import end_of, local_day
from foundation.i18n import _, day, ngettext
from recruitment.models import Amendment, Minutes, PanelSession, Seat

ABSENCES = ("ill", "forgot", "work", "way_there", "unknown")
AMEND_DAYS = 14
READ_AFTER_WINDOW = timedelta(days=90)
"""How long after the amendment window the link in mail and letter still opens the minutes."""
MINUTES_TOKEN = "minutes"  # noqa: S105 - a word, not a secret


def absence_name(reason: str) -> str:
    names = {
        "ill": _("ziek"),
        "forgot": _("vergeten"),
        "work": _("werk"),
        "way_there": _("kon er niet komen"),
        "unknown": _("niet bekend"),
    }
    return names.get(reason, "")


def why_not_open_list(session: PanelSession, now: datetime) -> str | None:
    """Marking anybody at all: from the evening's own day until the list is closed."""
    if session.cancelled_at is not None:
        return _("Deze bijeenkomst gaat niet door.")
    if session.ended_at is not None:
        return _("De lijst is gesloten. Wie er was, staat nu vast.")
    if local_day(now) < local_day(session.starts_at):
        return _("U kunt pas afvinken op de dag zelf: %(day)s.", day=day(session.starts_at))
    return None


def why_not_attend(session: PanelSession, seat: Seat, now: datetime) -> str | None:
    if refusal := why_not_open_list(session, now):
        return refusal
    if seat.panel_id != session.panel_id or seat.given_up_at is not None:
        return _("Deze persoon heeft geen plaats in dit panel.")
    return None


def why_not_close_list(session: PanelSession, unmarked: int, now: datetime) -> str | None:
    """Everybody with a seat is marked first, so that nobody counts as absent because a line was forgotten."""
    if refusal := why_not_open_list(session, now):
        return refusal
    if now < session.starts_at:
        return _("De bijeenkomst is nog niet begonnen. Sluit de lijst daarna.")
    if unmarked:
        return ngettext(
            "Bij %(num)s persoon staat nog niet of die er was. Vul dat eerst in.",
            "Bij %(num)s personen staat nog niet of die er waren. Vul dat eerst in.",
            unmarked,
        )
    return None


def needs_may_go(sessions: Iterable[PanelSession]) -> bool:
    """What people need to be able to come is kept until the last evening of their panel was held."""
    return all(one.ended_at is not None or one.cancelled_at is not None for one in sessions)


def why_not_write(session: PanelSession, minutes: Minutes | None) -> str | None:
    if session.cancelled_at is not None:
        return _("Deze bijeenkomst gaat niet door. Er hoort geen verslag bij.")
    if session.ended_at is None:
        return _("Sluit eerst de lijst van wie er was. Daarna schrijft u het verslag.")
    if minutes is not None and minutes.settled_at is not None:
        return _("Het verslag is vastgesteld. U kunt het niet meer veranderen.")
    return None


def why_not_share(session: PanelSession, minutes: Minutes, came: int) -> str | None:
    if refusal := why_not_write(session, minutes):
        return refusal
    if minutes.shared_at is not None:
        return _("Dit verslag is al gestuurd aan wie er waren.")
    if not minutes.body.strip():
        return _("Schrijf eerst het verslag.")
    if not came:
        return _("Er was niemand op deze bijeenkomst. Het verslag hoeft u niet te sturen.")
    return None


def amend_until(shared_at: datetime, days: int = AMEND_DAYS) -> datetime:
    """Whole local days: who reads it on the last evening still has until midnight."""
    return end_of(local_day(shared_at) + timedelta(days=days))


def last_day_to_amend(minutes: Minutes) -> date:
    """For people: the window ends at midnight, and "until Saturday 0.00" is read as Saturday."""
    assert minutes.amend_until_at is not None
    return local_day(minutes.amend_until_at - timedelta(seconds=1))


def why_not_amend(minutes: Minutes, came: bool, now: datetime) -> str | None:
    if not came:
        return _("Alleen wie op de bijeenkomst was, kan een wijziging vragen.")
    if minutes.settled_at is not None:
        return _("Het verslag is vastgesteld.")
    if minutes.shared_at is None or minutes.amend_until_at is None:
        return _("Het verslag is nog niet klaar.")
    if now >= minutes.amend_until_at:
        return _("U kon een wijziging vragen tot en met %(when)s. Klopt er toch iets niet? Bel ons.", when=day(last_day_to_amend(minutes)))
    return None


def why_not_answer_amendment(minutes: Minutes, amendment: Amendment, answer: str) -> str | None:
    if amendment.minutes_id != minutes.id:
        return _("Deze wijziging hoort bij een ander verslag.")
    if minutes.settled_at is not None:
        return _("Het verslag is vastgesteld.")
    if not answer.strip():
        return _("Schrijf een antwoord aan wie de wijziging vroeg.")
    return None


def why_not_settle(minutes: Minutes, unanswered: int, now: datetime) -> str | None:
    if minutes.settled_at is not None:
        return _("Dit verslag was al vastgesteld.")
    if minutes.shared_at is None or minutes.amend_until_at is None:
        return _("Stuur het verslag eerst aan wie er waren.")
    if now < minutes.amend_until_at:
        return _(
            "Wie er was, kan nog een wijziging vragen tot en met %(when)s. Daarna stelt u het verslag vast.",
            when=day(last_day_to_amend(minutes)),
        )
    if unanswered:
        return ngettext(
            "Er is nog %(num)s gevraagde wijziging zonder antwoord.",
            "Er zijn nog %(num)s gevraagde wijzigingen zonder antwoord.",
            unanswered,
        )
    return None
