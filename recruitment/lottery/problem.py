"""The question: who volunteered, which quotas hold, how many seats. Frozen, checked on creation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from recruitment.lottery.messages import BadInput, Change, _


@dataclass(frozen=True)
class Person:
    """A volunteer. `household` None is somebody whose household is not known: never the same household as anyone else."""

    id: str
    features: Mapping[str, str]
    household: str | None = None


@dataclass(frozen=True)
class Quota:
    """Between `min` and `max` of the seats (both included) for people whose `category` is `value`."""

    category: str
    value: str
    min: int
    max: int


@dataclass(frozen=True)
class Problem:
    people: tuple[Person, ...]
    quotas: tuple[Quota, ...]
    seats: int

    def __post_init__(self) -> None:
        if self.seats < 1:
            raise BadInput(_("Het aantal plaatsen is %(seats)s. Kies 1 of meer."), seats=self.seats)
        if not self.people:
            raise BadInput(_("Er staat niemand in de lijst met mensen. Controleer het bestand."))
        seen: set[str] = set()
        for person in self.people:
            if not person.id:
                raise BadInput(_("Iemand in de lijst heeft geen nummer. Vul voor iedereen een nummer in."))
            if person.id in seen:
                raise BadInput(_("Het nummer “%(id)s” komt twee keer voor. Geef iedereen een eigen nummer."), id=person.id)
            seen.add(person.id)
        pairs: set[tuple[str, str]] = set()
        for quota in self.quotas:
            where = {"category": quota.category, "value": quota.value}
            if (quota.category, quota.value) in pairs:
                raise BadInput(_("“%(category)s, %(value)s” staat twee keer in de quota. Laat één regel staan."), **where)
            pairs.add((quota.category, quota.value))
            if quota.min < 0:
                raise BadInput(_("Het minimum van “%(category)s, %(value)s” is kleiner dan 0. Kies 0 of meer."), **where)
            if quota.min > quota.max:
                raise BadInput(
                    _("Bij “%(category)s, %(value)s” is het minimum (%(min)s) groter dan het maximum (%(max)s). Pas een van de twee aan."),
                    **where, min=quota.min, max=quota.max,
                )  # fmt: skip

    def ordered(self) -> Problem:
        """The same problem in the one order that does not depend on how it came in."""
        return Problem(
            tuple(sorted(self.people, key=lambda person: person.id.encode("utf-8", "surrogatepass"))),
            tuple(sorted(self.quotas, key=lambda quota: (quota.category, quota.value))), self.seats,
        )  # fmt: skip


def changes(problem: Problem, counts: Sequence[int]) -> tuple[Change, ...]:
    """What would have to change for a panel with this many people per quota."""
    return tuple(
        Change(quota.category, quota.value, quota.min, quota.max, min(quota.min, have), max(quota.max, have))
        for quota, have in zip(problem.quotas, counts, strict=True)
        if not quota.min <= have <= quota.max
    )
