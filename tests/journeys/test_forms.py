"""Every form of the demo, filled in badly by whoever may see it: empty, wrong, too long, hostile, and twice at once.

Nothing typed is lost, nothing is doubled, nothing answers with a 500.
"""

from __future__ import annotations

import html
import re
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from threading import Barrier
from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa
from browser import Browser
from browser import Form as PageForm
from factories import sign_in
from flask import Flask
from journeys.chromium import Site, someone
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException
from werkzeug.test import TestResponse

from accounts.access import allowed_on
from accounts.models import Role
from foundation.db import db
from foundation.plain import plain

PAGES = 150
"""At most, for one role; one page of each kind."""
HOSTILE = (
    "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "'; DROP TABLE post; --", "{{ 7*7 }}${7*7}<%= 7*7 %>", "a\r\nBcc: x@y.example",
    "\x00\x01\x1b", "\u202eomgekeerd\u200b", "../../../../etc/passwd", "=HYPERLINK(1)", "https://x.example/\" onmouseover=\"alert(1)", "-1", "1e309",
)  # fmt: skip
LIVE_MARKUP = re.compile(r"<script>alert|<img src=x|\sonmouseover=\"alert|(?<!7\*)\b49\$49")
LONG = "woord " * 20_000
NO_DOUBLES = {"accounts.sign_out", "home.choose_language"}
"""These change only the session."""
COUNTS = {"sign_in_try", "audit_entry"}
"""Two tries are two tries and two lines in the log, also at once."""


@dataclass
class Robot:
    """Somebody of one role, on a copy of the demo that is put back after every change."""

    app: Flask
    full: Path
    role: Role | None
    wrong: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.database = Path(str(self.app.config["SQLALCHEMY_DATABASE_URI"]).removeprefix("sqlite:///"))
        self.put_back()

    def put_back(self) -> None:
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()
        for rest in self.database.parent.glob(f"{self.database.name}-*"):
            rest.unlink()
        shutil.copy(self.full, self.database)

    def browser(self) -> Browser:
        browser = Browser(self.app)
        if self.role is not None:
            with self.app.app_context():
                sign_in(browser, someone(self.role))
                db.session.remove()
        return browser

    def endpoint(self, path: str, method: str) -> str | None:
        try:
            return str(self.app.url_map.bind("").match(path, method)[0])
        except HTTPException:
            return None

    def forms(self) -> Iterator[tuple[str, str]]:
        """(address of the page, endpoint of the form) for each kind of form this role can reach by following links."""
        browser, seen, given = self.browser(), set[str | None](), set[str | None]()
        waiting = ["/"] + [
            rule.rule
            for rule in self.app.url_map.iter_rules()
            if not rule.arguments and "GET" in (rule.methods or ()) and self.role in (allowed_on(self.app, rule.endpoint) or ())
        ]
        while waiting and len(seen) < PAGES:
            address = waiting.pop(0).partition("#")[0]
            kind = self.endpoint(urlsplit(address).path, "GET")
            if kind is None or kind in seen or kind == "static":
                continue
            seen.add(kind)
            if browser.get(address).mimetype != "text/html":
                continue
            waiting += [link for link, _text in browser.page.links if link.startswith("/")]
            for form in browser.page.forms:
                act = self.endpoint(urlsplit(form.action).path, "POST")
                if form.method == "post" and act not in given:
                    given.add(act)
                    yield address, str(act)

    def open(self, address: str, act: str) -> tuple[Browser, PageForm]:
        browser = self.browser()
        browser.get(address)
        self.boxes = set(boxes(browser.response.text))
        return browser, next(form for form in browser.page.forms if self.endpoint(urlsplit(form.action).path, "POST") == act)

    def send(self, browser: Browser, form: PageForm, fill: Callable[[str, str], str | None]) -> tuple[TestResponse, MultiDict[str, str]]:
        """Press the first button with every field a person sees put through `fill(name, value)`; None leaves it out."""
        return self.post(browser, form, self.filled(form, fill))

    def filled(self, form: PageForm, fill: Callable[[str, str], str | None]) -> MultiDict[str, str]:
        body: MultiDict[str, str] = MultiDict()
        values = dict(form.fields)
        for name in sorted(form.names):
            hidden = name in ("csrf_token", "form_key", "seen", "next")
            value = values.get(name) if hidden else fill(name, values.get(name, ""))
            if value is not None:
                body.add(name, value)
        if form.buttons and form.buttons[0][0]:
            body.setdefault(form.buttons[0][0], form.buttons[0][1])
        return body

    def post(self, browser: Browser, form: PageForm, body: MultiDict[str, str]) -> tuple[TestResponse, MultiDict[str, str]]:
        parts = urlsplit(form.action)
        return browser._request(browser.client.post, parts.path + ("?" + parts.query if parts.query else ""), data=body), body

    def judge(self, where: str, answer: TestResponse, sent: MultiDict[str, str]) -> None:
        if answer.status_code >= 500 and answer.status_code != 503:
            self.wrong.append(f"{where}: {answer.status_code}")
        if answer.mimetype == "text/html":
            if LIVE_MARKUP.search(answer.text):
                self.wrong.append(f"{where}: hostile text came back alive")
            if answer.status_code in (409, 422):
                self.kept(where, answer, sent)

    def kept(self, where: str, answer: TestResponse, sent: MultiDict[str, str]) -> None:
        """Refused: it says why, and every text that was typed in a box for long text is there again."""
        if 'id="fouten"' not in answer.text and 'class="help-line"' not in answer.text:
            self.wrong.append(f"{where}: refused without saying why")
        there = boxes(answer.text)
        for name in self.boxes & set(sent):
            if squeezed(sent[name]) != squeezed(there.get(name, "")):
                self.wrong.append(f"{where}: what was typed in {name} is gone ({answer.status_code})")


