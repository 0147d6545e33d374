"""Quotas nobody can meet: why, and the cheapest change after which a panel exists.

One integer program, priced as `Change.cost`. Seats and households are never relaxed.
"""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from recruitment.lottery.messages import Impossible, Text, _
from recruitment.lottery.problem import Problem, changes
from recruitment.lottery.program import INFINITY, Program
from recruitment.lottery.types import Counts, Pool, collapse


def most_seats(pool: Pool) -> int:
    """Seats that can be filled when quotas are forgotten: one per household."""
    return sum(len(group.households) for group in pool.groups)


def _cheapest(problem: Problem, pool: Pool) -> Counts:
    kinds, quotas = len(pool.sizes), len(problem.quotas)
    low, high = pool.low[:quotas].astype(np.float64), pool.high[:quotas].astype(np.float64)
    own, rest = pool.matrix[:quotas].astype(np.float64), pool.matrix[quotas:].astype(np.float64)
    one, none = np.eye(quotas), np.zeros((quotas, quotas))
    matrix = np.vstack([np.hstack([own, one, none]), np.hstack([own, none, -one]), np.hstack([rest, np.zeros((len(rest), 2 * quotas))])])
    prices = np.concatenate([np.zeros(kinds), 1.0 + 2.0 / np.maximum(low, 1.0), np.ones(quotas)])
    answer = Program(
        -prices, np.zeros(kinds + 2 * quotas), np.concatenate([pool.cap.astype(np.float64), low, np.full(quotas, float(pool.people))]), matrix,
        np.concatenate([low, np.full(quotas, -INFINITY), pool.low[quotas:].astype(np.float64)]),
        np.concatenate([np.full(quotas, INFINITY), high, pool.high[quotas:].astype(np.float64)]), integer=True,
    ).solve()  # fmt: skip
    if answer is None:
        raise ArithmeticError("a relaxation exists whenever there are enough households")
    return np.rint(answer.x[:kinds]).astype(np.int64)


def _reason(problem: Problem, pool: Pool) -> Text:
    """The first plain thing that is wrong, from the most to the least visible."""
    categories: dict[str, list[int]] = defaultdict(list)
    for row, quota in enumerate(problem.quotas):
        categories[quota.category].append(row)
        have = int(pool.matrix[row] @ pool.sizes)
        if have < quota.min:
            return Text(
                _("Er moeten minstens %(min)s mensen met “%(category)s, %(value)s” in het panel, maar er zijn er %(have)s."),
                {"min": quota.min, "category": quota.category, "value": quota.value, "have": have},
            )
    for category, rows in categories.items():
        least, most = (sum(getattr(problem.quotas[row], side) for row in rows) for side in ("min", "max"))
        known = {"category": category, "seats": problem.seats}
        if least > problem.seats:
            return Text(
                _("De minima van “%(category)s” zijn samen %(sum)s. Dat is meer dan de %(seats)s plaatsen."), known | {"sum": least}
            )
        everyone = int((pool.matrix[rows] @ pool.sizes).sum()) == pool.people
        if everyone and most < problem.seats:
            return Text(
                _("De maxima van “%(category)s” zijn samen %(sum)s. Dat is minder dan de %(seats)s plaatsen."), known | {"sum": most}
            )
    return Text(_("De quota spreken elkaar tegen: geen enkel panel van deze mensen voldoet aan alle quota tegelijk."))


def impossible(problem: Problem, pool: Pool | None = None) -> Impossible:
    """The refusal for a problem that has no panel. Ask only when that is known."""
    pool = pool or collapse(problem)
    known = {"people": pool.people, "seats": problem.seats}
    if pool.people < problem.seats:
        return Impossible(
            (), Text(_("Er zijn %(people)s mensen voor %(seats)s plaatsen. Kies minder plaatsen of nodig meer mensen uit."), known)
        )
    if most_seats(pool) < problem.seats:
        return Impossible((), Text(
            _("Er zijn %(households)s huishoudens voor %(seats)s plaatsen, en elk huishouden krijgt er hooguit één. "
              "Kies minder plaatsen of nodig meer mensen uit."), known | {"households": most_seats(pool)},
        ))  # fmt: skip
    panel = _cheapest(problem, pool)
    found = changes(problem, [int(count) for count in (pool.matrix @ panel)[: len(problem.quotas)]])
    return Impossible(found, _reason(problem, pool))
