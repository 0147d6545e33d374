"""Somebody leaves the panel: which reserve can take the seat, and what the quotas say about it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from recruitment.lottery.messages import Change
from recruitment.lottery.problem import Problem, changes


@dataclass(frozen=True)
class ReserveChoice:
    id: str | None
    """None: no reserve is left who lives in another household than everybody seated."""
    smallest_change: tuple[Change, ...]
    """Empty: the panel meets the quotas with this reserve. Otherwise what would have to be changed, the least there is."""


def next_reserve(problem: Problem, seated_ids: Collection[str], reserve_ids_in_order: Sequence[str], leaving_id: str) -> ReserveChoice:
    """The first reserve, in drawn order, with whom the quotas hold; if there is none, the first with whom the change is smallest."""
    by_id = {person.id: person for person in problem.people}
    staying = [by_id[person] for person in seated_ids if person != leaving_id]
    taken = {person.household for person in staying if person.household is not None}
    have = [sum(person.features.get(quota.category, "") == quota.value for person in staying) for quota in problem.quotas]
    best: tuple[float, str, tuple[Change, ...]] | None = None
    for reserve in reserve_ids_in_order:
        person = by_id[reserve]
        if reserve == leaving_id or reserve in seated_ids or person.household in taken:
            continue
        counts = [
            count + (person.features.get(quota.category, "") == quota.value) for quota, count in zip(problem.quotas, have, strict=True)
        ]
        needed = changes(problem, counts)
        price = sum(change.cost for change in needed)
        if best is None or price < best[0]:
            best = (price, reserve, needed)
        if not needed:
            break
    return ReserveChoice(None, ()) if best is None else ReserveChoice(best[1], best[2])
