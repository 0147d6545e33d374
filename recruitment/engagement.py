"""From counted facts to points and a flag. Pure: numbers in, numbers out (design, part 6)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import floor

from recruitment.models import ScoringPolicy

CRITERIA = ("days", "answered_by", "answered", "posts", "threads")
"""What is looked at, in the order of the rule. Nothing about what somebody wrote."""
MANY_TEXTS = 4


@dataclass(frozen=True)
class Facts:
    """What one person did in one topic, counted by `recruitment.queries.facts`."""

    topic_id: int
    account_id: int
    days: int = 0
    answered_by: int = 0
    answered: int = 0
    posts: int = 0
    threads: int = 0
    texts: int = 0
    """Non-empty posts, before copies and the caps are taken off."""
    own_repeats: int = 0
    """Those of them whose text occurs twice or more among the person's own."""


def points(facts: Facts, policy: ScoringPolicy) -> Decimal:
    """The weighted sum, exact until the end and then rounded to two decimals, halves up."""
    total = sum(
        (Fraction(policy.weights[name] * min(getattr(facts, name), policy.full_marks[name]), policy.full_marks[name]) for name in CRITERIA),
        Fraction(0),
    )
    return Decimal(floor(total * 100 + Fraction(1, 2))).scaleb(-2)


def repeats_itself(facts: Facts) -> bool:
    """Four or more texts, of which at least half stand there twice or more."""
    return facts.texts >= MANY_TEXTS and 2 * facts.own_repeats >= facts.texts


def flag(have: Decimal, policy: ScoringPolicy, standing: bool, facts: Facts, *, released: bool = False) -> tuple[bool, bool]:
    """(engaged, held back). Held back is a flag the machine does not set because the person repeats themselves; `released` says
    that the coordinator let this person through."""
    enough = have >= policy.bar or (standing and have >= policy.keep_bar)
    held_back = enough and repeats_itself(facts) and not released
    return enough and not held_back, held_back
