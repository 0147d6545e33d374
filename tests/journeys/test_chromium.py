"""A real browser on the demo: every kind of page as every role, 320 px wide, judged by axe; and one road by clicking, without JavaScript."""

from __future__ import annotations

import re
import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pyotp
import pytest
import sqlalchemy as sa
from aiosmtpd.controller import Controller
from axe_playwright_python.sync_playwright import Axe
from conftest import Mailbox, make_settings
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Error, Page, sync_playwright
from servers import CHROMIUM_FLAGS, chromium_path, free_port
from werkzeug.exceptions import HTTPException
from werkzeug.serving import WSGIRequestHandler, make_server

from accounts.access import allowed_on
from accounts.models import Account, Role
from forum.models import Post, ShownTo, Thread, Topic
from foundation import clock, jobs
from foundation.db import db
from home.demo import people, seeding
from home.demo.story import Story
from recruitment.queries.panels import all_panels, stages_of
from recruitment.rules.panels import PanelStage
from wsgi import create_app

pytestmark = pytest.mark.browser

NARROW = {"width": 320, "height": 700}
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
NEED_A_CODE = ("/antwoord/vraag", "/antwoord/bedankt", "/verslag/lezen", "/plaats/klaar", "/melden/ontvangen")
"""Pages that are there for whoever has just followed a link or sent a form."""
PAGES = 60
"""At most, for one role."""
SIGHT = """() => ({
    wide: document.documentElement.scrollWidth,
    title: document.title.trim(),
    h1: document.querySelectorAll("h1").length,
    past: [...document.querySelectorAll("main *")].filter((one) => one.getBoundingClientRect().right > innerWidth + 1)
        .map((one) => `${one.tagName}.${one.className}`).slice(0, 4),
    links: [...document.querySelectorAll("a[href]")].map((one) => one.href),
})"""


class Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: Any) -> None:
        """The log of the tests is for failures."""


@dataclass
class Site:
    app: Flask
    address: str

    def as_role(self, browser: Browser, role: Role | None, **more: Any) -> BrowserContext:
        """Somebody of this role who signed in before; nobody for None."""
        context = browser.new_context(viewport=NARROW, locale="nl-NL", base_url=self.address, **more)
        if role is not None:
            with self.app.app_context():
                where = [Account.role == role, Account.closed_at.is_(None)]
                if role is Role.TENANT:
                    where.append(Account.alias == people.SHOWN_TENANTS[0])
                account = db.session.scalars(sa.select(Account).where(*where).order_by(Account.id).limit(1)).one()
                serializer = self.app.session_interface.get_signing_serializer(self.app)  # type: ignore[attr-defined]
                value = serializer.dumps({"_user_id": f"{account.id}.{account.session_version}", "_fresh": True})
            context.add_cookies([{"name": self.app.config["SESSION_COOKIE_NAME"], "value": value, "url": self.address}])
        return context

    def endpoint(self, url: str) -> str | None:
        """What a GET of this address reaches; None outside the site."""
        parts = urlsplit(url)
        if not url.startswith(self.address):
            return None
        try:
            return str(self.app.url_map.bind("").match(parts.path, "GET")[0])
        except HTTPException:
            return None


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder: Path = tmp_path_factory.mktemp("demo")
    app = create_app(make_settings(folder, f"sqlite:///{folder / 'demo.sqlite'}"))
    app.config["RATELIMIT_ENABLED"] = False
    jobs.wake_with(None)
    with app.app_context():
        db.create_all()
        assert seeding.fill(clock.now(), lambda _text: None)
        jobs.run("forum.index", clock.now())
        db.session.remove()
    server = make_server("127.0.0.1", free_port(), app, threaded=True, request_handler=Quiet)
    address = f"http://127.0.0.1:{server.server_port}"
    app.extensions["house"] = replace(app.extensions["house"], base_url=address)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Site(app, address)
    server.shutdown()
    thread.join()
    with app.app_context():
        db.engine.dispose()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


