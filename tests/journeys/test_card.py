"""The card of somebody who spoke on paper or by phone: 320 px wide, without JavaScript, every page and every refusal judged by axe."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from journeys.chromium import Judge, Site
from playwright.sync_api import Browser

from forum.models import Post, ShownTo, Topic, Voice
from forum.service.cards import card_code
from foundation import clock, codes
from foundation.clock import local_day
from foundation.db import db

pytestmark = pytest.mark.browser


def test_see_correct_and_withdraw_with_a_card(site: Site, chromium: Browser) -> None:
    with site.rows():
        today = local_day(clock.now())
        voice = db.session.scalars(
            sa.select(Voice)
            .join(Post, Post.id == Voice.post_id)
            .join(Topic, Topic.id == Post.topic_id)
            .where(Post.shown_to == ShownTo.EVERYONE, Topic.closed_at.is_(None), Topic.opens_on <= today, Topic.closes_on >= today)
            .order_by(Voice.id)
        ).first()
        assert voice is not None
        code, post_id = codes.display(card_code(voice)), voice.post_id
    context = site.as_role(chromium, None, java_script_enabled=False)
    watching = site.as_role(chromium, None)
    page, judge = context.new_page(), Judge(site, watching.new_page())

    def seen() -> None:
        context.storage_state()
        watching.add_cookies(context.cookies())  # type: ignore[arg-type]
        judge.visit(page.url)

    page.goto("/kaart")
    page.get_by_label("De code op uw kaart").fill("1234")
    with page.expect_response(lambda response: response.request.method == "POST") as refused:
        page.get_by_role("button", name="Verder").click()
    assert refused.value.status == 422
    judge.show(refused.value)
    page.get_by_label("De code op uw kaart").fill(code.lower())
    page.get_by_role("button", name="Verder").click()
    assert page.url.endswith("/kaart/bijdrage")
    seen()
    page.get_by_role("link", name="Dit heb ik niet gezegd").click()
    seen()
    page.get_by_role("link", name="Terug").click()
    page.get_by_role("link", name="Verbeter mijn woorden").click()
    seen()
    page.get_by_label("Zo moet het zijn").fill("")
    with page.expect_response(lambda response: response.request.method == "POST") as empty:
        page.get_by_role("button", name="Bewaar").click()
    judge.show(empty.value)
    page.get_by_label("Zo moet het zijn").fill("Zo bedoel ik het.")
    for _notice in range(2):  # what must be read first, such as how posts are counted
        if page.url.endswith("/kaart/verbeteren"):
            page.locator("main button.button-primary").click()
    assert "Zo bedoel ik het." in page.inner_text("main")
    page.get_by_role("link", name="Haal mijn woorden weg").click()
    seen()
    page.get_by_role("button", name="Ja, haal weg").click()
    seen()
    with site.rows():
        assert db.session.get_one(Post, post_id).withdrawn_at is not None
    context.close()
    watching.close()
    assert not judge.wrong, "\n".join(judge.wrong)
