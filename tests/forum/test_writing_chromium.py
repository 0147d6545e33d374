"""Writing in a real browser: without a connection, with the keyboard, on a shared phone; and the page that a phone keeps."""

import contextlib
import json
import re
import threading
from datetime import timedelta

import pytest
import sqlalchemy as sa
from conftest import make_settings
from factories import make_member, make_topic
from playwright.sync_api import expect, sync_playwright
from servers import CHROMIUM_FLAGS, chromium_path, free_port
from werkzeug.serving import WSGIRequestHandler, make_server

from accounts.models import Account
from forum import events, service
from forum.models import Draft, Post, Topic
from foundation import clock, jobs
from foundation.db import db, transaction
from wsgi import create_app

pytestmark = pytest.mark.browser
OFFLINE = "Geen verbinding. Uw tekst is bewaard op dit apparaat."


class Quiet(WSGIRequestHandler):
    def log(self, type, message, *args):
        """The log of the tests is for failures."""


class Place:
    """A topic with a conversation of Jan and Mia, served to a browser."""

    def __init__(self, app, address):
        self.app, self.address = app, address
        with app.app_context(), transaction():
            now = clock.now()
            today = clock.local_day(now)
            topic = make_topic("fietsen", opens_on=today - timedelta(days=2), closes_on=today + timedelta(days=2))
            self.topic, self.jan, self.mia = topic.id, make_member(alias="Jan").id, make_member(alias="Buur van Drie Hoog").id

    def start(self):
        """A conversation of its own for each test, and no drafts."""
        with self.app.app_context(), transaction():
            db.session.execute(sa.delete(Draft))
            jan, mia = db.session.get_one(Account, self.jan), db.session.get_one(Account, self.mia)
            post = service.start_thread(
                db.session.get_one(Topic, self.topic), jan, "De gang staat vol", "Er staan veel fietsen.", clock.now()
            )
            self.opening, self.answer = post.id, service.reply(post, mia, "Bij ons ook.", clock.now()).id

    def cookie(self, account_id):
        with self.app.app_context():
            account = db.session.get_one(Account, account_id)
            value = {"_user_id": f"{account.id}.{account.session_version}", "_fresh": True}
            signed = self.app.session_interface.get_signing_serializer(self.app).dumps(value)
        return {"name": self.app.config["SESSION_COOKIE_NAME"], "value": signed, "url": self.address}

    def bodies(self):
        with self.app.app_context():
            return db.session.scalars(sa.select(Post.body).where(Post.id > self.answer).order_by(Post.id)).all()

    def drafts(self):
        with self.app.app_context():
            return db.session.scalars(sa.select(Draft.body)).all()


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    folder = tmp_path_factory.mktemp("writing")
    app = create_app(make_settings(folder, f"sqlite:///{folder / 'writing.sqlite'}"))
    app.config["RATELIMIT_ENABLED"] = False
    jobs.wake_with(None)
    with app.app_context():
        db.create_all()
        db.session.remove()
    server = make_server("127.0.0.1", free_port(), app, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Place(app, f"http://127.0.0.1:{server.server_port}")
    server.shutdown()
    thread.join()
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(scope="module")
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium, place, monkeypatch):
    """Jan, on a small screen; every error in the console fails the test, bar what a lost connection says."""
    monkeypatch.setattr(events, "before_post", [])
    place.start()
    context = chromium.new_context(viewport={"width": 320, "height": 700}, locale="nl-NL", base_url=place.address)
    context.add_cookies([place.cookie(place.jan)])
    page, said = context.new_page(), []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    yield page
    context.close()
    assert not [text for text in said if "ERR_INTERNET_DISCONNECTED" not in text and "ERR_FAILED" not in text]


def kept(page):
    return page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('meedenkers:')).map((key) => localStorage[key])")


def write(page, place, text):
    page.goto(f"/bijdragen/{place.opening}/antwoord")
    page.locator("[name=body]").press_sequentially(text)


def state(page):
    return page.locator("[data-state]")


def test_a_text_is_kept_while_typing_and_leaves_no_trace_on_the_device(page, place):
    write(page, place, "Een half antwoord")
    assert "Een half antwoord" in kept(page)[0]
    expect(state(page)).to_have_text(re.compile(r"^Bewaard om \d\d\.\d\d uur$"))
    assert state(page).get_attribute("role") == "status"
    assert place.drafts() == ["Een half antwoord"] and kept(page) == []
    page.reload()  # asks nothing: the text is safe
    assert page.locator("[name=body]").input_value() == "Een half antwoord"


