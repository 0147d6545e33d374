from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from evenings import Room, post, seat, volunteer
from factories import NOW, make_member, make_tenant, make_topic
from sqlalchemy.exc import IntegrityError
from statements import statements

from accounts.models import Channel, Tenant
from accounts.queries import mail_address
from accounts.service import erase_account
from accounts.service.people import account_for_assisted
from accounts.service.printing import mark_printed, take_batch
from forum import service as forum_service
from forum.models import Regime, ShownTo, Topic
from foundation import mail, outbox
from foundation.db import transaction
from foundation.errors import Refused
from foundation.letters import Letter
from foundation.outbox import Outgoing, Way
from recruitment.jobs.outcomes import tell_everybody
from recruitment.models import Argument, Outcome, Telling, Verdict, Volunteer
from recruitment.queries.outcomes import arguments_of, not_told, people_to_tell, told_so_far
from recruitment.service import outcomes as service
from recruitment.service.outcomes import Words

DAY = timedelta(days=1)


@pytest.fixture
def room(db):
    with transaction():
        yield Room(people=1)


def send(app, now=NOW):
    return mail.send_due(app.extensions["mail_sender"], now)


def answered(room, *verdicts, body="Zet een tweede lift neer"):
    """A list of arguments, each with an answer."""
    found = []
    for verdict in verdicts or (Verdict.ADOPTED,):
        argument = service.add_argument(room.topic, Words(f"{body} ({verdict.value})"), room.coordinator, NOW)
        service.answer_argument(room.topic, argument, verdict, "Dit kan in 2027.", "hoofd onderhoud", date(2027, 3, 1), room.owner, NOW)
        found.append(argument)
    return found


def test_an_argument_carries_its_evening_and_its_posts(room):
    member = make_member()
    shown = post(room.topic, member)
    hidden = post(room.topic, member, "Weg", shown_to=ShownTo.NOBODY)
    elsewhere = post(make_topic(), member)
    argument = service.add_argument(room.topic, Words("Meer licht", room.session.id, (shown.id,)), room.coordinator, NOW)
    assert argument.number == 1
    for wrong in (hidden, elsewhere):
        with pytest.raises(Refused, match=str(wrong.id)):
            service.add_argument(room.topic, Words("Meer licht", None, (wrong.id,)), room.coordinator, NOW)
    with pytest.raises(Refused, match="bijeenkomst"):
        service.add_argument(room.topic, Words("Meer licht", 999), room.coordinator, NOW)
    assert arguments_of(room.topic.id)[0].posts == [shown.id]
    shown.shown_to = ShownTo.NOBODY
    assert arguments_of(room.topic.id)[0].posts == []  # the link does not lead to what is no longer visible


def test_arguments_are_for_coordinator_and_policy_owner(room):
    service.add_argument(room.topic, Words("Een"), room.owner, NOW)
    for other in (room.board, make_member()):
        with pytest.raises(Refused):
            service.add_argument(room.topic, Words("Twee"), other, NOW)


def test_an_answer_needs_a_reason_in_code_and_in_the_database(room, db):
    argument = service.add_argument(room.topic, Words("Een"), room.coordinator, NOW)
    with pytest.raises(Refused, match="reden"):
        service.answer_argument(room.topic, argument, Verdict.REJECTED, "  ", "", None, room.owner, NOW)
    with pytest.raises(Refused):
        service.answer_argument(room.topic, argument, Verdict.REJECTED, "Te duur", "", None, room.coordinator, NOW)
    db.session.add(Outcome(argument_id=argument.id, verdict=Verdict.REJECTED, reason="", decided_at=NOW))
    with pytest.raises(IntegrityError):
        db.session.flush()
    db.session.rollback()


def test_an_answered_argument_is_not_changed_or_removed(room, db):
    (argument,) = answered(room)
    with pytest.raises(Refused):
        service.remove_argument(room.topic, argument, room.coordinator, NOW)
    with pytest.raises(Refused):
        service.change_argument(room.topic, argument, Words("Iets heel anders"), room.coordinator, NOW)
    loose = service.add_argument(room.topic, Words("Los"), room.coordinator, NOW)
    service.remove_argument(room.topic, loose, room.coordinator, NOW)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Argument)) == 1


def test_nobody_is_told_before_every_argument_has_an_answer(room):
    post(room.topic, make_member())
    with pytest.raises(Refused):
        service.tell_contributors(room.topic, NOW, room.owner)
    answered(room)
    service.add_argument(room.topic, Words("Nog een"), room.coordinator, NOW)
    with pytest.raises(Refused, match="1 argument"):
        service.tell_contributors(room.topic, NOW, room.owner)


