import pytest
import sqlalchemy as sa
from factories import NOW, make_member, make_staff, make_tenant, sign_in

from accounts.models import Account, OptOut, Role
from accounts.service.contact import unsubscribe_link
from foundation.db import db, transaction

PASSWORD = "drie natte schoenen"


@pytest.fixture
def member(app, browser):
    with app.app_context(), transaction():
        account = make_member(alias="Zonnebloem")
        sign_in(browser, account)
        return account.id, account.email


@pytest.fixture
def read(app, member):
    def run(column):
        with app.app_context():
            return db.session.scalar(sa.select(column).where(Account.id == member[0]))

    return run


def test_people_change_what_is_theirs(browser, member, read):
    browser.get("/mijn/gegevens/schuilnaam")
    browser.submit("Opslaan", alias="Oma Riet")
    assert "Oma Riet" in browser.text
    browser.get("/mijn/gegevens/schuilnaam")
    browser.submit("Opslaan", alias="Beheerder")
    assert browser.status == 422
    assert 'value="Beheerder"' in browser.response.text
    browser.get("/mijn/gegevens/mail")
    browser.submit("Opslaan", email="geen adres")
    assert browser.status == 422
    browser.submit("Opslaan", email="Nieuw@x.nl")
    assert read(Account.email) == "nieuw@x.nl"
    browser.get("/mijn/gegevens/taal")
    browser.submit("Opslaan", language="en")
    assert read(Account.language) == "en"


def test_an_alias_somebody_has_is_not_given_twice(app, browser, member):
    with app.app_context(), transaction():
        make_member(alias="tuinman")
    browser.get("/mijn/gegevens/schuilnaam")
    browser.submit("Opslaan", alias="TuinmÁn")
    assert browser.status == 422


def test_a_password_needs_the_one_of_now_and_ends_other_sessions(app, browser, member, read):
    other = app.test_client()
    browser.get("/mijn/gegevens/wachtwoord")
    browser.submit("Opslaan", password=PASSWORD)
    assert browser.path == "/mijn/gegevens"
    other.set_cookie("session", browser.client.get_cookie("session").value)
    assert other.get("/mijn/gegevens").status_code == 200
    browser.get("/mijn/gegevens/wachtwoord")
    browser.submit("Opslaan", old="fout", password="vier droge sokken")
    assert browser.status == 422
    browser.submit("Opslaan", old=PASSWORD, password="vier droge sokken")
    assert browser.path == "/mijn/gegevens"
    assert other.get("/mijn/gegevens").status_code == 302


def test_ending_other_sessions_keeps_this_one(app, browser, member):
    other = app.test_client()
    other.set_cookie("session", browser.client.get_cookie("session").value)
    browser.get("/mijn/gegevens")
    browser.submit("Log mij overal anders uit")
    assert browser.path == "/mijn/gegevens"
    assert other.get("/mijn/gegevens").status_code == 302


def test_erasing_asks_first_and_cannot_be_done_by_a_link(browser, member, read):
    browser.get("/mijn/gegevens/verwijderen")
    assert read(Account.alias) == "Zonnebloem"
    browser.submit("Verwijder mijn account")
    assert read(Account.alias) == "Oud-deelnemer"
    assert browser.client.get("/mijn/gegevens").status_code == 302


def test_being_asked_for_panels_is_a_choice(app, browser, member):
    browser.get("/mijn/post")
    browser.submit("Vraag mij niet meer")
    with app.app_context():
        assert db.session.scalar(sa.select(OptOut.scope)) == "invitations"
    browser.submit("Vraag mij weer wel")
    with app.app_context():
        assert db.session.scalar(sa.select(OptOut.scope)) is None


def test_the_link_in_a_mail_opts_out_on_a_button_without_signing_in(app, browser):
    with app.app_context(), transaction():
        link = unsubscribe_link(make_tenant().id, "forum_mail", NOW)
        bad = link[:-1] + ("0" if link[-1] != "0" else "1")
    path = link.removeprefix("http://meedenkers.test")
    browser.get(path)
    with app.app_context():
        assert db.session.scalar(sa.select(OptOut.scope)) is None
    browser.submit("Meld mij af")
    assert "afgemeld" in browser.text
    with app.app_context():
        assert db.session.scalar(sa.select(OptOut.scope)) == "forum_mail"
    assert browser.client.get("/mijn/gegevens").status_code == 302
    assert browser.get(bad.removeprefix("http://meedenkers.test")).status_code == 404


@pytest.mark.parametrize("role", list(Role))
def test_who_may_enter_where(app, browser, role):
    with app.app_context(), transaction():
        account = make_member() if role is Role.TENANT else make_staff(role)
        sign_in(browser, account)
    desk = {Role.ADMIN, Role.COORDINATOR}
    for path, allowed in {
        "/beheer/medewerkers": {Role.ADMIN},
        "/huurders": desk,
        "/brieven": desk,
        "/codebrieven": desk,
        "/mijn/post": {Role.TENANT},
    }.items():
        assert browser.get(path).status_code == (200 if role in allowed else 403), path


def test_the_administrator_adds_and_closes_staff(app, browser):
    with app.app_context(), transaction():
        sign_in(browser, make_staff(Role.ADMIN))
    browser.get("/beheer/medewerkers/nieuw")
    browser.submit("Voeg toe", alias="Merel", email="merel@x.nl", role="board", party="landlord")
    assert browser.status == 422
    browser.submit("Voeg toe", alias="Merel", email="merel@x.nl", role="board", party="tenants")
    assert "Merel" in browser.text
    browser.follow("Merel")
    browser.submit("Sluit dit account")
    assert "gesloten" in browser.text
    with app.app_context():
        assert db.session.scalar(sa.select(Account.closed_at).where(Account.alias == "Merel")) is not None
        own = db.session.scalar(sa.select(Account.id).where(Account.role == Role.ADMIN))
    browser.get(f"/beheer/medewerkers/{own}")
    assert "Sluit dit account" not in browser.text
