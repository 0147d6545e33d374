"""People who cannot be told apart by the program become one type, so that it counts heads instead of names.

Two people are of one type when they have the same value for every quota *and* live in the same sort of household: a household
whose members, taken together, look the same. Fair objectives are concave and symmetric, so equal chances inside a type lose
nothing. A household that is not known, or has one volunteer, is a household of one.

Households of the same sort form a *group*. What is shuffled when names are drawn is the households of a group, not its people:
that is why two people of one household can never both be drawn.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from recruitment.lottery.problem import Person, Problem

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
Look = tuple[int, ...]
"""Which quotas a person counts for, by number."""


@dataclass(frozen=True)
class Group:
    """Households of one sort. `households[h][j]` are the ids, sorted, of the people in household h who are of type `types[j]`."""

    types: tuple[int, ...]
    households: tuple[tuple[tuple[str, ...], ...], ...]


@dataclass(frozen=True)
class Pool:
    """The problem in types. A panel is a vector `counts` over types with low <= matrix @ counts <= high and floor <= counts <= cap.

    Rows of the matrix: the quotas in order, then the seats, then one for every group with more than one type.
    """

    seats: int
    groups: tuple[Group, ...]
    sizes: Counts
    floor: Counts
    cap: Counts
    matrix: Counts
    low: Counts
    high: Counts
    type_of: dict[str, int]

    @property
    def people(self) -> int:
        return len(self.type_of)

    def fits(self, counts: Counts) -> bool:
        """In integers: is this a panel?"""
        if (counts < self.floor).any() or (counts > self.cap).any():
            return False
        rows = self.matrix @ counts
        return bool((rows >= self.low).all() and (rows <= self.high).all())

    def face(self, seated: Floats) -> Pool:
        """Only the panels that can have a part in a mixture with these expected seats: a bound met on average is met by each of them."""
        rows = self.matrix @ seated
        return replace(
            self, floor=np.where(seated >= self.cap - 1e-9, self.cap, self.floor), cap=np.where(seated <= 1e-9, 0, self.cap),
            low=np.where(rows >= self.high - 1e-8, self.high, self.low), high=np.where(rows <= self.low + 1e-8, self.low, self.high),
        )  # fmt: skip


def by_utf8(text: str) -> bytes:
    """The order of ids everywhere in this package."""
    return text.encode("utf-8", "surrogatepass")


def _groups(problem: Problem) -> tuple[list[Group], list[Look]]:
    """Numbered by the first id found in them, so that the numbers say nothing about features."""
    number = {(quota.category, quota.value): row for row, quota in enumerate(problem.quotas)}
    categories = list(dict.fromkeys(quota.category for quota in problem.quotas))
    looks: dict[str, Look] = {}
    homes: dict[str | tuple[str], list[Person]] = defaultdict(list)
    for person in sorted(problem.people, key=lambda who: by_utf8(who.id)):
        rows = (number.get((category, person.features.get(category, ""))) for category in categories)
        looks[person.id] = tuple(row for row in rows if row is not None)
        homes[(person.id,) if person.household is None else person.household].append(person)
    sorts: dict[tuple[Look, ...], list[list[Person]]] = defaultdict(list)
    for members in homes.values():
        sorts[tuple(sorted(looks[person.id] for person in members))].append(members)
    groups: list[Group] = []
    faces: list[Look] = []
    for households in sorts.values():
        order = list(dict.fromkeys(looks[person.id] for person in households[0]))
        split = tuple(tuple(tuple(person.id for person in members if looks[person.id] == look) for look in order) for members in households)
        groups.append(Group(tuple(range(len(faces), len(faces) + len(order))), split))
        faces.extend(order)
    return groups, faces


def collapse(problem: Problem) -> Pool:
    groups, faces = _groups(problem)
    sizes = np.zeros(len(faces), dtype=np.int64)
    cap = np.zeros(len(faces), dtype=np.int64)
    type_of: dict[str, int] = {}
    for group in groups:
        for place, kind in enumerate(group.types):
            cap[kind] = len(group.households)
            for household in group.households:
                sizes[kind] += len(household[place])
                type_of.update(dict.fromkeys(household[place], kind))
    shared = [group for group in groups if len(group.types) > 1]
    matrix = np.zeros((len(problem.quotas) + 1 + len(shared), len(faces)), dtype=np.int64)
    for kind, face in enumerate(faces):
        matrix[list(face), kind] = 1
    matrix[len(problem.quotas)] = 1
    for row, group in enumerate(shared, len(problem.quotas) + 1):
        matrix[row, list(group.types)] = 1
    low = [quota.min for quota in problem.quotas] + [problem.seats] + [0] * len(shared)
    high = [quota.max for quota in problem.quotas] + [problem.seats] + [len(group.households) for group in shared]
    return Pool(problem.seats, tuple(groups), sizes, np.zeros_like(cap), cap, matrix, np.array(low), np.array(high), type_of)
