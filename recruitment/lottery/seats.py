"""Who can be seated at all, and real panels to prove it.

From one panel many others follow by swapping one seat for another where the quotas have slack; an integer program is asked only
for what swaps do not reach, and for the proof that the rest can never be seated.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recruitment.lottery.messages import Stopped, _
from recruitment.lottery.panels import Panels, allowed
from recruitment.lottery.types import Counts, Pool

DIVES = 5


@dataclass(frozen=True)
class Seatable:
    alive: NDArray[np.bool_]
    """Per type: is there any panel with somebody of this type?"""
    panels: tuple[Counts, ...]
    """Panels in which, together, every living type has a seat."""


def _freshen(pool: Pool, panel: Counts, wanted: NDArray[np.bool_]) -> Counts:
    """Swap seats of types that are not wanted for seats of types that are, as long as the quotas have slack for it."""
    panel = panel.copy()
    stays = wanted & (panel > 0)
    comes = wanted & (panel == 0)
    newcomers = pool.matrix.astype(np.float64)
    while True:
        rows = pool.matrix @ panel
        leaving, coming = np.flatnonzero((panel > pool.floor) & ~stays), np.flatnonzero(comes & (panel < pool.cap))
        if not len(leaving) or not len(coming):
            return panel
        fine = allowed(pool, rows, leaving, newcomers[:, coming])
        if not fine.any():
            return panel
        seat, newcomer = divmod(int(fine.argmax()), len(coming))
        panel[leaving[seat]] -= 1
        panel[coming[newcomer]] += 1
        stays[coming[newcomer]], comes[coming[newcomer]] = True, False


def _another(search: Panels, wanted: NDArray[np.bool_], shake: np.random.Generator) -> Counts | None:
    """A panel with somebody wanted; if it has nobody wanted there is no such panel, and None means there is no panel at all."""
    for _dive in range(DIVES):
        panel = search.dive(wanted * shake.uniform(0.5, 1.0, len(wanted)))
        if panel is not None and panel[wanted].any():
            return panel
    answer = search.best(wanted.astype(np.float64), target=0.5)
    return answer[0] if answer else None


def seatable(pool: Pool, stop: Callable[[], bool] = lambda: False) -> Seatable | None:
    """None: no panel meets the quotas at all."""
    search = Panels(pool)
    shake = np.random.Generator(np.random.PCG64(0))
    wanted = np.ones(len(pool.sizes), dtype=bool)
    panels: list[Counts] = []
    while wanted.any():
        if stop():
            raise Stopped(_("De tijd was om voordat er een loting was. Probeer het opnieuw met meer tijd."))
        panel = _another(search, wanted, shake)
        if panel is None:
            return None
        if not panel[wanted].any():
            break
        while panel[wanted].any():
            panels.append(panel)
            wanted &= panel == 0
            panel = _freshen(pool, panel, wanted)
    return Seatable(~wanted, tuple(panels))
