"""Fair panels: numbers in, numbers out. No Flask, no database, no clock.

The solver itself (and with it numpy and HiGHS) is imported by whoever solves, not here: every other part of the house starts without it.
"""

from recruitment.lottery.draw import Drawn, clean_phrase, commitment, draw_from, seed_of
from recruitment.lottery.messages import BadInput, Change, Impossible, Said, Stopped
from recruitment.lottery.problem import Person, Problem, Quota
from recruitment.lottery.process import Solved, solve_in_child
from recruitment.lottery.publish import problem_from_sealed, sealed_text
from recruitment.lottery.reserves import ReserveChoice, next_reserve

__all__ = [
    "BadInput", "Change", "Drawn", "Impossible", "Person", "Problem", "Quota", "ReserveChoice", "Said", "Solved", "Stopped", "clean_phrase",
    "commitment", "draw_from", "next_reserve", "problem_from_sealed", "sealed_text", "seed_of", "solve_in_child",
]  # fmt: skip