@dataclass
class Judge:
    """Looks at the page a person is on, in a window that has JavaScript."""

    page: Page
    wrong: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.said: list[str] = []
        self.page.on("console", lambda message: self.said.append(message.text) if message.type == "error" else None)
        self.page.on("pageerror", lambda error: self.said.append(str(error)))

    def look(self, url: str) -> list[str]:
        """Visit and judge; returns the links on the page."""
        self.said.clear()
        try:
            response = self.page.goto(url, wait_until="load")
        except Error as download:
            if "Download is starting" not in str(download):
                raise
            if not self.page.context.request.get(url).ok:
                self.wrong.append(f"{url}: no file")
            return []
        where = urlsplit(self.page.url).path
        if response is not None and response.status == 404 and where in NEED_A_CODE:
            return []
        if response is None or response.status >= 400:
            self.wrong.append(f"{where}: status {response and response.status}")
            return []
        if "text/html" not in response.headers.get("content-type", ""):
            return []
        sight = self.page.evaluate(SIGHT)
        if sight["wide"] > NARROW["width"]:
            self.wrong.append(f"{where}: {sight['wide']} px wide, {sight['past']}")
        if not sight["title"] or sight["h1"] != 1:
            self.wrong.append(f"{where}: title {sight['title']!r}, {sight['h1']} h1")
        self.wrong += [f"{where}: {text}" for text in self.said]
        for broken in Axe().run(self.page, options=RULES).response["violations"]:
            self.wrong.append(f"{where}: {broken['id']}: {broken['nodes'][0]['html'][:300]} (x{len(broken['nodes'])})")
        return list(sight["links"])


@pytest.mark.parametrize("role", [None, *Role], ids=lambda role: role.value if role else "nobody")
def test_every_kind_of_page_for_every_role(site: Site, chromium: Browser, role: Role | None) -> None:
    context = site.as_role(chromium, role)
    judge = Judge(context.new_page())
    plain = [
        f"{site.address}{rule.rule}"
        for rule in site.app.url_map.iter_rules()
        if not rule.arguments and "GET" in (rule.methods or ()) and role in (allowed_on(site.app, rule.endpoint) or ())
        and not rule.endpoint.endswith(("readyz", "healthz"))
    ]  # fmt: skip
    waiting = [f"{site.address}/", *plain]
    seen: set[str | None] = {None, "static"}
    while waiting and len(seen) < PAGES:
        url = waiting.pop(0).partition("#")[0]
        endpoint = site.endpoint(url)
        if endpoint not in seen:
            seen.add(endpoint)
            waiting += judge.look(url)
    context.close()
    assert len(seen) > 10
    assert not judge.wrong, "\n".join(judge.wrong)


@dataclass
class Walk:
    """Somebody who clicks, 320 px wide and without JavaScript; a second window of the same person judges every page."""

    site: Site
    browser: Browser

    def __post_init__(self) -> None:
        shared = {"viewport": NARROW, "locale": "nl-NL", "base_url": self.site.address}
        self.context = self.browser.new_context(java_script_enabled=False, **shared)  # type: ignore[arg-type]
        self.page = self.context.new_page()
        self.seeing = self.browser.new_context(**shared)  # type: ignore[arg-type]
        self.judge = Judge(self.seeing.new_page())

    def seen(self) -> None:
        """The page that is open now, judged."""
        self.seeing.clear_cookies()
        self.seeing.add_cookies(self.context.cookies())  # type: ignore[arg-type]
        self.judge.look(self.page.url)

    def open(self, path: str) -> None:
        response = self.page.goto(path)
        assert response is not None and response.status < 400, (path, response)
        self.seen()

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name).first.click()
        self.page.wait_for_load_state()

    def sign_in(self, email: str, secret: str | None) -> None:
        self.open("/inloggen")
        self.page.locator("[name=email]").fill(email)
        self.page.locator("[name=password]").fill(people.PASSWORD)
        self.press("Verder")
        if secret:
            self.seen()
            self.page.locator("[name=digits]").fill(pyotp.TOTP(secret).now())
            self.press("Log in")

    def end(self) -> None:
        self.context.close()
        self.seeing.close()
        assert not self.judge.wrong, "\n".join(self.judge.wrong)


