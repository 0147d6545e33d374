"""Who takes a seat that is given up."""

from __future__ import annotations

from recruitment.lottery import Person, Problem, Quota
from recruitment.lottery.reserve import next_reserve

PEOPLE = tuple(Person(id, {"s": id[0]}, home) for id, home in [
    ("v1", "h1"), ("m1", "h2"), ("v2", None), ("v3", None), ("m2", "h1"), ("m3", "h3"), ("v4", None), ("m4", "h2"),
])  # fmt: skip
PROBLEM = Problem(PEOPLE, (Quota("s", "v", 2, 2), Quota("s", "m", 1, 2)), 3)


def test_the_first_reserve_with_whom_the_quotas_hold():
    choice = next_reserve(PROBLEM, ["v1", "m1", "v2"], ["m3", "v3", "v4"], "v2")
    assert (choice.id, choice.smallest_change) == ("v3", ())


def test_the_household_of_whoever_leaves_is_free_again_the_others_are_not():
    assert next_reserve(PROBLEM, ["v1", "m1", "v2"], ["m2", "m4", "m3"], "m1").id == "m4"
    assert next_reserve(PROBLEM, ["v1", "m1", "v2"], ["m2", "m3"], "m1").id == "m3"


def test_without_such_a_reserve_the_smallest_change_and_the_first_drawn_of_equals():
    choice = next_reserve(PROBLEM, ["v1", "m1", "v2"], ["m3", "m4"], "v2")
    assert choice.id == "m3"
    assert [str(change.text) for change in choice.smallest_change] == ["s, v: minimum van 2 naar 1"]


def test_nobody_left():
    assert next_reserve(PROBLEM, ["v1", "m1", "v2"], ["m4"], "v2").id is None
    assert next_reserve(PROBLEM, ["v1", "m1", "v2"], [], "v2").id is None
    assert next_reserve(PROBLEM, ["v1", "m1", "v2"], ["v2", "m1"], "v2").id is None
