from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine
from browser import Browser
from factories import NOW, make_engaged, make_member, make_panel, make_staff, make_tenant, make_topic, sign_in

from accounts.models import OptOut, Role
from accounts.queries import standing_token
from accounts.service import code_of, issue_token
from foundation import codes, mail
from foundation.db import transaction
from foundation.web import limiter
from recruitment.models import Answer, Entrance, Invitation, InvitationState, Panel, Volunteer
from recruitment.queries import get_panel
from recruitment.queries.asking import TOKEN_PURPOSE, find_invitation
from recruitment.service.asking import send_wave, withdraw


@pytest.fixture(autouse=True)
def the_day():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def asked(db):
    """Id and code of one invitation that waits for an answer."""
    with transaction():
        topic = make_topic("reparaties")
        panel = make_panel(topic)
        make_engaged(topic, make_member(make_tenant(name="Geheime Naam")))
        by = make_staff(Role.COORDINATOR)
        send_wave(get_panel(panel.id), Entrance.ENGAGED, 5, expires_on=(NOW + timedelta(days=21)).date(), why="", seed="s", by=by, now=NOW)
    row = db.session.scalar(sa.select(Invitation))
    return row.id, code_of(standing_token(TOKEN_PURPOSE, row.id, row.tenant_id, NOW))


def state(db):
    db.session.rollback()
    tables = ("invitation", "volunteer", "opt_out", "answer_token", "contact", "outgoing", "audit_entry", "wave")
    return {table: db.session.execute(sa.text(f"SELECT * FROM {table} ORDER BY 1")).all() for table in tables}


def invitation(db):
    db.session.rollback()
    return db.session.scalar(sa.select(Invitation).execution_options(populate_existing=True))


def test_the_link_from_the_mail_is_answered_without_an_account(app, db, browser, mailbox, asked):
    mail.send_due(app.extensions["mail_sender"], NOW)
    link = next(line for line in mailbox.text().splitlines() if "/antwoord/" in line).strip()
    browser.get(link.removeprefix("http://meedenkers.test"))
    assert browser.status == 200 and browser.path == "/antwoord/vraag", "the code left the address"
    assert (
        "Geheime" not in browser.response.text
        and "Lindelaan" not in browser.response.text
        and "huurder" not in browser.form("Verstuur").text
    )
    assert "zaterdag 2 januari 2027" in browser.text and "loting" in browser.text
    browser.submit("Verstuur mijn antwoord", answer="yes", needs="Een tolk")
    assert browser.path == "/antwoord/bedankt" and "U doet mee aan de loting" in browser.text and "Wat gebeurt er nu" in browser.text
    assert invitation(db).answer is Answer.YES
    assert db.session.scalar(sa.select(Volunteer.needs)) == "Een tolk"
    assert "_user_id" not in session_of(browser)


def session_of(browser):
    with browser.client.session_transaction() as session:
        return dict(session)


def test_the_typed_code_forgives_how_it_is_typed(db, browser, asked):
    for typed in (codes.display(asked[1]).lower(), f" {' '.join(asked[1])} "):
        browser.get("/antwoord")
        browser.submit("Verder", code=typed)
        assert browser.path == "/antwoord/vraag" and browser.status == 200


@pytest.mark.parametrize("agent", ["Mozilla/5.0", "BarracudaCentral", "Microsoft Office Protocol Discovery"])
def test_looking_changes_nothing_however_often(app, db, browser, asked, agent):
    before = state(db)
    for _scan in range(5):
        for method in ("get", "head"):
            scanner = app.test_client()
            response = getattr(scanner, method)(f"/antwoord/{asked[1]}", headers={"User-Agent": agent})
            assert response.status_code == 303 and response.headers["Location"] == "/antwoord/vraag"
            assert response.headers["Cache-Control"] == "no-store" and response.headers["Referrer-Policy"] == "no-referrer"
            assert getattr(scanner, method)("/antwoord/vraag").status_code == 200
            scanner.get("/antwoord/bedankt")
            scanner.get("/antwoord")
    assert state(db) == before
    browser.get(f"/antwoord/{asked[1]}")
    browser.submit("Verstuur", answer="no")
    assert invitation(db).answer is Answer.NO


