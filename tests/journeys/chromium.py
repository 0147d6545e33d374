"""The demo on a real server, whoever looks at it in a real browser, and whoever judges what they see."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pyotp
import sqlalchemy as sa
from aiosmtpd.controller import Controller
from axe_playwright_python.sync_playwright import Axe
from conftest import Mailbox, make_settings
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Error, Locator, Page, Response, Route
from servers import free_port
from werkzeug.exceptions import HTTPException
from werkzeug.serving import WSGIRequestHandler, make_server

from accounts.models import Account, Role
from foundation import clock, jobs
from foundation.db import db
from home.demo import people, seeding
from home.demo.story import Story
from wsgi import create_app

NARROW = {"width": 320, "height": 700}
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
NEED_A_CODE = (
    "/bezwaar/besluit",
    "/antwoord/vraag",
    "/antwoord/bedankt",
    "/verslag/lezen",
    "/plaats/klaar",
    "/melden/ontvangen",
    "/kaart/bijdrage",
    "/kaart/verbeteren",
    "/kaart/weghalen",
    "/kaart/niet-gezegd",
)
"""Pages that are there for whoever has just followed a link or sent a form."""
REFUSALS = (400, 409, 422)
REPEATED = ("content-type", "content-security-policy")
SIGHT = """() => ({
    wide: document.documentElement.scrollWidth,
    title: document.title.trim(),
    h1: document.querySelectorAll("h1").length,
    past: [...document.querySelectorAll("main *")].filter((one) => one.getBoundingClientRect().right > innerWidth + 1)
        .map((one) => `${one.tagName}.${one.className}`).slice(0, 4),
    links: [...document.querySelectorAll("a[href]")].map((one) => one.href),
    skeleton: [...new Set([...document.querySelectorAll("*")].map((one) => [one.tagName, one.className, one.parentElement?.tagName, one.getAttribute("role"),
        one.getAttribute("type"), one.hasAttribute("aria-label"), one.hasAttribute("aria-describedby"), one.hasAttribute("aria-invalid")].join()))].sort().join(" "),
})"""


def someone(role: Role) -> Account:
    """Who of the demo stands for this role."""
    where = [Account.role == role, Account.closed_at.is_(None)]
    if role is Role.TENANT:
        where.append(Account.alias == people.SHOWN_TENANTS[0])
    return db.session.scalars(sa.select(Account).where(*where).order_by(Account.id).limit(1)).one()


class Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: Any) -> None:
        """The log of the tests is for failures."""


@dataclass
class Site:
    app: Flask
    address: str
    judged: set[tuple[str | None, str]] = field(default_factory=set)
    """What axe saw before: pages of one kind that are made of the same elements, classes and roles are judged once."""

    def as_role(self, browser: Browser, role: Role | None, **more: Any) -> BrowserContext:
        """Somebody of this role who signed in before; nobody for None."""
        settings = {"viewport": NARROW, "locale": "nl-NL", "base_url": self.address, "service_workers": "block", **more}
        context = browser.new_context(**settings)  # a service worker would answer where the Judge shows a page again
        if role is not None:
            with self.app.app_context():
                account = someone(role)
                serializer = self.app.session_interface.get_signing_serializer(self.app)  # type: ignore[attr-defined]
                value = serializer.dumps({"_user_id": f"{account.id}.{account.session_version}", "_fresh": True})
            context.add_cookies([{"name": self.app.config["SESSION_COOKIE_NAME"], "value": value, "url": self.address}])
        return context

    def endpoint(self, url: str, method: str = "GET") -> str | None:
        """What a request for this address reaches; None outside the site."""
        parts = urlsplit(url)
        if not url.startswith(self.address):
            return None
        try:
            return str(self.app.url_map.bind("").match(parts.path, method)[0])
        except HTTPException:
            return None

    @contextlib.contextmanager
    def rows(self) -> Iterator[None]:
        """A look at the rows, as they are now."""
        with self.app.app_context():
            yield
            db.session.remove()

    def staff(self, key: str) -> tuple[str, str]:
        """(address, secret of the second step) of one of the demo's staff."""
        found = next(one for one in Story(clock.local_day(clock.now())).corporation["staff"] if one["key"] == key)
        return found["email"], people.totp_secret(found["key"])

    @contextlib.contextmanager
    def post_office(self) -> Iterator[Mailbox]:
        """A real mail server for as long as this lasts."""
        box = Mailbox()
        server = Controller(box, hostname="127.0.0.1", port=free_port())
        server.start()
        before = self.app.extensions["mail_sender"]
        self.app.extensions["mail_sender"] = replace(before, url=f"smtp://127.0.0.1:{server.port}")
        try:
            yield box
        finally:
            self.app.extensions["mail_sender"] = before
            server.stop()

    def run(self, *names: str) -> None:
        with self.rows():
            for name in names:
                jobs.run(name, clock.now())


