from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Account, Role
from forum.models import PolicyYear, Topic, YearKind
from recruitment.models import Answer, Entrance, Invitation, InvitationState, Panel, PanelSession
from recruitment.rules.asking import (
    fair_order,
    last_day_to_answer,
    proposed_last_day,
    reminder_is_due,
    why_not_answer,
    why_not_ask,
    why_not_nominate,
    why_not_send,
    why_not_withdraw,
)
from recruitment.rules.panels import (
    PanelStage,
    QuotaLine,
    evening_words,
    first_day,
    invitations_needed,
    panel_stage,
    propose_quotas,
    shortages,
    still_to_ask,
    why_not_cancel_evening,
    why_not_change,
    why_not_hold,
    why_not_panel,
    why_not_quotas,
    why_this_many,
)

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
TODAY = NOW.date()
LATER = date(2027, 1, 2)
HOUR = timedelta(hours=1)


def a_panel(**more):
    return Panel(**{"seats": 12, "acceptance": 20, "show_up": 75, **more})


def an_evening(starts_at=NOW + timedelta(days=40), **more):
    return PanelSession(starts_at=starts_at, ends_at=starts_at + 2 * HOUR, **more)


def stage(panel, *sessions, asked_at=None, closed_at=None):
    return panel_stage(panel, sessions, asked_at=asked_at, closed_at=closed_at, now=NOW)


def test_a_panel_goes_through_its_stages():
    before = NOW - HOUR
    assert stage(a_panel()) is PanelStage.PREPARING
    assert stage(a_panel(), an_evening(), asked_at=before) is PanelStage.ASKING
    assert stage(a_panel(frozen_at=before), asked_at=before) is PanelStage.FROZEN
    seated = a_panel(frozen_at=before, seated_at=before)
    assert stage(seated, an_evening()) is PanelStage.SEATED
    assert stage(seated) is PanelStage.SEATED, "without an evening nothing was held"
    past = an_evening(NOW - timedelta(days=1))
    assert stage(seated, past) is PanelStage.HELD
    assert stage(seated, past, an_evening()) is PanelStage.SEATED
    assert stage(seated, past, an_evening(cancelled_at=before)) is PanelStage.HELD
    assert stage(seated, an_evening(ended_at=before)) is PanelStage.HELD
    assert stage(seated, past, closed_at=before) is PanelStage.DONE
    assert stage(a_panel(cancelled_at=before), closed_at=before) is PanelStage.CANCELLED


def test_the_first_day_is_a_local_day_and_skips_what_was_cancelled():
    late = an_evening(datetime(2027, 1, 1, 23, 30, tzinfo=UTC))  # half past midnight here
    assert first_day([late, an_evening(NOW, cancelled_at=NOW)]) == date(2027, 1, 2)
    assert first_day([]) is None


def test_an_evening_in_words(db):
    session = an_evening(datetime(2027, 1, 12, 18, 30, tzinfo=UTC))
    assert evening_words(session) == "dinsdag 12 januari 2027, 19.30 uur tot 21.30 uur"


def test_eighty_for_twelve():
    assert invitations_needed(12, 20, 75) == 80
    assert invitations_needed(1, 100, 100) == 1
    assert invitations_needed(10, 20, 75) == 67, "rounded up"
    words = why_this_many(a_panel())
    assert "80 uitnodigingen voor 12 plaatsen. Van de 100 mensen" in words
    assert "20" in words and "75" in words


@given(st.integers(1, 200), st.integers(1, 100), st.integers(1, 100))
def test_with_nobody_asked_the_rest_is_the_whole(seats, acceptance, show_up):
    panel = a_panel(seats=seats, acceptance=acceptance, show_up=show_up)
    needed = invitations_needed(seats, acceptance, show_up)
    assert still_to_ask(panel, 0, 0) == needed
    assert (needed - 1) * acceptance * show_up < seats * 10_000 <= needed * acceptance * show_up
    assert still_to_ask(panel, 0, needed) == 0


def test_yeses_and_open_questions_count_down():
    assert still_to_ask(a_panel(), 0, 60) == 20
    assert still_to_ask(a_panel(), 8, 0) == 40
    assert still_to_ask(a_panel(), 16, 0) == 0
    assert still_to_ask(a_panel(), 30, 10) == 0


def test_quotas_are_the_shares_rounded_down_and_up():
    lines = propose_quotas({"district": {"Noord": 500, "Zuid": 300, "West": 200}}, 12)
    assert lines == [QuotaLine("district", "Noord", 6, 6), QuotaLine("district", "Zuid", 3, 4), QuotaLine("district", "West", 2, 3)]


