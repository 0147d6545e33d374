"""Reading along at 320 px: without JavaScript by buttons, and with it by reading on to the end."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from journeys.chromium import Site, Walk
from playwright.sync_api import Browser

from accounts.models import Account, Role
from forum.models import LastRead, Post, Thread
from forum.queries import News, news_in
from foundation.db import db
from home.demo import people

pytestmark = pytest.mark.browser


def somebody(site: Site) -> tuple[int, str, dict[int, News]]:
    """One of the tenants of the demo, and what is new to her."""
    with site.rows():
        found = db.session.scalars(sa.select(Account).where(Account.alias == people.SHOWN_TENANTS[0])).one()
        return found.id, str(found.email), news_in(db.session.scalars(sa.select(Thread.id)).all(), found.id)


def mark_of(site: Site, account_id: int, thread_id: int) -> int | None:
    with site.rows():
        return db.session.scalar(sa.select(LastRead.post_id).where(LastRead.account_id == account_id, LastRead.thread_id == thread_id))


def test_reading_to_the_end_moves_the_mark(site: Site, chromium: Browser) -> None:
    me, _email, news = somebody(site)
    thread = next(number for number, new in news.items() if new.opened)
    before = mark_of(site, me, thread)
    context = site.as_role(chromium, Role.TENANT)
    page = context.new_page()
    page.goto(f"/gesprekken/{thread}")
    page.wait_for_timeout(300)
    assert mark_of(site, me, thread) == before, "the end was not in sight"
    with page.expect_response(lambda answer: answer.url.endswith(f"/gesprekken/{thread}/gelezen")) as answer:
        page.locator("form.read").scroll_into_view_if_needed()
    assert answer.value.status == 204
    assert (mark_of(site, me, thread) or 0) > (before or 0)
    context.close()


def test_new_marks_and_deep_answers_by_buttons_alone(site: Site, chromium: Browser) -> None:
    me, email, news = somebody(site)
    with site.rows():
        deep = db.session.scalar(sa.select(Post.thread_id).where(Post.depth > 5).order_by(Post.id.desc()).limit(1))
        mine = sa.select(Post.thread_id).where(Post.author_id == me)
        thread = db.session.scalar(sa.select(Thread.id).where(Thread.id.in_(news), Thread.id.not_in(mine)).order_by(Thread.id.desc()))
    with Walk(site, chromium) as reader:
        reader.sign_in(email)
        reader.open(f"/gesprekken/{thread}")
        reader.press("Mee eens")
        assert reader.page.get_by_role("button", name="Mee eens", pressed=True).count() == 1
        reader.press("Bewaar")
        reader.press("Ik heb dit gesprek gelezen")
        reader.open("/mijn/bewaard")
        reader.press("Haal uit deze lijst")
        reader.open(f"/gesprekken/{deep}")
        reader.follow("Op volgorde van tijd")
        reader.follow("Antwoorden bij elkaar")
        reader.follow("Verder in dit gesprek")
        reader.follow("Terug naar het hele gesprek")
        reader.open("/onderwerpen")
