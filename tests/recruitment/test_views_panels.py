from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine
from browser import Browser
from factories import (
    NOW,
    make_complex,
    make_engaged,
    make_household,
    make_member,
    make_panel,
    make_staff,
    make_tenant,
    make_topic,
    sign_in,
)
from statements import statements

from accounts.models import Account, Channel, Role
from forum.models import ReservedMatter
from foundation import audit
from foundation.db import transaction
from recruitment.models import Answer, Invitation, InvitationState, Panel, PanelSession, Quota, Volunteer, Wave
from recruitment.queries import get_panel, quotas_of, sessions_of
from recruitment.queries.asking import find_invitation
from recruitment.service.answers import answer


@pytest.fixture(autouse=True)
def the_day():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def desk(app, db, browser):
    """The coordinator's browser."""
    with transaction():
        person = make_staff(Role.COORDINATOR)
    sign_in(browser, person)
    return browser


def as_role(app, role):
    browser = Browser(app)
    with transaction():
        person = make_member() if role is Role.TENANT else make_staff(role)
    sign_in(browser, person)
    return browser


@pytest.fixture
def panel(db):
    with transaction():
        panel = make_panel(make_topic("reparaties"))
        for district, homes in (("Noord", 20), ("Zuid", 10), ("Oost", 3)):
            complex_ = make_complex(district=district)
            for _home in range(homes):
                make_tenant(make_household(complex_))
    return panel


def invite(panel, desk, count=3):
    with transaction():
        topic = get_panel(panel.id).topic
        for number in range(count):
            make_engaged(topic, make_member(make_tenant(name=f"Geheim Persoon {number}", phone="06 1234 5678")))
    desk.get(f"/panels/{panel.id}/golven/nieuw")
    desk.submit("Verstuur", entrance="engaged", count=80)


def rows(db, kind=Invitation):
    db.session.rollback()  # see what the pages kept
    return db.session.scalars(sa.select(kind).order_by(kind.id).execution_options(populate_existing=True)).all()


def test_from_a_topic_to_a_panel_with_an_evening(db, desk):
    with transaction():
        title = make_topic("reparaties", reserved_matter=ReservedMatter.DEMOLITION).title
    desk.get("/panels")
    assert desk.status == 200
    desk.follow(title)
    desk.submit("Maak het panel", title="Praat mee over sloop", questions="Eén\nTwee", seats="12")
    assert desk.status == 200 and "Kies eerst wanneer en waar" in desk.text
    assert "niet beslissen" in desk.text, "a reserved matter says so"
    assert "80 uitnodigingen voor 12 plaatsen. Van de 100 mensen" in desk.text
    desk.follow("Zet een bijeenkomst neer")
    desk.submit("Sla op", day="2027-01-12", starts="19:30", ends="21:30", place="Buurthuis", address="Dorpsplein 1")
    (session,) = rows(db, PanelSession)
    assert session.starts_at.isoformat() == "2027-01-12T18:30:00+00:00", "typed in local time, kept in UTC"
    assert "dinsdag 12 januari 2027" in desk.text and "Stuur uitnodigingen" in desk.text


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"title": "", "seats": "12"}, "Vul een titel in"),
        ({"title": "Goed", "seats": "0"}, "1 tot en met 200"),
        ({"title": "Goed", "seats": "99999999999999999999"}, "1 tot en met 200"),
        ({"title": "Goed", "seats": "twaalf"}, "Fout"),
        ({"title": "Goed", "seats": "12", "acceptance": "0"}, "1 tot en met 100"),
        ({"title": "x" * 161, "seats": "12"}, "korter"),
    ],
)
def test_bad_input_is_shown_again_with_what_was_typed(db, desk, fields, words):
    with transaction():
        make_topic("reparaties")
    desk.get("/panels/nieuw/reparaties")
    desk.submit("Maak het panel", questions="Dit had ik al getypt", **fields)
    assert desk.status == 422 and words in desk.text
    assert ("questions", "Dit had ik al getypt") in desk.form("Maak").fields
    assert rows(db, Panel) == []


