"""What staff may enter for somebody, and how long that person's card works."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from forum.models import Topic
from foundation.i18n import _, day

PAPER_TAKES = timedelta(days=21)
"""A form filled in on the last day of a forum still comes in by post."""
OLDEST = timedelta(days=365)
CARD_LASTS = timedelta(days=365)
"""After the topic was closed: long enough for the outcome to be read and the minutes to be disputed."""


def day_that_counts(topic: Topic, said_on: date | None, today: date) -> date:
    """The day by which is judged whether the forum is open: for what was said in time and came in a little later, its last day."""
    if said_on is not None and said_on <= topic.closes_on < today <= topic.closes_on + PAPER_TAKES:
        return topic.closes_on
    return today


def why_not_said_on(said_on: date, today: date) -> str | None:
    if said_on > today:
        return _("Deze dag moet nog komen. Vul in wanneer dit is gezegd of geschreven.")
    if said_on < today - OLDEST:
        return _("Dit is langer dan een jaar geleden. Vraag of het nog zo is, en vul dan die dag in.")
    return None


def why_not_use_card(topic: Topic, now: datetime) -> str | None:
    if topic.closed_at is not None and topic.closed_at + CARD_LASTS <= now:
        return _("Deze kaart werkte tot en met %(day)s.", day=day(topic.closed_at + CARD_LASTS))
    return None


def card_words() -> tuple[str, ...]:
    """What somebody can do with the card; the same on the sheet and in the letter."""
    return (
        _("Lezen wat er van u op het forum staat."),
        _("Uw woorden verbeteren, zolang het forum open is."),
        _("Uw woorden weghalen. Dat kan altijd."),
        _("Laten weten dat u dit niet heeft gezegd."),
    )
