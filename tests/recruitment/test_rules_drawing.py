from datetime import timedelta

import pytest
from factories import NOW

from accounts.models import Account, Party, Role
from recruitment.models import Deposit, Draw, Panel, Reserve, Seat
from recruitment.rules import drawing as rules
from recruitment.rules.panels import QuotaLine

MINUTE = timedelta(minutes=1)


def head(number, household, district="Noord"):
    return rules.Head(number, household, {"district": district})


@pytest.mark.parametrize(
    ("heads", "quotas", "fit"),
    [
        ([head("a", "1"), head("b", "2")], [], True),
        ([head("a", "1"), head("b", "2"), head("c", "3")], [], False),  # more than seats
        ([head("a", "1"), head("b", "1")], [], False),  # one household
        ([head("a", "1"), head("b", "2", "Zuid")], [QuotaLine("district", "Noord", 1, 1), QuotaLine("district", "Zuid", 1, 1)], True),
        ([head("a", "1"), head("b", "2")], [QuotaLine("district", "Noord", 0, 1)], False),
        ([head("a", "1")], [QuotaLine("district", "Zuid", 1, 2)], False),
    ],
)
def test_all_are_seated_only_when_seats_households_and_quotas_allow(heads, quotas, fit):
    assert rules.all_fit(heads, quotas, 2) is fit


def test_freezing():
    assert rules.why_not_freeze(Panel(), 1, 1) is None
    assert "gaat niet door" in rules.why_not_freeze(Panel(cancelled_at=NOW), 1, 1)
    assert "al begonnen" in rules.why_not_freeze(Panel(frozen_at=NOW), 1, 1)
    assert "bijeenkomst" in rules.why_not_freeze(Panel(), 1, 0)
    assert "ja gezegd" in rules.why_not_freeze(Panel(), 0, 1)


def test_the_list_opens_again_only_before_the_first_deposit():
    assert rules.why_not_unfreeze(Draw(), []) is None
    assert rules.why_not_unfreeze(Draw(), [Deposit()])
    assert rules.why_not_unfreeze(Draw(drawn_at=NOW), [])


def account(role, party):
    return Account(role=role, party=party)


OWNER, BOARD = account(Role.POLICY_OWNER, Party.LANDLORD), account(Role.BOARD, Party.TENANTS)


def test_who_deposits_and_when():
    solved = Draw(lottery_sha256="0" * 64)
    assert rules.why_not_deposit(solved, OWNER, []) is None
    assert rules.why_not_deposit(solved, BOARD, [Deposit(party=Party.LANDLORD)]) is None
    assert "berekend" in rules.why_not_deposit(Draw(), OWNER, [])
    assert rules.why_not_deposit(solved, account(Role.COORDINATOR, Party.LANDLORD), [])
    assert rules.why_not_deposit(solved, account(Role.ADMIN, None), [])
    assert "al een zin" in rules.why_not_deposit(solved, OWNER, [Deposit(party=Party.LANDLORD)])


def test_nobody_reveals_before_both_deposits_stand():
    mine, theirs = Deposit(party=Party.LANDLORD), Deposit(party=Party.TENANTS)
    assert rules.why_not_reveal(OWNER, [mine, theirs]) is None
    assert "geheim" in rules.why_not_reveal(OWNER, [mine])
    assert "nog geen zin" in rules.why_not_reveal(OWNER, [theirs])
    assert "al getoond" in rules.why_not_reveal(OWNER, [Deposit(party=Party.LANDLORD, revealed_at=NOW), theirs])


@pytest.mark.parametrize(("phrase", "fine"), [("x" * 8, True), ("x" * 200, True), ("x" * 7, False), ("", False), ("x" * 201, False)])
def test_the_length_of_a_phrase(phrase, fine):
    assert (rules.why_not_this_phrase(phrase) is None) is fine


ASKED = {"asked_at": NOW, "answer_by_at": NOW + MINUTE}


@pytest.mark.parametrize(
    ("reserve", "panel", "taken", "same", "yes"),
    [
        (ASKED, {}, 2, False, True),
        ({}, {}, 2, False, False),  # never asked
        (ASKED, {}, 3, False, False),  # full
        (ASKED, {}, 2, True, False),  # one seat a household
        (ASKED, {"cancelled_at": NOW}, 2, False, False),
        (ASKED | {"said_yes_at": NOW}, {}, 2, False, False),
        (ASKED | {"said_no_at": NOW}, {}, 2, False, False),
        (ASKED | {"answer_by_at": NOW}, {}, 2, False, False),  # too late, to the second
    ],
)
def test_a_chair_takes_a_fresh_yes_in_time(reserve, panel, taken, same, yes):
    assert (rules.why_not_take_chair(Reserve(**reserve), Panel(seats=3, **panel), taken, same, NOW) is None) is yes


def test_giving_up():
    assert rules.why_not_give_up(Seat(), False) is None
    assert rules.why_not_give_up(Seat(given_up_at=NOW), False)
    assert rules.why_not_give_up(Seat(), True)


def test_late_is_the_local_day_itself():
    starts = NOW.replace(hour=19)
    assert rules.how_given_up(starts, NOW.replace(hour=0)) == "cancelled_late"
    assert rules.how_given_up(starts, NOW.replace(hour=23, minute=30) - timedelta(days=1)) == "cancelled_late", "after midnight here"
    assert rules.how_given_up(starts, NOW.replace(hour=22) - timedelta(days=1)) == "cancelled"


def test_a_reserve_has_three_days_and_never_longer_than_the_evening():
    assert rules.answer_by(NOW, NOW + timedelta(days=30)) == NOW + timedelta(days=3)
    assert rules.answer_by(NOW, NOW + timedelta(hours=5)) == NOW + timedelta(hours=5)
