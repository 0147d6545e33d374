from datetime import timedelta

import pytest
import sqlalchemy as sa
from counting import START, Village
from factories import make_staff, sign_in

from accounts.models import Account, Role
from foundation import audit
from foundation.db import db, transaction
from recruitment.models import Engagement
from recruitment.queries import policy_in_force
from recruitment.service import on_post_changed, score


@pytest.fixture
def village(app):
    """Person 0 is engaged, person 1 held back; a coordinator, both signers, a moderator and an administrator."""
    with app.app_context(), transaction():
        made = Village(6)
        for who in (0, 1):
            posts = [made.post(who, f"{who} op {day}", at=START + timedelta(days=day)) for day in range(5)]
            posts += [made.post(who, f"{who} op 4", at=START + timedelta(days=9 + day)) for day in range(5 * who)]
            posts += [made.post(other, f"{other} aan {who}", to=posts[0]) for other in range(2, 6)]
            for post in posts:
                on_post_changed(post, START)
        score(START)
        made.staff = {role: make_staff(role) for role in Role if role is not Role.TENANT}
        made.slug, made.number, made.tenant_id = made.topic.slug, made.people[1].number, made.people[0].tenant_id
        made.names = [person.alias for person in made.people]
        db.session.flush()
        db.session.expunge_all()
    return made


def enter(browser, village, who):
    sign_in(browser, village.staff[who] if isinstance(who, Role) else village.people[who])


def test_a_tenant_sees_each_number_and_who_looked(browser, village, app):
    with app.app_context(), transaction():
        audit.record(
            "recruitment.name_opened", now=START, actor_role="coordinator", subject="tenant", subject_id=village.tenant_id, reason="gebeld"
        )
    enter(browser, village, 0)
    browser.get("/mijn/betrokkenheid")
    assert browser.status == 200
    for words in ("U heeft 4 van 4, en 1 meer: verschillende dagen", "U heeft 4 van 5: andere huishoudens die u antwoord gaven", "(25 punten)",
                  "versie 1", "U heet betrokken", "De coördinator van het panel opende uw naam (gebeld)", "65,83"):  # fmt: skip
        assert words in browser.text
    enter(browser, village, 1)
    browser.get("/mijn/betrokkenheid")
    assert "Een mens kijkt hiernaar" in browser.text
    assert "Niemand heeft uw naam geopend" in browser.text


def test_stopping_is_one_button_and_starting_again_too(browser, village, app):
    enter(browser, village, 0)
    browser.get("/mijn/betrokkenheid")
    browser.submit("Stop de telling")
    assert "U heeft de telling gestopt" in browser.text
    assert "betrokken" not in browser.page.text.split("Uw keuze")[0].split("gestopt")[1].lower()
    browser.submit("Tel weer mee")
    with app.app_context(), transaction():
        score(START)
    browser.get("/mijn/betrokkenheid")
    assert "U heet betrokken" in browser.text


def test_before_anything_was_written_the_page_explains(browser, app):
    with app.app_context(), transaction():
        village = Village(1, told=False)
        db.session.expunge_all()
    sign_in(browser, village.people[0])
    assert "leest u eerst wat wij tellen" in browser.get("/mijn/betrokkenheid").text


@pytest.mark.parametrize("role", [None, *Role])
def test_who_may_see_a_score(browser, village, role):
    """The person, and the coordinator; not the tenants' organisation, not a neighbour, not the landlord's other staff."""
    if role is not None:
        enter(browser, village, 2 if role is Role.TENANT else role)
    for path in (f"/panel/betrokken/{village.slug}", f"/panel/betrokken/{village.slug}/{village.number}"):
        response = browser.client.get(path)
        if role is Role.COORDINATOR:
            assert response.status_code == 200
        else:
            assert response.status_code == (302 if role is None else 403)
            assert "herhalingen" not in response.text
            assert "bijdragen" not in response.text
    assert (browser.client.get("/mijn/betrokkenheid").status_code == 200) == (role is Role.TENANT)


def test_the_coordinator_sees_why_without_names_and_gives_a_reason(browser, village, app):
    enter(browser, village, Role.COORDINATOR)
    browser.get(f"/panel/betrokken/{village.slug}")
    assert "Minder dan 5 huurders" in browser.text
    assert "6 van de 10 bijdragen zijn herhalingen" in browser.text
    browser.follow(village.number)
    assert not any(name in browser.text for name in village.names)
    browser.submit("Laat deze persoon door", reason=" ")
    assert browser.status == 422
    assert "Fout:" in browser.response.text
    browser.submit("Laat deze persoon door", reason="Vroeg vijf keer hetzelfde omdat niemand antwoordde.")
    assert browser.path == f"/panel/betrokken/{village.slug}"
    assert "Er wordt niemand tegengehouden" in browser.text
    with app.app_context():
        assert db.session.scalar(sa.select(Engagement.engaged).where(Engagement.account_id == village.people[1].id))
        assert db.session.scalar(sa.select(audit.Entry.id).where(audit.Entry.act == "recruitment.held_back_released"))
    enter(browser, village, 1)
    assert "besliste over uw betrokkenheid (Vroeg vijf keer" in " ".join(browser.get("/mijn/betrokkenheid").text.split())


def test_only_who_is_held_back_can_be_opened(browser, village, app):
    enter(browser, village, Role.COORDINATOR)
    with app.app_context():
        number = db.session.get(Account, village.people[0].id).number
    for path in (f"/panel/betrokken/{village.slug}/{number}", f"/panel/betrokken/{village.slug}/niemand", "/panel/betrokken/nergens"):
        assert browser.get(path).status_code == 404


def test_rules_are_public_and_signed_by_two(browser, village, app):
    assert "Per dag tellen hoogstens 3 bijdragen mee" in browser.get("/betrokkenheid/regels").text
    assert "Stel andere regels voor" not in browser.text
    enter(browser, village, Role.BOARD)
    browser.get("/betrokkenheid/regels")
    browser.follow("Stel andere regels voor")
    browser.submit("Maak het voorstel", weight_days="31")
    assert browser.status == 422
    assert "Nu is het 101" in browser.text
    browser.submit("Maak het voorstel", weight_days="veel")
    assert browser.status == 422
    assert "Vul een heel getal in" in browser.text
    browser.submit("Maak het voorstel", weight_days="20", weight_threads="20")
    assert "Voorstel: versie 2" in browser.text
    browser.submit("Geef akkoord")
    assert "als de andere partij ook akkoord geeft" in browser.text
    with pytest.raises(AssertionError):
        browser.submit("Geef akkoord")
    enter(browser, village, Role.POLICY_OWNER)
    browser.get("/betrokkenheid/regels")
    browser.submit("Geef akkoord")
    assert "Deze regels gelden vanaf nu" in browser.text
    with app.app_context():
        assert policy_in_force().version == 2


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.MODERATOR, Role.ADMIN, Role.TENANT])
def test_nobody_else_proposes_or_signs(browser, village, role):
    enter(browser, village, 0 if role is Role.TENANT else role)
    assert browser.client.get("/betrokkenheid/regels/voorstel").status_code == 403
    assert browser.client.post("/betrokkenheid/regels/1/akkoord").status_code in (400, 403)
    assert browser.get("/betrokkenheid/regels").status_code == 200


def test_an_unknown_version_is_no_page(browser, village):
    enter(browser, village, Role.BOARD)
    browser.get("/betrokkenheid/regels/voorstel")
    token = dict(browser.form("Maak het voorstel").fields)["csrf_token"]
    assert browser.post("/betrokkenheid/regels/99/akkoord", {"csrf_token": token}).status_code == 404