def test_sending_without_a_connection_says_so_and_is_sent_once_when_it_is_back(page, place):
    write(page, place, "Zonder internet geschreven")
    page.context.set_offline(True)
    page.get_by_role("button", name="Plaats uw antwoord").click()
    expect(state(page)).to_have_text(OFFLINE)
    assert page.locator("[name=body]").input_value() == "Zonder internet geschreven" and place.bodies() == []
    page.get_by_role("button", name="Plaats uw antwoord").click()
    expect(state(page)).to_have_text(OFFLINE)
    page.context.set_offline(False)
    expect(state(page)).to_have_text("U hebt weer verbinding. U kunt uw tekst nu plaatsen.")
    page.get_by_role("button", name="Plaats uw antwoord").click()
    page.wait_for_url("**/gesprekken/**")
    assert place.bodies() == ["Zonder internet geschreven"] and place.drafts() == [] and kept(page) == []
    page.go_back()
    page.get_by_role("button", name="Plaats uw antwoord").click()
    page.wait_for_load_state()
    assert place.bodies().count("Zonder internet geschreven") == 1


def test_a_text_from_before_the_connection_was_lost_is_there_after_it_with_the_same_key(page, place):
    write(page, place, "Zin een.")
    page.context.set_offline(True)
    page.locator("[name=body]").press_sequentially(" Zin twee.")
    key = page.locator("[name=form_key]").input_value()
    page.context.set_offline(False)
    page.evaluate("window.stop()")
    text = json.loads(kept(page)[0]) if kept(page) else None
    page.route("**/niet-geplaatst", lambda route: route.abort())  # the server cannot be reached, whatever the browser believes
    page.goto("about:blank")
    page.goto(f"/bijdragen/{place.opening}/antwoord")
    if text:  # it had not been saved yet: this device gives it back
        assert page.locator("[name=form_key]").input_value() == key
    assert page.locator("[name=body]").input_value() == "Zin een. Zin twee."


def test_what_is_only_on_the_device_comes_back_and_can_be_thrown_away(page, place):
    page.goto(f"/bijdragen/{place.opening}/antwoord")
    page.route("**/niet-geplaatst", lambda route: route.abort())
    page.locator("[name=body]").press_sequentially("Alleen hier.")
    page.get_by_role("button", name="Bekijk eerst").click()
    expect(state(page)).to_have_text(OFFLINE)
    key = page.locator("[name=form_key]").input_value()
    page.once("dialog", lambda dialog: dialog.accept())  # leaving is asked about
    page.goto(f"/bijdragen/{place.opening}/antwoord")
    assert page.locator("[name=body]").input_value() == "Alleen hier."
    assert page.locator("[name=form_key]").input_value() == key, "the same form: it can never be placed twice"
    expect(state(page)).to_have_text("Deze tekst stond nog op dit apparaat. Hij is nog niet geplaatst.")
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Gooi de tekst op dit apparaat weg").click()
    assert page.locator("[name=body]").input_value() == "" and kept(page) == [] and state(page).text_content() == ""


def test_somebody_else_on_this_device_sees_nothing_and_signing_out_wipes_it(page, place):
    page.goto(f"/bijdragen/{place.opening}/antwoord")
    page.route("**/niet-geplaatst", lambda route: route.abort())
    page.locator("[name=body]").press_sequentially("Van Jan.")
    page.on("dialog", lambda dialog: dialog.accept())
    page.context.clear_cookies()
    page.context.add_cookies([place.cookie(place.mia)])
    page.goto(f"/bijdragen/{place.opening}/antwoord")
    assert page.locator("[name=body]").input_value() == "" and len(kept(page)) == 1
    page.context.clear_cookies()
    page.context.add_cookies([place.cookie(place.jan)])
    page.goto("/mijn")
    page.get_by_role("button", name="Uitloggen").click()
    page.wait_for_load_state()
    assert kept(page) == []


