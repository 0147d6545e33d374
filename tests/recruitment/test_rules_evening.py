from datetime import timedelta

from factories import NOW
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Account, Party, Role
from forum.models import Regime, Topic
from foundation.clock import end_of, local_day
from foundation.small_groups import cell_words, in_words
from recruitment.models import Amendment, Minutes, PanelSession, Seat
from recruitment.rules import evening as rules
from recruitment.rules import outcomes
from recruitment.rules.report import parts, step, table

DAY = timedelta(days=1)


def evening(**more):
    return PanelSession(**{"id": 1, "panel_id": 7, "starts_at": NOW, "ends_at": NOW + timedelta(hours=2), **more})


def chair(**more):
    return Seat(**{"panel_id": 7, "given_up_at": None, **more})


def test_nobody_is_marked_before_the_local_day_after_closing_or_without_a_seat():
    assert rules.why_not_attend(evening(), chair(), NOW - DAY)
    assert rules.why_not_attend(evening(), chair(), NOW - timedelta(hours=11)) is None  # 01:00 local on the day itself
    assert rules.why_not_attend(evening(), chair(), NOW - timedelta(hours=14))  # the evening before
    assert rules.why_not_attend(evening(), chair(), NOW + DAY) is None
    assert "gesloten" in rules.why_not_attend(evening(ended_at=NOW), chair(), NOW)
    assert rules.why_not_attend(evening(cancelled_at=NOW), chair(), NOW)
    assert rules.why_not_attend(evening(), chair(given_up_at=NOW), NOW)
    assert rules.why_not_attend(evening(), chair(panel_id=8), NOW)


def test_the_list_closes_when_it_is_complete_and_the_evening_has_begun():
    assert "2" in rules.why_not_close_list(evening(), 2, NOW)
    assert rules.why_not_close_list(evening(), 0, NOW) is None
    assert rules.why_not_close_list(evening(), 0, NOW - timedelta(minutes=1))


def test_needs_stay_until_the_last_evening_was_held():
    assert not rules.needs_may_go([evening(ended_at=NOW), evening()])
    assert rules.needs_may_go([evening(ended_at=NOW), evening(cancelled_at=NOW)])


def test_the_window_is_two_weeks_of_whole_days_and_for_who_was_there():
    until = rules.amend_until(NOW)
    assert until == end_of(local_day(NOW) + 14 * DAY)
    minutes = Minutes(shared_at=NOW, amend_until_at=until, settled_at=None)
    assert rules.why_not_amend(minutes, True, until - timedelta(seconds=1)) is None
    assert rules.why_not_amend(minutes, True, until)
    assert rules.why_not_amend(minutes, False, NOW)
    assert rules.why_not_amend(Minutes(shared_at=None), True, NOW)
    assert rules.why_not_amend(Minutes(shared_at=NOW, amend_until_at=until, settled_at=NOW), True, NOW)


def test_minutes_are_settled_after_the_window_and_with_every_amendment_answered():
    until = rules.amend_until(NOW)
    minutes = Minutes(shared_at=NOW, amend_until_at=until, settled_at=None)
    assert rules.why_not_settle(minutes, 0, until - timedelta(seconds=1))
    assert rules.why_not_settle(minutes, 1, until)
    assert rules.why_not_settle(minutes, 0, until) is None
    assert rules.why_not_settle(Minutes(shared_at=None), 0, until)
    amendment = Amendment(minutes_id=3)
    assert rules.why_not_answer_amendment(Minutes(id=3, settled_at=None), amendment, " ")
    assert rules.why_not_answer_amendment(Minutes(id=4, settled_at=None), amendment, "Ja")
    assert rules.why_not_answer_amendment(Minutes(id=3, settled_at=None), amendment, "Ja") is None


def topic(**more):
    today = local_day(NOW)
    values = {"agreed_at": NOW, "opens_on": today - 60 * DAY, "closes_on": today - DAY, "regime": Regime.NONE, **more}
    return Topic(**values)


