"""The demo corporation obeys every rule of the house, and filling it twice is filling it once."""

from __future__ import annotations

import itertools
import json
import shutil
import socket
from collections import Counter
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from conftest import make_settings

from accounts.models import AccessCode, Account, Complex, Dwelling, Household, Key, Party, Role, Tenant
from accounts.queries.keys import both_signed
from config import load
from forum.models import Ballot, PolicyYear, Post, ShownTo, Thread, Topic
from forum.queries.background import newest_background, waiting_background
from forum.queries.polls import polls_in, waiting_polls
from forum.queries.summaries import waiting_summaries
from forum.queries.texts import texts_of
from forum.rules import Stage, agreement_text, topic_stage
from foundation import audit, clock, jobs
from foundation.db import db
from foundation.outbox import Outgoing, SendState, Way
from home.demo import names, people, seeding, starting
from home.demo.registry import sheet
from home.demo.story import Story
from moderation.models import Act, Decision, Report
from recruitment.models import Amendment, Argument, Engagement, Invitation, Outcome, Panel, Reserve, ScoringNotice, Seat, Telling
from recruitment.queries.panels import all_panels, stages_of
from recruitment.rules.panels import PanelStage
from wsgi import create_app

TODAY = clock.local_day(clock.now())


@pytest.fixture(scope="module")
def story():
    return Story(TODAY)


