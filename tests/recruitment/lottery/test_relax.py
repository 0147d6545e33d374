"""Impossible quotas: the plain reason, and a change that is really enough and really the cheapest."""

from __future__ import annotations

import itertools

import pytest

from recruitment.lottery import Impossible, Person, Problem, Quota
from recruitment.lottery.solve import check, solve


def people(**counts: int) -> tuple[Person, ...]:
    return tuple(Person(f"{look}{n}", {"s": look[0], "t": look[1]}) for look, count in counts.items() for n in range(count))


def refused(problem: Problem) -> Impossible:
    with pytest.raises(Impossible) as refusal:
        solve(problem)
    preview = check(problem)
    assert not preview.feasible
    assert str(preview.reason) == str(refusal.value)
    assert preview.relaxation == refusal.value.relaxation
    return refusal.value


def relaxed(problem: Problem, refusal: Impossible) -> Problem:
    new = {(change.category, change.value): (change.new_min, change.new_max) for change in refusal.relaxation}
    return Problem(
        problem.people,
        tuple(Quota(q.category, q.value, *new.get((q.category, q.value), (q.min, q.max))) for q in problem.quotas),
        problem.seats,
    )


def test_too_few_people_for_a_value():
    problem = Problem(people(ax=2, bx=9), (Quota("s", "a", 4, 6), Quota("s", "b", 0, 9)), 6)
    refusal = refused(problem)
    assert "minstens 4" in str(refusal)
    assert [change.as_dict() for change in refusal.relaxation] == [
        {"category": "s", "value": "a", "min": 4, "max": 6, "new_min": 2, "new_max": 6}
    ]
    assert str(refusal.relaxation[0].text) == "s, a: minimum van 4 naar 2"
    assert solve(relaxed(problem, refusal)).panels


@pytest.mark.parametrize(("minima", "gives_way"), [((4, 3), "a"), ((3, 4), "b")])
def test_a_large_minimum_gives_way_before_a_small_one(minima, gives_way):
    problem = Problem(people(ax=9, bx=9), (Quota("s", "a", minima[0], 9), Quota("s", "b", minima[1], 9)), 6)
    assert [(change.value, change.new_min) for change in refused(problem).relaxation] == [(gives_way, 3)]


def test_minima_that_add_up_to_more_than_the_seats():
    problem = Problem(people(ax=9, bx=9), (Quota("s", "a", 4, 9), Quota("s", "b", 3, 9)), 6)
    refusal = refused(problem)
    assert "samen 7" in str(refusal)
    assert [(change.value, change.new_min) for change in refusal.relaxation] == [("a", 3)], "a large minimum gives way before a small one"
    assert solve(relaxed(problem, refusal)).panels


def test_maxima_that_add_up_to_less_than_the_seats():
    problem = Problem(people(ax=9, bx=9), (Quota("s", "a", 0, 2), Quota("s", "b", 0, 2)), 6)
    refusal = refused(problem)
    assert "minder dan" in str(refusal)
    assert sum(change.cost for change in refusal.relaxation) == 2
    assert solve(relaxed(problem, refusal)).panels


def test_more_seats_than_people_or_households_is_said_so_and_no_quota_helps():
    refusal = refused(Problem(people(ax=3), (Quota("s", "a", 0, 9),), 4))
    assert str(refusal).startswith("Er zijn 3 mensen voor 4 plaatsen")
    assert refusal.relaxation == ()
    couples = tuple(Person(str(n), {"s": "a"}, f"h{n // 2}") for n in range(6))
    refusal = refused(Problem(couples, (Quota("s", "a", 0, 9),), 4))
    assert str(refusal).startswith("Er zijn 3 huishoudens voor 4 plaatsen")
    assert refusal.relaxation == ()


def test_a_household_can_be_what_makes_it_impossible():
    couples = tuple(Person(f"{n}", {"s": "ab"[n % 2]}, f"h{n // 2}") for n in range(6))
    problem = Problem(couples, (Quota("s", "a", 2, 3), Quota("s", "b", 2, 3)), 3)
    refusal = refused(problem)
    assert sum(change.cost for change in refusal.relaxation) == 2
    assert solve(relaxed(problem, refusal)).panels
    apart = Problem(tuple(Person(person.id, person.features) for person in couples), problem.quotas, 4)
    assert solve(apart).panels


def test_the_change_is_the_cheapest_there_is():
    problem = Problem(
        people(ax=4, bx=1, ay=2, by=1), (Quota("s", "a", 1, 2), Quota("s", "b", 3, 3), Quota("t", "x", 1, 2), Quota("t", "y", 3, 3)), 5
    )
    refusal = refused(problem)
    assert solve(relaxed(problem, refusal)).panels
    cheapest = min(
        sum(
            max(0, quota.min - have) * (1 + 2 / max(quota.min, 1)) + max(0, have - quota.max)
            for quota in problem.quotas
            for have in [sum(person.features[quota.category] == quota.value for person in panel)]
        )
        for panel in itertools.combinations(problem.people, problem.seats)
    )
    assert sum(change.cost for change in refusal.relaxation) == pytest.approx(cheapest)
