"""The answer: panels with integer weights, and what they mean for everybody. All numbers are integers, so all machines agree.

A chance is in units of 1/10^9: the sum over panels of weight times seats of the type, divided by the people of that type, rounded to
the nearest unit, halves down. It is what the weights imply, not what the solver hoped for.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from recruitment.lottery.types import Counts, Floats, Group

UNITS = 1_000_000_000
GRACE = 30.0
"""Seconds a solver has, after its time, to finish the step it is in, before it is killed."""


@dataclass(frozen=True)
class Weighted:
    """One panel of the lottery: (type, seats) for every type that has a seat, by type, and tickets out of 10^9."""

    counts: tuple[tuple[int, int], ...]
    weight: int


@dataclass(frozen=True)
class Lottery:
    seats: int
    groups: tuple[Group, ...]
    panels: tuple[Weighted, ...]
    bound: int
    """No lottery within these quotas gives the worst-off of those who can be seated more than this."""
    guarantee: int
    """Everybody who can be seated has at least this part (of 10^9) of the chance that is fairest for them."""
    status: str
    """`reached`: the fractional bound is met; `exact`: proved stage by stage; `stopped`: the time was up, the guarantee says how far it came."""
    sealed_sha256: str

    @property
    def sizes(self) -> tuple[int, ...]:
        return tuple(
            sum(len(household[place]) for household in group.households) for group in self.groups for place, _type in enumerate(group.types)
        )

    @property
    def type_chances(self) -> tuple[int, ...]:
        return chances_of(self.sizes, self.panels)

    @property
    def chances(self) -> dict[str, int]:
        """Everybody's chance in units of 1/10^9; 0 for those no panel can seat."""
        known = self.type_chances
        return {
            person: known[kind]
            for group in self.groups for household in group.households
            for kind, members in zip(group.types, household, strict=True) for person in members
        }  # fmt: skip

    @property
    def never_seated(self) -> tuple[str, ...]:
        return tuple(person for person, chance in self.chances.items() if chance == 0)

    @property
    def always_seated(self) -> tuple[str, ...]:
        return tuple(person for person, chance in self.chances.items() if chance == UNITS)


def chances_of(sizes: tuple[int, ...], panels: tuple[Weighted, ...]) -> tuple[int, ...]:
    tickets = [0] * len(sizes)
    for panel in panels:
        for kind, seats in panel.counts:
            tickets[kind] += panel.weight * seats
    return tuple(-((size - 2 * have) // (2 * size)) for size, have in zip(sizes, tickets, strict=True))


def whole_weights(panels: list[Counts], weights: Floats) -> tuple[Weighted, ...]:
    """Weights as integers that add up to 10^9: rounded down, and what is left goes to the largest remainders, first panel first."""
    exact = np.maximum(weights, 0.0) / np.maximum(weights, 0.0).sum() * UNITS
    whole = [int(part) for part in np.floor(exact)]
    order = sorted(range(len(whole)), key=lambda place: (whole[place] - exact[place], place))
    for place in order[: UNITS - sum(whole)]:
        whole[place] += 1
    kept = [
        Weighted(tuple((int(kind), int(panel[kind])) for kind in np.flatnonzero(panel)), weight)
        for panel, weight in zip(panels, whole, strict=True) if weight > 0
    ]  # fmt: skip
    return tuple(sorted(kept, key=lambda panel: (-panel.weight, panel.counts)))
