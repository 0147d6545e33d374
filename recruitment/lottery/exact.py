"""Leximin in stages with integer pricing: for the rare pools where the fractional bound is out of reach.

Each stage lifts the worst-off as far as any mixture of real panels can, settles those who are held at that level (their row has a
price) and goes on with the others. Every stage settles somebody, so it ends.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recruitment.lottery.master import Columns, Mixture, Unsolved, mix
from recruitment.lottery.types import Floats

CLEAR = 1e-5
SLACKS = (1e-9, 1e-8, 1e-7, 1e-6)
"""Settled levels are asked for this part less, so that rounding does not make a later stage impossible; the next one is for when it does."""


@dataclass(frozen=True)
class Stages:
    weights: Floats
    levels: Floats
    ceiling: float
    """No lottery gives the worst-off more than this; infinity if not even the first stage was finished."""
    finished: bool


def _stage(columns: Columns, aim: Floats, levels: Floats, stop: Callable[[], bool]) -> Mixture:
    for slack in SLACKS[:-1]:
        with suppress(Unsolved):
            return mix(columns, aim, levels * (1 - slack), stop=stop)
    return mix(columns, aim, levels * (1 - SLACKS[-1]), stop=stop)


def stages(
    columns: Columns, alive: NDArray[np.bool_], stop: Callable[[], bool] = lambda: False, progress: Callable[[str], None] = lambda line: None,
) -> Stages:  # fmt: skip
    pool = columns.pool
    unit = pool.seats / pool.people
    free = alive.copy()
    levels = np.zeros(len(pool.sizes))
    ceiling = np.inf
    while True:
        mixture = _stage(columns, np.where(free, unit, 0.0), levels, stop)
        if not levels.any():
            ceiling = mixture.ceiling * unit
        weight = np.where(free, mixture.prices * unit, 0.0)
        tight = weight > CLEAR
        if not tight.any():
            tight = free & (weight >= weight.max())
        levels[tight] = mixture.share * unit
        free &= ~tight
        progress(f"stage: {int(free.sum())} types to go")
        if not free.any() or stop():
            return Stages(mixture.weights, levels, ceiling, not free.any())