def boxes(page: str) -> dict[str, str]:
    """What stands in each box for long text."""
    found = re.findall(r"<textarea[^>]*?\bname=\"([^\"]+)\"[^>]*>(.*?)</textarea>", page, re.DOTALL)
    return {name: html.unescape(inside) for name, inside in found}


def squeezed(text: str) -> str:
    return " ".join(plain(text).split())


@pytest.fixture(scope="module")
def full(site: Site) -> tuple[Flask, Path]:
    """The app on the filled demo, and a copy of its database to go back to."""
    site.app.config["PROPAGATE_EXCEPTIONS"] = False
    database = site.app.extensions["house"].data / "demo.sqlite"
    shutil.copy(database, kept := database.with_name("full.sqlite"))
    return site.app, kept


def plausible(name: str, value: str) -> str | None:
    if value:
        return value
    if name.endswith("_on") or name in ("on", "day"):
        return "2027-03-01"
    if name.endswith(("_at", "time")):
        return "19:30"
    if re.search(r"count|seats|number|min|max|most|least", name):
        return "3"
    return "on" if name in ("read", "honest", "consent", "sure") else f"Een tekst van de robot over {name}."


@pytest.mark.parametrize("role", [None, *Role], ids=lambda role: role.value if role else "nobody")
def test_no_form_loses_doubles_or_breaks(full: tuple[Flask, Path], role: Role | None) -> None:
    app, file = full
    robot = Robot(app, file, role)
    forms = list(robot.forms())
    assert len(forms) >= 2
    for address, act in forms:
        where = f"{act} on {address}"
        bad: dict[str, Callable[[str, str], str | None]] = {
            "left out": lambda _name, _value: None,
            "empty": lambda _name, _value: "",
            "too long": lambda _name, _value: LONG,
            **{f"hostile {shift}": hostile(shift) for shift in range(0, len(HOSTILE), 4)},
        }
        browser, form = robot.open(address, act)
        for what, fill in bad.items():
            answer, sent = robot.send(browser, form, fill)
            robot.judge(f"{where}, {what}", answer, sent)
            if answer.status_code < 400:  # it was taken
                robot.put_back()
                browser, form = robot.open(address, act)
        if act not in NO_DOUBLES:
            doubled(robot, address, act)
    assert not robot.wrong, "\n".join(robot.wrong)


def hostile(shift: int) -> Callable[[str, str], str]:
    """Each field another text, so that the whole set passes in a few rounds."""
    return lambda name, _value: HOSTILE[(shift + sum(map(ord, name))) % len(HOSTILE)]


def doubled(robot: Robot, address: str, act: str) -> None:
    """The same form, once, and then from two windows at the same moment: the second must leave no more rows than one."""

    def rows() -> dict[str, int]:
        with robot.app.app_context():
            found = {
                table.name: db.session.scalar(sa.select(sa.func.count()).select_from(table)) or 0 for table in db.metadata.sorted_tables
            }
            db.session.remove()
            return found

    browser, form = robot.open(address, act)
    body = robot.filled(form, plausible)
    before = rows()
    robot.judge(f"{act} on {address}, plausible", *robot.post(browser, form, body))
    once = {name: count - before[name] for name, count in rows().items()}
    robot.put_back()
    if not any(once.values()):
        return
    both, start = [robot.browser(), robot.browser()], Barrier(2)
    for one in both:
        one.get(address)
    bodies = [
        MultiDict([(key, one_token(one, form) if key == "csrf_token" else value) for key, value in body.items(multi=True)]) for one in both
    ]

    def press(number: int) -> TestResponse:
        start.wait()
        return robot.post(both[number], form, bodies[number])[0]

    with ThreadPoolExecutor(2) as pool:
        for answer in pool.map(press, range(2)):
            robot.judge(f"{act} on {address}, twice at once", answer, MultiDict())
    twice = {name: count - before[name] for name, count in rows().items()}
    robot.put_back()
    more = {name: (once[name], count) for name, count in twice.items() if count != once[name] and name not in COUNTS}
    if more:
        robot.wrong.append(f"{act} on {address}: once and twice differ: {more}")


def one_token(browser: Browser, form: PageForm) -> str:
    return next(dict(one.fields)["csrf_token"] for one in browser.page.forms if one.action == form.action)
