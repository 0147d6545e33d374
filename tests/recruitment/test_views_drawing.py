import hashlib
import json

import pytest
import sqlalchemy as sa
import time_machine
from browser import Browser
from draws import PHRASES, Draws
from factories import NOW, make_member, make_staff, sign_in

from accounts.models import Account, Party, Role
from foundation.db import transaction
from recruitment.jobs.drawing import solve_one
from recruitment.lottery import lottery_from_text
from recruitment.models import Deposit, Quota, Volunteer
from recruitment.queries.drawing import reserves_of, seats_of


@pytest.fixture(autouse=True)
def the_day():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def scene(db):
    with transaction():
        made = Draws()
    made.address = f"/panels/{made.panel_id}/loting"
    return made


def hands(app, scene, role):
    browser = Browser(app)
    sign_in(browser, scene.by(role))
    return browser


@pytest.fixture
def solved(scene, db):
    with transaction():
        scene.freeze()
    assert solve_one(scene.draw.id)
    db.session.rollback()
    return scene


def test_the_whole_ceremony_on_the_pages(app, scene, db):
    coordinator, owner, board = (hands(app, scene, role) for role in (Role.COORDINATOR, Role.POLICY_OWNER, Role.BOARD))
    coordinator.get(scene.address)
    assert "8 mensen zeiden ja" in coordinator.text
    coordinator.submit("Lijst vastzetten")
    assert "De computer rekent" in coordinator.text
    db.session.rollback()
    assert solve_one(scene.draw.id)
    db.session.rollback()
    coordinator.get(scene.address)
    assert scene.draw.lottery_sha256 in coordinator.text
    nonces = {}
    for party, browser in ((Party.LANDLORD, owner), (Party.TENANTS, board)):
        browser.get(scene.address)
        browser.submit("Zin inleveren", phrase=PHRASES[party])
        assert "Schrijf deze code nu op" in browser.text and PHRASES[party] not in browser.response.text
        nonces[party] = next(word for word in browser.response.text.split("code-shown")[1].replace("<", ">").split(">") if len(word) == 16)
        browser.get(scene.address)
        assert nonces[party] not in browser.response.text, "shown once"
    owner.get(scene.address)
    owner.submit("Zin tonen", phrase=PHRASES[Party.LANDLORD], nonce="verkeerd")
    assert owner.status == 422 and "horen niet bij" in owner.text
    owner.submit("Zin tonen", phrase=PHRASES[Party.LANDLORD], nonce=nonces[Party.LANDLORD])
    assert owner.status == 200 and "koffie" not in owner.text
    board.get(scene.address)
    assert "koffie" not in board.response.text, "the last to reveal must not be able to work out the result first"
    assert "koffie" not in Browser(app).get(f"/loting/{scene.panel_id}").text
    board.submit("Zin tonen", phrase=PHRASES[Party.TENANTS], nonce=nonces[Party.TENANTS])
    assert "De uitslag" in board.text
    db.session.rollback()
    public = Browser(app)
    public.get(f"/loting/{scene.panel_id}")
    assert "koffie" in public.text and scene.draw.seed in public.text
    for one in seats_of(scene.panel_id):
        assert f"{one.volunteer.number}" in public.text and one.volunteer.tenant.name not in public.response.text
    assert public.text.count("geloot") >= 3 and len(reserves_of(scene.panel_id)) == 5


def test_the_file_is_the_very_bytes_of_the_hash(solved, app):
    answer = app.test_client().get(f"/loting/{solved.panel_id}/bestand")
    assert answer.status_code == 200 and hashlib.sha256(answer.data).hexdigest() == solved.draw.lottery_sha256
    assert "Noord" not in answer.text and json.loads(answer.text)["seats"] == 3


def test_before_the_draw_everyone_sees_the_chances_and_a_volunteer_their_own(solved, app, db):
    chances = lottery_from_text(solved.draw.lottery).chances
    with transaction():
        one = db.session.scalars(sa.select(Volunteer).limit(1)).one()
        number = one.number
        browser = Browser(app)
        from accounts.models import Tenant

        sign_in(browser, make_member(db.session.get_one(Tenant, one.tenant_id)))
    browser.get(f"/loting/{solved.panel_id}")
    percent = f"{chances[number] * 1000 // 10**9 / 10:.1f}".replace(".", ",")
    assert f"Uw nummer is {number}. Uw kans op een plaats is {percent} procent." in browser.text
    public = Browser(app)
    public.get(f"/loting/{solved.panel_id}")
    assert "Uw nummer" not in public.text and all(number in public.text for number in chances) and "nog niet gedaan" in public.text


