"""Column generation: the best weights for the panels known so far, and the panels worth adding.

    maximise  t   where   sum of weights = 1   and, for every type,   chance >= base + t * aim

`aim` and `base` are vectors over types. With aim = everyone's level and base = 0, t is the part of their level that all get. With
aim = 1 for some and base = a settled level for the others, it is a stage of leximin. The duals say what a seat of each type is worth;
a panel worth more than the present optimum is missing from the list, and when an integer program finds none, t is proved.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from recruitment.lottery.panels import Panels, improve
from recruitment.lottery.program import INFINITY, Answer, Program
from recruitment.lottery.types import Counts, Floats, Pool

PROVED = 1e-7
WORTHWHILE = 0.01
"""An integer program may rest when it has found a panel this much better than the optimum; with nothing that good it goes on to the proof."""
DIVES = 6
SECONDS_PER_PROOF = 20.0


@dataclass(frozen=True)
class Mixture:
    """Panels with weights that add up to 1; `share` is t, and no mixture of any panels exceeds `ceiling`."""

    weights: Floats
    share: float
    ceiling: float
    prices: Floats
    """The dual of each type's row: above 0 means it cannot have more in any mixture this good."""


class Unsolved(ArithmeticError):
    """Rounding made the program over known panels unsolvable."""


class Columns:
    """All panels found so far, each once."""

    def __init__(self, pool: Pool, panels: Iterable[Counts]) -> None:
        self.pool = pool
        self.search = Panels(pool)
        self.panels: list[Counts] = []
        self._known: set[bytes] = set()
        for panel in panels:
            self.add(panel)

    def add(self, panel: Counts) -> bool:
        key = panel.tobytes()
        if key in self._known or not self.pool.fits(panel):
            return False
        self._known.add(key)
        self.panels.append(panel)
        return True


def _restricted(pool: Pool, columns: Columns, aim: Floats, base: Floats, scale: Floats) -> Program:
    """Column 0 is t; panels follow. Rows are scaled so that their numbers stay near 1."""
    kinds = len(pool.sizes)
    seats = np.array(columns.panels, dtype=np.float64).T.reshape(kinds, -1)
    matrix = np.vstack([np.hstack([(-aim * scale)[:, None], seats * (scale / pool.sizes)[:, None]]), np.ones((1, 1 + len(columns.panels)))])
    matrix[kinds, 0] = 0.0
    cost = np.zeros(matrix.shape[1])
    cost[0] = 1.0
    low = np.zeros(matrix.shape[1])
    return Program(
        cost, low, np.full(matrix.shape[1], INFINITY), matrix, np.append(base * scale, 1.0), np.append(np.full(kinds, INFINITY), 1.0)
    )


def _missing(
    columns: Columns, answer: Answer, prices: Floats, optimum: float, shake: np.random.Generator
) -> tuple[list[Counts], float | None]:
    """Panels worth more than the optimum, cheapest ways first; and, if only the integer program was left to ask, its upper bound."""
    pool = columns.pool
    worth = prices / pool.sizes
    used = np.flatnonzero(answer.x[1:] > 1e-9)
    found = [better for better in (improve(pool, columns.panels[place], worth) for place in used) if better @ worth > optimum + PROVED]
    for shaken in range(1 if found else DIVES):
        dived = columns.search.dive(worth * shake.uniform(0.9, 1.0, len(worth)) if shaken else worth)
        if dived is not None:
            dived = improve(pool, dived, worth)
            if dived @ worth > optimum + PROVED:
                found.append(dived)
    if found:
        return found, None
    proof = columns.search.best(worth, seconds=SECONDS_PER_PROOF, target=optimum + WORTHWHILE)
    if proof is None:
        return [], INFINITY
    panel, bound = proof
    panel = improve(pool, panel, worth)
    return ([panel] if panel @ worth > optimum + PROVED else []), bound


def mix(
    columns: Columns, aim: Floats, base: Floats, enough: float = INFINITY, stop: Callable[[], bool] = lambda: False,
    hopeless: bool = False,
) -> Mixture:  # fmt: skip
    """Add panels until t is proved, is `enough`, (`hopeless`) is proved unable to become enough, or until stopped."""
    pool = columns.pool
    kinds = len(pool.sizes)
    wanted = np.where(aim > 0, aim, base)
    scale = np.where(wanted > 0, 1.0 / np.maximum(wanted, 1e-12), 1.0)
    program = _restricted(pool, columns, aim, base, scale)
    ceiling = INFINITY
    shake = np.random.Generator(np.random.PCG64(0))
    while True:
        answer = program.solve()
        if answer is None:
            raise Unsolved
        prices = np.maximum(-answer.row_duals[:kinds], 0.0) * scale
        optimum = float(answer.row_duals[kinds])
        mixture = Mixture(np.maximum(answer.x[1:], 0.0), answer.value, ceiling, prices)
        if answer.value >= enough or stop():
            return mixture
        new, bound = _missing(columns, answer, prices, optimum, shake)
        if bound is not None:
            ceiling = min(ceiling, answer.value + max(bound - optimum, 0.0))
            mixture = Mixture(mixture.weights, mixture.share, ceiling, prices)
            if hopeless and ceiling < enough:
                return mixture
        added = False
        for panel in new:
            if columns.add(panel):
                added = True
                where = np.flatnonzero(panel)
                program.add_column(0.0, np.append(where, kinds), np.append(panel[where] * (scale / pool.sizes)[where], 1.0))
        if not added:
            return mixture
