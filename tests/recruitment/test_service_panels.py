import threading
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from factories import NOW, make_complex, make_household, make_panel, make_staff, make_tenant, make_topic
from statements import statements

from accounts.models import AnswerToken, Role
from forum.models import ReservedMatter
from forum.queries.agenda import get_topic
from forum.rules import why_not_hand_to_panel
from foundation import audit
from foundation.db import transaction
from foundation.errors import Refused
from recruitment.models import Panel, PanelSession, Quota
from recruitment.queries import find_panel_for, get_panel, quotas_of, sessions_of, stage_of
from recruitment.queries.panels import stages_of, topics_without_panel
from recruitment.rules.panels import PanelStage, QuotaLine
from recruitment.service.panels import (
    Evening,
    Plan,
    add_evening,
    cancel_evening,
    change_evening,
    change_panel,
    create_panel,
    propose_again,
    set_quotas,
)

PLAN = Plan("Reparaties", "Hoe snel?", 12, 20, 75)
STARTS = NOW + timedelta(days=40)
EVENING = Evening(STARTS, STARTS + timedelta(hours=2), "Buurthuis", "Dorpsplein 1", "")


@pytest.fixture
def coordinator(db):
    with transaction():
        return make_staff(Role.COORDINATOR)


def fill_registry():
    for district, homes in (("Noord", 20), ("Zuid", 10), ("Oost", 4)):
        complex_ = make_complex(district=district)
        for _home in range(homes):
            make_tenant(make_household(complex_))


def test_a_new_panel_brings_quotas_from_the_registry(db, coordinator):
    with transaction():
        fill_registry()
        topic = make_topic("reparaties")
    with transaction():
        panel = create_panel(get_topic(topic.slug), PLAN, coordinator, NOW)
    lines = {(line.feature, line.value): (line.min, line.max) for line in quotas_of(panel.id)}
    assert lines == {("district", "Noord"): (7, 8), ("district", "Zuid"): (3, 4)}, "Oost has 4 households and stays free"
    assert find_panel_for(topic.id).id == panel.id
    assert stage_of(get_panel(panel.id), NOW) is PanelStage.PREPARING
    assert db.session.scalar(sa.select(audit.Entry.subject_id).where(audit.Entry.act == "recruitment.panel_created")) == panel.id


def test_a_topic_has_one_panel(db, coordinator):
    with transaction():
        topic = make_topic("reparaties")
    assert [one.slug for one in topics_without_panel()] == ["reparaties"]
    with transaction():
        create_panel(get_topic("reparaties"), PLAN, coordinator, NOW)
    with pytest.raises(Refused, match="al een klantenpanel"), transaction():
        create_panel(get_topic("reparaties"), PLAN, coordinator, NOW)
    with pytest.raises(sa.exc.IntegrityError), transaction():
        make_panel(topic)
    assert topics_without_panel() == []


@pytest.mark.race
def test_two_coordinators_make_one_panel(app, db, coordinator):
    with transaction():
        make_topic("reparaties")
    coordinator_id, ends = coordinator.id, []
    db.session.rollback()

    def make():
        from accounts.models import Account

        with app.app_context():
            try:
                with transaction():
                    create_panel(get_topic("reparaties"), PLAN, db.session.get_one(Account, coordinator_id), NOW)
                ends.append("made")
            except Refused:
                ends.append("refused")

    workers = [threading.Thread(target=make) for _ in range(4)]
    [worker.start() for worker in workers]
    [worker.join() for worker in workers]
    db.session.rollback()
    assert sorted(ends) == ["made", "refused", "refused", "refused"]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Panel)) == 1


def test_a_reserved_matter_may_be_talked_about(db, coordinator):
    with transaction():
        make_topic("sloop", reserved_matter=ReservedMatter.DEMOLITION)
    with transaction():
        panel = create_panel(get_topic("sloop"), PLAN, coordinator, NOW)
    assert "niet beslissen" in why_not_hand_to_panel(get_panel(panel.id).topic)


