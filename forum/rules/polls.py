"""Light questions: who may ask, who may vote, and what of the answers may be shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from accounts.models import Account, Role, Tenant
from forum.models import Poll, PollKind, Topic
from forum.rules.stages import Stage, topic_stage
from foundation.i18n import N_, _, day
from foundation.small_groups import SMALLEST_GROUP, Cell, apart

MAKERS = frozenset({Role.COORDINATOR, Role.POLICY_OWNER, Role.BOARD})
QUESTION_LENGTH, OPTION_LENGTH, MOST_OPTIONS = 300, 160, 8
STATEMENT_ANSWERS = (N_("Mee eens"), N_("Neutraal"), N_("Niet mee eens"))


class PollStage(StrEnum):
    WAITING = "waiting"
    """One key or none."""
    SOON = "soon"
    """Both keys; the forum is not open yet."""
    OPEN = "open"
    CLOSED = "closed"
    """The last day is over; the ballots wait for the count."""
    COUNTED = "counted"
    WITHDRAWN = "withdrawn"


def poll_stage(poll: Poll, topic: Topic, today: date) -> PollStage:
    if poll.withdrawn_at is not None:
        return PollStage.WITHDRAWN
    if poll.agreed_at is None:
        return PollStage.WAITING
    if poll.counted_at is not None:
        return PollStage.COUNTED
    if today > poll.closes_on:
        return PollStage.CLOSED
    return PollStage.OPEN if today >= topic.opens_on else PollStage.SOON


def poll_text(topic: Topic, poll: Poll, options: Sequence[str]) -> str:
    """What the keys stand on. Never translated."""
    lines = [f"{place}. {text}" for place, text in enumerate(options, 1)]
    return "\n\n".join(
        f"{name}:\n{text}"
        for name, text in [
            ("Onderwerp", topic.slug), ("Soort", poll.kind.value), ("Vraag", poll.question), ("Uitleg", poll.explanation),
            ("Antwoorden", "\n".join(lines)), ("Laatste dag", poll.closes_on.isoformat()),
        ]
    )  # fmt: skip


def why_not_make_poll(topic: Topic, account: Account, today: date) -> str | None:
    if account.role not in MAKERS or account.party is None:
        return _("Alleen de coördinator, de beleidsmedewerker en het bestuur maken een peiling.")
    if topic_stage(topic, today) not in (Stage.AGREED, Stage.OPEN):
        return _("Een peiling hoort bij een onderwerp waarover nog gepraat wordt.")
    return None


def why_not_this_poll(kind: PollKind, question: str, options: Sequence[str], closes_on: date, topic: Topic, today: date) -> str | None:
    if not question:
        return _("Schrijf de vraag op.")
    if len(question) > QUESTION_LENGTH:
        return _("De vraag is te lang. Maak er hoogstens %(most)s tekens van.", most=QUESTION_LENGTH)
    if kind is not PollKind.STATEMENT:
        if not 2 <= len(options) <= MOST_OPTIONS:
            return _("Geef 2 tot %(most)s antwoorden, elk op een eigen regel.", most=MOST_OPTIONS)
        if any(len(option) > OPTION_LENGTH for option in options):
            return _("Een van de antwoorden is te lang. Maak er hoogstens %(most)s tekens van.", most=OPTION_LENGTH)
        if len({option.casefold() for option in options}) < len(options):
            return _("Twee antwoorden zijn hetzelfde.")
    if not max(today, topic.opens_on) <= closes_on <= topic.closes_on:
        return _("Kies een laatste dag waarop het forum open is, tot en met %(day)s.", day=day(topic.closes_on))
    return None


def why_not_sign_poll(poll: Poll, topic: Topic, today: date) -> str | None:
    if poll.withdrawn_at is not None:
        return _("Deze peiling is ingetrokken.")
    if poll.closes_on < today or topic_stage(topic, today) not in (Stage.AGREED, Stage.OPEN):
        return _("De laatste dag van deze peiling is voorbij. Maak een nieuwe.")
    return None


def why_not_vote(poll: Poll, topic: Topic, tenant: Tenant | None, today: date) -> str | None:
    stage = poll_stage(poll, topic, today)
    if stage in (PollStage.WAITING, PollStage.WITHDRAWN):
        return _("Deze peiling is er niet.")
    if stage is PollStage.SOON:
        return _("U kunt stemmen vanaf %(day)s.", day=day(topic.opens_on))
    if stage is not PollStage.OPEN or topic_stage(topic, today) is not Stage.OPEN:
        return _("U kon stemmen tot en met %(day)s. Deze stem is niet meer geteld.", day=day(poll.closes_on))
    if tenant is None:
        return _("Alleen huurders stemmen.")
    if tenant.gone_at is not None:
        return _("Deze huurder huurt niet meer bij ons.")
    return None


def why_not_choose(kind: PollKind, chosen: int) -> str | None:
    if chosen == 0:
        return _("Kies een antwoord.") if kind is not PollKind.SEVERAL else _("Kies een of meer antwoorden.")
    if chosen > 1 and kind is not PollKind.SEVERAL:
        return _("Kies een van de antwoorden.")
    return None


@dataclass(frozen=True)
class PollResult:
    """What may be shown: None where it may not. `votes` by place of the option."""

    voters: Cell
    votes: dict[int, Cell]
    on_paper: Cell


def result_of(kind: PollKind, votes: Mapping[int, int], voters: int, on_paper: int) -> PollResult:
    """No group under 5, neither those who chose an answer nor those who did not, nor what tells of one by subtraction."""
    if 0 < voters < SMALLEST_GROUP:
        return PollResult(None, dict.fromkeys(votes), None)
    if kind is PollKind.SEVERAL:  # each answer parts the voters in two; the answers do not add up
        shown = {place: apart({"chose": count, "not": voters - count})["chose"] for place, count in votes.items()}
    else:
        cells = apart({str(place): count for place, count in votes.items()})
        shown = {place: cells[str(place)] for place in votes}
    return PollResult(voters, shown, apart({"paper": on_paper, "screen": voters - on_paper})["paper"])