def test_small_groups_and_the_unknown_stay_free_but_keep_room():
    margins = {"district": {"Noord": 50, "Zuid": 50, "Oost": 4, "onbekend": 30}}
    lines = propose_quotas(margins, 12)
    assert {line.value for line in lines} == {"Noord", "Zuid"}
    assert sum(line.min for line in lines) < 12, "somebody from a free group can still get a seat"
    assert why_not_quotas(lines, 12, margins) is None
    assert propose_quotas({"district": {"Noord": 50, "Oost": 4}}, 12) == [], "one group alone is no quota"


@given(st.dictionaries(st.sampled_from("ABCDEFGH"), st.integers(1, 400), min_size=1), st.integers(1, 60))
def test_every_proposal_can_be_met(counts, seats):
    margins = {"district": counts, "age_band": {}, "dwelling_kind": {}}
    lines = propose_quotas(margins, seats)
    assert why_not_quotas(lines, seats, margins) is None
    if lines:
        assert sum(line.min for line in lines) <= seats <= sum(line.max for line in lines)


@pytest.mark.parametrize(
    ("lines", "word"),
    [
        ([QuotaLine("district", "Noord", 1, 2), QuotaLine("district", "Noord", 1, 2)], "twee keer"),
        ([QuotaLine("district", "Nergens", 1, 2)], "huurdersbestand"),
        ([QuotaLine("district", "Oost", 1, 2)], "huurdersbestand"),
        ([QuotaLine("eye_colour", "blue", 1, 2)], "huurdersbestand"),
        ([QuotaLine("district", "Noord", 3, 2)], "hoger dan het maximum"),
        ([QuotaLine("district", "Noord", -1, 2)], "hoger dan het maximum"),
        ([QuotaLine("district", "Noord", 13, 14)], "aantal plaatsen"),
        ([QuotaLine("district", "Noord", 7, 8), QuotaLine("district", "Zuid", 6, 8)], "samen hoger"),
        ([QuotaLine("age_band", "75+", 1, 4), QuotaLine("age_band", "18-29", 1, 4)], "samen lager"),
    ],
)
def test_quotas_that_cannot_be(lines, word):
    margins = {"district": {"Noord": 50, "Zuid": 50, "Oost": 4}, "age_band": {"75+": 10, "18-29": 10}}
    assert word in why_not_quotas(lines, 12, margins)


def test_a_shortage_says_how_many_to_ask():
    lines = [QuotaLine("district", "Noord", 3, 4), QuotaLine("district", "Zuid", 2, 4)]
    (one,) = shortages(lines, {("district", "Noord"): 1, ("district", "Zuid"): 2}, a_panel())
    assert (one.value, one.lacking, one.to_ask) == ("Noord", 2, 14)


def test_the_order_is_repeatable_and_one_a_household():
    people = [(tenant, tenant % 40) for tenant in range(100)]
    order = fair_order("seed", people)
    assert order == fair_order("seed", reversed(people))
    assert order != fair_order("other", people)
    assert sorted(household for _tenant, household in order) == list(range(40))
    assert all((tenant, household) in people for tenant, household in order)


def test_a_large_household_has_no_larger_chance():
    people = [(1, 1), *((number, 2) for number in range(2, 12))]  # one alone, ten together
    first = Counter(fair_order(f"seed {number}", people)[0][1] for number in range(2000))
    assert 880 < first[1] < 1120
    within = Counter(fair_order(f"seed {number}", people)[0][0] for number in range(4000))
    assert all(130 < within[tenant] < 270 for tenant in range(2, 12))


def test_an_imported_or_unsigned_topic_gets_no_panel():
    coordinator = Account(role=Role.COORDINATOR)
    good = Topic(policy_year=PolicyYear(kind=YearKind.RUNNING), agreed_at=NOW)
    assert why_not_panel(good, coordinator) is None
    assert "ander forum" in why_not_panel(Topic(policy_year=PolicyYear(kind=YearKind.IMPORTED), agreed_at=NOW), coordinator)
    assert "twee partijen" in why_not_panel(Topic(policy_year=PolicyYear(kind=YearKind.RUNNING)), coordinator)
    assert "afgesloten" in why_not_panel(Topic(policy_year=PolicyYear(kind=YearKind.RUNNING), agreed_at=NOW, closed_at=NOW), coordinator)
    for role in set(Role) - {Role.COORDINATOR}:
        assert "coördinator" in why_not_panel(good, Account(role=role))


def test_nothing_changes_after_freezing():
    assert why_not_change(a_panel()) is None
    for when in ({"frozen_at": NOW}, {"seated_at": NOW}, {"cancelled_at": NOW}):
        assert why_not_change(a_panel(**when))
        assert why_not_ask(a_panel(**when), LATER, TODAY)
        assert why_not_nominate(a_panel(**when), Account(role=Role.TENANT, tenant_id=1), LATER, TODAY)


