"""From a problem to a lottery: who can be seated, the fractional bound, peel, generate, and stages where the bound is out of reach."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from recruitment.lottery.bound import fractional
from recruitment.lottery.exact import stages
from recruitment.lottery.lottery import UNITS, Lottery, chances_of, whole_weights
from recruitment.lottery.master import Columns, Mixture, mix
from recruitment.lottery.messages import Change, Impossible, Stopped, Text, _
from recruitment.lottery.peel import peel
from recruitment.lottery.problem import Problem
from recruitment.lottery.publish import sealed_text, sha256
from recruitment.lottery.relax import impossible, most_seats
from recruitment.lottery.seats import Seatable, seatable
from recruitment.lottery.types import Floats, Pool, collapse


def _never() -> bool:
    return False


def _silent(_line: str) -> None:
    return None


def _goal(kinds: int) -> float:
    """Part of their level all must get before the bound counts as reached. The last digits cost much in large pools only."""
    return 1.0 - (1e-7 if kinds <= 64 else 1e-6 if kinds <= 400 else 1e-4)


def _start(problem: Problem, stop: Callable[[], bool] = _never) -> tuple[Pool, Seatable]:
    pool = collapse(problem)
    found = None if most_seats(pool) < problem.seats else seatable(pool, stop)
    if found is None:
        raise impossible(problem, pool)
    return pool, found


def solve(
    problem: Problem, salt: str = "", stop: Callable[[], bool] = _never, progress: Callable[[str], None] = _silent,
) -> Lottery:  # fmt: skip
    """The fairest lottery (leximin). Raises Impossible.

    `stop` is asked now and then; once it says yes, the best lottery so far is given with status `stopped`, or Stopped is raised where
    there is none yet. Without it the answer depends on the problem alone, not on the order of rows or the time of day.
    """
    problem = problem.ordered()
    seal = sha256(sealed_text(problem, salt))
    pool, found = _start(problem, stop)
    progress(f"seatable: {int(found.alive.sum())} of {len(pool.sizes)} types")
    best = fractional(pool, len(problem.quotas), found.alive)
    if best is None:
        raise ArithmeticError("there are panels, so there is a fractional one")
    progress("bound found")
    aim = np.where(found.alive, best.levels, 0.0)
    columns, mixture = _reach(pool, best.seated, aim, stop, progress)
    if mixture is not None and (mixture.share >= _goal(len(aim)) or stop()):
        status = "reached" if mixture.share >= _goal(len(aim)) else "stopped"
        return _lottery(columns, mixture.weights, aim, float(aim[found.alive].min()), status, seal)
    everything = Columns(pool, [*columns.panels, *found.panels])
    staged = stages(everything, found.alive, stop, progress)
    ceiling = min(float(aim[found.alive].min()), staged.ceiling)
    levels, status = (staged.levels, "exact") if staged.finished else (aim, "stopped")
    return _lottery(everything, staged.weights, levels, ceiling, status, seal)


def _reach(
    pool: Pool, seated: Floats, aim: Floats, stop: Callable[[], bool], progress: Callable[[str], None],
) -> tuple[Columns, Mixture | None]:  # fmt: skip
    """Try to mix panels into the fractional point. No mixture: some living type has no panel there, so the point is out of reach."""
    face = pool.face(seated)
    columns = Columns(face, peel(face, seated, stop))
    progress(f"peeled: {len(columns.panels)} panels")
    covered = sum(columns.panels, np.zeros_like(face.cap)) > 0
    if (covered < (aim > 0)).any():
        more = seatable(face, stop)
        if more is None or (more.alive < (aim > 0)).any():
            return columns, None
        for panel in more.panels:
            columns.add(panel)
    mixture = mix(columns, aim, np.zeros(len(aim)), _goal(len(aim)), stop, hopeless=True)
    progress(f"generated: {len(columns.panels)} panels, share {mixture.share:.6f}, at most {mixture.ceiling:.6f}")
    return columns, mixture


def _lottery(columns: Columns, weights: Floats, levels: Floats, ceiling: float, status: str, sealed: str) -> Lottery:
    pool = columns.pool
    panels = whole_weights(columns.panels[: len(weights)], weights)
    chances = chances_of(tuple(int(size) for size in pool.sizes), panels)
    pairs = [(chance, level) for chance, level in zip(chances, levels, strict=True) if level > 0]
    if any(chance == 0 for chance, _level in pairs):
        raise Stopped(_("De tijd was om voordat iedereen een kans had. Probeer het opnieuw met meer tijd."))
    return Lottery(
        seats=pool.seats, groups=pool.groups, panels=panels,
        bound=min(UNITS, max(int(np.ceil(ceiling * UNITS - 1e-3)), min(chance for chance, _level in pairs))),
        guarantee=min(UNITS, int(min(chance / level for chance, level in pairs))),
        status=status, sealed_sha256=sealed,
    )  # fmt: skip


@dataclass(frozen=True)
class Check:
    """What can be said in a moment, before any lottery is made."""

    feasible: bool
    reason: Text | None
    """Why not, when it is not."""
    relaxation: tuple[Change, ...]
    never_seated: tuple[str, ...]
    always_seated: tuple[str, ...]
    """People whose fairest chance is 1."""
    chances: Mapping[str, float]
    """Everybody's fairest chance when parts of people could be seated; real chances are this or very near it."""
    limits: Mapping[str, tuple[str, str] | None]
    """The quota, as (category, value), that holds somebody's chance down most; None when none does."""
    even: float
    """Seats divided by people: the chance without quotas."""


def check(problem: Problem) -> Check:
    problem = problem.ordered()
    even = problem.seats / len(problem.people)
    try:
        pool, found = _start(problem)
    except Impossible as refusal:
        return Check(False, refusal.reason, refusal.relaxation, (), (), {}, {}, even)
    best = fractional(pool, len(problem.quotas), found.alive)
    if best is None:
        raise ArithmeticError("there are panels, so there is a fractional one")
    names = [(quota.category, quota.value) for quota in problem.quotas]
    limit = [None if row is None else names[row] for row in best.limits]
    ids = [person.id for person in problem.people]
    kinds = pool.type_of
    return Check(
        feasible=True, reason=None, relaxation=(),
        never_seated=tuple(person for person in ids if not found.alive[kinds[person]]),
        always_seated=tuple(person for person in ids if best.levels[kinds[person]] > 1 - 1e-9),
        chances={person: float(min(1.0, max(0.0, best.levels[kinds[person]]))) for person in ids},
        limits={person: limit[kinds[person]] for person in ids},
        even=even,
    )  # fmt: skip
