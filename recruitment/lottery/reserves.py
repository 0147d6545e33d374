"""Who takes the chair of somebody who cancels: the first reserve, in drawn order, with whom the quotas and households still hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from recruitment.lottery.messages import Change
from recruitment.lottery.problem import Problem
from recruitment.lottery.relax import changes, cost


@dataclass(frozen=True)
class ReserveChoice:
    """`id` is None when nobody can sit; `smallest_change` is empty when the quotas hold as they are."""

    id: str | None
    smallest_change: tuple[Change, ...] = ()


def next_reserve(problem: Problem, seated: Sequence[str], reserves: Sequence[str], leaving: str) -> ReserveChoice:
    """`seated` may still contain `leaving`; `reserves` in drawn order. Where no reserve keeps the quotas, the one that takes the
    cheapest change of them (a person less in a minimum m costs 1 + 2/m, one more in a maximum 1), the first drawn among equals."""
    people = {person.id: person for person in problem.people}
    staying = [people[one] for one in seated if one != leaving]
    homes = {person.household for person in staying if person.household is not None}
    best: tuple[float, str, tuple[Change, ...]] | None = None
    for one in reserves:
        newcomer = people[one]
        if newcomer.household is not None and newcomer.household in homes:
            continue
        panel = [*staying, newcomer]
        counts = [sum(person.features.get(quota.category) == quota.value for person in panel) for quota in problem.quotas]
        needed = changes(problem, counts)
        if not needed:
            return ReserveChoice(one)
        price = sum(cost(change) for change in needed)
        if best is None or price < best[0]:
            best = (price, one, needed)
    return ReserveChoice(best[1], best[2]) if best else ReserveChoice(None)