def test_from_the_letter_to_a_decision_by_clicking(site: Site, chromium: Browser) -> None:
    with site.app.app_context():
        code = people.unused_code(clock.now())
        today = clock.local_day(clock.now())
        topic = db.session.scalars(
            sa.select(Topic).where(Topic.agreed_at.is_not(None), Topic.opens_on <= today, Topic.closes_on >= today).limit(1)
        ).one()
        where = [Post.topic_id == topic.id, Post.shown_to == ShownTo.EVERYONE, Post.parent_id.is_(None), Post.withdrawn_at.is_(None)]
        post = db.session.scalars(sa.select(Post).join(Thread, Thread.id == Post.thread_id).where(*where).order_by(Post.id).limit(1)).one()
        slug, thread_id, post_id, author_id = topic.slug, post.thread_id, post.id, post.author_id
        moderator = next(one for one in Story(today).corporation["staff"] if one["role"] == "moderator" and one["party"] == "tenants")
        db.session.remove()
    walk = Walk(site, chromium)
    page = walk.page
    walk.open("/")
    page.get_by_role("link", name="Ik heb een brief met een code").first.click()
    walk.seen()
    page.locator("[name=code]").fill(str(code))
    walk.press("Verder")
    walk.seen()
    page.locator("[name=alias]").fill("Buur van Drie Hoog")
    page.locator("[name=password]").fill("een lange zin als wachtwoord")
    walk.press("Open mijn account")
    walk.seen()
    walk.open(f"/onderwerpen/{slug}")
    walk.open(f"/gesprekken/{thread_id}")
    page.locator(f"#b{post_id}").get_by_role("link", name="Antwoord").click()
    walk.seen()
    page.locator("[name=body]").fill("Bij ons op de derde is het precies zo.")
    page.locator("form.writing button[type=submit]").click()
    assert "precies zo" in page.locator("[name=body]").input_value(), "the notice about counting comes first, with the text kept"
    page.locator("form.writing button[type=submit]").click()
    mine = page.locator("article.post-own")
    assert "precies zo" in mine.inner_text()
    walk.seen()
    mine.get_by_role("link", name="Verander").click()
    walk.seen()
    page.locator("[name=body]").fill("Bij ons op de derde is het bijna zo.")
    page.locator("form.writing button[type=submit]").click()
    assert "bijna zo" in page.locator("article.post-own").inner_text(), "told once: no second notice"
    walk.open(f"/gesprekken/{thread_id}")
    page.locator(f"#b{post_id}").get_by_role("link", name="Meld deze bijdrage").click()
    walk.seen()
    page.locator("[name=reason]").first.check()
    page.locator("[name=honest]").check()
    walk.press("Melding versturen")
    walk.seen()
    walk.press("Uitloggen")

    walk.sign_in(moderator["email"], people.totp_secret(moderator["key"]))
    walk.open("/meldingen")
    walk.open(f"/meldingen/{post_id}")
    page.locator("#verbergen [name=rule]").select_option(index=1)
    page.locator("#verbergen [name=passage]").fill("De eerste zin.")
    page.locator("#verbergen [name=facts]").fill("Hier staat wie iemand is.")
    page.locator("#verbergen [name=about_landlord][value=no]").check()
    walk.press("Bijdrage verbergen")
    walk.seen()
    walk.end()
    with site.app.app_context():
        assert db.session.get_one(Post, post_id).shown_to is not ShownTo.EVERYONE
        author = db.session.get_one(Account, author_id)
        email = author.email
        db.session.remove()
    if email:
        reader = Walk(site, chromium)
        reader.sign_in(email, None)
        reader.open("/mijn/besluiten")
        assert "Hier staat wie iemand is." in reader.page.locator("main").inner_text()
        reader.end()


def test_a_wave_and_an_answer_by_clicking(site: Site, chromium: Browser) -> None:
    with site.app.app_context():
        today = clock.local_day(clock.now())
        coordinator = next(one for one in Story(today).corporation["staff"] if one["role"] == "coordinator")
        stages = stages_of(all_panels(), clock.now())
        asking = next(panel_id for panel_id, stage in stages.items() if stage is PanelStage.ASKING)
        db.session.remove()
    box = Mailbox()
    post_office = Controller(box, hostname="127.0.0.1", port=free_port())
    post_office.start()
    try:
        desk = Walk(site, chromium)
        desk.sign_in(coordinator["email"], people.totp_secret(coordinator["key"]))
        desk.open("/vandaag")
        desk.open(f"/panels/{asking}")
        desk.open(f"/panels/{asking}/golven/nieuw")
        desk.page.locator("[name=entrance][value=random]").check()
        desk.page.locator("[name=count]").fill("30")
        desk.page.locator("[name=expires_on]").fill((today + timedelta(days=6)).isoformat())
        desk.press("Verstuur de uitnodigingen")
        desk.seen()
        site.app.extensions["mail_sender"] = replace(site.app.extensions["mail_sender"], url=f"smtp://127.0.0.1:{post_office.port}")
        with site.app.app_context():
            jobs.run("outbox.send", clock.now())
        links = [re.search(r"http\S+/antwoord/\S+", box.text(number)) for number in range(len(box.messages))]
        guest = Walk(site, chromium)
        guest.open(next(link[0] for link in links if link))
        guest.page.locator("[name=answer][value=yes]").check()
        guest.press("Verstuur mijn antwoord")
        assert "/antwoord/bedankt" in guest.page.url
        guest.seen()
        guest.end()
        desk.press("Uitloggen")
        desk.end()
    finally:
        post_office.stop()
