"""Filling an empty installation: one unit of work, so that there is a whole demo or none."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import sqlalchemy as sa

from accounts.models import Complex, Tenant
from accounts.service import import_registry, make_code_letters
from forum import events
from foundation.clock import local_day, start_of
from foundation.db import db, transaction
from foundation.outbox import Way
from home.demo import people
from home.demo.agenda import Agenda, reports_that_wait
from home.demo.names import lot
from home.demo.panels import Evenings, opt_some_out
from home.demo.reading import read_along
from home.demo.registry import COLUMNS, sheet
from home.demo.story import Story, at
from home.demo.timeline import STILL_HERE, Timeline, deliver
from home.demo.topic_pages import TopicPages
from recruitment.service import ensure_first_policy, score, sign_policy, stop_scoring

START = "2024-11-04"
"""The day the two parties began."""
NO_SCORE = "Dwarsligger"
"""Writes along and objected to being counted."""
LETTERS_FOR = "Spinhof"
"""The complex whose letters lie ready to print."""


def fill(now: datetime, say: Callable[[str], None]) -> bool:
    """Returns whether anything was done: an installation that holds something is left as it is."""
    story = Story(local_day(now))
    with transaction():
        if not people.is_empty():
            return False
        _tell(story, now, say)
    return True


def _tell(story: Story, now: datetime, say: Callable[[str], None]) -> None:
    start = story.moment(START, 9)
    line = Timeline()
    staff = people.hire(story, start)
    say("8.000 woningen en hun huurders")
    born = {one["alias"]: one["born"] for one in story.aliases}
    file, numbers = sheet(story, born, people.on_paper(story))
    import_registry(file, dict(COLUMNS), start + timedelta(hours=2), by=staff["administrator"])
    people.give_codes(story.moment("2025-01-06"))
    owner, chair = staff["policy_owner"], staff["board_chair"]
    policy = ensure_first_policy(start + timedelta(hours=4))
    sign_policy(policy, owner, start + timedelta(days=3))
    sign_policy(policy, chair, start + timedelta(days=4))
    tenants = people.move_in(story, numbers, owner.password_hash, story.moment("2025-01-08"))
    cast = people.Cast(staff, tenants)

    agenda = Agenda(story, cast, line)
    agenda.plan()
    Evenings(agenda, story.today).plan()
    TopicPages(agenda).plan()
    quiet = sorted(db.session.scalars(sa.select(Tenant.id)), key=lambda tenant_id: lot("not again", tenant_id))[:60]
    line.at(story.moment("2025-02-10"), lambda moment: opt_some_out([one for one in quiet if one not in _writers(cast)], moment))
    line.at(story.moment("2025-02-21"), lambda moment: stop_scoring(cast.tenants[NO_SCORE], moment))
    newest = story.topics[-1]["slug"]
    line.at(at(story.today - timedelta(days=7), 1), lambda _moment: reports_that_wait(agenda.posts[newest], cast, line, story.today))
    say(f"{story.posts} bijdragen, tien onderwerpen, tien panels")
    line.run(now)

    read_along(agenda, cast)
    events.posts_imported.send([topic.id for topic in agenda.topics.values() if topic.closed_at is None], now=now)
    score(now)
    deliver(now - STILL_HERE, Way.MAIL)
    deliver(start_of(story.today - timedelta(days=5)), Way.LETTER)
    block = db.session.scalars(sa.select(Complex.id).where(Complex.name == LETTERS_FOR)).one()
    make_code_letters([block], by_mail=False, by=staff["administrator"], now=now)


def _writers(cast: people.Cast) -> set[int]:
    return {account.tenant_id for account in cast.tenants.values() if account.tenant_id is not None}