def test_everybody_who_contributed_is_told_once_by_their_own_channel(db, app, mailbox):
    with transaction():
        room = Room(people=1)  # has a seat, wrote nothing
        by_mail, no_mail = make_member(), make_member(make_tenant(email=None))
        on_paper = account_for_assisted(make_tenant(email=None), NOW)
        imported = make_member(alias="Van elders", source_id="md_1")
        imported.tenant_id = imported.email = None
        gone = make_member(make_tenant(email=None, gone_at=NOW))
        hidden, erased = make_member(), make_member()
        stopped = volunteer(room.panel, stopped_at=NOW)
        left = seat(room.panel)  # gave the chair up
        left.given_up_at = db.session.get_one(Volunteer, left.volunteer_id).stopped_at = NOW
        for who in (by_mail, by_mail, no_mail, on_paper, imported, gone, erased):
            post(room.topic, who)
        post(room.topic, hidden, shown_to=ShownTo.NOBODY)
        seat(room.panel, db.session.get(Tenant, by_mail.tenant_id))  # writes and has a seat: one message
        erase_account(erased.id, NOW)
        answered(room, Verdict.ADOPTED, Verdict.PARTLY, Verdict.REJECTED)
        assert service.tell_contributors(room.topic, NOW, room.owner) == 7
        assert service.tell_contributors(room.topic, NOW, room.owner) == 0
        topic_id, stopped_tenant = room.topic.id, stopped.tenant_id
        ids = {"mail": by_mail.id, "letter": no_mail.id, "paper": on_paper.id, "web": imported.id, "gone": gone.id}
        addresses = {by_mail.email, room.tenants[0].email, mail_address(db.session.get_one(Volunteer, left.volunteer_id).tenant_id)}
    rows = {row.account_id: row for row in db.session.scalars(sa.select(Telling)) if row.account_id}
    assert rows[ids["mail"]].channel is Channel.MAIL and rows[ids["letter"]].channel is Channel.LETTER
    assert rows[ids["paper"]].channel is Channel.LETTER
    assert rows[ids["web"]].channel is Channel.WEB and rows[ids["web"]].told_at == NOW
    assert rows[ids["gone"]].channel is Channel.WEB  # somebody else lives there now
    assert stopped_tenant not in {row.tenant_id for row in db.session.scalars(sa.select(Telling))}
    assert service.why_not_close_untold(db.session.get(Topic, topic_id), NOW)
    db.session.rollback()
    send(app, NOW + DAY)
    assert set(mailbox.recipients) == addresses and len(mailbox.recipients) == 3
    assert all(
        text in mailbox.text() for text in ("niet overgenomen", "deels overgenomen", "Dit kan in 2027.", "hoofd onderhoud", "/uitkomst")
    )
    db.session.expire_all()
    assert db.session.get(Telling, rows[ids["mail"]].id).told_at == NOW + DAY
    assert rows[ids["letter"]].told_at is None
    assert "2 mensen" in service.why_not_close_untold(db.session.get(Topic, topic_id), NOW)


def test_a_letter_counts_when_it_is_printed_and_then_the_topic_closes(room, db):
    post(room.topic, make_member(make_tenant(email=None)))
    room.tenants[0].email = None
    answered(room)
    service.tell_contributors(room.topic, NOW, room.owner)
    letters = take_batch("recruitment.telling", 10**6, room.coordinator, NOW)
    assert len(letters) == 2 and all(isinstance(letter, Letter) for letter in letters)
    assert any("Zet een tweede lift neer" in line and "Dit kan in 2027." in line for line in letters[0].paragraphs)
    with pytest.raises(Refused, match="2 mensen"):
        forum_service.close_topic(room.topic, NOW, by=room.owner)
    mark_printed("recruitment.telling", 10**6, room.coordinator, NOW)
    assert told_so_far(room.topic).told == 2
    forum_service.close_topic(room.topic, NOW, by=room.owner)
    assert room.topic.closed_at == NOW


def test_closing_asks_for_contributors_without_any_argument(room):
    assert service.why_not_close_untold(room.topic, NOW)  # somebody has a seat
    empty = make_topic(opens_on=date(2026, 9, 1), closes_on=date(2026, 10, 1))
    assert service.why_not_close_untold(empty, NOW) is None


def test_after_telling_nothing_changes_any_more(room):
    post(room.topic, make_member())
    (argument,) = answered(room)
    service.tell_contributors(room.topic, NOW, room.owner)
    with pytest.raises(Refused, match="verteld"):
        service.answer_argument(room.topic, argument, Verdict.REJECTED, "Toch niet", "", None, room.owner, NOW)
    with pytest.raises(Refused, match="verteld"):
        service.add_argument(room.topic, Words("Nog een"), room.owner, NOW)