OWNER = Account(role=Role.POLICY_OWNER, party=Party.LANDLORD)


def test_only_the_policy_owner_answers_and_never_without_a_reason():
    assert outcomes.why_not_answer(topic(), OWNER, "Omdat", False, NOW) is None
    assert outcomes.why_not_answer(topic(), OWNER, " \n", False, NOW)
    for role in (Role.COORDINATOR, Role.BOARD, Role.MODERATOR, Role.TENANT):
        assert outcomes.why_not_answer(topic(), Account(role=role), "Omdat", False, NOW)
    assert outcomes.why_not_answer(topic(), OWNER, "Omdat", True, NOW)
    assert outcomes.why_not_answer(topic(closed_at=NOW), OWNER, "Omdat", False, NOW)


def test_an_answer_is_part_of_the_decision_and_waits_for_the_advice():
    asked = topic(regime=Regime.ADVICE, advice_asked_on=local_day(NOW) - 3 * DAY)
    assert outcomes.why_not_answer(asked, OWNER, "Omdat", False, NOW)
    assert outcomes.why_not_answer(topic(regime=Regime.CONSENT), OWNER, "Omdat", False, NOW)
    assert outcomes.why_not_answer(topic(closes_on=local_day(NOW)), OWNER, "Omdat", False, NOW)  # people are still writing
    given = topic(regime=Regime.ADVICE, advice_asked_on=local_day(NOW) - 3 * DAY, advice_came_on=local_day(NOW))
    assert outcomes.why_not_answer(given, OWNER, "Omdat", False, NOW) is None


def test_telling_waits_for_every_answer_and_closing_for_every_message():
    assert outcomes.why_not_tell(topic(), 0, 0)
    assert outcomes.why_not_tell(topic(), 3, 1)
    assert outcomes.why_not_tell(topic(), 3, 0) is None
    assert outcomes.why_not_tell(topic(regime=Regime.ADVICE), 3, 0)
    assert outcomes.why_not_close(0, 0, 0, 0) is None  # nobody wrote: nobody to tell
    assert outcomes.why_not_close(0, 0, 5, 5)
    assert outcomes.why_not_close(3, 1, 0, 5)
    assert outcomes.why_not_close(3, 0, 1, 5)
    assert outcomes.why_not_close(3, 0, 0, 5) is None


counts = st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 40), min_size=1)


@given(counts)
def test_no_small_group_is_shown_or_left_over(found):
    column = table("district", "wijk", [("x", "x", found)]).columns[0]
    total, cells = sum(found.values()), column.cells
    if not total:
        return
    assert all(count is None or count >= 5 or count == 0 for count in cells.values())
    hidden = [value for value, count in cells.items() if count is None]
    if 0 < total < 5:
        assert column.total is None and set(hidden) == set(cells)
        return
    assert column.total == total
    if hidden:
        assert sum(found[value] for value in hidden) >= 5 and len(hidden) >= 2
        assert 0 not in cells.values()  # a shown 0 would leave fewer places for the hidden ones


def test_all_fours_do_not_give_each_other_away():
    cells = dict(parts("k", "t", {"a": 4, "b": 4, "c": 30, "d": 20}, {}).rows)
    assert cells == {"a": None, "b": None, "c": 30, "d": None}
    assert parts("k", "t", {"a": 4}, {}) is None


def test_no_percentages_of_few():
    small, large = table("f", "f", [("s", "s", {"a": 14, "b": 15}), ("l", "l", {"a": 15, "b": 15})]).columns
    assert small.share("a") is None and small.cells == {"a": 14, "b": 15}
    assert large.share("a") == 50


def test_a_single_number_says_minder_dan_5():
    assert in_words(step("k", "l", 4).shown) == "minder dan 5" and in_words(step("k", "l", 0).shown) == "0"
    assert in_words(step("k", "l", 5).shown) == "5"
    assert cell_words(None) == "niet getoond"
