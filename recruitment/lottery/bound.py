"""Leximin over *fractional* panels: a short chain of linear programs over types.

Its smallest chance is at least the true one, so a lottery that reaches it is proved fairest. On real pools it is nearly always
reached. Chances are expressed in units of seats/people, so that numbers stay near 1 whatever the size of the pool.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recruitment.lottery.program import INFINITY, Answer, Program
from recruitment.lottery.types import Floats, Pool

CLEAR = 1e-6
"""A dual below this is noise: duals of one stage add up to 1."""


@dataclass(frozen=True)
class Bound:
    seated: Floats
    """Expected number of seats per type; a point inside the quotas."""
    levels: Floats
    """The same per person: the chance everyone would have."""
    limits: tuple[int | None, ...]
    """Per type the number of the quota that holds its chance down, or None."""


class _Stage:
    """maximise t, where every free type gets t * size + z, z >= 0, and every settled type level * size + z."""

    def __init__(self, pool: Pool, unit: float, alive: NDArray[np.bool_]) -> None:
        self.pool, self.unit = pool, unit
        self.free = alive.copy()
        self.levels = np.zeros(len(pool.sizes))
        self.cap = np.where(alive, pool.cap / unit, 0.0)
        self.crowded: set[int] = set()

    def solve(self) -> tuple[Answer, Floats] | None:
        """Caps of free types become rows only once they are hit: there are few, and rows are what costs time."""
        sizes, matrix, n = self.pool.sizes.astype(float), self.pool.matrix.astype(float), len(self.pool.sizes)
        settled = np.where(self.free, 0.0, self.levels * sizes)
        offset = matrix @ settled
        rows = np.hstack([matrix, (matrix @ np.where(self.free, sizes, 0.0))[:, None]])
        top = np.where(self.free, self.cap, np.maximum(self.cap - settled, 0.0))
        program = Program(
            np.append(np.zeros(n), 1.0), np.zeros(n + 1), np.append(top, INFINITY), rows,
            self.pool.low / self.unit - offset, self.pool.high / self.unit - offset,
        )  # fmt: skip
        crowded = {kind for kind in self.crowded if self.free[kind]}
        for kind in sorted(crowded):
            program.add_row(-INFINITY, self.cap[kind], [kind, n], [1.0, sizes[kind]])
        while True:
            answer = program.solve()
            if answer is None:
                return None
            seated = settled + answer.x[:n] + np.where(self.free, sizes * answer.x[n], 0.0)
            over = [int(kind) for kind in np.flatnonzero(self.free & (seated > self.cap + 1e-8)) if int(kind) not in crowded]
            if not over:
                self.crowded |= crowded
                return answer, seated
            crowded.update(over)
            for kind in over:
                program.add_row(-INFINITY, self.cap[kind], [kind, n], [1.0, sizes[kind]])


def _limit(pool: Pool, quotas: int, kind: int, prices: Floats) -> int | None:
    """The dearest maximum this type counts for; failing that, the dearest minimum that gives its seats to others."""
    own = pool.matrix[:quotas, kind] > 0
    held = np.where(own, prices[:quotas], 0.0)
    if quotas and held.max() > CLEAR:
        return int(held.argmax())
    pushed = np.where(own, 0.0, -prices[:quotas])
    return int(pushed.argmax()) if quotas and pushed.max() > CLEAR else None


def fractional(pool: Pool, quotas: int, alive: NDArray[np.bool_]) -> Bound | None:
    """None: even fractions of people cannot meet the quotas. Types that are not alive get nothing and do not count."""
    kinds = len(pool.sizes)
    unit = pool.seats / pool.people
    stage = _Stage(pool, unit, alive)
    limits: list[int | None] = [None] * kinds
    seated = np.zeros(kinds)
    while stage.free.any():
        solved = stage.solve()
        if solved is None:
            if stage.free.sum() == alive.sum():
                return None
            break  # rounding inside a later stage: what is settled stands, the rest keeps the last solution
        answer, seated = solved
        value = float(answer.x[kinds])
        weight = np.where(stage.free, -answer.reduced[:kinds] * pool.sizes, 0.0)
        tight = weight > CLEAR
        if not tight.any():
            tight = stage.free & (seated <= value * pool.sizes + 1e-7)
        if not tight.any():
            tight = stage.free.copy()
        for kind in np.flatnonzero(tight):
            limits[kind] = _limit(pool, quotas, int(kind), answer.row_duals)
        stage.levels[tight] = value
        stage.free &= ~tight
    seated = seated * unit
    return Bound(seated, seated / pool.sizes, tuple(limits))