def test_the_buttons_and_the_names_work_by_keyboard(page, place):
    page.goto(f"/bijdragen/{place.opening}/antwoord")
    tools = page.get_by_role("group", name="Knoppen voor uw tekst").get_by_role("button")
    assert [one.inner_text() for one in tools.all()] == ["Vet", "Lijst", "Citaat", "Link"]
    assert all(one.bounding_box()["height"] >= 44 and one.bounding_box()["width"] >= 44 for one in tools.all())
    box = page.locator("[name=body]")
    box.press_sequentially("mooi")
    box.press("ControlOrMeta+a")
    box.press("Shift+Tab")
    assert page.evaluate("document.activeElement.textContent") == "Link"
    for _step in range(3):
        page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    assert box.input_value() == "**mooi**" and page.evaluate("document.activeElement.name") == "body"
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ControlOrMeta+End")
    page.keyboard.type("\nWat vindt @bu")
    names = page.get_by_role("listbox", name="Mensen in dit gesprek").get_by_role("option")
    assert [one.inner_text() for one in names.all()] == ["Buur van Drie Hoog"] and names.first.bounding_box()["height"] >= 44
    page.keyboard.press("Escape")
    assert names.count() == 0
    page.keyboard.type("u")
    page.keyboard.press("Enter")
    assert box.input_value() == "**mooi**\nWat vindt @Buur van Drie Hoog "
    page.get_by_role("button", name="Bekijk eerst").click()
    link = page.locator(".preview .post-body a")
    assert link.inner_text() == "@Buur van Drie Hoog" and link.get_attribute("href") == f"/bijdragen/{place.answer}"


def test_without_a_script_there_are_no_buttons_that_do_nothing(chromium, place):
    place.start()
    context = chromium.new_context(java_script_enabled=False, locale="nl-NL", base_url=place.address)
    context.add_cookies([place.cookie(place.jan)])
    page = context.new_page()
    page.goto(f"/bijdragen/{place.opening}/antwoord")
    names = [one.inner_text() for one in page.locator("form.writing button:visible").all()]
    context.close()
    assert names == ["Plaats uw antwoord", "Bekijk eerst"]


def test_a_phone_keeps_one_page_that_is_of_nobody(page, place):
    page.goto("/mijn")
    page.evaluate("navigator.serviceWorker.ready.then(() => null)")
    page.goto(f"/bijdragen/{place.opening}/antwoord")
    page.goto("/mijn")
    page.context.set_offline(True)
    with contextlib.suppress(Exception):
        page.goto("/onderwerpen")
    assert page.get_by_role("heading", level=1).inner_text() == "Geen verbinding" and "Jan" not in page.content()
    assert page.evaluate("getComputedStyle(document.body).fontFamily").startswith("Atkinson"), "with its own look"
    held = page.evaluate(
        "caches.keys().then((names) => Promise.all(names.map((name) => caches.open(name).then((shelf) => shelf.keys())))"
        ").then((all) => all.flat().map((one) => new URL(one.url).pathname))"
    )
    assert sorted(held) == ["/geen-verbinding", "/static/base.css"]
    page.context.set_offline(False)


def test_the_manifest_can_be_installed(page, place):
    page.goto("/")
    manifest = page.evaluate("fetch(document.querySelector('link[rel=manifest]').href).then((answer) => answer.json())")
    assert manifest["name"] == "Meedenkers - Woonstichting De Linde" and manifest["start_url"] == manifest["scope"] == "/"
    sizes = page.evaluate(
        "(icons) => Promise.all(icons.map((icon) => createImageBitmap ? fetch(icon.src).then((answer) => answer.blob())"
        ".then(createImageBitmap).then((picture) => `${picture.width}x${picture.height}`) : null))",
        manifest["icons"],
    )
    assert sizes == [icon["sizes"] for icon in manifest["icons"]] == ["192x192", "512x512", "512x512"]


def test_a_text_from_right_to_left_runs_that_way_on_a_page_from_left_to_right(page, place):
    with place.app.app_context(), transaction():
        opening, mia = db.session.get_one(Post, place.opening), db.session.get_one(Account, place.mia)
        post = service.reply(opening, mia, "المصعد لا يعمل.\n\nDe lift staat stil.", clock.now(), lang="ar").id
    page.goto(f"/bijdragen/{post}")
    body = page.locator(f"#b{post} .post-body")
    sides = body.locator("p").evaluate_all(
        "(all) => all.map((one) => { const range = document.createRange(); range.selectNodeContents(one);"
        " const text = range.getBoundingClientRect(), block = one.getBoundingClientRect();"
        " return text.right - block.left > block.width - 2 ? 'right' : 'left'; })"
    )
    assert sides == ["right", "left"] and body.get_attribute("lang") == "ar"
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
