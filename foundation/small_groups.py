"""Counts of people, so that no group under 5 can be seen, nor worked out from what is shown beside it."""

from __future__ import annotations

from collections.abc import Mapping

from foundation.i18n import _

SMALLEST_GROUP = 5
"""Fewer people than this are never shown as a group."""
ENOUGH_FOR_SHARES = 30
"""Below this many people counts are shown and no percentages."""

Cell = int | None
"""A count, or None where it is not shown."""


def shown_counts(counts: Mapping[str, int]) -> dict[str, Cell]:
    """The same counts with every group under 5 hidden (None), and as many more as it takes that a hidden one cannot be worked out
    from the total."""
    hidden = {value for value, count in counts.items() if count < SMALLEST_GROUP}
    for value in sorted(set(counts) - hidden, key=lambda value: (counts[value], value)):
        if not 0 < sum(counts[one] for one in hidden) < SMALLEST_GROUP:
            break
        hidden.add(value)
    return {value: None if value in hidden else count for value, count in counts.items()}


def apart(counts: Mapping[str, int]) -> dict[str, Cell]:
    """As `shown_counts`, with nobody shown as 0 where that tells of no one; and where one number would still be left over for the hidden
    groups (all of them 4, say), another one goes with them."""
    shown = shown_counts(counts)
    hidden = [counts[value] for value, count in shown.items() if count is None]
    if not any(hidden):
        return {value: counts[value] for value in counts}  # nobody at all is no group
    if min(hidden) == max(hidden) == SMALLEST_GROUP - 1 and (rest := [value for value in counts if shown[value] is not None]):
        shown[min(rest, key=lambda value: (counts[value], value))] = None
    return shown


def few(count: int) -> str:
    """A count of people as those may read it who must not see groups under 5."""
    return _("minder dan %(least)s", least=SMALLEST_GROUP) if 0 < count < SMALLEST_GROUP else str(count)


def cell_words(count: Cell) -> str:
    """A cell of a table: which of the hidden ones is a small group is not told."""
    return _("niet getoond") if count is None else str(count)


def in_words(count: Cell) -> str:
    """A single number."""
    return few(1) if count is None else str(count)
