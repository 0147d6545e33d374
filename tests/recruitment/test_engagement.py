from dataclasses import replace
from decimal import Decimal

import pytest

from recruitment.engagement import CRITERIA, Facts, flag, points, repeats_itself
from recruitment.models import ScoringPolicy
from recruitment.rules import CRITERIA as RULE_CRITERIA
from recruitment.rules import FIRST_FULL_MARKS, FIRST_WEIGHTS

POLICY = ScoringPolicy(version=1, weights=FIRST_WEIGHTS, full_marks=FIRST_FULL_MARKS, bar=50, keep_bar=45, a_day=3, a_thread=10)
NONE = Facts(1, 1)


def test_both_lists_of_criteria_are_one():
    assert CRITERIA == RULE_CRITERIA


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (NONE, "0.00"),
        (Facts(1, 1, days=4, answered_by=5, answered=5, posts=6, threads=3), "100.00"),
        (Facts(1, 1, days=40, answered_by=50, answered=50, posts=60, threads=30), "100.00"),
        (Facts(1, 1, days=4, answered_by=13, answered=4, posts=10, threads=1), "89.33"),
        (Facts(1, 1, days=2, answered_by=2, answered=3, posts=3, threads=2), "51.17"),
        (Facts(1, 1, threads=2), "6.67"),
    ],
)
def test_points(facts, expected):
    assert str(points(facts, POLICY)) == expected


def test_halves_are_rounded_up():
    policy = ScoringPolicy(weights={**dict.fromkeys(CRITERIA, 0), "days": 1}, full_marks={**FIRST_FULL_MARKS, "days": 8})
    assert points(replace(NONE, days=1), policy) == Decimal("0.13")  # 0.125; halves to even would say 0.12


@pytest.mark.parametrize(
    ("have", "standing", "engaged"),
    [("49.99", False, False), ("50.00", False, True), ("49.99", True, True), ("45.00", True, True), ("44.99", True, False)],
)
def test_a_standing_flag_falls_later_than_it_rose(have, standing, engaged):
    assert flag(Decimal(have), POLICY, standing, NONE) == (engaged, False)


@pytest.mark.parametrize(
    ("texts", "repeats", "held"), [(4, 2, True), (4, 1, False), (3, 3, False), (5, 3, True), (5, 2, False), (41, 23, True)]
)
def test_who_repeats_themselves_is_held_back(texts, repeats, held):
    facts = replace(NONE, texts=texts, own_repeats=repeats)
    assert repeats_itself(facts) is held
    assert flag(Decimal(100), POLICY, False, facts) == (not held, held)
    assert flag(Decimal(100), POLICY, True, facts) == (not held, held)


def test_nothing_is_held_back_where_no_flag_would_be():
    assert flag(Decimal(20), POLICY, False, replace(NONE, texts=9, own_repeats=9)) == (False, False)


def test_the_coordinator_may_let_somebody_through_but_not_below_the_bar():
    repeating = replace(NONE, texts=9, own_repeats=9)
    assert flag(Decimal(60), POLICY, False, repeating, released=True) == (True, False)
    assert flag(Decimal(40), POLICY, False, repeating, released=True) == (False, False)
