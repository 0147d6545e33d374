import json
import re

import pyotp
import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher
from browser import Browser
from factories import NOW, make_household, make_member, make_staff, make_tenant, sign_in
from servers import shared_data

from accounts.models import AccessCode, Account, Role, SignInCode, SignInTry
from accounts.rules.signing_in import LIMITS
from accounts.service.opening import give_code, plain_code
from foundation import clock, codes, mail
from foundation.db import db, transaction
from foundation.outbox import Outgoing

PASSWORD = "drie natte schoenen"
HASHED = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)  # quick: the cost stands in the hash


@pytest.fixture
def made(app):
    """Make rows in a unit of work; gives back ids."""

    def make(work):
        with app.app_context(), transaction():
            return work()

    return make


@pytest.fixture
def read(app):
    def run(query):
        with app.app_context():
            return db.session.scalar(query)

    return run


def letter(*names):
    household = make_household()
    for name in names:
        make_tenant(household, name=name)
    return codes.display(plain_code(give_code(household.id, clock.now())))


def rows(app):
    with app.app_context():
        return {table.name: db.session.execute(sa.select(table)).all() for table in db.metadata.sorted_tables}


def test_from_letter_to_account(browser, made, read):
    code = made(lambda: letter("A. de Vries"))
    browser.get("/begin")
    browser.submit("Verder", code=code.lower().replace("-", " "))
    assert "de Vries" not in browser.text
    browser.submit("Open mijn account", alias="Zonnebloem", email="A@X.nl", password="")
    assert browser.status == 200
    assert "Welkom" in browser.text
    assert "Zonnebloem" in browser.text
    assert read(sa.select(Account.email)) == "a@x.nl"
    assert browser.get("/mijn/gegevens").status_code == 200


def test_the_link_in_the_letter_changes_nothing_and_shows_nothing_personal(app, browser, made):
    code = made(lambda: letter("A. de Vries"))
    before = rows(app)
    for path in (
        f"/begin/c/{code}",
        "/begin/c/x",
        "/begin",
        "/begin/naam",
        "/begin/account",
        "/inloggen",
        "/inloggen/code",
        "/inloggen/tweede-stap",
    ):
        browser.get(path)
        assert browser.status == 200
    browser.get(f"/begin/c/{code}")
    assert browser.path == "/begin"
    assert rows(app) == before
    assert "Vries" not in browser.text
    assert code in browser.response.text  # filled in, waiting for a person to press
    browser.submit("Verder")
    assert browser.path == "/begin/account"


def test_two_people_at_one_address_say_who_they_are(browser, made, read):
    code = made(lambda: letter("A. de Vries", "B. Jansen"))
    browser.get("/begin")
    browser.submit("Verder", code=code)
    assert browser.path == "/begin/naam"
    browser.submit("Verder", name="Pietersen")
    assert browser.status == 422
    assert "Jansen" not in browser.text
    browser.submit("Verder", name="Jansen")
    browser.submit("Open mijn account", alias="Zonnebloem", password=PASSWORD)
    assert read(sa.text("SELECT name FROM tenant JOIN account ON account.tenant_id = tenant.id")) == "B. Jansen"


def test_a_wrong_code_says_what_to_do_and_keeps_what_was_typed(browser, made):
    made(lambda: letter("A. de Vries"))
    browser.get("/begin")
    for wrong in ("", "x", "0000-0000-00000", "' OR 1=1 --", "\x00", "é" * 30):
        browser.submit("Verder", code=wrong)
        assert browser.status == 422
        assert browser.page.text.count("Er ging iets mis") == 1
    assert "0000" not in browser.text


def test_a_revoked_code_stops_halfway(app, browser, made):
    code = made(lambda: letter("A. de Vries"))
    browser.get("/begin")
    browser.submit("Verder", code=code)
    made(lambda: db.session.execute(sa.update(AccessCode).values(revoked_at=NOW)))
    browser.submit("Open mijn account", alias="Zonnebloem", password=PASSWORD)
    assert browser.path == "/begin"


