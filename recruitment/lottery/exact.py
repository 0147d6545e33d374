"""Leximin in stages with integer pricing: for the rare pools where the fractional bound is out of reach.

Each stage lifts the worst-off as far as any mixture of real panels can, settles those who are held at that level (their row has a
price) and goes on with the others. Every stage settles somebody, so it ends. Fractional panels bound each stage from above: where
real ones reach that, the integer program need not be asked.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recruitment.lottery.bound import Relaxed
from recruitment.lottery.master import Columns, Mixture, Unsolved, mix
from recruitment.lottery.program import INFINITY
from recruitment.lottery.types import Floats

CLEAR = 1e-5
CLOSE = 1e-8
"""A stage this near to what fractional panels allow needs no proof: nothing exceeds that, so whoever is held there is held here."""
SLACKS = (1e-9, 1e-8, 1e-7, 1e-6)
"""Settled levels are asked for this part less, so that rounding does not make a later stage impossible; the next one is for when it does."""


@dataclass(frozen=True)
class Stages:
    weights: Floats
    levels: Floats
    ceiling: float
    """No lottery gives the worst-off more than this; infinity if not even the first stage was finished."""
    finished: bool


def _stage(columns: Columns, aim: Floats, levels: Floats, enough: float, stop: Callable[[], bool]) -> Mixture:
    for slack in SLACKS[:-1]:
        with suppress(Unsolved):
            return mix(columns, aim, levels * (1 - slack), enough, stop)
    return mix(columns, aim, levels * (1 - SLACKS[-1]), enough, stop)


def stages(
    columns: Columns, alive: NDArray[np.bool_], stop: Callable[[], bool] = lambda: False, progress: Callable[[str], None] = lambda line: None,
) -> Stages:  # fmt: skip
    pool = columns.pool
    relaxed = Relaxed(pool, alive)
    unit = relaxed.unit
    ceiling = np.inf
    while True:
        relaxed.levels *= 1 - SLACKS[0]
        bound = relaxed.level()
        top = bound.value if bound else INFINITY
        aim = np.where(relaxed.free, unit, 0.0)
        mixture = _stage(columns, aim, relaxed.levels * unit, top - CLOSE, stop)
        reached = bound is not None and mixture.share >= top - CLOSE
        if bound is not None and reached:
            tight = bound.tight
        else:
            weight = np.where(relaxed.free, mixture.prices * unit, 0.0)
            tight = (weight > CLEAR) | (relaxed.free & (weight >= weight.max()))
        if not relaxed.levels.any():
            ceiling = min(top, mixture.ceiling) * unit
        if stop() and not reached:
            return Stages(mixture.weights, relaxed.levels * unit, ceiling, False)
        relaxed.levels[tight] = mixture.share
        relaxed.free &= ~tight
        progress(f"stage: {'bound' if reached else 'proof'}, {int(relaxed.free.sum())} types to go")
        if not relaxed.free.any():
            return Stages(mixture.weights, relaxed.levels * unit, ceiling, True)
