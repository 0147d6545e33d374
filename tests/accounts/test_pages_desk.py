import io
import os
import time
from datetime import timedelta

import pytest
import sqlalchemy as sa
from factories import make_household, make_member, make_staff, make_tenant, sign_in
from pypdf import PdfReader
from registry_files import file, many, row

from accounts import jobs
from accounts.models import AccessCode, Role, Tenant
from foundation import clock
from foundation.db import db, transaction
from foundation.outbox import Outgoing, SendState


@pytest.fixture
def desk(app, browser):
    with app.app_context(), transaction():
        sign_in(browser, make_staff(Role.COORDINATOR))
    return browser


def upload(browser, data, name="register.csv"):
    browser.get("/huurders")
    return browser.submit("Bekijk dit bestand", files={"file": (io.BytesIO(data), name)})


def count(app, kind=Tenant):
    with app.app_context():
        return db.session.scalar(sa.select(sa.func.count()).select_from(kind))


def files(app):
    return list((app.extensions["house"].data / "uploads").iterdir())


@pytest.fixture(autouse=True)
def no_files_left(app):
    yield
    folder = app.extensions["house"].data / "uploads"
    for path in folder.iterdir() if folder.exists() else ():
        path.unlink()


def test_four_pages_from_file_to_registry(app, desk):
    rows = [{**row("1", naam="José"), "BSN": "123456782"}, {**row("2", huisnummer="2"), "BSN": "111222333"}]
    data = file(*rows, names=[*reversed(rows[0])], sep=";", encoding="latin-1").replace(b"huurdernummer", b"Relatienummer")
    upload(desk, data)
    assert desk.path == "/huurders/kolommen"
    assert [path.stat().st_mode & 0o777 for path in files(app)] == [0o600]
    desk.submit("Controleer")
    assert desk.path == "/huurders/controle"
    assert "Erbij 2" in desk.text
    assert count(app) == 0
    desk.submit("Lees in")
    assert desk.path == "/huurders"
    assert "2 erbij" in desk.text
    assert files(app) == []
    with app.app_context():
        assert db.session.scalar(sa.select(Tenant.name).where(Tenant.number == "1")) == "José"
        everything = str([db.session.execute(sa.select(table)).all() for table in db.metadata.sorted_tables])
    assert "123456782" not in everything


def test_wrong_lines_are_shown_and_nothing_is_kept(app, desk):
    upload(desk, file(row("1", postcode="x"), row("2", huisnummer="geen", naam="<b>Jan</b>")))
    desk.submit("Controleer")
    assert "Regel Kolom Wat is er 2 postcode" in desk.text
    assert "Lees in" not in desk.text
    desk.post("/huurders/controle", {"csrf_token": desk.form("Stop").fields[0][1]})
    assert desk.status == 422
    assert count(app) == 0
    desk.submit("Stop en gooi")
    assert files(app) == []


def test_columns_must_be_chosen_once(app, desk):
    upload(desk, file(row("1")))
    desk.submit("Controleer", column_0="")
    assert desk.status == 422
    assert "Huurdernummer" in desk.text
    desk.submit("Controleer", column_0="naam")
    assert desk.status == 422


def test_a_column_left_out_by_hand_is_not_read(app, desk):
    upload(desk, file(row("1", telefoon="06-12345678")))
    desk.submit("Controleer", column_4="")
    desk.submit("Lees in")
    with app.app_context():
        assert db.session.scalars(sa.select(Tenant.phone)).all() == [None]


def test_many_gone_needs_a_tick(app, desk):
    for data in (file(*many(20)), file(*many(15))):
        upload(desk, data)
        desk.submit("Controleer")
        desk.submit("Lees in")
    assert desk.status == 422
    assert "5 van de 20" in desk.text
    desk.submit("Lees in", allow_gone="y")
    assert "5 weg" in desk.text


@pytest.mark.parametrize("data", [b"", b"%PDF-1.4 x", b"\x00" * 50, b"PK\x03\x04 niet echt", b'huurdernummer;naam\n1;"x'])
def test_what_is_no_table_is_refused_with_words(app, desk, data):
    upload(desk, data, "../../etc/passwd")
    assert desk.status == 422
    assert "Er ging iets mis" in desk.text
    assert not (app.extensions["house"].data / "uploads").exists() or files(app) == []