def test_control_characters_do_no_harm(db, desk):
    with transaction():
        make_topic("reparaties")
    desk.get("/panels/nieuw/reparaties")
    desk.submit("Maak het panel", title="Nul\x00\u202edraai", seats="12")
    assert desk.status == 200 and rows(db, Panel)[0].title == "Nuldraai"


def test_an_evening_that_cannot_be(db, desk, panel):
    for fields, words in (
        ({"day": "2027-01-12", "starts": "21:30", "ends": "19:30"}, "later eindigen"),
        ({"day": "2026-11-01"}, "nog moeten komen"),
        ({"day": "morgen"}, "Fout"),
        ({"day": "9999-12-31"}, "jaar"),
    ):
        desk.get(f"/panels/{panel.id}/bijeenkomsten/nieuw")
        desk.submit("Sla op", place="Zaal", address="Straat 1", **fields)
        assert desk.status == 422 and words in desk.text, fields
    assert len(sessions_of(panel.id)) == 1


def test_moving_and_cancelling_an_evening(db, desk, panel):
    session_id = sessions_of(panel.id)[0].id
    desk.get(f"/panels/{panel.id}/bijeenkomsten/{session_id}")
    assert ("place", "Buurthuis De Linde") in desk.form("Sla op").fields
    desk.submit("Sla op", place="De kerk")
    assert (rows(db, PanelSession)[0].place, rows(db, PanelSession)[0].sequence) == ("De kerk", 1)
    desk.follow("Zeg af")
    desk.submit("Zeg af", reason="")
    assert desk.status == 422
    desk.submit("Zeg af", reason="De zaal is dicht")
    assert "afgezegd" in desk.text and rows(db, PanelSession)[0].sequence == 2
    assert desk.get(f"/panels/{panel.id}/bijeenkomsten/{session_id + 100}").status_code == 404
    assert desk.get("/panels/99999999999999999999").status_code == 404


def test_quotas_are_proposed_changed_and_refused(db, desk, panel):
    desk.get(f"/panels/{panel.id}/quota")
    assert "Noord" in desk.text and "Oost" not in desk.text, "a group under 5 is not shown"
    assert "7 tot 8" in desk.text
    form = desk.form("Sla de quota op")
    place = {value: name.removesuffix("value") for name, value in form.fields if name.endswith("-value")}
    north, south = place["Noord"], place["Zuid"]
    desk.submit("Sla de quota op", **{f"{north}min": 9, f"{north}max": 10, f"{south}min": 4, f"{south}max": 5})
    assert desk.status == 422 and "samen hoger" in desk.text
    desk.submit("Sla de quota op", **{f"{north}min": 2, f"{north}max": ""})
    assert desk.status == 422 and "allebei" in desk.text
    desk.submit("Sla de quota op", **{f"{north}min": 2, f"{north}max": 9, f"{south}min": "", f"{south}max": ""})
    db.session.rollback()
    assert desk.status == 200 and [(line.value, line.min, line.max) for line in quotas_of(panel.id)] == [("Noord", 2, 9)]
    assert "Waar nog vrijwilligers ontbreken" in desk.text and "vraag er ongeveer 14" in desk.text
    desk.get(f"/panels/{panel.id}/quota")
    desk.submit("Neem het voorstel weer over")
    assert {line.value for line in rows(db, Quota) if line.feature == "district"} == {"Noord", "Zuid"}


def test_a_wave_shows_numbers_and_never_names(db, desk, panel):
    invite(panel, desk)
    assert desk.path == f"/panels/{panel.id}/golven" and "3 verstuurd, 0 ja, 0 nee, 3 wacht nog" in desk.text
    assert len(rows(db)) == 3
    (wave,) = rows(db, Wave)
    assert len(wave.seed) == 32 and "80 uitnodigingen" in wave.why
    for path in ("", "/golven", "/golven/nieuw", "/uitnodigingen", f"/uitnodigingen/{rows(db)[0].id}", "/vrijwilligers", "/samenstelling"):
        desk.get(f"/panels/{panel.id}{path}")
        assert desk.status == 200
        assert "Geheim" not in desk.response.text and "06 1234" not in desk.response.text and "Lindelaan" not in desk.response.text, path


