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
class Level:
    """One stage, in units of seats/people: the most the worst-off free types can have, and who among them can have no more."""

    value: float
    tight: NDArray[np.bool_]
    seated: Floats
    prices: Floats
    """Per row of the pool: above 0 a maximum that holds somebody down, below 0 a minimum that does."""


@dataclass(frozen=True)
class Bound:
    seated: Floats
    """Expected number of seats per type; a point inside the quotas."""
    levels: Floats
    """The same per person: the chance everyone would have."""
    limits: tuple[int | None, ...]
    """Per type the number of the quota that holds its chance down, or None."""


class Relaxed:
    """maximise t, where every free type gets t * size + z, z >= 0, and every settled type level * size + z.

    Settle types by writing `levels` (in units of seats/people) and `free`.
    """

    def __init__(self, pool: Pool, alive: NDArray[np.bool_]) -> None:
        self.pool = pool
        self.unit = pool.seats / pool.people
        self.free = alive.copy()
        self.levels = np.zeros(len(pool.sizes))
        self.cap = np.where(alive, pool.cap / self.unit, 0.0)
        self.crowded: set[int] = set()

    def level(self) -> Level | None:
        """None: there is no way to meet the quotas and give the settled types their levels."""
        solved = self._solve()
        if solved is None:
            return None
        answer, seated = solved
        kinds = len(self.pool.sizes)
        value = float(answer.x[kinds])
        tight = np.where(self.free, -answer.reduced[:kinds] * self.pool.sizes, 0.0) > CLEAR
        if not tight.any():
            tight = self.free & (seated <= value * self.pool.sizes + 1e-7)
        return Level(value, tight if tight.any() else self.free.copy(), seated, answer.row_duals)

    def _solve(self) -> tuple[Answer, Floats] | None:
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
    relaxed = Relaxed(pool, alive)
    limits: list[int | None] = [None] * len(pool.sizes)
    seated = None
    while relaxed.free.any():
        level = relaxed.level()
        if level is None:
            break  # rounding inside a later stage: what is settled stands, the rest keeps the last solution
        seated = level.seated * relaxed.unit
        for kind in np.flatnonzero(level.tight):
            limits[kind] = _limit(pool, quotas, int(kind), level.prices)
        relaxed.levels[level.tight] = level.value
        relaxed.free &= ~level.tight
    return None if seated is None else Bound(seated, seated / pool.sizes, tuple(limits))
