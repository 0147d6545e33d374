"""What a report may show of groups of people: nothing under 5, nothing from which such a group can be worked out, no shares of few."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from foundation.small_groups import ENOUGH_FOR_SHARES, SMALLEST_GROUP, Cell, apart


@dataclass(frozen=True)
class Step:
    """One line of the funnel. `shown` is None for one to four people."""

    key: str
    label: str
    shown: Cell


@dataclass(frozen=True)
class Parts:
    """One number split in groups that together are everybody in it."""

    key: str
    title: str
    rows: tuple[tuple[str, Cell], ...]


@dataclass(frozen=True)
class Column:
    """One population over the values of one feature. `total` is None when the whole population is one to four people."""

    key: str
    label: str
    cells: dict[str, Cell]
    total: Cell

    def share(self, value: str) -> int | None:
        """In percent, only where there are enough people to speak of shares."""
        count = self.cells[value]
        if count is None or self.total is None or self.total < ENOUGH_FOR_SHARES:
            return None
        return round(100 * count / self.total)


@dataclass(frozen=True)
class Table:
    """Populations side by side."""

    feature: str
    title: str
    values: tuple[str, ...]
    columns: tuple[Column, ...]


def step(key: str, label: str, count: int) -> Step:
    return Step(key, label, None if 0 < count < SMALLEST_GROUP else count)


def parts(key: str, title: str, counts: Mapping[str, int], labels: Mapping[str, str]) -> Parts | None:
    """None when nobody is in it, or when so few are that the whole must stay unseen."""
    kept = {name: count for name, count in counts.items() if count}
    if sum(kept.values()) < SMALLEST_GROUP:
        return None
    shown = apart(kept)
    return Parts(key, title, tuple((labels.get(name, name), shown[name]) for name in kept))


def table(feature: str, title: str, populations: Sequence[tuple[str, str, Mapping[str, int]]]) -> Table:
    values = tuple(sorted({value for _key, _label, counts in populations for value, count in counts.items() if count}))
    columns = []
    for key, label, counts in populations:
        here = {value: counts.get(value, 0) for value in values}
        total = sum(here.values())
        few_people = 0 < total < SMALLEST_GROUP
        cells: dict[str, Cell] = dict.fromkeys(values) if few_people else (apart(here) if total else dict(here))
        columns.append(Column(key, label, cells, None if few_people else total))
    return Table(feature, title, values, tuple(columns))