def test_counts_of_who_can_be_asked_hide_small_groups(db, desk, panel):
    with transaction():
        make_engaged(get_panel(panel.id).topic)
    desk.get(f"/panels/{panel.id}/golven/nieuw")
    assert "minder dan 5" in desk.text
    assert ("count", "80") in desk.form("Verstuur").fields and ("expires_on", "2026-12-14") in desk.form("Verstuur").fields


def test_a_wave_that_is_refused_keeps_what_was_typed(db, desk, panel):
    desk.get(f"/panels/{panel.id}/golven/nieuw")
    desk.submit("Verstuur", entrance="engaged", count=7)
    assert desk.status == 422 and "niemand" in desk.text and ("count", "7") in desk.form("Verstuur").fields
    desk.submit("Verstuur", count=7, entrance=None)
    assert desk.status == 422 and "Kies wie" in desk.text
    desk.post(f"/panels/{panel.id}/golven/nieuw", {**dict(desk.form("Verstuur").fields), "entrance": "self", "count": "5"})
    assert desk.status == 422 and rows(db) == []
    with transaction():
        db.session.get_one(Panel, panel.id).frozen_at = NOW
    desk.get(f"/panels/{panel.id}/golven/nieuw")
    assert "loting is begonnen" in desk.text and not any(form.action.endswith("/golven/nieuw") for form in desk.page.forms)


def test_one_name_opens_at_a_time_with_a_logged_reason(db, desk, panel):
    invite(panel, desk)
    first, second, _third = rows(db)
    page = f"/panels/{panel.id}/uitnodigingen"
    desk.get(f"{page}/{first.id}")
    desk.submit("Open de naam", reason="")
    assert desk.status == 422 and "Geheim" not in desk.text
    desk.submit("Open de naam", reason="Vraagt om teruggebeld te worden")
    assert "Geheim Persoon" in desk.text and "06 1234 5678" in desk.text and "Lindelaan" in desk.text
    assert desk.response.headers["Cache-Control"] == "no-store"
    db.session.rollback()
    entry = db.session.scalar(sa.select(audit.Entry).where(audit.Entry.act == "recruitment.name_opened"))
    assert (entry.subject, entry.subject_id, entry.reason) == ("tenant", first.tenant_id, "Vraagt om teruggebeld te worden")
    desk.get(f"{page}/{second.id}")
    assert "Geheim" not in desk.text
    desk.submit("Open de naam", reason="Ook terugbellen")
    desk.get(f"{page}/{first.id}")
    assert "Geheim" not in desk.text, "opening the next closes the one before"
    desk.get(f"{page}/{second.id}")
    assert "Geheim" in desk.text
    with time_machine.travel(NOW + timedelta(minutes=16), tick=False):
        desk.get(f"{page}/{second.id}")
        assert "Geheim" not in desk.text


def test_an_answer_by_phone_needs_the_open_name(db, desk, panel):
    invite(panel, desk, 1)
    (row,) = rows(db)
    page = f"/panels/{panel.id}/uitnodigingen/{row.id}"
    desk.get(page)
    token = dict(desk.form("Open").fields)["csrf_token"]
    desk.post(f"{page}/antwoord", {"csrf_token": token, "answer": "yes", "channel": "phone"})
    assert desk.status == 409 and rows(db)[0].answer is None
    desk.get(page)
    desk.submit("Open de naam", reason="Belde zelf")
    desk.submit("Sla het antwoord op")
    assert desk.status == 422 and "Kies ja of nee" in desk.text
    desk.submit("Sla het antwoord op", answer="yes", needs="Lift")
    (row,) = rows(db)
    assert (row.answer, row.answered_by_channel, row.state) == (Answer.YES, Channel.PHONE, InvitationState.ANSWERED)
    assert rows(db, Volunteer)[0].needs == "Lift"
    desk.get(f"/panels/{panel.id}/vrijwilligers")
    assert "Geheim Persoon 0" in desk.text, "who said yes may be listed"


