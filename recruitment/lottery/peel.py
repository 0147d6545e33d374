"""Peeling a fractional panel into real ones.

Take a real panel that lies in every face the point lies in (what is nobody's stays nobody's, what is full stays full), give it the
largest weight that leaves the rest fractional-feasible, subtract, repeat: every step makes one more bound tight, so it ends. Where a
face has no real panel it stalls; column generation goes on from there.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from recruitment.lottery.panels import Panels
from recruitment.lottery.types import Counts, Floats, Pool

TRUSTED = 1e-4
"""A remaining mass below this is rounding error."""
PATIENCE = 3
"""Integer programs asked for, at most, where dives fail."""


def _room(need: Floats, have: Floats) -> float:
    """Largest weight w with w * need <= have."""
    asks = need > 0
    return float((have[asks] / need[asks]).min()) if asks.any() else np.inf


def peel(pool: Pool, seated: Floats, stop: Callable[[], bool] = lambda: False) -> list[Counts]:
    search = Panels(pool)
    shake = np.random.Generator(np.random.PCG64(0))
    matrix, cap = pool.matrix.astype(np.float64), pool.cap.astype(np.float64)
    low, high = pool.low.astype(np.float64), pool.high.astype(np.float64)
    rest, mass = seated.copy(), 1.0
    panels: list[Counts] = []
    asked = 0
    while mass > TRUSTED and not stop():
        rows = matrix @ rest
        search.face(
            np.where(rest >= mass * cap - 1e-9, cap, 0.0), np.where(rest <= 1e-9, 0.0, cap),
            np.where(rows >= mass * high - 1e-8, high, low), np.where(rows <= mass * low + 1e-8, low, high),
        )  # fmt: skip
        worth = rest / (mass * np.maximum(cap, 1.0))
        panel = search.dive(worth)
        if panel is None:
            panel = search.dive(worth * shake.uniform(0.5, 1.0, len(worth)))
        if panel is None and asked < PATIENCE:
            asked += 1
            answer = search.best(worth, seconds=5)
            panel = answer[0] if answer else None
        if panel is None:
            break
        used = matrix @ panel
        weight = min(
            mass, _room(panel.astype(np.float64), rest), _room(cap - panel, mass * cap - rest), _room(high - used, mass * high - rows),
            _room(used - low, rows - mass * low),
        )  # fmt: skip
        if weight < 1e-7:
            break
        panels.append(panel)
        rest = np.maximum(rest - weight * panel, 0.0)
        mass -= weight
    return panels