def test_after_freezing_seats_and_quotas_stand(db, coordinator):
    with transaction():
        fill_registry()
        panel = make_panel(frozen_at=NOW)
    with pytest.raises(Refused, match="loting is begonnen"), transaction():
        change_panel(get_panel(panel.id), Plan("Nieuw", "", 13, 20, 75), coordinator, NOW)
    with pytest.raises(Refused, match="loting is begonnen"), transaction():
        set_quotas(get_panel(panel.id), [QuotaLine("district", "Noord", 1, 2)], coordinator, NOW)
    with transaction():
        change_panel(get_panel(panel.id), Plan("Betere titel", "Vraag", 12, 20, 75), coordinator, NOW)
    assert get_panel(panel.id).title == "Betere titel"


def test_quotas_are_replaced_and_proposed_again(db, coordinator):
    with transaction():
        fill_registry()
        panel = make_panel()
    with transaction():
        set_quotas(get_panel(panel.id), [QuotaLine("district", "Zuid", 2, 12)], coordinator, NOW)
    assert [(line.value, line.min, line.max) for line in quotas_of(panel.id)] == [("Zuid", 2, 12)]
    with transaction():
        propose_again(get_panel(panel.id), coordinator, NOW)
    assert [line.value for line in quotas_of(panel.id)] == ["Noord", "Zuid"]
    with pytest.raises(Refused, match="huurdersbestand"), transaction():
        set_quotas(get_panel(panel.id), [QuotaLine("district", "Oost", 1, 2)], coordinator, NOW)
    with pytest.raises(sa.exc.IntegrityError), transaction():
        db.session.add(Quota(panel_id=panel.id, feature="district", value="West", min=3, max=2))


def test_every_change_of_an_evening_raises_its_sequence(db, coordinator):
    with transaction():
        panel = make_panel(evening=None)
    with transaction():
        session = add_evening(get_panel(panel.id), EVENING, coordinator, NOW)
    assert session.sequence == 0
    moved = Evening(STARTS + timedelta(days=1), STARTS + timedelta(days=1, hours=2), "Kerk", "Dorpsplein 2", "Lift")
    for expected in (1, 1):  # the same again changes nothing
        with transaction():
            change_evening(get_panel(panel.id), db.session.get_one(PanelSession, session.id), moved, coordinator, NOW)
        assert db.session.get_one(PanelSession, session.id).sequence == expected
    with transaction():
        cancel_evening(get_panel(panel.id), db.session.get_one(PanelSession, session.id), "Zaal is dicht", coordinator, NOW)
    session = db.session.get_one(PanelSession, session.id)
    assert (session.sequence, session.cancelled_at) == (2, NOW)
    with pytest.raises(Refused, match="al afgezegd"), transaction():
        change_evening(get_panel(panel.id), session, EVENING, coordinator, NOW)


def test_a_moved_evening_moves_the_end_of_the_tokens(db, coordinator):
    from accounts.service import issue_token
    from recruitment.models import Entrance, Invitation, InvitationState

    with transaction():
        panel = make_panel()
        tenant = make_tenant()
        invitation = Invitation(
            panel_id=panel.id, tenant_id=tenant.id, household_id=tenant.household_id, entrance=Entrance.ENGAGED, channel="mail",
            state=InvitationState.SENT, created_at=NOW, sent_at=NOW,
        )  # fmt: skip
        db.session.add(invitation)
        db.session.flush()
        issue_token("invitation", invitation.id, tenant.id, NOW + timedelta(days=30), NOW)
    session = sessions_of(panel.id)[0]
    later = datetime(2027, 3, 1, 19, 30, tzinfo=UTC)
    with transaction():
        change_evening(get_panel(panel.id), session, Evening(later, later + timedelta(hours=2), "Kerk", "Plein 2", ""), coordinator, NOW)
    assert db.session.scalar(sa.select(AnswerToken.expires_at)) == datetime(2027, 2, 28, 23, tzinfo=UTC), (
        "midnight here before the evening's day"
    )


def test_the_list_of_panels_costs_two_queries_whatever_its_length(db):
    with transaction():
        ids = [make_panel().id for _ in range(6)]
    from recruitment.queries.panels import all_panels

    panels = all_panels()
    with statements(db.engine) as seen:
        stages = stages_of(panels, NOW)
    assert stages == dict.fromkeys(ids, PanelStage.PREPARING)
    assert len(seen) == 2