def test_every_code_that_does_not_work_gets_the_same_answer(app, db, asked):
    invitation_id, code = asked
    with transaction():
        row = find_invitation(invitation_id)
        other_purpose = issue_token("unsubscribe", 1, row.tenant_id, NOW + timedelta(days=9), NOW)
        expired = issue_token("invitation", 999, row.tenant_id, NOW - timedelta(seconds=1), NOW - timedelta(days=9))
        withdraw(get_panel(row.panel_id), row, "Vergissing", make_staff(Role.COORDINATOR), NOW)
    pages, typed = set(), set()
    for wrong in (code, other_purpose, expired, "0" * 13, "x", "vraag2", "%00", "A" * 500):
        browser = Browser(app)
        browser.get(f"/antwoord/{wrong}")
        assert browser.status == 404
        pages.add(browser.text)
        browser.get("/antwoord")
        browser.submit("Verder", code=wrong if len(wrong) < 200 else "B" * 13)
        assert browser.status == 422
        typed.add(browser.text)
    assert len(pages) == len(typed) == 1
    assert Browser(app).get("/antwoord/bedankt").status_code == 404
    assert Browser(app).get("/antwoord/vraag").status_code == 404


def test_a_code_never_signs_anybody_in(app, db, browser, asked):
    browser.get(f"/antwoord/{asked[1]}")
    assert browser.client.get("/panels").status_code in (302, 303, 403)
    assert browser.client.get("/onderwerpen/reparaties/meedoen").status_code in (302, 303)
    with transaction():
        someone = make_member()
    sign_in(browser, someone)
    browser.get(f"/antwoord/{asked[1]}")
    browser.submit("Verstuur", answer="yes")
    assert invitation(db).tenant_id != someone.tenant_id
    assert [row.tenant_id for row in db.session.scalars(sa.select(Volunteer))] == [invitation(db).tenant_id], (
        "the answer is of whom the code is for"
    )
    assert session_of(browser)["_user_id"].startswith(f"{someone.id}.")


def test_no_with_a_reason_and_never_again(db, browser, asked):
    browser.get(f"/antwoord/{asked[1]}")
    browser.submit("Verstuur", answer="no", reason="health", remark="Ik lig in bed", never_again="y")
    row = invitation(db)
    assert (row.answer, row.reason, row.remark) == (Answer.NO, "health", "Ik lig in bed")
    assert "Dat is goed" in browser.text
    assert db.session.scalar(sa.select(OptOut.scope)) == "invitations"


def test_never_again_alone_is_a_no(db, browser, asked):
    browser.get(f"/antwoord/{asked[1]}")
    browser.submit("Verstuur", never_again="y")
    assert invitation(db).answer is Answer.NO


def test_an_empty_answer_is_asked_again_with_what_was_typed(db, browser, asked):
    browser.get(f"/antwoord/{asked[1]}")
    browser.submit("Verstuur", remark="Dit typte ik")
    assert browser.status == 422 and "Kies ja of nee" in browser.text
    assert ("remark", "Dit typte ik") in browser.form("Verstuur").fields
    for bad in ({"answer": "misschien"}, {"answer": "no", "reason": "onzin"}, {"answer": "yes", "needs": "x" * 1001}):
        browser.post("/antwoord/vraag", {**dict(browser.form("Verstuur").fields), **bad})
        assert browser.status == 422, bad
    browser.post(
        "/antwoord/vraag",
        {
            **dict(browser.form("Verstuur").fields),
            "answer": "no",
            "reason": "",
            "needs": "",
            "state": "draft",
            "tenant_id": "1",
            "entrance": "self",
        },
    )
    assert browser.status == 200 and invitation(db).state is InvitationState.ANSWERED and invitation(db).entrance.value == "engaged"


