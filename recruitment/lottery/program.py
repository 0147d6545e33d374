"""The one place that talks to HiGHS: linear and integer programs over numpy arrays, always maximising.

One thread and a fixed seed: the same program gives the same answer in every process.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np

from recruitment.lottery.types import Floats

INFINITY = float(highspy.kHighsInf)
RESTED = (highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kTimeLimit, highspy.HighsModelStatus.kObjectiveTarget)
SETTLED = (*RESTED, highspy.HighsModelStatus.kInfeasible)


@dataclass(frozen=True)
class Answer:
    """`row_duals` and `reduced` have the sign of a price: how much the value rises when that bound is let go a little upwards."""

    value: float
    x: Floats
    row_duals: Floats
    reduced: Floats
    bound: float
    """No solution is better than this; equal to the value for a linear program."""


class _Quiet(highspy.Highs):
    """Without the callbacks of the ordinary constructor: switching those on writes a banner on standard output, before it can be silenced."""

    def __init__(self) -> None:
        super(highspy.Highs, self).__init__()
        self.setOptionValue("output_flag", False)


class Program:
    def __init__(
        self, cost: Floats, low: Floats, high: Floats, matrix: Floats, row_low: Floats, row_high: Floats, integer: bool = False,
    ) -> None:  # fmt: skip
        self._solver: Any = _Quiet()
        for name, setting in (
            ("threads", 1), ("random_seed", 0), ("primal_feasibility_tolerance", 1e-9),
            ("dual_feasibility_tolerance", 1e-9), ("mip_rel_gap", 0.0), ("mip_abs_gap", 1e-7), ("mip_feasibility_tolerance", 1e-8),
        ):  # fmt: skip
            self._solver.setOptionValue(name, setting)
        if not integer:
            self._solver.setOptionValue("presolve", "off")
        rows, columns = matrix.shape
        lp: Any = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = columns, rows
        lp.col_cost_, lp.col_lower_, lp.col_upper_ = cost, low, high
        lp.row_lower_, lp.row_upper_ = row_low, row_high
        lp.sense_ = highspy.ObjSense.kMaximize
        at_column, at_row = np.nonzero(matrix.T)
        lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        lp.a_matrix_.start_ = np.concatenate(([0], np.cumsum(np.bincount(at_column, minlength=columns)))).astype(np.int32)
        lp.a_matrix_.index_ = at_row.astype(np.int32)
        lp.a_matrix_.value_ = matrix[at_row, at_column].astype(np.float64)
        if integer:
            lp.integrality_ = [highspy.HighsVarType.kInteger] * columns
        self.integer = integer
        self.columns = columns
        self._solver.passModel(lp)

    def set_cost(self, cost: Floats) -> None:
        self._solver.changeColsCost(self.columns, np.arange(self.columns, dtype=np.int32), cost.astype(np.float64))

    def set_bounds(self, low: Floats, high: Floats) -> None:
        self._solver.changeColsBounds(
            self.columns, np.arange(self.columns, dtype=np.int32), low.astype(np.float64), high.astype(np.float64)
        )

    def set_rows(self, low: Floats, high: Floats) -> None:
        rows = np.arange(len(low), dtype=np.int32)
        self._solver.changeRowsBounds(len(rows), rows, low.astype(np.float64), high.astype(np.float64))

    def set_bound(self, column: int, low: float, high: float) -> None:
        self._solver.changeColBounds(column, low, high)

    def add_column(self, cost: float, rows: Sequence[int] | Floats, values: Sequence[float] | Floats) -> None:
        self._solver.addCol(cost, 0.0, INFINITY, len(rows), np.asarray(rows, dtype=np.int32), np.asarray(values, dtype=np.float64))
        self.columns += 1

    def add_row(self, low: float, high: float, columns: Sequence[int] | Floats, values: Sequence[float] | Floats) -> None:
        self._solver.addRow(low, high, len(columns), np.asarray(columns, dtype=np.int32), np.asarray(values, dtype=np.float64))

    def solve(self, seconds: float | None = None, target: float | None = None) -> Answer | None:
        """None: there is no solution (or, with a limit, none was found in time). An integer program may rest once it beats the target."""
        if self.integer:
            self._solver.setOptionValue("objective_target", -INFINITY if target is None else target)
            self._solver.setOptionValue("time_limit", self._solver.getRunTime() + seconds if seconds else INFINITY)
        self._solver.run()
        status = self._solver.getModelStatus()
        if not self.integer and status not in SETTLED:  # numerical trouble of a warm start: once more from nothing
            self._solver.clearSolver()
            self._solver.run()
            status = self._solver.getModelStatus()
        if status not in RESTED:
            return None
        info = self._solver.getInfo()
        if self.integer and info.primal_solution_status != 2:
            return None
        solution = self._solver.getSolution()
        value = float(info.objective_function_value)
        return Answer(
            value=value,
            x=np.array(solution.col_value),
            row_duals=np.array(solution.row_dual) if not self.integer else np.zeros(0),
            reduced=np.array(solution.col_dual) if not self.integer else np.zeros(0),
            bound=float(info.mip_dual_bound) if self.integer else value,
        )
