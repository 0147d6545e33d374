"""The lottery: numbers in, numbers out. No Flask, no database, no clock, nothing of the rest of the house.

    check(problem)                        can the quotas be met, who never or always, everyone's fairest chance   (a moment)
    solve(problem) / solve_in_child(...)  the fairest lottery (leximin), as panels with integer weights
    lottery_text(lottery)                 the published file, whose SHA-256 is announced; sealed_text(...) what stays with both parties
    draw(lottery, phrase_a, phrase_b)     who is seated, and the reserves in order
    next_reserve(...)                     who takes a seat that is given up
    draw_files(...), verify_text(...)     the same for plain tables and files

`solve` and what needs it load the solver; a web process imports them through `solve_in_child`, which does not.
"""

from recruitment.lottery.draw import Drawn, commitment, draw, seed_of, tidy
from recruitment.lottery.lottery import UNITS, Lottery
from recruitment.lottery.messages import BadInput, Change, Impossible, Said, Stopped, Text
from recruitment.lottery.problem import Person, Problem, Quota
from recruitment.lottery.publish import lottery_from_text, lottery_text, problem_from_sealed, sealed_text, sha256
from recruitment.lottery.tables import read_problem

__all__ = [
    "UNITS", "BadInput", "Change", "Drawn", "Impossible", "Lottery", "Person", "Problem", "Quota", "Said", "Stopped", "Text", "commitment",
    "draw", "lottery_from_text", "lottery_text", "problem_from_sealed", "read_problem", "sealed_text", "seed_of", "sha256", "tidy",
]  # fmt: skip
