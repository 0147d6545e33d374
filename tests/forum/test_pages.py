import json
import re
from datetime import timedelta

import pytest
import servers
import sqlalchemy as sa
from factories import NOW, make_member, make_staff, make_tenant, make_topic, sign_in
from statements import statements

from accounts.models import Account, Role
from forum import events, service
from forum.jobs import indexing as jobs
from forum.models import Draft, Post, Thread, Topic
from foundation import clock
from foundation.audit import Entry
from foundation.db import db as the_db
from foundation.db import transaction


@pytest.fixture(autouse=True)
def _the_clock(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def place(app):
    """A topic with one conversation, and two members."""
    with app.app_context(), transaction():
        topic = make_topic("fietsen")
        jan, mia = make_member(alias="Jan"), make_member(alias="Mia")
        post = service.start_thread(topic, jan, "De gang staat vol", "Er staan **veel** fietsen.", NOW - timedelta(hours=2))
        return {"topic": topic.id, "jan": jan.id, "mia": mia.id, "opening": post.id, "thread": post.thread_id}


def be(browser, app, account_id):
    with app.app_context():
        sign_in(browser, the_db.session.get(Account, account_id))


def posts(app):
    with app.app_context():
        return the_db.session.scalars(sa.select(Post).order_by(Post.thread_id, Post.path)).all()


def typed(browser):
    """What stands in the text box; the first line break after the tag is no part of it."""
    return dict(browser.form("Plaats").fields)["body"].removeprefix("\r\n")


def test_reading_is_for_members(browser, app, place):
    for path in ("/onderwerpen/fietsen", f"/gesprekken/{place['thread']}", f"/bijdragen/{place['opening']}", "/zoeken"):
        response = browser.client.get(path)
        assert response.status_code == 302 and "fietsen" not in response.text.replace("onderwerpen%2Ffietsen", "").replace(
            "/onderwerpen/fietsen", ""
        ), path
    assert "Onderwerp" not in re.sub(r"Onderwerpen", "", browser.client.get("/onderwerpen").text.split("<main")[1])
    with app.app_context(), transaction():
        the_db.session.get(Topic, place["topic"]).public_summary = "Wij praten over *fietsen*."
    page = browser.client.get("/onderwerpen/fietsen").text
    assert "<em>fietsen</em>" in page and "De gang staat vol" not in page and "Achtergrond." not in page


def test_from_the_list_to_a_thread_and_an_answer(browser, app, place):
    be(browser, app, place["mia"])
    browser.get("/onderwerpen")
    browser.follow("Onderwerp")
    browser.get("/onderwerpen/fietsen")
    assert "1 bijdrage" in browser.text
    browser.follow("De gang staat vol")
    assert "<strong>veel</strong>" in browser.response.text
    browser.follow("Antwoord")
    assert "U antwoordt op" in browser.text and "Er staan veel fietsen." in browser.text
    browser.submit("Plaats uw antwoord", body="Bij ons ook.")
    assert browser.status == 200 and browser.path == f"/gesprekken/{place['thread']}"
    assert "in antwoord op Jan" in browser.text and "2 bijdragen" in browser.text


def test_starting_a_conversation_pressed_twice_is_one(browser, app, place):
    be(browser, app, place["mia"])
    browser.get("/onderwerpen/fietsen/schrijven")
    form = browser.form("Plaats uw bijdrage")
    data = {**dict(form.fields), "title": "De lift", "body": "Staat stil."}
    first, second = (browser.client.post(form.action, data=data) for _time in range(2))
    assert first.status_code == second.status_code == 303 and first.location == second.location
    assert sum(post.body == "Staat stil." for post in posts(app)) == 1


def test_a_refused_text_is_kept_and_comes_back(browser, app, place):
    be(browser, app, place["mia"])
    browser.get("/onderwerpen/fietsen/schrijven")
    browser.submit("Plaats uw bijdrage", title="", body="Mijn lange verhaal")
    assert browser.status == 422 and "Geef uw gesprek een titel" in browser.text
    assert '<a href="#title">Geef uw gesprek een titel' in browser.response.text, "the summary leads to the field"
    assert typed(browser) == "Mijn lange verhaal"
    browser.get("/onderwerpen/fietsen/schrijven")
    assert "Dit schreef u hier eerder" in browser.text and typed(browser) == "Mijn lange verhaal"
    browser.submit("Plaats uw bijdrage", title="Nu met titel")
    assert browser.status == 200
    with app.app_context():
        assert the_db.session.scalars(sa.select(Draft)).all() == []


def test_an_answer_to_what_was_hidden_meanwhile_is_kept(browser, app, place):
    be(browser, app, place["mia"])
    browser.get(f"/bijdragen/{place['opening']}/antwoord")
    with app.app_context(), transaction():
        service.hide_post(the_db.session.get(Post, place["opening"]), NOW)
    browser.submit("Plaats uw antwoord", body="Mijn antwoord")
    assert browser.status == 422 and typed(browser) == "Mijn antwoord"
    with app.app_context():
        assert the_db.session.scalar(sa.select(Draft.body)) == "Mijn antwoord"


def test_a_notice_is_shown_first_and_the_text_survives(browser, app, place, monkeypatch):
    notice = events.Notice("telt-mee", "Voor u plaatst", "Wij tellen hoe vaak u meepraat.", "Ik heb het gelezen, plaats")
    monkeypatch.setattr(events, "before_post", [lambda attempt: notice])
    be(browser, app, place["mia"])
    browser.get(f"/bijdragen/{place['opening']}/antwoord")
    browser.submit("Plaats uw antwoord", body="Bij ons ook.")
    assert browser.status == 200 and "Wij tellen hoe vaak u meepraat." in browser.text and len(posts(app)) == 1
    browser.submit("Ik heb het gelezen, plaats")
    assert [post.body for post in posts(app)][1:] == ["Bij ons ook."]


def test_editing_shows_what_it_said_before(browser, app, place):
    be(browser, app, place["jan"])
    browser.get(f"/bijdragen/{place['opening']}/veranderen")
    browser.submit("Bewaar", body="Er staan *weinig* fietsen.")
    assert "weinig" in browser.text and "veranderd" in browser.text
    browser.follow("veranderd")
    assert "Er staan **veel** fietsen." in browser.text
    be(browser, app, place["mia"])
    assert browser.get(f"/bijdragen/{place['opening']}/veranderen").status_code == 409
    assert browser.client.post(f"/bijdragen/{place['opening']}/veranderen").status_code in (400, 422)
    assert "weinig" in posts(app)[0].body


def test_withdrawing_asks_first_and_leaves_a_stump(browser, app, place):
    be(browser, app, place["jan"])
    browser.get(f"/bijdragen/{place['opening']}/weghalen")
    assert len(posts(app)) == 1 and posts(app)[0].withdrawn_at is None
    with app.app_context(), transaction():
        service.reply(the_db.session.get(Post, place["opening"]), the_db.session.get(Account, place["mia"]), "Toch?", NOW)
    browser.submit("Haal weg")
    assert "De schrijver heeft deze bijdrage weggehaald" in browser.text and "fietsen." not in browser.text
    assert "De gang staat vol" not in browser.text and "in antwoord op een weggehaalde bijdrage" in browser.text
    assert browser.get(f"/bijdragen/{place['opening']}/versies").status_code == 404
    assert "De gang staat vol" not in browser.get("/onderwerpen/fietsen").text


def test_a_held_post_is_for_its_author_and_the_moderator(browser, app, place):
    with app.app_context(), transaction():
        post = service.reply(
            the_db.session.get(Post, place["opening"]), the_db.session.get(Account, place["mia"]), "Vastgehouden woorden", NOW
        )
        service.hold_post(post, NOW)
        held, moderator, coordinator = post.id, make_staff(Role.MODERATOR).id, make_staff(Role.COORDINATOR).id
    for account, sees in ((place["jan"], False), (coordinator, False), (place["mia"], True), (moderator, True)):
        be(browser, app, account)
        assert ("Vastgehouden woorden" in browser.get(f"/gesprekken/{place['thread']}").text) is sees
        assert (browser.get(f"/bijdragen/{held}").status_code == 200) is sees


def test_staff_are_shown_by_what_they_do(browser, app, place):
    with app.app_context(), transaction():
        board = make_staff(Role.BOARD, alias="Willem Achternaam")
        service.reply(the_db.session.get(Post, place["opening"]), board, "Wij ook.", NOW)
    be(browser, app, place["jan"])
    page = browser.get(f"/gesprekken/{place['thread']}").text
    assert "Willem" not in page and "Bestuurslid" in page and "Huurdersvereniging Onder de Linde" in page


def test_a_permalink_lands_on_its_page(browser, app, place):
    with app.app_context(), transaction():
        parent, mia = the_db.session.get(Post, place["opening"]), the_db.session.get(Account, place["mia"])
        last = [service.reply(parent, mia, f"nummer {number}", NOW).id for number in range(120)][-1]
    be(browser, app, place["jan"])
    answer = browser.client.get(f"/bijdragen/{last}")
    assert answer.location.endswith(f"#b{last}")
    page = browser.client.get(answer.location.split("#")[0]).text
    assert f'id="b{last}"' in page and "nummer 119" in page and "nummer 3<" not in page
    assert browser.get(f"/gesprekken/{place['thread']}?na=%00%27;drop").status_code == 200


@pytest.mark.parametrize("many", [10, 500])
def test_pages_cost_the_same_whatever_their_size(browser, app, place, many):
    with app.app_context(), transaction():
        parent, mia, topic = (
            the_db.session.get(*what) for what in ((Post, place["opening"]), (Account, place["mia"]), (Topic, place["topic"]))
        )
        for number in range(many):
            post = service.reply(parent, mia, f"nummer {number}", NOW)
        for number in range(many // 10):
            service.start_thread(topic, mia, f"gesprek {number}", "x", NOW)
        last, engine = post.id, the_db.engine
    be(browser, app, place["jan"])
    for page in (
        "/onderwerpen/fietsen",
        f"/gesprekken/{place['thread']}",
        f"/gesprekken/{place['thread']}?na={last - 5}",
        "/onderwerpen",
    ):
        with statements(engine) as sent:
            assert browser.client.get(page).status_code == 200
        selects = [statement for statement in sent if not statement.startswith(("BEGIN", "PRAGMA"))]
        assert 0 < len(selects) <= 12, (page, selects)


def test_assisted_posts_count_like_any_other(browser, app, place):
    with app.app_context(), transaction():
        tenant = make_tenant()
        number, household, coordinator = tenant.number, tenant.household_id, make_staff(Role.COORDINATOR).id
    be(browser, app, coordinator)
    browser.get(f"/bijdragen/{place['opening']}/invoeren")
    browser.submit("Plaats de bijdrage", number=number, channel="phone", body="Mijn scootmobiel past er niet door.")
    assert browser.status == 422 and "Plaats alleen iets als deze persoon dat goed vindt" in browser.text and len(posts(app)) == 1
    browser.submit("Plaats de bijdrage", number="bestaat niet", channel="phone", consent="spoken")
    assert browser.status == 422 and "geen huurder met dit nummer" in browser.text
    browser.submit("Plaats de bijdrage", number=number, channel="phone", consent="spoken")
    assert browser.status == 200 and "De kaart bij deze bijdrage" in browser.text
    browser.follow("Bekijk de bijdrage op het forum")
    assert "Aan de telefoon gezegd, ingevoerd door een medewerker" in browser.text
    post = posts(app)[1]
    with app.app_context():
        author = the_db.session.get(Account, post.author_id)
        entry = the_db.session.scalar(sa.select(Entry).where(Entry.act == "forum.assisted_post"))
        assert re.fullmatch(r"Deelnemer \d{4}", author.alias) and author.email is None
        assert (post.household_id, post.assisted_by_id, entry.actor_id) == (household, coordinator, coordinator)
    browser.get("/onderwerpen/fietsen/invoeren")
    browser.submit("Plaats de bijdrage", number=number, channel="letter", consent="written", title="Per brief", body="Geachte heer,")
    assert posts(app)[2].author_id == post.author_id
    be(browser, app, place["jan"])
    assert browser.get("/onderwerpen/fietsen/invoeren").status_code == 403


def hostile(name):
    found = json.loads(servers.shared_data(f"security/{name}.json").read_text())
    return [one if isinstance(one, str) else one.get("payload", "") for one in found]


def test_hostile_texts_come_back_as_text(browser, app, place):
    be(browser, app, place["mia"])
    sample = [one for name in ("xss-patt-a", "owasp-filter-evasion", "blns", "names-unicode", "ssti") for one in hostile(name)[::25]]
    sample += ["\x00nul\x00", "\ud800 half", "\u202eomgekeerd"]
    assert len(sample) > 50
    for payload in sample:
        with app.app_context(), transaction():
            topic, mia = the_db.session.get(Topic, place["topic"]), the_db.session.get(Account, place["mia"])
            if not payload.strip() or len(payload) > 10_000:
                continue
            post = service.start_thread(topic, mia, payload[:150].strip() or "x" if payload[:150].isprintable() else "x", payload, NOW)
            thread = post.thread_id
        page = browser.client.get(f"/gesprekken/{thread}")
        assert page.status_code == 200
        body = page.text.split("<main", 1)[1].split("</main>")[0]
        tags = re.findall(r"<\s*(\w+)([^>]*)>", body)
        assert not {"script", "iframe", "img", "svg", "object", "embed", "style", "meta", "base"} & {tag.lower() for tag, _rest in tags}, (
            payload
        )
        for tag, rest in tags:
            assert not re.search(r"\son\w+\s*=", re.sub(r'"[^"]*"', '""', rest), re.IGNORECASE), payload
            for target in re.findall(r'href="([^"]*)"', rest):
                assert re.match(r"(https?://|mailto:|tel:|/|#)", target), (payload, tag, target)
    assert browser.get("/onderwerpen/fietsen").status_code == 200


def test_hostile_forms_get_a_plain_answer(browser, app, place):
    be(browser, app, place["mia"])
    browser.get("/onderwerpen/fietsen/schrijven")
    form = browser.form("Plaats uw bijdrage")
    for title, body in [("\x00", "x"), ("x", "\x00"), ("x" * 5000, "y"), ("x", "y" * 11_000), ("\u202e", "x"), ("x", " \n")]:
        response = browser.client.post(form.action, data={**dict(form.fields), "title": title, "body": body, "form_key": ""})
        assert response.status_code in (303, 422), (title[:5], body[:5])
    for key in ("k" * 4000, "", "'; --"):
        response = browser.client.post(
            form.action, data={**dict(form.fields), "title": "Titel", "body": "Tekst", "form_key": key, "seen": key}
        )
        assert response.status_code == 303
    for path in (
        "/gesprekken/99999",
        "/bijdragen/99999",
        "/bijdragen/99999/antwoord",
        "/onderwerpen/..%2f",
        "/onderwerpen/nee",
        "/bijdragen/99999/versies",
    ):
        assert browser.get(path).status_code == 404
    for before in ("x", "9" * 30 + "-1", "-", "1-", "99999999999999999-5", "\u0661-1"):
        assert browser.get("/onderwerpen/fietsen", query_string={"voor": before}).status_code == 200
    with app.app_context():
        assert the_db.session.scalar(sa.select(sa.func.count()).select_from(Thread)) >= 4


def test_searching_says_when_it_is_limited_and_shows_no_hidden_post(browser, app, place):
    be(browser, app, place["mia"])
    browser.get("/zoeken?q=fietsen")
    assert "Zoeken werkt nu beperkt" in browser.text
    with app.app_context():
        jobs.index(NOW)
    browser.get("/zoeken?q=fietsen")
    assert "beperkt" not in browser.text and "1 bijdrage gevonden" in browser.text and "De gang staat vol" in browser.text
    with app.app_context(), transaction():
        service.hide_post(the_db.session.get(Post, place["opening"]), NOW)
    browser.get("/zoeken?q=fietsen")
    assert "Niets gevonden" in browser.text and "De gang staat vol" not in browser.text
    for question in ("%00", "%22", "(" * 300, "%F0%9F%91%8D", ""):
        assert browser.get(f"/zoeken?q={question}").status_code == 200


def test_a_conversation_in_order_of_time_when_the_reader_wants_it(browser, app, place):
    with app.app_context(), transaction():
        opening, mia = the_db.session.get(Post, place["opening"]), the_db.session.get(Account, place["mia"])
        first = service.reply(opening, mia, "Bij ons <ook>.", NOW - timedelta(hours=1))
        service.reply(opening, mia, "En een bakfiets.", NOW - timedelta(minutes=50))
        late, first = service.reply(first, mia, "Nog steeds.", NOW).id, first.id
    be(browser, app, place["jan"])
    words = ("Bij ons", "En een bakfiets", "Nog steeds.")

    def order():
        body = browser.response.text.split('<ol class="posts">')[1]
        return sorted(words, key=lambda one: body.index(f"<p>{one}"))

    browser.get(f"/gesprekken/{place['thread']}")
    assert order() == [words[0], words[2], words[1]] and "depth-2" in browser.response.text
    browser.follow("Op volgorde van tijd")
    assert order() == list(words) and "depth-2" not in browser.response.text
    assert "in antwoord op Mia: Bij ons <ook>." in browser.text and f'href="#b{first}"' in browser.response.text
    browser.get(f"/gesprekken/{place['thread']}")
    assert order() == list(words), "the choice is remembered"
    assert browser.get(f"/bijdragen/{late}").status_code == 200 and 'aria-current="true">Op volgorde' in browser.response.text
    browser.follow("Antwoorden bij elkaar")
    browser.get(f"/gesprekken/{place['thread']}?weergave=onzin&na=abc&tot=%F0")
    assert browser.status == 200 and order() == [words[0], words[2], words[1]]


def test_deep_answers_have_a_page_of_their_own(browser, app, place):
    with app.app_context(), transaction():
        post, mia = the_db.session.get(Post, place["opening"]), the_db.session.get(Account, place["mia"])
        made = []
        for number in range(8):
            post = service.reply(post, mia, f"diepte {number + 1}.", NOW)
            made.append(post.id)
    be(browser, app, place["jan"])
    browser.get(f"/gesprekken/{place['thread']}")
    assert "diepte 5." in browser.text and "diepte 6." not in browser.text
    browser.follow("Verder in dit gesprek")
    assert browser.path == f"/bijdragen/{made[4]}/verder" and "diepte 4." in browser.text, "the parent is quoted"
    assert all(f"diepte {number}." in browser.text for number in (5, 6, 7, 8)) and "diepte 3." not in browser.text
    answer = browser.client.get(f"/bijdragen/{made[7]}")
    assert answer.location == f"/bijdragen/{made[4]}/verder#b{made[7]}"
    browser.follow("Terug naar het hele gesprek")
    assert browser.path == f"/gesprekken/{place['thread']}"
    for path in ("/bijdragen/999999/verder", "/bijdragen/0/verder"):
        assert browser.get(path).status_code == 404
    with app.app_context(), transaction():
        service.hold_post(the_db.session.get(Post, made[4]), NOW)
    assert browser.get(f"/bijdragen/{made[4]}/verder").status_code == 404, "held: not even its page"


def send(browser, address, **data):
    """Straight to an address, with the token that this browser's pages carry."""
    token = dict(browser.form("Uitloggen").fields)["csrf_token"]
    return browser.client.post(address, data={"csrf_token": token, **data})


def test_what_is_new_is_counted_and_found_without_a_script(browser, app, place):
    be(browser, app, place["mia"])
    assert "1 gesprek met iets nieuws voor u" in browser.get("/onderwerpen").text and "iets nieuws voor u" in browser.get("/").text
    browser.get("/onderwerpen/fietsen")
    assert "nieuw voor u" in browser.text
    browser.follow("De gang staat vol")
    assert "Naar het eerste nieuwe" not in browser.text, "all of it is new: no need to say so"
    browser.submit("Ik heb dit gesprek gelezen")
    assert browser.path == "/onderwerpen/fietsen" and "nieuw voor u" not in browser.text
    with app.app_context(), transaction():
        opening, jan = the_db.session.get(Post, place["opening"]), the_db.session.get(Account, place["jan"])
        made = [service.reply(opening, jan, f"nummer {number}.", NOW).id for number in range(45)]
    for _look in range(2):
        browser.get("/onderwerpen/fietsen")
        assert "45 nieuw voor u" in browser.text, "looking changes nothing"
        browser.follow("45 nieuw voor u")
        assert browser.path == f"/gesprekken/{place['thread']}" and f'id="b{made[0]}"' in browser.response.text
    assert "Naar het eerste nieuwe" in browser.text and browser.response.text.count(">nieuw<") == 19
    browser.submit("Naar het volgende nieuwe")
    assert f'id="b{made[19]}"' in browser.response.text and "26 nieuw voor u" in browser.get("/onderwerpen/fietsen").text
    browser.submit("Ik heb alle gesprekken gelezen")
    assert "nieuw voor u" not in browser.text and "iets nieuws" not in browser.get("/onderwerpen").text
    assert send(browser, f"/gesprekken/{place['thread']}/gelezen", wat="stil", tot="1").status_code == 204
    for data in ({}, {"tot": "x"}, {"tot": "9" * 40, "alles": "-1", "wat": "alles"}, {"wat": "\x00"}):
        assert send(browser, f"/gesprekken/{place['thread']}/gelezen", **data).status_code == 303
    assert send(browser, "/gesprekken/99999/gelezen").status_code == 404
    assert browser.client.get("/gesprekken/99999/nieuw").status_code == 404


def test_marks_tell_how_many_and_never_who(browser, app, place):
    be(browser, app, place["mia"])
    browser.get(f"/gesprekken/{place['thread']}?na=0")
    browser.submit("Mee eens")
    assert browser.path == f"/gesprekken/{place['thread']}" and 'value="agree-0" aria-pressed="true"' in browser.response.text
    browser.submit("Bewaar")
    be(browser, app, place["jan"])
    browser.get(f"/gesprekken/{place['thread']}")
    assert "Mee eens: 1" in browser.text and "Mia" not in browser.text and 'name="zet" value="agree' not in browser.response.text
    assert "Bewaarde bijdragen" in browser.get("/mijn").text
    assert "nog niets bewaard" in browser.get("/mijn/bewaard").text
    assert send(browser, f"/bijdragen/{place['opening']}/merk", zet="agree-1").status_code == 409, "one's own"
    be(browser, app, place["mia"])
    browser.get("/mijn/bewaard")
    assert "De gang staat vol" in browser.text
    browser.submit("Haal uit deze lijst")
    assert browser.path == "/mijn/bewaard" and "De gang staat vol" not in browser.text
    for zet in ("", "agree", "like-1", "saved-\x00", "-1"):
        assert send(browser, f"/bijdragen/{place['opening']}/merk", zet=zet).status_code in (303, 404), zet
    for back in ("//elders.example", "https://elders.example", "/\\x"):
        answer = send(browser, f"/bijdragen/{place['opening']}/merk", zet="thanks-1", next=back)
        assert answer.location == f"/bijdragen/{place['opening']}", back
    with app.app_context(), transaction():
        service.hide_post(the_db.session.get(Post, place["opening"]), NOW)
    assert send(browser, f"/bijdragen/{place['opening']}/merk", zet="thanks-1").status_code == 409


def test_what_was_found_is_marked_and_nothing_typed_becomes_markup(browser, app, place):
    with app.app_context(), transaction():
        topic = the_db.session.get(Topic, place["topic"])
        topic.title = "Fietsen <b>en</b> meer"
        jan = the_db.session.get(Account, place["jan"])
        opening = the_db.session.get(Post, place["opening"])
        service.reply(opening, jan, "Een bakfiets <script>alert(1)</script> & een **fiets**.", NOW)
    with app.app_context():
        jobs.index(NOW)
    be(browser, app, place["mia"])
    page = browser.get("/zoeken", query_string={"q": "fiets"}).text
    assert "<mark>fietsen</mark>" in page and "<mark>bakfiets</mark>" in page and "<mark>fiets</mark>" in page
    assert "alert(1)" in page and "<script>alert" not in page and "Fietsen &lt;b&gt;en&lt;/b&gt; meer" in page
    for hostile in ("<script>x</script>", '"><img src=x onerror=y>', "van:<b>x</b> sinds:<i>y</i>", "{{7*7}}", "fiets<b>"):
        page = browser.get("/zoeken", query_string={"q": hostile, "onderwerp": hostile, "jaar": hostile, "wie": hostile, "blad": hostile})
        assert page.status_code == 200
        assert not any(bad in page.text for bad in ("<script>x", "<img", "<b>x", "<i>y", "49</", "fiets<b>"))


def test_narrowing_by_links_and_back(browser, app, place):
    with app.app_context(), transaction():
        other = make_topic("liften")
        service.start_thread(other, the_db.session.get(Account, place["mia"]), "Lift", "De fietsen passen niet in de lift.", NOW)
    with app.app_context():
        jobs.index(NOW)
    be(browser, app, place["jan"])
    browser.get("/zoeken?q=fietsen")
    assert "2 bijdragen gevonden" in browser.text and "Jaar" in browser.text and "Huurders (2)" in browser.text
    browser.get("/zoeken?q=fietsen&onderwerp=liften")
    assert "1 bijdrage gevonden" in browser.text and "Laat alles weer zien" in browser.text
    browser.follow("Laat alles weer zien")
    assert "2 bijdragen gevonden" in browser.text
    browser.get("/zoeken?q=fietsen&onderwerp=bestaatniet&jaar=1999")
    assert "Niets gevonden" in browser.text and "Zoek ook buiten uw keuze" in browser.text
    browser.get("/zoeken?q=fietzen")
    assert "Wij zochten op “fietsen”" in browser.text
    browser.get("/zoeken?q=lift sinds:kerst")
    assert "niet welke dag" in browser.text and "1 bijdrage gevonden" in browser.text


def test_a_text_that_was_found_says_its_language(browser, app, place):
    with app.app_context(), transaction():
        opening = the_db.session.get(Post, place["opening"])
        service.reply(opening, the_db.session.get(Account, place["jan"]), "Asansör çalışmıyor", NOW).lang = "tr"
    with app.app_context():
        jobs.index(NOW)
    be(browser, app, place["mia"])
    browser.get("/zoeken?q=asansor")
    assert 'lang="tr"' in browser.response.text and "<mark>Asansör</mark>" in browser.response.text


def test_what_was_asked_is_in_no_log(browser, app, place, capfd, caplog):
    be(browser, app, place["mia"])
    for question in ("schuldsanering", "schuldsanering van:mij sinds:kerst", "schuldsanering" * 30, '"schuldsanering'):
        browser.get("/zoeken", query_string={"q": question})
    out = capfd.readouterr()
    assert "schuldsanering" not in out.out + out.err + caplog.text


def test_leafing_to_the_end_is_reading_to_the_end(browser, app, place):
    with app.app_context(), transaction():
        opening, jan = the_db.session.get(Post, place["opening"]), the_db.session.get(Account, place["jan"])
        first = service.reply(opening, jan, "eerste", NOW)
        for number in range(38):
            service.reply(opening, jan, f"nummer {number}.", NOW)
        service.reply(first, jan, "hoort bij de eerste", NOW)
    be(browser, app, place["mia"])
    browser.get(f"/gesprekken/{place['thread']}")
    assert "Naar het volgende nieuwe" in browser.text
    last = browser.response.text.rsplit('id="b', 1)[1].split('"')[0]
    browser.follow("Volgende bijdragen")
    browser.follow("Volgende bijdragen")
    assert "Naar het volgende nieuwe" not in browser.text and "Ik heb dit gesprek gelezen" in browser.text
    browser.get(f"/gesprekken/{place['thread']}?na={last}")
    assert "Naar het volgende nieuwe" in browser.text, "whoever did not leaf here has not seen the first page"