def test_an_account_needs_a_way_back_in(browser, made):
    code = made(lambda: letter("A. de Vries"))
    browser.get("/begin")
    browser.submit("Verder", code=code)
    browser.submit("Open mijn account", alias="Zonnebloem")
    assert browser.status == 422
    assert "mailadres of een wachtwoord" in browser.text
    assert 'value="Zonnebloem"' in browser.response.text
    browser.submit("Open mijn account", alias="Beheerder", password="wachtwoord")
    assert browser.response.text.count("error-text") == 2


def test_a_mailed_code_through_a_real_mail_server(app, browser, made, mailbox):
    email = made(lambda: make_member(alias="Zonnebloem").email)
    browser.get("/inloggen")
    browser.submit("Verder", email=email.upper())
    assert browser.path == "/inloggen/code"
    with app.app_context():
        assert mail.send_due(app.extensions["mail_sender"], clock.now()).ran == 1
    digits = re.search(r"\b\d{6}\b", mailbox.text())[0]
    assert mailbox.recipients == [email]
    assert digits not in str(rows(app))
    browser.submit("Log in", digits="123456" if digits != "123456" else "123457")
    assert browser.status == 422
    browser.submit("Log in", digits=digits)
    assert "Zonnebloem" in browser.text
    other = Browser(app)
    other.get("/inloggen")
    other.submit("Verder", email="iets@x.nl")
    other.submit("Log in", digits=digits)
    assert other.status == 422


def without_token(html):
    return re.sub(r'name="csrf_token" value="[^"]*"', "", re.sub(r'value="[^"]*@[^"]*"', "", html))


@pytest.mark.parametrize("password", ["", "verkeerd wachtwoord"])
def test_a_known_and_an_unknown_address_get_the_same_answer(app, made, password):
    known = made(lambda: make_member(password_hash=HASHED).email)
    pages = []
    for email in (known, "niemand@x.nl"):
        browser = Browser(app)
        browser.get("/inloggen")
        browser.submit("Verder", email=email, password=password)
        pages.append((browser.status, browser.path, without_token(browser.response.text)))
        if not password:
            browser.submit("Log in", digits="000000")
            pages[-1] += (browser.status, without_token(browser.response.text))
    assert pages[0] == pages[1]


@pytest.mark.parametrize("known", [True, False])
def test_guessing_passwords_soon_stops(app, browser, made, known):
    email = made(lambda: make_member(password_hash=HASHED).email) if known else "niemand@x.nl"
    browser.get("/inloggen")
    for _guess in range(LIMITS["password"].most):
        browser.submit("Verder", email=email, password="fout fout fout")
        assert browser.status == 422
    browser.submit("Verder", email=email, password=PASSWORD)
    assert browser.status == 429
    with app.app_context():
        assert email not in str(db.session.execute(sa.select(SignInTry.about)).all())


def test_asking_for_codes_soon_stops(app, browser, made):
    email = made(lambda: make_member().email)
    for _ask in range(LIMITS["mail-code"].most):
        browser.get("/inloggen")
        browser.submit("Verder", email=email)
        assert browser.path == "/inloggen/code"
    browser.get("/inloggen")
    browser.submit("Verder", email=email)
    assert browser.status == 429
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Outgoing)) == LIMITS["mail-code"].most


def test_a_password_signs_a_tenant_in_and_leads_on(browser, made):
    email = made(lambda: make_member(password_hash=HASHED).email)
    browser.get("/mijn/gegevens")
    assert browser.path == "/inloggen"
    browser.submit("Verder", email=email, password=PASSWORD)
    assert browser.path == "/mijn/gegevens"