def test_an_evening_lies_ahead_and_ends_after_it_starts():
    assert why_not_hold(a_panel(), NOW + HOUR, NOW + 2 * HOUR, NOW) is None
    assert "eindigen" in why_not_hold(a_panel(), NOW + HOUR, NOW + HOUR, NOW)
    assert "nog moeten komen" in why_not_hold(a_panel(), NOW, NOW + HOUR, NOW)
    assert why_not_cancel_evening(an_evening(), NOW) is None
    assert why_not_cancel_evening(an_evening(opened_at=NOW), NOW)
    assert why_not_cancel_evening(an_evening(cancelled_at=NOW), NOW)


def test_a_wave_needs_an_evening_a_number_and_a_last_day():
    send = lambda **more: why_not_send(
        **{
            "panel": a_panel(),
            "entrance": Entrance.ENGAGED,
            "asked_for": 80,
            "expires_on": date(2026, 12, 14),
            "first_day": LATER,
            "today": TODAY,
            **more,
        }
    )
    assert send() is None
    assert "bijeenkomst" in send(first_day=None)
    assert "geweest" in send(first_day=TODAY)
    assert "aantal" in send(asked_for=0)
    assert "aantal" in send(asked_for=2001)
    assert "nog komen" in send(expires_on=TODAY)
    assert "voor de eerste bijeenkomst" in send(expires_on=LATER)
    assert "golf" in send(entrance=Entrance.SELF).lower()


def test_days_to_answer():
    assert proposed_last_day(TODAY, LATER) == TODAY + timedelta(days=21)
    assert proposed_last_day(TODAY, TODAY + timedelta(days=20)) == TODAY + timedelta(days=13)
    assert proposed_last_day(TODAY, TODAY + timedelta(days=3)) == TODAY + timedelta(days=1)
    assert last_day_to_answer(NOW, None, None) == TODAY + timedelta(days=21)
    assert last_day_to_answer(NOW, date(2026, 12, 1), LATER) == date(2026, 12, 1)
    assert last_day_to_answer(NOW, date(2026, 12, 1), date(2026, 11, 30)) == date(2026, 11, 29)


def answer_on(day, *, state=InvitationState.SENT, by_staff=False, **panel):
    said = Answer.YES if state is InvitationState.ANSWERED else None
    return why_not_answer(
        a_panel(**panel), Invitation(state=state, answer=said), first_day=LATER, last_day=date(2026, 12, 14), today=day, by_staff=by_staff
    )


def test_answering_in_time_and_changing_until_the_day_before():
    assert answer_on(date(2026, 12, 14)) is None
    assert "Bel ons" in answer_on(date(2026, 12, 15))
    assert answer_on(date(2026, 12, 15), by_staff=True) is None
    assert answer_on(date(2027, 1, 1), state=InvitationState.ANSWERED) is None
    assert "Bel ons" in answer_on(date(2027, 1, 2), state=InvitationState.ANSWERED)
    for state, by_staff in product(InvitationState, (True, False)):
        assert "Bel ons" in answer_on(TODAY, state=state, by_staff=by_staff, frozen_at=NOW) or state is InvitationState.WITHDRAWN
    assert "ingetrokken" in answer_on(TODAY, state=InvitationState.WITHDRAWN)
    assert "gaat niet door" in answer_on(TODAY, cancelled_at=NOW)


def test_only_tenants_nominate_themselves():
    assert why_not_nominate(a_panel(), Account(role=Role.TENANT, tenant_id=1), LATER, TODAY) is None
    assert why_not_nominate(a_panel(), Account(role=Role.TENANT), LATER, TODAY), "imported people have no tenancy"
    assert why_not_nominate(a_panel(), Account(role=Role.BOARD, tenant_id=1), LATER, TODAY)
    assert why_not_nominate(a_panel(), Account(role=Role.TENANT, tenant_id=1), TODAY, TODAY)


def test_withdrawing_is_for_before_an_answer():
    assert why_not_withdraw(Invitation(state=InvitationState.SENT)) is None
    assert why_not_withdraw(Invitation(state=InvitationState.EXPIRED)) is None
    assert why_not_withdraw(Invitation(state=InvitationState.ANSWERED))
    assert why_not_withdraw(Invitation(state=InvitationState.WITHDRAWN))


def test_a_reminder_comes_in_the_last_week_and_not_right_behind():
    last = TODAY + timedelta(days=21)
    assert not reminder_is_due(NOW, last, NOW + timedelta(days=13))
    assert reminder_is_due(NOW, last, NOW + timedelta(days=14))
    assert reminder_is_due(NOW, last, NOW + timedelta(days=21))
    assert not reminder_is_due(NOW, last, NOW + timedelta(days=22))
    assert not reminder_is_due(NOW, TODAY + timedelta(days=4), NOW + timedelta(days=1)), "sent yesterday"