@pytest.fixture(scope="module")
def demo_app(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo")
    app = create_app(make_settings(folder, f"sqlite:///{folder / 'demo.sqlite'}"))
    jobs.wake_with(None)
    with app.app_context():
        db.create_all()
        assert seeding.fill(clock.now(), lambda _text: None)
    yield app
    with app.app_context():
        db.engine.dispose()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def demo(demo_app):
    with demo_app.app_context():
        yield demo_app
        db.session.rollback()


def count(model, *where):
    return db.session.scalar(sa.select(sa.func.count()).select_from(model).where(*where))


def test_the_registry_is_the_storys(demo, story):
    assert count(Dwelling) == count(Household) == 8000
    assert 10_000 < count(Tenant) < 11_000
    assert 0.5 < count(Tenant, Tenant.email.is_not(None)) / count(Tenant) < 0.7
    homes = dict(
        db.session.execute(
            sa.select(Complex.name, sa.func.count()).join(Dwelling, Dwelling.complex_id == Complex.id).group_by(Complex.name)
        ).all()
    )
    assert homes == {one["name"]: one["homes"] for one in story.corporation["complexes"]}


def test_two_years_of_five_topics_each_on_two_keys(demo, story):
    rows = db.session.execute(sa.select(Topic, PolicyYear.year).join(Topic.policy_year)).all()
    live = [(topic, year) for topic, year in rows if topic.agreed_at is not None]
    assert sorted(Counter(year for _topic, year in live).values()) == [5, 5]
    assert {topic.slug for topic, _year in live} == {topic["slug"] for topic in story.topics}
    for topic, year in live:
        assert both_signed("topic", topic.id, agreement_text(topic, year))
        assert 1 <= topic.place <= 5
    waiting = [topic for topic, _year in rows if topic.agreed_at is None]
    assert [topic.slug for topic in waiting] == [one["slug"] for one in story.proposals]
    assert topic_stage(waiting[0], TODAY) is Stage.PROPOSED
    keys = db.session.scalars(sa.select(Key).where(Key.subject == "topic", Key.subject_id == waiting[0].id, Key.voided_at.is_(None))).all()
    assert [key.party for key in keys] == [Party.TENANTS]
    stages = {topic.slug: topic_stage(topic, TODAY) for topic, _year in live}
    assert Counter(stages.values()) == {Stage.CLOSED: 6, Stage.ENDED: 3, Stage.OPEN: 1}


def test_every_written_post_stands_there_once(demo, story):
    assert count(Post) == story.posts == 886
    rows = dict(
        db.session.execute(
            sa.select(Post.thread_id, sa.func.count()).where(Post.shown_to == ShownTo.EVERYONE).group_by(Post.thread_id)
        ).all()
    )
    assert {thread.id: thread.post_count for thread in db.session.scalars(sa.select(Thread))} == rows
    assert db.session.scalar(sa.select(sa.func.max(Post.created_at))) <= clock.now()


def test_two_posts_are_hidden_by_two_moderators_with_reasons(demo):
    hidden = db.session.scalars(sa.select(Decision).where(Decision.act == Act.HIDE)).all()
    assert len(hidden) == count(Post, Post.shown_to == ShownTo.NOBODY) == 2
    assert all(
        one.about_landlord and one.second_for is Party.TENANTS and one.second_by_id != one.decided_by_id and one.facts for one in hidden
    )
    assert count(Report, Report.decision_id.is_(None)) == 2


def test_scores_came_after_the_notice_and_one_person_is_held_back(demo):
    held = db.session.scalars(
        sa.select(Account.alias).join(Engagement, Engagement.account_id == Account.id).where(Engagement.held_back.is_(True))
    ).all()
    assert set(held) == {"Altijd Dezelfde"}
    assert count(Engagement, Engagement.engaged.is_(True)) > 20
    objector = db.session.scalar(sa.select(Account.id).where(Account.alias == seeding.NO_SCORE))
    assert count(Engagement, Engagement.account_id == objector) == 0
    assert count(ScoringNotice) > 50


def test_panels_in_every_state_the_story_has(demo):
    stages = stages_of(all_panels(), clock.now())
    assert Counter(stages.values()) == {
        PanelStage.DONE: 6, PanelStage.HELD: 1, PanelStage.SEATED: 1, PanelStage.ASKING: 1, PanelStage.PREPARING: 1,
    }  # fmt: skip
    drawn = {panel_id for panel_id, stage in stages.items() if stage in (PanelStage.DONE, PanelStage.HELD, PanelStage.SEATED)}
    for panel_id in drawn:
        sitting = db.session.scalars(sa.select(Seat).where(Seat.panel_id == panel_id, Seat.given_up_at.is_(None))).all()
        assert 10 <= len(sitting) <= 12
        assert len({seat.household_id for seat in sitting}) == len(sitting)
    assert count(Reserve) > 0
    assert count(Reserve, Reserve.asked_at.is_not(None), Reserve.said_yes_at.is_(None), Reserve.said_no_at.is_(None)) == 1


def test_no_household_was_asked_twice_within_the_cool_down(demo):
    rows = db.session.execute(
        sa.select(Invitation.household_id, Invitation.sent_at)
        .where(Invitation.wave_id.is_not(None))
        .order_by(Invitation.household_id, Invitation.sent_at)
    ).all()
    for (one, first), (other, second) in itertools.pairwise(rows):
        assert one != other or second - first >= timedelta(days=180)


def test_who_contributed_was_told_before_the_topic_closed(demo):
    for topic in db.session.scalars(sa.select(Topic).where(Topic.closed_at.is_not(None))):
        arguments = count(Argument, Argument.topic_id == topic.id)
        assert arguments >= 6
        assert count(Outcome, Outcome.argument_id.in_(sa.select(Argument.id).where(Argument.topic_id == topic.id))) == arguments
        assert count(Telling, Telling.topic_id == topic.id) > 30
        assert count(Telling, Telling.topic_id == topic.id, sa.or_(Telling.told_at.is_(None), Telling.told_at > topic.closed_at)) == 0


def test_two_amendments_wait_in_the_open_window(demo):
    assert count(Amendment, Amendment.answered_at.is_(None)) == 2


def test_the_worker_finds_letters_and_no_old_mail(demo):
    old = clock.now() - timedelta(days=2)
    assert count(Outgoing, Outgoing.state == SendState.QUEUED, Outgoing.way == Way.MAIL, Outgoing.queued_at < old) == 0
    assert count(Outgoing, Outgoing.state == SendState.QUEUED, Outgoing.way == Way.MAIL) < 30
    assert count(Outgoing, Outgoing.state == SendState.QUEUED, Outgoing.way == Way.LETTER) >= 5
    assert count(Outgoing, Outgoing.state.in_([SendState.FAILED, SendState.UNSURE])) == 0


def test_the_log_of_acts_holds(demo):
    assert audit.verify().ok


def test_filling_again_changes_nothing(demo):
    def rows():
        return {table.name: db.session.scalar(sa.select(sa.func.count()).select_from(table)) for table in db.metadata.sorted_tables}

    before = rows()
    assert not seeding.fill(clock.now(), lambda _text: None)
    assert rows() == before


def test_there_is_a_login_for_every_role_and_a_code_for_the_door(demo, story):
    shown = people.logins(story, clock.now())
    accounts = {db.session.scalar(sa.select(Account.role).where(Account.email == one.email)) for one in shown}
    assert accounts == set(Role)
    assert all(len(one.code) == 6 for one in shown if "huurder (" not in one.title)
    assert people.is_demo(story)
    code = people.unused_code(clock.now())
    assert code is not None
    assert len(code) == 15
    assert count(AccessCode) > 8000
    assert people.unused_code(clock.now() + timedelta(days=400)) is None


def test_an_installation_with_other_content_is_no_demo(db, story):
    assert people.is_empty()
    db.session.add(Account(number="1" * 13, alias="Iemand", alias_folded="iemand", role=Role.ADMIN, created_at=clock.now()))
    db.session.flush()
    assert not people.is_empty()
    assert not people.is_demo(story)


def test_the_same_people_live_in_the_same_homes_every_time(story):
    born = {one["alias"]: one["born"] for one in story.aliases}
    paper = people.on_paper(story)
    first, numbers = sheet(story, born, paper)
    again, _numbers = sheet(story, born, paper)
    assert first == again
    assert len(numbers) == len(story.aliases) == 93
    lines = {row.cells[0]: row.cells for row in first.rows}
    for one in story.aliases:
        assert lines[numbers[one["alias"]]][2] == str(one["born"])
    assert len({tuple(row.cells[5:9]) for row in first.rows}) == 8000
    assert len(names.FIRST) >= 120
    assert len(names.LAST) >= 200


@pytest.mark.parametrize(
    ("text", "today", "moved"),
    [
        ("tot en met vrijdag 4 december", date(2026, 11, 23), "tot en met vrijdag 4 december"),
        ("tot en met vrijdag 4 december", date(2026, 11, 30), "tot en met vrijdag 11 december"),
        ("Op 12 september 2024 viel", date(2027, 11, 23), "Op 12 september 2025 viel"),
        ("sinds 1 juni, in 2026", date(2026, 12, 3), "sinds 11 juni, in 2026"),
        ("op 31 februari", date(2026, 12, 3), "op 31 februari"),
    ],
)
def test_days_in_texts_move_along(text, today, moved):
    assert Story(today).text(text, "2026-11-17T19:30") == moved


def test_settings_say_who_runs_the_demo_and_are_written_once(tmp_path, story):
    starting.write_settings(tmp_path, story)
    settings = load({"MEEDENKERS_DATA": str(tmp_path)})
    assert settings.site.name == "Woonstichting De Linde"
    assert settings.site.address == ("Antwoordnummer 100", "5677 ZZ Lindehoven")
    assert settings.mail_url == "file:"
    (tmp_path / "settings.toml").write_text("mine = 1\n")
    starting.write_settings(tmp_path, story)
    assert (tmp_path / "settings.toml").read_text() == "mine = 1\n"


def test_a_port_that_is_taken_is_passed_over(story):
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        taken = busy.getsockname()[1]
        assert starting.free_port(str(taken)) > taken
    assert starting.free_port("no number") >= starting.FIRST_PORT


def test_content_is_plain_json(story):
    assert json.dumps(story.corporation)
    assert {panel["topic"] for panel in story.panels.values()} == {topic["slug"] for topic in story.topics}


def test_panel_model_is_one_per_topic(demo):
    assert count(Panel) == 10


def test_the_topic_pages_show_everything_they_can_hold(demo, story):
    energy = db.session.scalar(sa.select(Topic).where(Topic.slug == "uitleg-over-energie"))
    newest, waiting = newest_background(energy.id), waiting_background(energy.id)
    assert newest.number == 2 and "Nieuw: kom langs" in newest.body and waiting.body != newest.body
    texts = texts_of(energy.id)
    assert texts.summaries == 1 and texts.summary.posts > 20 and texts.summary.remark
    assert [one.published_at for one in waiting_summaries()] == [None]
    open_poll, counted = polls_in(energy.id)
    assert counted.counted_at is not None and counted.voters > 40 and counted.on_paper > 5
    assert count(Ballot, Ballot.poll_id == open_poll.id) > 20 and not count(Ballot, Ballot.poll_id == counted.id)
    assert len(waiting_polls(energy.id)) == 1
