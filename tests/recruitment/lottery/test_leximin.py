"""Small pools, where all panels can be listed: the lottery must be *the* leximin one, and a refusal must be right."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sizes import size

from recruitment.lottery import Impossible, Person, Problem, Quota
from recruitment.lottery.program import INFINITY, Program
from recruitment.lottery.solve import check, solve


def every_panel(problem: Problem) -> list[tuple[int, ...]]:
    found = []
    for seats in itertools.combinations(range(len(problem.people)), problem.seats):
        chosen = [problem.people[place] for place in seats]
        homes = [person.household for person in chosen if person.household is not None]
        fits = all(q.min <= sum(p.features.get(q.category) == q.value for p in chosen) <= q.max for q in problem.quotas)
        if fits and len(set(homes)) == len(homes):
            found.append(seats)
    return found


def most(worth: np.ndarray, matrix: np.ndarray, low: np.ndarray) -> float:
    """Maximise over weights of panels (last row of the matrix: they add up to 1)."""
    high = np.append(np.full(len(low) - 1, INFINITY), 1.0)
    answer = Program(worth, np.zeros(len(worth)), np.full(len(worth), INFINITY), matrix, low, high).solve()
    assert answer is not None
    return answer.value


def by_force(problem: Problem) -> np.ndarray | None:
    """Leximin by its definition, person by person: lift the worst-off, settle exactly those whom no optimal lottery gives more."""
    panels = every_panel(problem)
    if not panels:
        return None
    people = len(problem.people)
    seated = np.zeros((people, len(panels)))
    for column, panel in enumerate(panels):
        seated[list(panel), column] = 1.0
    settled = np.where(seated.any(axis=1), np.nan, 0.0)
    while np.isnan(settled).any():
        free = np.isnan(settled)
        matrix = np.vstack([np.hstack([seated, -free[:, None].astype(float)]), np.append(np.ones(len(panels)), 0.0)])
        level = most(np.append(np.zeros(len(panels)), 1.0), matrix, np.append(np.where(free, 0.0, settled - 1e-10), 1.0))
        low = np.append(np.where(free, level, settled) - 1e-10, 1.0)
        stuck = [p for p in np.flatnonzero(free) if most(seated[p].copy(), np.vstack([seated, np.ones(len(panels))]), low) <= level + 1e-7]
        assert stuck
        settled[stuck] = level
    return settled


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    people, categories = draw(st.integers(3, 9)), draw(st.integers(1, 3))
    seats = draw(st.integers(1, people - 1))
    pool = tuple(
        Person(
            str(number), {f"c{category}": f"v{draw(st.integers(0, 2))}" for category in range(categories)},
            draw(st.sampled_from([None, None, "h1", "h2", "h3"])),
        )
        for number in range(people)
    )  # fmt: skip
    quotas = []
    for category, value in itertools.product(range(categories), range(3)):
        if draw(st.booleans()):
            have = sum(person.features[f"c{category}"] == f"v{value}" for person in pool)
            fair = have * seats / people
            low = max(0, int(fair + draw(st.sampled_from([-0.4, 0.1, 0.4, 0.9]))))
            quotas.append(Quota(f"c{category}", f"v{value}", low, max(low, int(fair + draw(st.sampled_from([0.2, 0.6, 1.0, 1.4]))))))
    return Problem(pool, tuple(quotas), seats)


@settings(max_examples=size(120, 2_000), deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(problems())
def test_small_pools_against_brute_force(problem):
    expected = by_force(problem)
    preview = check(problem)
    assert preview.feasible == (expected is not None)
    if expected is None:
        try:
            solve(problem)
        except Impossible as refusal:
            changed = {(change.category, change.value): change for change in refusal.relaxation}
            quotas = tuple(
                Quota(q.category, q.value, changed[q.category, q.value].new_min, changed[q.category, q.value].new_max)
                if (q.category, q.value) in changed else q
                for q in (problem.quotas if changed else ())
            )  # fmt: skip
            assert bool(every_panel(Problem(problem.people, quotas, problem.seats))) == bool(changed), "no changes: not even without quotas"
            return
        raise AssertionError("an impossible problem was solved")
    lottery = solve(problem)
    chances = lottery.chances
    assert np.allclose([chances[person.id] / 1e9 for person in problem.people], expected, atol=1e-6)
    assert set(lottery.never_seated) == set(preview.never_seated) == {problem.people[p].id for p in np.flatnonzero(expected == 0)}
    assert lottery.status in {"reached", "exact"}
    assert min(chance for chance in chances.values() if chance) <= lottery.bound


def _parity(seats: int) -> Problem:
    """Quotas that fractions meet evenly and whole people cannot: three pairs of features in a triangle, one seat of each."""
    looks = ["ab", "bc", "ca", "d", "d", "e"]
    people = tuple(Person(str(n), {letter: "ja" if letter in look else "nee" for letter in "abcde"}) for n, look in enumerate(looks))
    return Problem(people, tuple(Quota(letter, "ja", 0, 1) for letter in "abce"), seats)


def test_where_the_fractional_bound_is_out_of_reach_the_stages_take_over():
    problem = _parity(4)
    expected = by_force(problem)
    lottery = solve(problem)
    assert expected is not None
    assert lottery.status == "exact"
    assert np.allclose([lottery.chances[person.id] / 1e9 for person in problem.people], expected, atol=1e-6)
    assert lottery.guarantee >= 999_999_000


KNOTS = [  # seats; everyone's values, one figure per category; households; category and value with min and max
    (
        8,
        "0121 1022 2201 0120 0022 0220 0211 2001 0210 1000",
        "7 - - 2 0 - - 8 5 1",
        "02:1-2 10:3-3 11:1-2 20:2-2 21:1-2 22:4-4 30:3-3 32:1-2",
    ),
    (8, "200 000 211 110 221 122 010 102 001 022 121", "- - 2 - 4 - 8 - - - -", "00:3-4 01:2-3 02:2-2 10:2-3 11:2-3 12:2-3 20:3-3 21:2-4"),
    (7, "021 200 222 100 200 002 202 202 210 002", "- - 1 - 9 0 0 - 1 8", "01:0-1 02:4-5 10:4-6 11:0-1 12:1-2 21:0-1 22:3-3"),
    (6, "112 210 001 011 012 100 202 222", "- 6 8 - 7 - - -", "01:1-2 02:2-2 10:2-2 12:0-1 20:1-2 22:3-3"),
    (9, "12 00 10 21 01 10 01 00 00 11 01", "7 0 2 - - - 7 - - 6 -", "01:3-4 02:1-1 10:4-5 11:3-4 12:0-1"),
]


@pytest.mark.parametrize(("seats", "values", "homes", "quotas"), KNOTS)
def test_stages_settle_nobody_who_could_have_more(seats, values, homes, quotas):
    """Pools whose stages end at different levels, some by the fractional bound and some by proof."""
    people = tuple(
        Person(str(n), dict(enumerate_names(look)), None if home == "-" else home)
        for n, (look, home) in enumerate(zip(values.split(), homes.split(), strict=True))
    )  # fmt: skip
    problem = Problem(people, tuple(Quota(f"c{q[0]}", f"v{q[1]}", int(q[3]), int(q[5])) for q in quotas.split()), seats)
    lottery = solve(problem)
    assert lottery.status == "exact"
    assert np.allclose([lottery.chances[person.id] / 1e9 for person in people], by_force(problem), atol=1e-6)


def enumerate_names(look: str) -> list[tuple[str, str]]:
    return [(f"c{place}", f"v{figure}") for place, figure in enumerate(look)]


def test_a_solver_that_is_stopped_still_gives_a_lottery_and_says_how_good():
    lottery = solve(_parity(4), stop=iter([False] * 3 + [True] * 1000).__next__)
    assert lottery.status == "stopped"
    assert 0 < lottery.guarantee <= 10**9