def test_changing_until_the_day_before_and_not_after_freezing(db, browser, asked):
    browser.get(f"/antwoord/{asked[1]}")
    browser.submit("Verstuur", answer="yes")
    browser.follow("Verander mijn antwoord")
    assert "U zei eerder ja" in browser.text
    browser.submit("Verstuur", answer="no")
    assert invitation(db).answer is Answer.NO
    browser.get("/antwoord/vraag")
    browser.submit("Verstuur", answer="yes")
    browser.get("/antwoord/vraag")
    stale = browser.form("Verstuur")
    with transaction():
        db.session.get_one(Panel, invitation(db).panel_id).frozen_at = NOW
    browser.post("/antwoord/vraag", {**dict(stale.fields), "answer": "no"})
    assert browser.status == 422 and "loting is begonnen" in browser.text and "Bel ons" in browser.text
    browser.get("/antwoord/vraag")
    assert browser.status == 200 and not any(form.action.endswith("/antwoord/vraag") for form in browser.page.forms)
    assert invitation(db).answer is Answer.YES


def test_too_late(db, browser, asked):
    with time_machine.travel(NOW + timedelta(days=22), tick=False):
        browser.get(f"/antwoord/{asked[1]}")
        assert browser.status == 200 and "Bel ons" in browser.text
    with time_machine.travel(NOW + timedelta(days=40), tick=False):
        assert browser.get(f"/antwoord/{asked[1]}").status_code == 404


def test_a_shared_computer_forgets_the_code(db, browser, asked):
    browser.get(f"/antwoord/{asked[1]}")
    browser.submit("Verstuur", answer="yes")
    browser.submit("Klaar, vergeet mijn code")
    assert browser.path == "/antwoord"
    assert browser.get("/antwoord/vraag").status_code == 404


def test_guessing_is_slow(app, db, asked):
    app.config["RATELIMIT_ENABLED"] = True
    before, limiter.enabled = limiter.enabled, True
    try:
        browser = Browser(app)
        browser.get("/antwoord")
        seen = []
        for _guess in range(22):
            token = browser.form("Verder").fields
            browser.client.post("/antwoord", data={**dict(token), "code": "0" * 13})
            seen.append(browser.client.post("/antwoord", data={**dict(token), "code": "0" * 13}).status_code)
        assert 429 in seen
        assert browser.client.get("/antwoord").status_code == 200, "looking at the page is free"
    finally:
        limiter.enabled = before
        limiter.reset()


def test_the_form_needs_its_token(app, db, asked):
    client = app.test_client()
    client.get(f"/antwoord/{asked[1]}")
    assert client.post("/antwoord/vraag", data={"answer": "yes"}).status_code == 400
    assert invitation(db).answer is None


def test_nominating_yourself_on_the_topic(app, db, browser):
    with transaction():
        panel = make_panel(make_topic("reparaties"))
        member = make_member()
        make_topic("zonder-panel")
    sign_in(browser, member)
    assert browser.get("/onderwerpen/zonder-panel/meedoen").status_code == 404
    assert browser.get("/onderwerpen/bestaat-niet/meedoen").status_code == 404
    browser.get("/onderwerpen/reparaties/meedoen")
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Invitation)) == 0
    browser.submit("Ik wil meedoen met het panel", needs="Oppas")
    assert "U doet mee aan de loting" in browser.text
    row = invitation(db)
    assert (row.panel_id, row.tenant_id, row.entrance.value, row.answer) == (panel.id, member.tenant_id, "self", Answer.YES)
    browser.submit("Ik doe toch niet mee")
    assert invitation(db).answer is Answer.NO
    with transaction():
        db.session.get_one(Panel, panel.id).frozen_at = NOW
    browser.get("/onderwerpen/reparaties/meedoen")
    assert browser.status == 200 and "loting is begonnen" in browser.text
    for role in (Role.BOARD, Role.COORDINATOR):
        other = Browser(app)
        with transaction():
            person = make_staff(role)
        sign_in(other, person)
        assert other.get("/onderwerpen/reparaties/meedoen").status_code == 403
