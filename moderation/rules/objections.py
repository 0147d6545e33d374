"""Who may object to what, and who may judge it."""

from __future__ import annotations

from datetime import datetime

from accounts.models import Account, Role
from foundation.i18n import _
from moderation.models import Act, Decision, Objection, Outcome
from moderation.rules.decisions import HIDING, WITH_REASONS, object_until

SOFTENED = frozenset({Act.HIDE, Act.EMERGENCY, Act.MASK, Act.RESTRICT, Act.SUSPEND})
"""What can be undone in part: less text taken out, or a nearer day."""


def why_not_object(decision: Decision, now: datetime) -> str | None:
    if decision.act not in WITH_REASONS or decision.stands_at is None:
        return _("Tegen dit besluit kunt u geen bezwaar maken.")
    if now > object_until(decision):
        return _("Dit besluit is meer dan zes maanden oud. Bezwaar maken kan niet meer. Bel ons als u erover wilt praten.")
    return None


def why_not_judge(objection: Objection, by: Account) -> str | None:
    if objection.outcome is not None:
        return _("Op dit bezwaar is al antwoord gegeven.")
    if by.role is not Role.MODERATOR:
        return _("Alleen een moderator mag dit besluiten.")
    if by.id in (objection.first_by_id, objection.second_by_id):
        return _("U hebt dit besluit zelf genomen. Een andere moderator kijkt naar het bezwaar.")
    return None


def why_not_this_answer(
    objection: Objection,
    decision: Decision,
    by: Account,
    outcome: Outcome,
    answer: str,
    passage: str,
    until_at: datetime | None,
    now: datetime,
) -> str | None:
    if reason := why_not_judge(objection, by):
        return reason
    if by.id == decision.about_id:
        return _("Dit is uw eigen bijdrage. Een andere moderator moet dit besluiten.")
    if not answer.strip():
        return _("Schrijf een antwoord. Wie bezwaar maakt krijgt altijd een antwoord op papier of per mail.")
    if outcome is not Outcome.PARTLY:
        return None
    if decision.act not in SOFTENED:
        return _("Dit besluit kunt u niet voor een deel terugdraaien. Kies helemaal eens of niet eens.")
    if decision.act in HIDING | {Act.MASK}:
        return None if passage.strip() else _("Neem het stukje over dat weg blijft, precies zoals het er staat.")
    if until_at is None or until_at <= now or (decision.until_at is not None and until_at >= decision.until_at):
        return _("Kies een dag in de toekomst, eerder dan de laatste dag van het besluit.")
    return None
