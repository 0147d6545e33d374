"""A topic on one page, the form that comes back, and the poster."""

import io
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from factories import NOW, make_member, make_staff, make_tenant, make_topic, sign_in
from pypdf import PdfReader

from accounts.models import Account, Role
from forum import service
from forum.models import Post, ReactionForm, Topic, TopicSummary
from forum.queries.digests import most_answered, newest_summary
from forum.rules.digests import MOST, Remark, choose, shortened
from forum.service import cards
from foundation import clock, codes
from foundation.db import db as the_db
from foundation.db import transaction
from foundation.house import house

SINCE = NOW - timedelta(days=30)


@pytest.fixture(autouse=True)
def _the_clock(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


def test_one_of_each_person_and_of_each_conversation():
    ordered = [Remark(1, 1, "a", 9), Remark(1, 2, "b", 8), Remark(2, 1, "c", 7), Remark(2, 2, " ", 6), Remark(2, 2, "d", 5)]
    assert [one.text for one in choose(ordered)] == ["a", "d"]
    assert len(choose(Remark(n, n, "x", 1) for n in range(20))) == MOST


def test_a_long_remark_is_cut_between_words():
    assert shortened("kort  en\ngoed") == "kort en goed"
    assert shortened("een twee, drie vier", 12) == "een twee…"
    assert len(shortened("x" * 500)) <= 160


@pytest.fixture
def talk(app):
    """Three conversations; Mia's is answered by two people, Jan's by one, of whom Jan himself does not count."""
    with app.app_context(), transaction():
        topic = make_topic("fietsen", opens_on=date(2026, 10, 1))
        jan, mia, ans = make_member(alias="Jan"), make_member(alias="Mia"), make_member(alias="Ans")
        staff = make_staff(Role.COORDINATOR)
        one = service.start_thread(topic, jan, "Een", "Ik ben **voor** rekken.", NOW - timedelta(days=3))
        two = service.start_thread(topic, mia, "Twee", "Ik ben tegen rekken.", NOW - timedelta(days=2))
        old = service.start_thread(topic, ans, "Drie", "Oud.", NOW - timedelta(days=31))
        official = service.start_thread(topic, staff, "Vier", "Van ons.", NOW - timedelta(days=1))
        for parent, author in (
            (one, jan),
            (one, jan),
            (one, ans),
            (two, jan),
            (two, ans),
            (old, jan),
            (old, mia),
            (official, jan),
            (official, mia),
        ):
            service.reply(parent, author, "Antwoord.", NOW - timedelta(hours=2))
        return {"topic": topic.id, "one": one.id, "two": two.id, "staff": staff.id, "jan": jan.id}


def chosen(app, talk):
    with app.app_context():
        return [(one.text, one.answered_by) for one in most_answered(the_db.session.get(Topic, talk["topic"]), SINCE)]


@pytest.mark.both
def test_the_number_of_others_who_answered_decides(app, talk):
    assert chosen(app, talk) == [("Ik ben tegen rekken.", 2), ("Ik ben voor rekken.", 1)]


def test_what_is_gone_is_neither_printed_nor_counted(app, talk):
    with app.app_context(), transaction():
        service.hide_post(the_db.session.get(Post, talk["two"]), NOW)
        answer = the_db.session.scalar(sa.select(Post).where(Post.parent_id == talk["one"], Post.author_id != talk["jan"]))
        service.hold_post(answer, NOW)
    assert chosen(app, talk) == []


@pytest.mark.both
def test_the_newest_published_summary_is_told(app, talk):
    with app.app_context(), transaction():
        topic, staff, other = the_db.session.get(Topic, talk["topic"]), make_staff(Role.POLICY_OWNER), make_staff(Role.BOARD)

        def summary(text, until, published=NOW, withdrawn=None):
            the_db.session.add(
                TopicSummary(
                    topic_id=topic.id, from_on=date(2026, 11, 1), until_on=until, body=text, body_html=f"<p>{text}</p>", plain_body=text,
                    plain_html=f"<p>{text}</p>", written_by_id=staff.id, written_by_party=staff.party, written_by_role=staff.role, written_at=NOW,
                    approved_by_id=other.id, approved_by_party=other.party, approved_by_role=other.role, approved_at=NOW,
                    published_at=published, withdrawn_at=withdrawn,
                )
            )  # fmt: skip

        assert newest_summary(topic) is None
        summary("Eerste ronde.", date(2026, 11, 10))
        summary("Tweede ronde.", date(2026, 11, 20))
        summary("Nog niet.", date(2026, 11, 21), published=None)
        summary("Weg.", date(2026, 11, 22), withdrawn=NOW)
        the_db.session.flush()
        assert newest_summary(topic).plain_body == "Tweede ronde."


def be(browser, app, account_id):
    with app.app_context():
        sign_in(browser, the_db.session.get(Account, account_id))


def paper(browser):
    assert browser.response.mimetype == "application/pdf", browser.text
    found = PdfReader(io.BytesIO(browser.response.data), strict=True)
    return found, " ".join(" ".join(page.extract_text() for page in found.pages).split())


def test_the_digest_stands_on_one_page_with_both_parties_and_no_name(browser, app, talk):
    be(browser, app, talk["jan"])
    browser.get("/onderwerpen/fietsen")
    browser.follow("Op één pagina")
    assert "“Ik ben tegen rekken.”" in browser.text and "Zo kozen wij" in browser.text
    browser.follow("Print deze pagina")
    found, text = paper(browser)
    with app.app_context():
        here = house()
    assert len(found.pages) == 1
    for part in (
        "Onderwerp",
        "“Ik ben tegen rekken.”",
        "Zo kozen wij",
        here.name,
        here.tenants_organisation,
        here.phone,
        "/onderwerpen/fietsen",
        "23 november 2026",
    ):
        assert part in text
    assert not any(alias in text for alias in ("Jan", "Mia", "Ans"))
    root = found.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] and root["/Lang"] == "nl"
    kinds = [child.get_object()["/S"] for child in root["/StructTreeRoot"]["/K"][0].get_object()["/K"]]
    assert kinds.count("/H1") == 1 and kinds.count("/H2") >= 3 and kinds.count("/Figure") == 1


