"""What moderation did in a year, in counts. No names; groups under 5 are not shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from statistics import median
from typing import TypeVar

import sqlalchemy as sa

from foundation.clock import end_of, start_of
from foundation.db import db
from foundation.small_groups import SMALLEST_GROUP, Cell, apart
from moderation.models import Act, Decision, Objection, Outcome, Report

Kind = TypeVar("Kind")


@dataclass(frozen=True)
class Yearly:
    """`None` in a table: not shown. Hours are medians, and None too where fewer than five were counted."""

    year: int
    reports: Mapping[str, Cell]
    """By reason."""
    acts: Mapping[Act, Cell]
    rules: Mapping[str, Cell]
    """Restrictions and warnings, by house rule."""
    by_two: Cell
    outcomes: Mapping[Outcome | None, Cell]
    """Of the objections of this year; None is not answered yet."""
    hours_to_decide: int | None
    hours_to_answer: int | None


def yearly(year: int) -> Yearly:
    first, last = start_of(date(year, 1, 1)), end_of(date(year, 12, 31))
    reports = db.session.execute(
        sa.select(Report.reason, sa.func.count()).where(Report.reported_at >= first, Report.reported_at < last).group_by(Report.reason)
    )
    decisions = db.session.execute(
        sa.select(Decision.act, Decision.rule, Decision.second_by_id).where(Decision.stands_at >= first, Decision.stands_at < last)
    ).all()
    objections = db.session.execute(
        sa.select(Objection.outcome, Objection.filed_at, Objection.answered_at).where(
            Objection.filed_at >= first, Objection.filed_at < last
        )
    ).all()
    waited = db.session.execute(
        sa.select(Report.reported_at, Decision.stands_at)
        .join(Decision, Decision.id == Report.decision_id)
        .where(Report.reported_at >= first, Report.reported_at < last)
    )
    return Yearly(
        year=year,
        reports=apart({reason: count for reason, count in reports}),  # noqa: C416 - a Row is no pair to a type checker
        acts=_few(Counter(act for act, _rule, _second in decisions)),
        rules=apart(Counter(rule for _act, rule, _second in decisions if rule)),
        by_two=apart({"": sum(1 for row in decisions if row.second_by_id)})[""],
        outcomes=_few(Counter(row.outcome for row in objections)),
        hours_to_decide=_hours([(since, at) for since, at in waited if at]),
        hours_to_answer=_hours([(row.filed_at, row.answered_at) for row in objections if row.answered_at]),
    )


def _few(counts: Mapping[Kind, int]) -> dict[Kind, Cell]:
    kinds = list(counts)
    shown = apart({str(place): counts[kind] for place, kind in enumerate(kinds)})
    return {kind: shown[str(place)] for place, kind in enumerate(kinds)}


def _hours(waits: list[tuple[datetime, datetime]]) -> int | None:
    return round(median((at - since).total_seconds() for since, at in waits) / 3600) if len(waits) >= SMALLEST_GROUP else None
