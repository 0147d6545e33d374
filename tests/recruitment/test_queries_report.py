from evenings import Room, post, seat, volunteer
from factories import NOW, make_complex, make_engaged, make_household, make_member, make_panel, make_tenant, make_topic
from statements import statements

from accounts.models import AgeBand, Channel
from accounts.service.people import account_for_assisted
from foundation.db import transaction
from recruitment.models import Answer, Attendance, Entrance, Invitation, InvitationState
from recruitment.queries.panels import get_panel
from recruitment.queries.report import report_of


def invite(panel, count, *, entrance=Entrance.ENGAGED, channel=Channel.MAIL, answer=None, reason=""):
    from foundation.db import db

    for _turn in range(count):
        tenant = make_tenant()
        db.session.add(
            Invitation(
                panel_id=panel.id, tenant_id=tenant.id, household_id=tenant.household_id, entrance=entrance, channel=channel,
                state=InvitationState.ANSWERED if answer else InvitationState.SENT, answer=answer, reason=reason, created_at=NOW, sent_at=NOW,
            )
        )  # fmt: skip
    db.session.flush()


def numbers(report):
    return {step.key: step.shown for step in report.steps}


def part(report, key):
    return next((dict(one.rows) for one in report.parts if one.key == key), None)


def column(report, feature, key):
    table = next(one for one in report.tables if one.feature == feature)
    return next(one for one in table.columns if one.key == key)


def test_the_funnel_counts_everybody_also_without_a_mailbox(db):
    with transaction():
        topic = make_topic()
        panel = make_panel(topic)
        for _turn in range(5):
            post(topic, make_engaged(topic))
        for _turn in range(3):
            post(topic, account_for_assisted(make_tenant(email=None), NOW))  # on paper
        imported = make_member(alias="Elders")
        imported.tenant_id = None
        post(topic, imported)
        for number in range(7):
            tenant = make_tenant(make_household(), email=None if number % 2 else "")
            seat(panel, tenant)
        invite(panel, 6, answer=Answer.NO, reason="time")
        invite(panel, 9, channel=Channel.LETTER, entrance=Entrance.RANDOM)
        report = report_of(get_panel(panel.id))
    found = numbers(report)
    assert column(report, "district", "posters").total == 9
    assert found["tenants"] == found["households"] == 5 + 3 + 1 + 7 + 15
    assert found["accounts"] == 8 and found["posters"] == 9 and found["engaged"] == 5
    assert found["invited"] == 22 and found["yes"] == found["volunteers"] == found["seated"] == 7 and found["came"] == 0


def test_parts_add_up_and_hide_small_groups(db):
    with transaction():
        panel = make_panel(make_topic())
        invite(panel, 30, answer=Answer.YES)
        invite(panel, 12, answer=Answer.NO, reason="time")
        invite(panel, 3, answer=Answer.NO, reason="health", entrance=Entrance.PAPER, channel=Channel.PHONE)
        invite(panel, 20, channel=Channel.LETTER, entrance=Entrance.RANDOM)
        report = report_of(get_panel(panel.id))
    assert part(report, "answers") == {"ja": 30, "nee": 15, "geen antwoord, verlopen of ingetrokken": 20}
    entrances = part(report, "entrances")
    assert None in entrances.values() and list(entrances.values()).count(None) == 2  # with only one left out it could be worked out
    reasons = part(report, "reasons")
    assert set(reasons.values()) == {None}  # 12 and 3: the 12 would tell the 3


def test_reasons_are_left_out_where_they_would_tell_how_many_said_no(db):
    with transaction():
        panel = make_panel(make_topic())
        invite(panel, 30, answer=Answer.YES)
        invite(panel, 6, answer=Answer.NO, reason="time")
        invite(panel, 2)
        report = report_of(get_panel(panel.id))
    assert part(report, "answers") == {"ja": 30, "nee": None, "geen antwoord, verlopen of ingetrokken": None}
    assert part(report, "reasons") is None


def test_three_populations_stand_side_by_side(db):
    with transaction():
        north, south = make_complex("A", "Noord"), make_complex("B", "Zuid")
        topic = make_topic()
        panel = make_panel(topic)
        for number in range(40):
            tenant = make_tenant(make_household(north if number < 30 else south), age_band=AgeBand.OVER_75)
            if number in range(25, 40):
                seat(panel, tenant) if len(panel_seats(db, panel)) < 12 else volunteer(panel, tenant)
            if number < 8:
                post(topic, make_member(tenant))
        report = report_of(get_panel(panel.id))
    everyone = column(report, "district", "tenants")
    assert everyone.cells == {"Noord": 30, "Zuid": 10} and everyone.total == 40
    assert everyone.share("Noord") == 75
    table = column(report, "district", "table")
    assert table.total == 12 and table.cells == {"Noord": 5, "Zuid": 7} and table.share("Noord") is None
    assert column(report, "district", "posters").cells == {"Noord": 8, "Zuid": 0}
    assert not report.held


def panel_seats(db, panel):
    from recruitment.models import Seat

    return db.session.query(Seat).filter_by(panel_id=panel.id).all()


def test_after_the_evening_it_counts_who_came(db):
    with transaction():
        room = Room(people=8)
        for number, one in enumerate(room.seats):
            db.session.add(
                Attendance(
                    panel_session_id=room.session.id, seat_id=one.id, came=number < 6, reason="" if number < 6 else "ill", noted_at=NOW
                )
            )
        room.session.ended_at = NOW
        db.session.flush()
        report = report_of(get_panel(room.panel.id))
    assert report.held and numbers(report)["came"] == 6 and column(report, "age_band", "table").total == 6
    assert part(report, "absences") is None  # two people were ill: nobody needs to know


def test_a_few_posters_are_not_shown_at_all(db):
    with transaction():
        topic = make_topic()
        panel = make_panel(topic)
        for _turn in range(4):
            post(topic, make_member())
        report = report_of(get_panel(panel.id))
    assert numbers(report)["posters"] is None
    posters = column(report, "district", "posters")
    assert posters.total is None and set(posters.cells.values()) == {None}


def test_a_larger_panel_costs_no_more(db):
    counts = []
    for size in (5, 12):
        with transaction():
            topic = make_topic()
            panel = make_panel(topic)
            for _turn in range(size):
                tenant = make_tenant()
                post(topic, make_member(tenant))
                seat(panel, tenant)
            found = get_panel(panel.id)
            with statements(db.engine) as seen:
                report_of(found)
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 22