def test_long_texts_still_stand_on_one_page(browser, app, talk):
    with app.app_context(), transaction():
        topic = the_db.session.get(Topic, talk["topic"])
        topic.title, topic.summary = "W" * 80 + " " + "Fietsen " * 9, "Dit is een lange samenvatting. " * 40
        the_db.session.get(Post, talk["two"]).body_html = "<p>" + "Zo is dat. " * 900 + "</p>"
    be(browser, app, talk["staff"])
    for path in ("op-een-pagina.pdf", "poster.pdf"):
        browser.get(f"/onderwerpen/fietsen/{path}")
        assert len(paper(browser)[0].pages) == 1
    browser.get("/papier/fietsen")
    browser.submit("Print het formulier voor iedereen")
    assert len(paper(browser)[0].pages) == 1


def test_the_poster_has_no_word_of_anybody(browser, app, talk):
    be(browser, app, talk["staff"])
    browser.get("/papier/fietsen")
    browser.follow("Poster voor de hal")
    _found, text = paper(browser)
    assert "rekken" not in text and "Praat mee!" in text and "31 december 2026" in text


def test_the_form_knows_its_topic_and_whoever_it_was_made_for(browser, app, talk):
    with app.app_context(), transaction():
        tenant = make_tenant(name="Mevrouw De Vries")
        number, tenant_id = tenant.number, tenant.id
    be(browser, app, talk["staff"])
    browser.get("/papier/fietsen")
    browser.submit("Print het formulier voor iedereen")
    _found, text = paper(browser)
    with app.app_context():
        hall = the_db.session.scalar(sa.select(ReactionForm))
        assert hall.tenant_id is None and codes.display(cards.form_code(hall)) in text
    assert "Ja, dit mag op het forum" in text and "Uw huurdernummer" in text
    browser.get("/papier/fietsen")
    browser.submit("Print dit formulier", number=number)
    _found, text = paper(browser)
    with app.app_context():
        own = the_db.session.scalar(sa.select(ReactionForm).where(ReactionForm.tenant_id == tenant_id))
        assert codes.display(cards.form_code(own)) in text
    assert "Uw huurdernummer" not in text and "De Vries" not in text and number not in text
    browser.get("/papier/fietsen")
    browser.submit("Print dit formulier", number="bestaat niet")
    assert browser.status == 409


def test_printing_needs_somebody_signed_in(browser, app, talk):
    for path in ("op-een-pagina", "op-een-pagina.pdf", "poster.pdf"):
        browser.get(f"/onderwerpen/fietsen/{path}")
        assert browser.path.startswith("/inloggen")
    be(browser, app, talk["jan"])
    assert browser.get("/papier/fietsen").status_code == 403
