"""Finding one real panel: by diving (cheap, may fail) or by integer program (always answers), and improving one by swapping seats."""

from __future__ import annotations

import numpy as np

from recruitment.lottery.program import Program
from recruitment.lottery.types import Counts, Floats, Pool

DEEP = 80
"""Steps of a dive before it is given up."""


def _program(pool: Pool, integer: bool) -> Program:
    n = len(pool.sizes)
    return Program(
        np.zeros(n), pool.floor.astype(np.float64), pool.cap.astype(np.float64), pool.matrix.astype(np.float64),
        pool.low.astype(np.float64), pool.high.astype(np.float64), integer=integer,
    )  # fmt: skip


class Panels:
    """The program over panels. Every answer is checked against the quotas in integers."""

    def __init__(self, pool: Pool) -> None:
        self.pool = pool
        self._whole = _program(pool, integer=True)
        self._parts = _program(pool, integer=False)
        self._everything = (pool.floor.astype(np.float64), pool.cap.astype(np.float64))

    def face(self, low: Floats, high: Floats, row_low: Floats, row_high: Floats) -> None:
        """From now on only panels with these bounds on types and rows."""
        self._everything = (low, high)
        for program in (self._whole, self._parts):
            program.set_bounds(low, high)
            program.set_rows(row_low, row_high)

    def best(self, worth: Floats, seconds: float | None = None, target: float | None = None) -> tuple[Counts, float] | None:
        """The panel that is worth most (or, with a target, one worth more than that), and a value no panel exceeds."""
        self._whole.set_cost(worth)
        answer = self._whole.solve(seconds, target)
        if answer is None:
            return None
        counts = np.rint(answer.x).astype(np.int64)
        return (counts, answer.bound) if self.pool.fits(counts) else None

    def dive(self, worth: Floats) -> Counts | None:
        """Solve with parts of people allowed, round the largest part up, solve again, until only whole people are left."""
        low, high = (side.copy() for side in self._everything)
        self._parts.set_bounds(low, high)
        self._parts.set_cost(worth)
        answer = self._parts.solve()
        for _step in range(DEEP):
            if answer is None:
                return None
            parts = answer.x - np.floor(answer.x + 1e-6)
            parts[parts < 1e-6] = 0.0
            if not parts.any():
                counts = np.rint(answer.x).astype(np.int64)
                return counts if self.pool.fits(counts) else None
            kind = int(parts.argmax())
            kept = low[kind]
            low[kind] = np.ceil(answer.x[kind])
            self._parts.set_bound(kind, low[kind], high[kind])
            deeper = self._parts.solve()
            if deeper is None:
                low[kind], high[kind] = kept, np.floor(answer.x[kind])
                self._parts.set_bound(kind, low[kind], high[kind])
                deeper = self._parts.solve()
            answer = deeper
        return None


def improve(pool: Pool, panel: Counts, worth: Floats) -> Counts:
    """Swap seats one at a time, dearest gain first, while the panel becomes worth more and stays within the quotas."""
    panel = panel.copy()
    matrix = pool.matrix.astype(np.float64)
    while True:
        rows = pool.matrix @ panel
        leaving, coming = np.flatnonzero(panel > pool.floor), np.flatnonzero(panel < pool.cap)
        gain = np.where(allowed(pool, rows, leaving, matrix[:, coming]), worth[coming][None, :] - worth[leaving][:, None], 0.0)
        if not gain.size or gain.max() <= 1e-9:
            return panel
        seat, newcomer = divmod(int(gain.argmax()), len(coming))
        panel[leaving[seat]] -= 1
        panel[coming[newcomer]] += 1


def allowed(pool: Pool, rows: Counts, leaving: Counts, newcomers: Floats) -> np.ndarray[tuple[int, int], np.dtype[np.bool_]]:
    """Which swaps (leaver, newcomer) keep the quotas. The matrix is 0/1, so a newcomer only breaks a row that is full once the
    leaver is gone, or fails to mend one that the leaver leaves short."""
    gone = rows[:, None] - pool.matrix[:, leaving]
    full = (gone == pool.high[:, None]).astype(np.float64)
    short = (gone < pool.low[:, None]).astype(np.float64)
    breaks: np.ndarray[tuple[int, int], np.dtype[np.float64]] = (full - short).T @ newcomers + short.sum(axis=0)[:, None]
    return breaks < 0.5