def test_a_file_left_behind_is_thrown_away(app, desk):
    upload(desk, file(row("1")))
    path = files(app)[0]
    with app.app_context():
        jobs.tidy(clock.now())
    assert path.exists()
    os.utime(path, (time.time() - 7200, time.time() - 7200))
    with app.app_context():
        jobs.tidy(clock.now())
    assert not path.exists()
    desk.get("/huurders/controle")
    assert desk.path == "/huurders"
    assert "niet meer" in desk.text


def test_codes_are_made_downloaded_and_marked(app, desk):
    with app.app_context(), transaction():
        make_tenant(make_household(), name="Şükrü van 't Hof")
        make_tenant(make_household(), name="B. Jansen")
    desk.get("/codebrieven")
    assert "2 van de 2" in desk.text
    desk.submit("Zet de codes klaar")
    assert desk.path == "/brieven"
    assert "2 brieven wachten" in desk.text
    form = desk.form("Download")
    page = desk.text
    desk.submit("Download")
    assert desk.response.mimetype == "application/pdf"
    paper = PdfReader(io.BytesIO(desk.response.data))
    text = " ".join(one.extract_text() for one in paper.pages)
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(AccessCode)) == 2
        assert {row.state for row in db.session.scalars(sa.select(Outgoing))} == {SendState.QUEUED}
    assert "B. Jansen" in text
    assert "Jansen" not in page  # the print page counts, it names nobody
    assert form
    desk.get("/brieven")
    desk.submit("Ik heb de brieven geprint")
    assert "Er wachten geen brieven" in desk.text
    with app.app_context():
        assert {row.state for row in db.session.scalars(sa.select(Outgoing))} == {SendState.SENT}


def test_only_some_complexes(app, desk):
    with app.app_context(), transaction():
        make_tenant()
        make_tenant()
    desk.get("/codebrieven")
    desk.submit("Zet de codes klaar", which="some")
    assert desk.status == 422
    complexes = [value for name, value in _options(desk.response.text)]
    desk.submit("Zet de codes klaar", which="some", complexes=complexes[:1])
    assert "1 brief wacht" in desk.text


def _options(html):
    import re

    return re.findall(r'name="(complexes)"[^>]*value="(\d+)"', html) or [("complexes", v) for v in re.findall(r'value="(\d+)"', html)]


def test_marking_needs_a_batch_that_exists(desk):
    desk.get("/brieven")
    token = desk.page.forms[0].fields[0][1]
    for data in ({}, {"kind": "accounts.code_letter", "upto": "9"}, {"kind": "x", "upto": "²"}):
        desk.post("/brieven/geprint", {"csrf_token": token, **data})
        assert desk.status == 422


def test_who_does_not_get_our_mail_is_offered_a_letter_once(app, desk):
    with app.app_context(), transaction():
        back = make_tenant(name="Anna de Wit", bouncing_at=clock.now())
        member = make_member(tenant=make_tenant(name="Bert Bos", bouncing_at=clock.now()))
        make_tenant(name="Weg Gegaan", bouncing_at=clock.now(), gone_at=clock.now())
        back_id, member_id = back.id, member.tenant_id
    desk.get("/vandaag")
    assert "Mail aan 2 huurders komt terug. Stuur een brief." in desk.text
    desk.follow("Mail die terugkomt")
    desk.submit("Zet deze brieven klaar")
    assert "2 brieven staan klaar" in desk.text and "Mail die terugkomt" not in desk.text
    with app.app_context():
        letters = {ref["tenant_id"]: jobs.mail_returned_letter(ref) for ref in db.session.scalars(sa.select(Outgoing.ref))}
        assert letters[back_id].address[0] == "Anna de Wit" and "Bel ons." in " ".join(letters[back_id].paragraphs)
        assert "/mijn/gegevens/mail" in " ".join(letters[member_id].paragraphs)
        with transaction():
            db.session.get(Tenant, back_id).bouncing_at = None
        assert jobs.mail_returned_letter({"tenant_id": back_id}) is None
        with transaction():
            db.session.get(Tenant, back_id).bouncing_at = clock.now() + timedelta(days=1)
    assert "Mail aan 1 huurder komt terug." in desk.get("/vandaag").text
