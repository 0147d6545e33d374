from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine
from browser import Browser
from evenings import Room, post
from factories import NOW, make_member, make_staff, sign_in
from statements import statements

from accounts.models import Role
from foundation.db import transaction
from recruitment.models import Argument, ArgumentPost, Outcome, Telling, Verdict

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def the_day():
    with time_machine.travel(NOW, tick=False):
        yield


class Desk:
    def __init__(self, app, db):
        self.db = db
        with transaction():
            room = Room(people=1)
            member = make_member()
            self.post = post(room.topic, member, "De lift stinkt.").id
            self.topic, self.slug, self.session = room.topic.id, room.topic.slug, room.session.id
            self.coordinator, self.owner, self.member, self.board = (Browser(app) for _turn in range(4))
            for browser, who in (
                (self.coordinator, room.coordinator), (self.owner, room.owner), (self.member, member), (self.board, room.board)
            ):  # fmt: skip
                sign_in(browser, who)
        self.address = f"/onderwerpen/{self.slug}/uitkomst"


@pytest.fixture
def desk(app, db):
    return Desk(app, db)


def test_from_argument_to_told(desk, db):
    desk.coordinator.get(desk.address)
    desk.coordinator.follow("Zet een argument op de lijst")
    assert "De lift stinkt." in desk.coordinator.text
    desk.coordinator.submit("Bewaar", body="", numbers=str(desk.post))
    assert desk.coordinator.status == 422 and f'value="{desk.post}"' in desk.coordinator.response.text
    desk.coordinator.submit("Bewaar", body="De lift moet vaker schoon", ticked=[desk.post], session=desk.session)
    assert desk.coordinator.status == 200 and "De lift moet vaker schoon" in desk.coordinator.text
    assert db.session.scalars(sa.select(ArgumentPost.post_id)).all() == [desk.post]
    db.session.rollback()
    assert "antwoord volgt" in (desk.member.get(desk.address) and desk.member.text)
    desk.owner.get(desk.address)
    desk.owner.follow("Geef antwoord")
    desk.owner.submit("Bewaar het antwoord", verdict="rejected", reason="   ", owner="hoofd onderhoud")
    assert desk.owner.status == 422 and "zonder reden" in desk.owner.text and "hoofd onderhoud" in desk.owner.response.text
    desk.owner.submit("Bewaar het antwoord", verdict="rejected", reason="Te duur.", owner="hoofd onderhoud", due_on="2027-03-01")
    assert desk.owner.status == 200 and "niet overgenomen" in desk.owner.text
    desk.member.get(desk.address)
    assert "Te duur." not in desk.member.text  # not before everybody is told
    assert "Te duur." in (desk.board.get(desk.address) and desk.board.text)
    desk.owner.submit("Stuur iedereen bericht")
    assert "gaat naar 2 mensen" in desk.owner.text and "2 berichten zijn onderweg" in desk.owner.text
    desk.member.get(desk.address)
    assert "Te duur." in desk.member.text and "maandag 1 maart 2027" in desk.member.text and "ook uit uw bijdrage" in desk.member.text
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Telling)) == 2
    db.session.rollback()
    assert not [link for link in desk.owner.page.links if "Verander" in link[1]]


def test_posts_are_linked_by_pasting_an_address(desk, db):
    desk.coordinator.get(f"{desk.address}/argumenten/nieuw")
    desk.coordinator.submit("Bewaar", body="Schoner", numbers=f"http://meedenkers.test/gesprekken/1#b{desk.post}")
    assert db.session.scalars(sa.select(ArgumentPost.post_id)).all() == [desk.post]
    db.session.rollback()
    desk.coordinator.get(f"{desk.address}/argumenten/nieuw")
    desk.coordinator.submit("Bewaar", body="Nog iets", numbers="4711")
    assert desk.coordinator.status == 422 and "4711" in desk.coordinator.text and "Nog iets" in desk.coordinator.response.text
    desk.coordinator.submit("Bewaar", body="Nog iets", numbers="9" * 14)
    assert desk.coordinator.status == 422


def test_changing_and_removing(desk, db):
    desk.coordinator.get(f"{desk.address}/argumenten/nieuw")
    desk.coordinator.submit("Bewaar", body="Schoner", ticked=[desk.post])
    desk.coordinator.follow("Wijzig")
    desk.coordinator.submit("Bewaar", body="Veel schoner")
    assert "Veel schoner" in desk.coordinator.text
    assert db.session.scalars(sa.select(ArgumentPost.post_id)).all() == [desk.post]  # what was ticked stays ticked
    db.session.rollback()
    desk.coordinator.follow("Wijzig")
    desk.coordinator.submit("Haal dit argument weg")
    assert "Veel schoner" not in desk.coordinator.text and desk.coordinator.status == 200


def test_who_may_do_what(desk, app, db):
    with transaction():
        argument = Argument(topic_id=desk.topic, number=1, body="Een", added_at=NOW)
        db.session.add(argument)
        db.session.flush()
        argument_id = argument.id
    paths = {
        f"{desk.address}/argumenten/nieuw": {Role.COORDINATOR, Role.POLICY_OWNER},
        f"{desk.address}/argumenten/{argument_id}": {Role.COORDINATOR, Role.POLICY_OWNER},
        f"{desk.address}/argumenten/{argument_id}/antwoord": {Role.POLICY_OWNER},
        desk.address: set(Role),
    }
    for role in Role:
        browser = Browser(app)
        with transaction():
            sign_in(browser, make_member() if role is Role.TENANT else make_staff(role))
        for path, allowed in paths.items():
            assert browser.get(path).status_code == (200 if role in allowed else 403), (role, path)
    assert Browser(app).get(desk.address).request.path != desk.address  # to the door
    for wrong in (f"{desk.address}/argumenten/999", f"{desk.address}/argumenten/999/antwoord", "/onderwerpen/bestaat-niet/uitkomst"):
        assert desk.owner.get(wrong).status_code == 404


def test_the_page_costs_the_same_for_many_arguments(desk, db):
    def cost(count):
        with transaction():
            for number in range(count):
                last = db.session.scalar(sa.select(sa.func.max(Argument.number))) or 0
                argument = Argument(topic_id=desk.topic, number=last + 1, body=f"Argument {number}", added_at=NOW)
                db.session.add(argument)
                db.session.flush()
                db.session.add(Outcome(argument_id=argument.id, verdict=Verdict.ADOPTED, reason="Ja", decided_at=NOW))
                db.session.add(ArgumentPost(argument_id=argument.id, post_id=desk.post))
        with statements(db.engine) as seen:
            assert desk.owner.get(desk.address).status_code == 200
        return len(seen)

    assert cost(2) == cost(20)


def test_the_topic_leads_to_its_outcome_and_to_its_panel(desk, db):
    topic = f"/onderwerpen/{desk.slug}"
    desk.member.get(topic)
    assert "alle argumenten" not in desk.member.text and "klantenpanel" not in desk.member.text  # no argument yet, and the evening is today
    with transaction():
        db.session.add(Argument(topic_id=desk.topic, number=1, body="Een", added_at=NOW))
    desk.member.get(topic)
    desk.member.follow("alle argumenten")
    assert desk.member.path == desk.address and desk.member.status == 200
