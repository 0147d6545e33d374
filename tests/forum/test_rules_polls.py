import itertools
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.models import Poll, PollKind, Topic
from forum.rules.polls import PollStage, poll_stage, result_of, why_not_choose, why_not_this_poll

TOPIC = Topic(opens_on=date(2026, 11, 1), closes_on=date(2026, 12, 31))
TODAY = date(2026, 11, 23)


def poll(**values):
    return Poll(**{"closes_on": date(2026, 12, 10), "agreed_at": 1, **values})


@pytest.mark.parametrize(
    ("values", "today", "stage"),
    [
        ({"agreed_at": None}, TODAY, PollStage.WAITING), ({}, TODAY, PollStage.OPEN), ({}, date(2026, 12, 10), PollStage.OPEN),
        ({}, date(2026, 12, 11), PollStage.CLOSED), ({}, date(2026, 10, 31), PollStage.SOON),
        ({"counted_at": 1}, date(2026, 12, 11), PollStage.COUNTED), ({"withdrawn_at": 1}, TODAY, PollStage.WITHDRAWN),
    ],
)  # fmt: skip
def test_where_a_poll_stands(values, today, stage):
    assert poll_stage(poll(**values), TOPIC, today) is stage


@pytest.mark.parametrize(
    ("kind", "question", "options", "closes_on", "word"),
    [
        (PollKind.ONE, "", ("a", "b"), TODAY, "Schrijf de vraag"), (PollKind.ONE, "x" * 301, ("a", "b"), TODAY, "te lang"),
        (PollKind.ONE, "x", ("a",), TODAY, "2 tot 8"), (PollKind.SEVERAL, "x", tuple("abcdefghi"), TODAY, "2 tot 8"),
        (PollKind.ONE, "x", ("a", "A"), TODAY, "hetzelfde"), (PollKind.ONE, "x", ("a", "b" * 161), TODAY, "te lang"),
        (PollKind.ONE, "x", ("a", "b"), date(2026, 11, 22), "laatste dag"), (PollKind.ONE, "x", ("a", "b"), date(2027, 1, 1), "laatste dag"),
    ],
)  # fmt: skip
def test_questions_that_cannot_be_asked(kind, question, options, closes_on, word):
    assert word in why_not_this_poll(kind, question, options, closes_on, TOPIC, TODAY)


def test_a_statement_has_its_own_answers():
    assert why_not_this_poll(PollKind.STATEMENT, "Het is goed.", (), TODAY, TOPIC, TODAY) is None


def test_how_many_may_be_chosen():
    assert why_not_choose(PollKind.ONE, 1) is None and why_not_choose(PollKind.SEVERAL, 3) is None
    assert why_not_choose(PollKind.ONE, 2) and why_not_choose(PollKind.STATEMENT, 2) and why_not_choose(PollKind.SEVERAL, 0)


def test_few_voters_and_nobody():
    few = result_of(PollKind.ONE, {1: 3, 2: 1}, 4, 1)
    assert few.voters is None and set(few.votes.values()) == {None} and few.on_paper is None
    nobody = result_of(PollKind.ONE, {1: 0, 2: 0}, 0, 0)
    assert nobody.voters == 0 and set(nobody.votes.values()) == {0}


def test_an_answer_of_few_takes_another_with_it():
    result = result_of(PollKind.ONE, {1: 40, 2: 12, 3: 2}, 54, 3)
    assert result.votes == {1: 40, 2: None, 3: None} and result.on_paper is None
    assert result_of(PollKind.ONE, {1: 40, 2: 14}, 54, 6).on_paper == 6


def test_who_did_not_choose_are_a_group_too():
    assert result_of(PollKind.SEVERAL, {1: 18, 2: 10, 3: 4}, 20, 0).votes == {1: None, 2: 10, 3: None}


@given(st.lists(st.integers(0, 12), min_size=2, max_size=5))
def test_no_small_group_follows_from_what_is_shown(counts):
    """Go through every outcome that fits the page: whatever answer is left out, more than one number fits it, and not all under 5."""
    voters = sum(counts)
    result = result_of(PollKind.ONE, dict(enumerate(counts)), voters, 0)
    if result.voters is None or None not in result.votes.values():
        assert result.voters is None or all(count == 0 or count >= 5 for count in counts)
        return
    hidden = [place for place, count in result.votes.items() if count is None]
    rest = voters - sum(count for count in result.votes.values() if count is not None)
    fits = [found for found in itertools.product(range(rest + 1), repeat=len(hidden) - 1) if sum(found) <= rest]
    for at in range(len(hidden)):
        possible = {(*found, rest - sum(found))[at] for found in fits}
        assert len(possible) > 1 and max(possible) >= 5, (counts, result)
