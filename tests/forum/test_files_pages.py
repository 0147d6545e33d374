import io
import re
from datetime import timedelta

import picture_files as files
import pytest
import sqlalchemy as sa
from factories import NOW, make_member, make_staff, make_topic, sign_in
from statements import statements

from accounts.models import Account, Role
from forum import service
from forum.models import Attachment, Draft, Post
from forum.service import files as kept
from foundation import clock
from foundation.db import db as the_db
from foundation.db import transaction


@pytest.fixture(autouse=True)
def _the_clock(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def place(app):
    with app.app_context(), transaction():
        topic = make_topic("tuin")
        jan, mia = make_member(alias="Jan"), make_member(alias="Mia")
        post = service.start_thread(topic, jan, "De tuin", "Zo is het.", NOW - timedelta(hours=1))
        return {"topic": topic.id, "jan": jan.id, "mia": mia.id, "post": post.id, "thread": post.thread_id}


def be(browser, app, account_id):
    with app.app_context():
        sign_in(browser, the_db.session.get(Account, account_id))


def sent(data=None, name="tuin.jpg"):
    return (io.BytesIO(files.photo((1200, 800)) if data is None else data), name)


def pictures_on(browser):
    return re.findall(r'<img src="(/bijlagen/[^"]+)"', browser.response.text)


def typed(browser):
    return dict(browser.form("Plaats").fields)["body"]


def test_a_picture_is_placed_with_its_post_in_one_go(browser, app, place):
    be(browser, app, place["mia"])
    browser.get(f"/bijdragen/{place['post']}/antwoord")
    browser.submit("Plaats", body="Kijk maar.", files={"file-1": sent()}, **{"new-words-1": "een <b>scheve</b> boom"})
    assert browser.status == 200 and browser.path == f"/gesprekken/{place['thread']}"
    html = browser.response.text
    assert 'alt="een &lt;b&gt;scheve&lt;/b&gt; boom"' in html and 'loading="lazy"' in html and 'width="1200" height="800"' in html
    [small] = pictures_on(browser)
    widths = re.findall(r"(/bijlagen/\w+/(\d+)) \d+w", html)
    assert [width for _url, width in widths] == ["480", "960", "1200"]
    for url, _width in widths:
        response = browser._request(browser.client.get, url)
        assert response.status_code == 200 and response.data[:3] == b"\xff\xd8\xff" and response.mimetype == "image/jpeg"
        assert response.headers["Cache-Control"] == "private, no-cache" and response.headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in response.headers["Content-Security-Policy"]
    again = browser._request(browser.client.get, small, headers={"If-None-Match": response.headers["ETag"].replace("1200", "480")})
    assert again.status_code == 304 and again.data == b""


def test_a_picture_is_gone_at_once_with_its_post(browser, app, place):
    be(browser, app, place["mia"])
    browser.get(f"/bijdragen/{place['post']}/antwoord")
    browser.submit("Plaats", body="Kijk maar.", files={"file-1": sent()})
    [url] = pictures_on(browser)
    tag = browser._request(browser.client.get, url).headers["ETag"]
    with app.app_context():
        answer = the_db.session.scalar(sa.select(Post.id).where(Post.body == "Kijk maar."))
    from browser import Browser

    other, stranger = Browser(app), Browser(app)
    be(other, app, place["jan"])

    def status(who):
        return who._request(who.client.get, url, headers={"If-None-Match": tag}).status_code

    assert (status(browser), status(other), status(stranger)) == (304, 304, 302)
    for act, own, others in ((service.hold_post, 304, 404), (service.hide_post, 404, 404), (service.restore_post, 304, 304)):
        with app.app_context(), transaction():
            act(the_db.session.get(Post, answer), NOW)
        assert (status(browser), status(other)) == (own, others), act
        other.get(f"/gesprekken/{place['thread']}")
        assert bool(pictures_on(other)) is (others == 304)
    browser.post(f"/bijdragen/{answer}/weghalen", {"csrf_token": token(browser, f"/bijdragen/{answer}/weghalen")})
    assert status(browser) == 404


def token(browser, path):
    browser.get(path)
    return dict(browser.form("Haal weg").fields)["csrf_token"]


def test_a_refused_form_keeps_text_and_picture(browser, app, place):
    be(browser, app, place["mia"])
    browser.get("/onderwerpen/tuin/schrijven")
    browser.submit("Plaats", title="", body="Mijn verhaal", files={"file-1": sent()}, **{"new-words-1": "de heg"})
    assert browser.status == 422 and typed(browser) == "Mijn verhaal"
    [url] = pictures_on(browser)
    key = url.split("/")[2]
    assert browser._request(browser.client.get, url).status_code == 200
    assert dict(browser.form("Plaats").fields)[f"words-{key}"] == "de heg"
    browser.get("/onderwerpen/tuin/schrijven")
    assert pictures_on(browser) == [url]
    browser.submit("Plaats", title="De heg", **{f"words-{key}": "de hoge heg"})
    assert browser.status == 200 and pictures_on(browser) == [url] and 'alt="de hoge heg"' in browser.response.text


def test_what_waits_can_be_taken_away(browser, app, place):
    be(browser, app, place["mia"])
    browser.get(f"/bijdragen/{place['post']}/antwoord")
    browser.submit("Plaats", body="", files={"file-1": sent()})
    key = pictures_on(browser)[0].split("/")[2]
    browser.submit("Plaats", body="Zonder foto.", **{f"off-{key}": "1"})
    assert browser.status == 200 and pictures_on(browser) == [] and "Zonder foto." in browser.text
    with app.app_context():
        assert the_db.session.scalars(sa.select(Attachment)).all() == []


@pytest.mark.parametrize("word", sorted(set(files.UNKNOWN) - {"leeg"}))
def test_a_wrong_file_is_named_and_the_rest_is_kept(browser, app, place, word):
    be(browser, app, place["mia"])
    browser.get(f"/bijdragen/{place['post']}/antwoord")
    wrong = sent(files.UNKNOWN[word], "<b>vakantie</b>.jpg")
    browser.submit("Plaats", body="Kijk maar.", files={"file-1": sent(), "file-2": wrong})
    assert browser.status == 422 and "“<b>vakantie</b>.jpg”:" in browser.text and "<b>vakantie" not in browser.response.text
    assert typed(browser) == "Kijk maar." and len(pictures_on(browser)) == 1
    browser.submit("Plaats")
    assert browser.status == 200 and len(pictures_on(browser)) == 1
    with app.app_context():
        assert the_db.session.scalars(sa.select(Draft)).all() == []


def test_a_file_far_too_large_loses_no_text_and_more_than_that_is_a_plain_page(browser, app, place, monkeypatch):
    be(browser, app, place["mia"])
    browser.get(f"/bijdragen/{place['post']}/antwoord")
    form = dict(browser.form("Plaats").fields)
    browser.submit("Plaats", body="Lang verhaal.", files={"file-1": sent(b"\xff\xd8\xff" + b"0" * 30_000_000)})
    assert browser.status == 422 and "15 MB" in browser.text and typed(browser) == "Lang verhaal."
    huge = {**form, "body": "x", "file-1": sent(b"0" * 90_000_000)}
    response = browser._request(browser.client.post, f"/bijdragen/{place['post']}/antwoord", data=huge)
    assert response.status_code == 413 and "te groot" in response.text


def test_an_edit_adds_and_removes_and_the_history_says_so(browser, app, place):
    be(browser, app, place["jan"])
    browser.get(f"/bijdragen/{place['post']}/veranderen")
    browser.submit("Bewaar", files={"file-1": sent()})
    [url] = pictures_on(browser)
    assert "veranderd" in browser.text
    browser.get(f"/bijdragen/{place['post']}/veranderen")
    assert len(pictures_on(browser)) == 1
    key = url.split("/")[2]
    browser.submit("Bewaar", body="", **{f"off-{key}": "1"})
    assert browser.status == 422 and re.search(f'name="off-{key}" value="1" checked', browser.response.text)
    assert browser._request(browser.client.get, url).status_code == 200  # nothing is taken off before the change is kept
    browser.submit("Bewaar", body="Nu zonder.")
    assert browser.status == 200 and pictures_on(browser) == []
    assert browser._request(browser.client.get, url).status_code == 404
    browser.get(f"/bijdragen/{place['post']}/versies")
    assert "Afbeelding toegevoegd" in browser.text and "Afbeelding weggehaald" in browser.text


def test_another_persons_key_does_nothing(browser, app, place):
    be(browser, app, place["jan"])
    browser.get(f"/bijdragen/{place['post']}/veranderen")
    browser.submit("Bewaar", files={"file-1": sent()})
    key = pictures_on(browser)[0].split("/")[2]
    be(browser, app, place["mia"])
    browser.get(f"/bijdragen/{place['post']}/antwoord")
    form = dict(browser.form("Plaats").fields)
    browser.post(f"/bijdragen/{place['post']}/antwoord", {**form, "body": "Hoi", f"off-{key}": "1", f"words-{key}": "gekaapt"})
    assert browser.status == 200 and "gekaapt" not in browser.response.text and key in browser.response.text


def test_staff_add_a_pdf_and_a_tenant_cannot(browser, app, place):
    with app.app_context(), transaction():
        owner = make_staff(Role.POLICY_OWNER).id
    be(browser, app, place["mia"])
    browser.get(f"/bijdragen/{place['post']}/antwoord")
    assert "application/pdf" not in browser.response.text
    browser.submit("Plaats", body="Zie bijlage.", files={"file-1": sent(files.pdf(), "plan.pdf")})
    assert browser.status == 422 and "alleen afbeeldingen" in browser.text
    be(browser, app, owner)
    browser.get(f"/bijdragen/{place['post']}/antwoord")
    assert "application/pdf" in browser.response.text
    browser.submit("Plaats", body="Zie bijlage.", files={"file-1": sent(files.pdf(3), "plan één.pdf")}, **{"new-words-1": "Het plan"})
    assert browser.status == 200 and re.search(r"Het plan \(PDF, 3 pagina's, \d+ kB\)", browser.text)
    browser.follow("Het plan")
    headers = browser.response.headers
    assert browser.response.data.startswith(b"%PDF-") and headers["Content-Disposition"] == 'attachment; filename="plan een.pdf"'
    assert headers["X-Content-Type-Options"] == "nosniff" and headers["Cache-Control"] == "private, no-cache"


def test_an_assisted_post_carries_a_picture(browser, app, place):
    with app.app_context(), transaction():
        desk = make_staff(Role.COORDINATOR).id
        number = the_db.session.scalar(sa.text("select number from tenant order by id"))
    be(browser, app, desk)
    browser.get("/onderwerpen/tuin/invoeren")
    browser.submit("Plaats", title="Van papier", body="Met een tekening.", files={"file-1": sent()})
    assert browser.status == 422 and len(pictures_on(browser)) == 1
    browser.submit("Plaats", number=number, channel="letter", consent="written")
    assert browser.status == 200
    with app.app_context():
        assert the_db.session.scalars(sa.select(Attachment.post_id)).one()


def test_all_pictures_of_a_page_are_one_query(browser, app, place):
    be(browser, app, place["mia"])
    with app.app_context():
        with statements(the_db.engine) as none:
            browser.get(f"/gesprekken/{place['thread']}")
        read = [kept.read_file(files.picture("PNG", colour=(number, 0, 0)), "") for number in range(8)]
        with transaction():
            mia = the_db.session.get(Account, place["mia"])
            for number in range(8):
                post = service.reply(the_db.session.get(Post, place["post"]), mia, f"Foto {number}", NOW)
                kept.keep_attachment(mia, f"post:{number}", read[number], "", NOW)
                kept.place_attachments(post, mia.id, f"post:{number}", kept.Attaching({}, frozenset()), NOW)
        with statements(the_db.engine) as many:
            browser.get(f"/gesprekken/{place['thread']}")
    selects = [sum(one.startswith("SELECT") for one in sent_out) for sent_out in (none, many)]
    assert len(pictures_on(browser)) == 8 and selects[0] == selects[1] <= 12
