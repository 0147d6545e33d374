"""A summary of what was said: one party writes, the other comes first, somebody else approves the plain version."""

from __future__ import annotations

import hashlib
from datetime import date, datetime, timedelta

from accounts.models import Account, Role
from forum.models import Topic, TopicSummary
from foundation.i18n import _
from foundation.markup import MAX_LENGTH

WRITERS = frozenset({Role.COORDINATOR, Role.POLICY_OWNER, Role.BOARD})
TURN = timedelta(days=7)
"""How long the other party has. Silence does not hold a summary up for ever."""
REMARK_LENGTH = 2_000


def summary_mark(summary: TopicSummary) -> str:
    """Of exactly this text: what somebody read when they answered, approved or published."""
    text = "\n\n".join((summary.from_on.isoformat(), summary.until_on.isoformat(), summary.body, summary.plain_body, summary.remark))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def why_not_summarise(topic: Topic, account: Account, today: date) -> str | None:
    if account.role not in WRITERS or account.party is None:
        return _("Alleen de coördinator, de beleidsmedewerker en het bestuur schrijven een samenvatting.")
    if topic.agreed_at is None or topic.withdrawn_at is not None or today < topic.opens_on:
        return _("Dit onderwerp is nog niet open. Er is nog niets om samen te vatten.")
    return None


def why_not_this_summary(from_on: date, until_on: date, body: str, plain: str, topic: Topic, today: date) -> str | None:
    if not topic.opens_on <= from_on <= until_on <= min(topic.closes_on, today):
        return _("Kies dagen waarop het forum al open was: eerst de eerste dag, dan de laatste.")
    if not body.strip():
        return _("Schrijf de samenvatting.")
    if not plain.strip():
        return _("Schrijf de samenvatting ook in gewone taal. Die lezen de meeste mensen.")
    if max(len(body), len(plain)) > MAX_LENGTH:
        return _("De samenvatting is te lang. Maak er hoogstens %(most)s tekens van.", most=MAX_LENGTH)
    return None


def why_not_change_summary(summary: TopicSummary, account: Account) -> str | None:
    if account.role not in WRITERS or account.party is not summary.written_by_party:
        return _("Alleen de partij die deze samenvatting schreef, kan haar veranderen.")
    if summary.withdrawn_at is not None:
        return _("Deze samenvatting is weggehaald.")
    if summary.published_at is not None:
        return _("Deze samenvatting staat er al. Schrijf een nieuwe.")
    return None


def why_not_withdraw_summary(summary: TopicSummary, account: Account) -> str | None:
    """For ever, by who wrote it: a party answers for its own words and removes nobody else's."""
    if account.role not in WRITERS or account.party is not summary.written_by_party:
        return _("Alleen de partij die deze samenvatting schreef, kan haar weghalen.")
    return None


def why_not_answer_summary(summary: TopicSummary, account: Account, remark: str | None) -> str | None:
    """`remark` is None when the other party agrees."""
    if account.role not in WRITERS or account.party is None:
        return _("Alleen de coördinator, de beleidsmedewerker en het bestuur schrijven een samenvatting.")
    if account.party is summary.written_by_party:
        return _("Uw partij schreef deze samenvatting. De andere partij antwoordt.")
    if summary.published_at is not None or summary.withdrawn_at is not None:
        return _("Deze samenvatting staat er al, of is weggehaald.")
    if remark is not None and not remark.strip():
        return _("Schrijf op wat u ernaast wilt zetten.")
    if remark is not None and len(remark) > REMARK_LENGTH:
        return _("Wat u ernaast wilt zetten, is te lang. Maak er hoogstens %(most)s tekens van.", most=REMARK_LENGTH)
    return None


def why_not_approve_plain(summary: TopicSummary, account: Account) -> str | None:
    if account.role not in WRITERS or account.party is None:
        return _("Alleen de coördinator, de beleidsmedewerker en het bestuur schrijven een samenvatting.")
    if account.id == summary.written_by_id:
        return _("U schreef deze tekst zelf. Iemand anders moet kijken of zij goed te lezen is.")
    if summary.published_at is not None or summary.withdrawn_at is not None:
        return _("Deze samenvatting staat er al, of is weggehaald.")
    return None


def why_not_publish(summary: TopicSummary, account: Account, now: datetime) -> str | None:
    if refusal := why_not_change_summary(summary, account):
        return refusal
    if summary.approved_at is None:
        return _("Iemand anders moet eerst kijken of de tekst in gewone taal goed te lezen is.")
    if summary.answered_at is None and now < summary.written_at + TURN:
        return _("De andere partij heeft zeven dagen om te antwoorden. Pas daarna kan het zonder antwoord.")
    return None