def filled(base: Path, own: bool) -> Path:
    """The folder of a demo that was filled once in this test run, by whichever process came first."""
    shared = (base if own else base.parent) / "filled-demo"
    with (base.parent / "filled-demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (shared / "done").exists():
            shutil.rmtree(shared, ignore_errors=True)
            shared.mkdir(parents=True)
            app = create_app(make_settings(shared, f"sqlite:///{shared / 'demo.sqlite'}"))
            jobs.wake_with(None)
            with app.app_context():
                db.create_all()
                assert seeding.fill(clock.now(), lambda _text: None)
                jobs.run("forum.index", clock.now())
                db.session.remove()
                db.engine.dispose()
            (shared / "done").touch()
    return shared


def serve(folder: Path, base: Path) -> Iterator[Site]:
    """A copy of the filled demo, in this folder; `base` is where this process keeps what it makes for tests."""
    shutil.copytree(filled(base, "PYTEST_XDIST_WORKER" not in os.environ), folder, dirs_exist_ok=True)
    app = create_app(make_settings(folder, f"sqlite:///{folder / 'demo.sqlite'}"))
    app.config["RATELIMIT_ENABLED"] = False
    jobs.wake_with(None)
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


@dataclass(eq=False)
class Judge:
    """Looks at a page in a window that has JavaScript."""

    site: Site
    page: Page
    wrong: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.said: list[str] = []
        self.page.on("console", lambda one: self.said.append(f"{one.text} {one.location['url']}") if one.type == "error" else None)
        self.page.on("pageerror", lambda error: self.said.append(str(error)))

    def visit(self, url: str) -> list[str]:
        """Go there and judge; returns the links on the page."""
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
        return self._look(where) if "text/html" in response.headers.get("content-type", "") else []

    def show(self, response: Response) -> None:
        """Judge what somebody else was answered, as it is: the answer to a refused form is on no address."""
        url, body, status = response.url.partition("#")[0], response.body(), response.status
        headers = {name: value for name, value in response.headers.items() if name in REPEATED} | {"x-shown-again": "1"}

        def repeat(route: Route) -> None:
            route.fulfill(status=status, headers=headers, body=body)

        self.said.clear()
        self.page.route(url, repeat)
        again = self.page.goto(url, wait_until="load")
        self.page.unroute(url, repeat)
        assert again is not None and again.headers.get("x-shown-again"), url
        if status >= 400:
            self.said = [said for said in self.said if not said.endswith(url)]  # the browser notes the refusal itself
        self._look(f"{urlsplit(url).path} ({status})")

    def _look(self, where: str) -> list[str]:
        sight = self.page.evaluate(SIGHT)
        if sight["wide"] > NARROW["width"]:
            self.wrong.append(f"{where}: {sight['wide']} px wide, {sight['past']}")
        if not sight["title"] or sight["h1"] != 1:
            self.wrong.append(f"{where}: title {sight['title']!r}, {sight['h1']} h1")
        self.wrong += [f"{where}: {text}" for text in self.said]
        before = (self.site.endpoint(self.page.url) or self.site.endpoint(self.page.url, "POST"), sight["skeleton"])
        if before not in self.site.judged:
            self.site.judged.add(before)
            for broken in Axe().run(self.page, options=RULES).response["violations"]:
                self.wrong.append(f"{where}: {broken['id']}: {broken['nodes'][0]['html'][:300]} (x{len(broken['nodes'])})")
        return list(sight["links"])


class Walk:
    """Somebody who clicks, 320 px wide and without JavaScript. A second window that has it judges every page that is answered."""

    def __init__(self, site: Site, browser: Browser) -> None:
        shared: dict[str, Any] = {"viewport": NARROW, "locale": "nl-NL", "base_url": site.address}
        self.context = browser.new_context(java_script_enabled=False, **shared)
        self.context.set_default_timeout(15_000)
        self.page = self.context.new_page()
        self.judge = Judge(site, browser.new_context(service_workers="block", **shared).new_page())
        self.answer: Response

    def __enter__(self) -> Walk:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_rest: object) -> None:
        self.context.close()
        self.judge.page.context.close()
        if kind is None:
            assert not self.judge.wrong, "\n".join(self.judge.wrong)

    def _arrived(self, answer: Response | None, refused: bool | None = False) -> None:
        assert answer is not None
        self.answer = answer
        if refused is None:
            refused = answer.status in REFUSALS
        assert answer.status in REFUSALS if refused else answer.status < 400, (answer.url, answer.status, self.text[:1500])
        if refused:
            assert self.page.locator("#fouten, .notice").count(), (answer.url, self.text[:1500])
        self.judge.show(answer)

    def click(self, what: Locator, refused: bool | None = False) -> None:
        """Press, and look at what is answered. Whether it must be refused, must not be (False), or either (None)."""
        with self.page.expect_navigation() as answer:
            what.first.click()
        self._arrived(answer.value, refused)

    @property
    def text(self) -> str:
        return " ".join(self.page.locator("main").inner_text().split())

    def open(self, path: str) -> Walk:
        self._arrived(self.page.goto(path))
        return self

    def follow(self, name: str, within: str = "main") -> None:
        self.click(self.page.locator(within).get_by_role("link", name=name))

    def press(self, name: str, refused: bool | None = False, within: str = "body") -> None:
        self.click(self.page.locator(within).get_by_role("button", name=name), refused)

    def fill(self, within: str = "main", **fields: str | bool) -> None:
        for name, value in fields.items():
            found = self.page.locator(within).locator(f"[name={name}]")
            kind = found.first.evaluate("one => one.tagName === 'SELECT' ? 'select' : one.type")
            if kind == "select":
                found.first.select_option(str(value))
            elif kind in ("radio", "checkbox"):
                found.first.check() if value is True else self.page.locator(within).locator(f"[name={name}][value='{value}']").check()
            else:
                found.first.fill(str(value))

    def unfold(self, name: str, within: str = "main") -> None:
        self.page.locator(within).locator("summary", has_text=name).first.click()

    def sign_in(self, email: str, secret: str | None = None) -> Walk:
        self.open("/inloggen")
        self.fill(email=email, password=people.PASSWORD)
        self.press("Verder")
        if secret:
            self.fill(digits=pyotp.TOTP(secret).at(clock.now()))
            self.press("Log in")
        return self

    def sign_out(self) -> None:
        self.press("Uitloggen")