def test_withdrawing_and_paper(db, desk, panel):
    with transaction():
        tenant = make_tenant(name="Papieren Huurder", email=None)
    desk.get(f"/panels/{panel.id}/op-papier")
    desk.submit("Voer in", number="bestaat niet", reason="Sprak mij aan op straat")
    assert desk.status == 422 and "huurdernummer" in desk.text
    desk.submit("Voer in", number=tenant.number, reason="Sprak mij aan op straat")
    assert desk.status == 200 and "Papieren" not in desk.text
    desk.submit("Trek in", reason="Toch verkeerd nummer")
    (row,) = rows(db)
    assert (row.state, row.channel) == (InvitationState.WITHDRAWN, Channel.LETTER)
    assert "ingetrokken" in desk.text


def test_who_may_see_what(app, db, panel, desk):
    invite(panel, desk, 6)
    with transaction():
        for row in rows(db)[:2]:
            answer(find_invitation(row.id), Answer.YES, now=NOW)
    watching = ("/panels", f"/panels/{panel.id}", f"/panels/{panel.id}/samenstelling")
    desk_only = [
        f"/panels/{panel.id}/{page}"
        for page in (
            "golven",
            "golven/nieuw",
            "op-papier",
            "uitnodigingen",
            "vrijwilligers",
            "wijzigen",
            "quota",
            "bijeenkomsten/nieuw",
            "afzeggen",
        )
    ] + [f"/panels/{panel.id}/uitnodigingen/{rows(db)[0].id}", f"/panels/{panel.id}/bijeenkomsten/{sessions_of(panel.id)[0].id}"]
    for role in Role:
        browser = as_role(app, role)
        for path in watching:
            assert browser.get(path).status_code == (200 if role in (Role.COORDINATOR, Role.BOARD, Role.POLICY_OWNER) else 403), (
                role,
                path,
            )
        for path in desk_only:
            assert browser.get(path).status_code == (200 if role is Role.COORDINATOR else 403), (role, path)
    board = as_role(app, Role.BOARD)
    board.get(f"/panels/{panel.id}")
    assert "minder dan 5" in board.text, "two volunteers are a group under 5"
    assert "ontbreken" not in board.text and "Stuur uitnodigingen" not in board.text
    board.get(f"/panels/{panel.id}/samenstelling")
    assert "Oost" not in board.text and "te klein om te tonen" in board.text
    assert "Geheim" not in board.response.text


def test_the_panel_page_costs_the_same_for_many(db, desk, panel):
    panel_id = panel.id

    def count():
        with statements(db.engine) as seen:
            for path in ("", "/golven", "/uitnodigingen", "/vrijwilligers"):
                desk.get(f"/panels/{panel_id}{path}")
                assert desk.status == 200
        return seen

    invite(panel, desk, 2)
    few = count()
    with transaction():
        topic = get_panel(panel.id).topic
        for _person in range(20):
            make_engaged(topic)
    desk.get(f"/panels/{panel.id}/golven/nieuw")
    desk.submit("Verstuur", entrance="engaged", count=80)
    with transaction():
        for row in rows(db):
            answer(find_invitation(row.id), Answer.YES, now=NOW)
    assert [one[:90] for one in count()] == [one[:90] for one in few]


def test_the_list_of_invitations_has_pages_and_a_filter(db, desk, panel):
    invite(panel, desk, 60)
    desk.get(f"/panels/{panel.id}/uitnodigingen")
    first = desk.text
    desk.follow("Volgende")
    assert desk.status == 200 and desk.text != first
    for query in ("?na=abc", "?na=-5", "?na=99999999999999999999", "?stand=onzin", "?stand=sent"):
        assert desk.get(f"/panels/{panel.id}/uitnodigingen{query}").status_code == 200


def test_cancelling_the_panel(db, desk, panel):
    invite(panel, desk, 1)
    desk.get(f"/panels/{panel.id}/afzeggen")
    desk.submit("Zeg af", reason="Te weinig belangstelling")
    assert "gaat niet door" in desk.text
    assert rows(db)[0].state is InvitationState.WITHDRAWN
    assert db.session.scalar(sa.select(Account.id).limit(1))
