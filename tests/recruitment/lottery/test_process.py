"""The child process: the same answer as here, refusals with their words, and an end when it is told to stop."""

from __future__ import annotations

import pytest

from recruitment.lottery import Impossible, Person, Problem, Quota, Stopped
from recruitment.lottery.process import solve_in_child
from recruitment.lottery.solve import solve


def problem(least: int = 2) -> Problem:
    people = tuple(Person(f"é{n}", {"s": "vm"[n % 2], "a": str(n % 3)}, f"h{n // 3}" if n % 2 else None) for n in range(24))
    return Problem(people[::-1], (Quota("s", "v", least, 5), Quota("a", "0", 1, 3), Quota("a", "1", 1, 3)), 7)


def test_it_answers_as_if_it_were_here_and_tells_how_far_it_is(capfd):
    lines: list[str] = []
    assert solve_in_child(problem(), "zout", on_progress=lines.append) == solve(problem(), "zout")
    assert any("bound" in line for line in lines)
    assert capfd.readouterr().out == "", "the solver's banner would spoil --json"


def test_a_refusal_comes_through_with_its_relaxation():
    impossible = Problem(problem().people, (Quota("s", "v", 9, 9),), 7)
    with pytest.raises(Impossible) as there:
        solve_in_child(impossible)
    with pytest.raises(Impossible) as here:
        solve(impossible)
    assert str(there.value) == str(here.value)
    assert there.value.relaxation == here.value.relaxation != ()


def test_it_can_be_stopped():
    with pytest.raises(Stopped):
        solve_in_child(problem(), cancelled=lambda: True)


def test_no_time_at_all_is_no_lottery():
    with pytest.raises(Stopped, match="tijd"):
        solve_in_child(problem(), seconds=0)