def test_a_restored_post_makes_a_latecomer_who_is_told_too(db, app, mailbox):
    with transaction():
        room = Room(people=1)
        late = post(room.topic, make_member(), shown_to=ShownTo.NOBODY)
        answered(room)
        service.tell_contributors(room.topic, NOW, room.owner)
        topic_id, post_id = room.topic.id, late.id
    send(app)
    assert len(mailbox.messages) == 1
    assert tell_everybody(NOW).ran == 0
    with transaction():
        db.session.get(type(late), post_id).shown_to = ShownTo.EVERYONE
    assert service.why_not_close_untold(db.session.get(Topic, topic_id), NOW)
    db.session.rollback()
    assert tell_everybody(NOW).ran == 1
    send(app)
    assert len(mailbox.messages) == 2
    assert service.why_not_close_untold(db.session.get(Topic, topic_id), NOW) is None


def test_who_is_no_contributor_any_more_gets_nothing(db, app, mailbox):
    with transaction():
        room = Room(people=0)
        hidden, erased, blanked = make_member(), make_member(), make_member()
        first = post(room.topic, hidden)
        post(room.topic, erased)
        post(room.topic, blanked)
        answered(room)
        assert service.tell_contributors(room.topic, NOW, room.owner) == 3
        blanked.erased_at = NOW  # its message is still in the outbox
        first.shown_to = ShownTo.NOBODY
        service.forget_tellings(erased, NOW)
        erase_account(erased.id, NOW)
        topic_id = room.topic.id
    send(app)
    assert mailbox.messages == []
    assert service.why_not_close_untold(db.session.get(Topic, topic_id), NOW) is None
    db.session.rollback()
    tell_everybody(NOW)
    assert db.session.scalars(sa.select(Telling)).all() == []


def test_mail_that_comes_back_becomes_a_letter_and_then_a_notice(db, app, mailbox):
    with transaction():
        room = Room(people=0)
        member = make_member()
        mailbox.refuse[member.email] = "550 no such mailbox"
        post(room.topic, member)
        answered(room)
        service.tell_contributors(room.topic, NOW, room.owner)
        topic_id, tenant_id = room.topic.id, member.tenant_id
    send(app)
    assert tell_everybody(NOW).ran == 1 and tell_everybody(NOW).ran == 0
    telling = db.session.scalars(sa.select(Telling)).one()
    assert telling.channel is Channel.LETTER and telling.told_at is None
    letter = db.session.scalars(sa.select(Outgoing).where(Outgoing.way == Way.LETTER)).one()
    assert isinstance(outbox.render(letter), Letter)
    with transaction():
        db.session.get(Tenant, tenant_id).gone_at = NOW  # moved out before the letter was printed
        assert take_batch("recruitment.telling", 10**6, make_member(), NOW) == []
    assert tell_everybody(NOW + DAY).ran == 1
    assert db.session.scalars(sa.select(Telling)).one().channel is Channel.WEB
    assert service.why_not_close_untold(db.session.get(Topic, topic_id), NOW) is None


def test_own_arguments_come_first(db, app, mailbox):
    with transaction():
        room = Room(people=0)
        mine = post(room.topic, make_member())
        service.add_argument(room.topic, Words("Van een ander"), room.coordinator, NOW)
        service.add_argument(room.topic, Words("Van mij", None, (mine.id,)), room.coordinator, NOW)
        for one in arguments_of(room.topic.id):
            service.answer_argument(room.topic, one.argument, Verdict.ADOPTED, "Goed idee", "", None, room.owner, NOW)
        service.tell_contributors(room.topic, NOW)
    send(app)
    text = mailbox.text()
    assert text.index("Van mij") < text.index("uit uw bijdrage") < text.index("Van een ander")


def test_the_decision_comes_before_telling_where_advice_was_asked(room, db):
    post(room.topic, make_member())
    answered(room)
    room.topic.regime = Regime.ADVICE
    db.session.flush()
    with pytest.raises(Refused, match="besluit"):
        service.tell_contributors(room.topic, NOW, room.owner)
    room.topic.decided_at, room.topic.decision = NOW, "Wij plaatsen een lift."
    db.session.flush()
    assert service.tell_contributors(room.topic, NOW, room.owner) == 2


def test_the_database_keeps_one_message_a_person(room, db):
    member = make_member()
    for tenant_id in (None, member.tenant_id):
        db.session.add(Telling(topic_id=room.topic.id, account_id=member.id, tenant_id=tenant_id, channel=Channel.WEB, queued_at=NOW))
    with pytest.raises(IntegrityError):
        db.session.flush()
    db.session.rollback()


def test_the_list_of_people_costs_the_same_for_many(room, db):
    for _turn in range(8):
        post(room.topic, make_member())
    with statements(db.engine) as seen:
        nothing, _waiting = not_told(room.topic)
    assert len(nothing) == 9 == len(people_to_tell(room.topic)) and len(seen) <= 5