def test_who_never_or_always_is_drawn_is_shown_before_the_draw(app, db):
    with transaction():
        scene = Draws(north=4, south=1, quotas=(("Noord", 2, 2), ("Zuid", 1, 1)))
        scene.freeze()
    solve_one(scene.draw.id)
    db.session.rollback()
    sure = [number for number, chance in lottery_from_text(scene.draw.lottery).chances.items() if chance == 10**9]
    board = hands(app, scene, Role.BOARD)
    board.get(f"/panels/{scene.panel_id}/loting")
    assert len(sure) == 1 and f"1 persoon is door de quota zeker van een plaats: {sure[0]}" in board.text
    with transaction():
        scene = Draws(north=4, south=1, quotas=(("Noord", 3, 3), ("Zuid", 0, 0)))
        scene.freeze()
    solve_one(scene.draw.id)
    db.session.rollback()
    board = hands(app, scene, Role.BOARD)
    board.get(f"/panels/{scene.panel_id}/loting")
    assert "1 persoon kan met deze quota nooit worden geloot" in board.text


def test_impossible_quotas_are_shown_in_words_and_nothing_is_frozen(app, scene, db):
    with transaction():
        for row in db.session.scalars(sa.select(Quota)):
            row.min, row.max = (0, 0) if row.value == "Noord" else (0, 2)
    browser = hands(app, scene, Role.COORDINATOR)
    browser.get(scene.address)
    browser.submit("Lijst vastzetten")
    assert browser.status == 422 and "Met deze aanpassing lukt het wel" in browser.text and "wijk, " in browser.text
    assert "district" not in browser.response.text and scene.panel.frozen_at is None


def test_a_restart_and_an_opened_list_stand_on_the_public_page(solved, app, db):
    with transaction():
        solved.deposit()
    browser = hands(app, solved, Role.COORDINATOR)
    browser.get(solved.address)
    browser.submit("Zinnen opnieuw laten inleveren", reason="")
    assert browser.status == 422
    browser.submit("Zinnen opnieuw laten inleveren", reason="De code van het bestuur was weg")
    assert browser.status == 200
    public = Browser(app)
    public.get(f"/loting/{solved.panel_id}")
    assert "Opnieuw begonnen op" in public.text and "De code van het bestuur was weg" in public.text
    browser.submit("Lijst openen", reason="Iemand verhuisde")
    browser.submit("Lijst vastzetten")
    db.session.rollback()
    assert solve_one(solved.draw.id)
    public.get(f"/loting/{solved.panel_id}")
    assert "De code van het bestuur was weg" in public.text and "Iemand verhuisde" in public.text


def test_stop_and_start_on_the_page(scene, app, db):
    with transaction():
        scene.freeze()
    browser = hands(app, scene, Role.COORDINATOR)
    browser.get(scene.address)
    browser.submit("Stop met rekenen")
    assert "Het rekenen is gestopt" in browser.text
    browser.submit("Opnieuw rekenen")
    assert "De computer rekent" in browser.text


def test_a_seal_worked_out_at_home(solved, app, db):
    board = hands(app, solved, Role.BOARD)
    board.get(solved.address)
    board.submit("Zin inleveren", phrase="kort", sealed="")
    assert board.status == 422
    board.submit("Zin inleveren", phrase="", sealed="geen zegel")
    assert board.status == 422
    seal = hashlib.sha256(f"{PHRASES[Party.LANDLORD]}zelf".encode()).hexdigest()
    board.submit("Zin inleveren", phrase="", sealed=seal)
    db.session.rollback()
    assert board.status == 200 and db.session.scalars(sa.select(Deposit.commitment)).all() == [seal]


def test_who_may_enter_what(solved, app, db):
    with transaction():
        others = [make_staff(role) for role in (Role.MODERATOR, Role.ADMIN)] + [make_member()]
        ids = [one.id for one in others]
    pages = {"": {Role.COORDINATOR, Role.POLICY_OWNER, Role.BOARD}, "/verzegeld": {Role.POLICY_OWNER, Role.BOARD}}
    people = [db.session.get_one(Account, one) for one in (*ids, *solved.staff.values())]
    for path, allowed in pages.items():
        for person in people:
            browser = Browser(app)
            sign_in(browser, person)
            assert (browser.get(solved.address + path).status_code == 200) is (person.role in allowed), (path, person.role)
        assert "Noord" not in Browser(app).get(solved.address + path).text
    assert app.test_client().get("/loting/999").status_code == 404
    assert app.test_client().get(f"{solved.address}/vastzetten").status_code in (404, 405)