def test_staff_set_up_a_second_step_before_anything_else(app, browser, made, read):
    email = made(lambda: make_staff(Role.COORDINATOR, password_hash=HASHED).email)
    browser.get("/inloggen")
    browser.submit("Verder", email=email, password=PASSWORD)
    assert browser.path == "/inloggen/tweede-stap/instellen"
    assert "<svg" in browser.response.text
    secret = "".join(re.search(r'code-shown">([A-Z2-7 ]+)<', browser.response.text)[1].split())
    assert Browser(app).client.get("/brieven").status_code == 302
    browser.get("/brieven")
    assert browser.path == "/inloggen"  # half in is not in
    browser.get("/inloggen/tweede-stap/instellen")
    browser.submit("Bewaar", digits="000000")
    assert browser.status == 422
    code = pyotp.TOTP(secret).now()
    browser.submit("Bewaar", digits=code)
    assert browser.get("/brieven").status_code == 200
    assert read(sa.select(Account.totp_secret)) == secret
    again = Browser(app)
    again.get("/inloggen")
    again.submit("Verder", email=email, password=PASSWORD)
    assert again.path == "/inloggen/tweede-stap"
    again.submit("Log in", digits=code)
    assert again.status == 422  # a step that was used
    with app.app_context(), transaction():
        db.session.execute(sa.update(Account).values(totp_last_step=0))
    again.submit("Log in", digits=pyotp.TOTP(secret).now())
    assert again.get("/brieven").status_code == 200


def test_second_steps_cannot_be_guessed_at_leisure(app, browser, made):
    email = made(lambda: make_staff(Role.ADMIN, password_hash=HASHED, totp_secret=pyotp.random_base32()).email)
    browser.get("/inloggen")
    browser.submit("Verder", email=email, password=PASSWORD)
    for _guess in range(LIMITS["second"].most):
        browser.submit("Log in", digits="000000")
        assert browser.status == 422
    browser.submit("Log in", digits="000000")
    assert browser.status == 429


def test_a_copied_cookie_dies_with_signing_out(app, browser, made):
    email = made(lambda: make_member(password_hash=HASHED).email)
    browser.get("/inloggen")
    browser.submit("Verder", email=email, password=PASSWORD)
    copied = browser.client.get_cookie("session").value
    thief = app.test_client()
    thief.set_cookie("session", copied)
    assert thief.get("/mijn/gegevens").status_code == 200
    browser.submit(action="/uitloggen")
    assert thief.get("/mijn/gegevens").status_code == 302
    assert browser.client.get("/mijn/gegevens").status_code == 302


def test_a_closed_account_is_out_at_once(app, browser, made):
    account_id = made(lambda: sign_in(browser, make_staff(Role.ADMIN)) or db.session.scalar(sa.select(Account.id)))
    assert browser.get("/beheer/medewerkers").status_code == 200
    made(lambda: db.session.execute(sa.update(Account).where(Account.id == account_id).values(closed_at=NOW)))
    assert browser.client.get("/beheer/medewerkers").status_code == 302


def test_nobody_is_led_to_another_site(app, made):
    email = made(lambda: make_member(password_hash=HASHED).email)
    hostile = json.loads(shared_data("security/open-redirect.json").read_text())
    for target in [*hostile, "//x.example", "/\\x.example", "/\t/x.example", "https:x.example"]:
        made(lambda: db.session.execute(sa.delete(SignInTry)))
        browser = Browser(app)
        page = browser.client.get("/inloggen", query_string={"next": target})
        token = re.search(r'name="csrf_token" value="([^"]*)"', page.text)[1]
        answer = browser.client.post("/inloggen", data={"csrf_token": token, "email": email, "password": PASSWORD})
        location = answer.headers["Location"]
        assert answer.status_code == 303
        assert re.match(r"/(?![/\\])", location), (target, location)
        break_out = [sign for sign in location if ord(sign) < 33 or sign == "\\"]
        assert not break_out


def test_signing_in_starts_a_clean_session(app, browser, made):
    email = made(lambda: make_member(password_hash=HASHED).email)
    with browser.client.session_transaction() as session:
        session["planted"] = "x"
    browser.get("/inloggen")
    browser.submit("Verder", email=email, password=PASSWORD)
    with browser.client.session_transaction() as session:
        assert "planted" not in session
    assert read_codes(app) == 0


def read_codes(app):
    with app.app_context():
        return db.session.scalar(sa.select(sa.func.count()).select_from(SignInCode))
