"""A remark entered for somebody, and the card with which that person keeps hold of it."""

import io
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from factories import NOW, make_member, make_staff, make_tenant, make_topic, sign_in
from pypdf import PdfReader

from accounts.models import Account, Channel, Role, Tenant
from accounts.service import erase_account
from accounts.service.printing import take_batch
from forum import events, jobs, queries, service
from forum.models import AuthorKind, Consent, Post, PostVersion, ReactionForm, Topic, Voice
from forum.rules import voices as voice_rules
from forum.service import cards
from foundation import clock, codes
from foundation.audit import Entry
from foundation.db import db as the_db
from foundation.db import transaction
from foundation.errors import Refused
from foundation.outbox import Outgoing
from foundation.web import limiter

assert jobs  # its renderer of cards


@pytest.fixture(autouse=True)
def _the_clock(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def desk(app):
    with app.app_context(), transaction():
        limiter.reset()
        topic, staff, tenant = make_topic("fietsen"), make_staff(Role.COORDINATOR), make_tenant()
        return {"topic": topic.id, "staff": staff.id, "number": tenant.number, "tenant": tenant.id}


def be(browser, app, account_id):
    with app.app_context():
        sign_in(browser, the_db.session.get(Account, account_id))


def enter(browser, app, desk, **fields):
    be(browser, app, desk["staff"])
    browser.get("/onderwerpen/fietsen/invoeren")
    fields = {"channel": "hallway", "consent": "spoken", "title": "De gang", "body": "Ik struikel over de fietsen.", **fields}
    browser.submit("Plaats de bijdrage", **fields)


def the_voice(app):
    with app.app_context():
        voice = the_db.session.scalars(sa.select(Voice).order_by(Voice.id.desc())).first()
        return voice, the_db.session.get(Post, voice.post_id), codes.display(cards.card_code(voice))


def test_day_that_counts_gives_paper_three_weeks():
    topic = Topic(opens_on=date(2026, 11, 1), closes_on=date(2026, 11, 10))
    assert voice_rules.day_that_counts(topic, date(2026, 11, 9), date(2026, 11, 20)) == date(2026, 11, 10)
    for said, today in ((date(2026, 11, 9), date(2026, 12, 2)), (date(2026, 11, 11), date(2026, 11, 20)), (None, date(2026, 11, 20))):
        assert voice_rules.day_that_counts(topic, said, today) == today
    assert voice_rules.day_that_counts(topic, date(2026, 10, 1), date(2026, 11, 5)) == date(2026, 11, 5)


def test_said_on_is_neither_to_come_nor_long_ago():
    today = date(2026, 11, 23)
    assert voice_rules.why_not_said_on(today, today) is None and voice_rules.why_not_said_on(today - timedelta(days=365), today) is None
    assert voice_rules.why_not_said_on(today + timedelta(days=1), today) and voice_rules.why_not_said_on(today - timedelta(days=366), today)


@pytest.mark.both
def test_what_was_said_in_the_hallway_is_placed_with_where_it_came_from(browser, app, desk):
    enter(browser, app, desk, number=desk["number"], said_on="2026-11-20", name="Tante Sjaan")
    assert browser.status == 200 and browser.path.startswith("/papier/kaart/")
    voice, post, _code = the_voice(app)
    assert (voice.said_on, voice.consent, post.assisted_channel, post.assisted_by_id) == (
        date(2026, 11, 20), Consent.SPOKEN, Channel.HALLWAY, desk["staff"],
    )  # fmt: skip
    with app.app_context():
        author = the_db.session.get(Account, post.author_id)
        assert (author.alias, author.tenant_id, post.author_kind) == ("Tante Sjaan", desk["tenant"], AuthorKind.TENANT)
    browser.follow("Bekijk de bijdrage op het forum")
    assert "In een gesprek gezegd, ingevoerd door een medewerker" in browser.text


@pytest.mark.both
def test_somebody_without_a_number_is_a_guest_of_no_household(browser, app, desk):
    enter(browser, app, desk, unnamed="y")
    _voice, post, _code = the_voice(app)
    assert (post.author_kind, post.household_id) == (AuthorKind.GUEST, None)
    with app.app_context():
        assert queries.contributors(the_db.session.get(Topic, desk["topic"])) == []
        assert the_db.session.get(Account, post.author_id).tenant_id is None
    browser.follow("Bekijk de bijdrage op het forum")
    assert "Deelnemer " in browser.text


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "Vul het huurdernummer in"),
        ({"number": "1", "unnamed": "y"}, "Niet allebei"),
        ({"unnamed": "y", "channel": None}, "Kies hoe de bijdrage binnenkwam"),
        ({"unnamed": "y", "channel": "duif"}, "Kies hoe de bijdrage binnenkwam"),
        ({"unnamed": "y", "consent": None}, "Kies wie dat zei"),
        ({"unnamed": "y", "said_on": "gisteren"}, "Vul een dag in"),
        ({"unnamed": "y", "said_on": "2026-11-24"}, "moet nog komen"),
        ({"unnamed": "y", "name": "moderator"}, "Kies een andere schuilnaam"),
        ({"unnamed": "y", "body": " "}, "nog niets geschreven"),
        ({"number": "\x00' OR 1=1 --"}, "geen huurder met dit nummer"),
    ],
)
def test_what_cannot_be_entered_comes_back_with_the_text(browser, app, desk, fields, said):
    enter(browser, app, desk, **fields)
    assert browser.status == 422 and said in browser.text
    assert fields.get("body") or "Ik struikel over de fietsen." in browser.response.text
    with app.app_context():
        assert the_db.session.scalar(sa.select(sa.func.count()).select_from(Post)) == 0
        assert the_db.session.scalar(sa.select(sa.func.count()).where(Account.role == Role.TENANT)) == 0


@pytest.mark.both
def test_pressing_twice_is_one_remark_and_one_guest(browser, app, desk):
    be(browser, app, desk["staff"])
    browser.get("/onderwerpen/fietsen/invoeren")
    page = browser.page
    for _press in range(2):
        browser.page, browser.path = page, "/onderwerpen/fietsen/invoeren"
        browser.submit("Plaats de bijdrage", unnamed="y", channel="phone", consent="spoken", title="t", body="b")
    with app.app_context():
        assert the_db.session.scalar(sa.select(sa.func.count()).select_from(Post)) == 1
        assert the_db.session.scalar(sa.select(sa.func.count()).where(Account.role == Role.TENANT)) == 1


@pytest.mark.both
def test_paper_from_the_last_day_may_come_in_later(app, desk):
    with app.app_context(), transaction():
        topic = make_topic(opens_on=(NOW - timedelta(days=40)).date(), closes_on=(NOW - timedelta(days=5)).date())
        author, staff = make_member(), the_db.session.get(Account, desk["staff"])
        late = service.Assisted(staff, Channel.LETTER, said_on=topic.closes_on + timedelta(days=1))
        with pytest.raises(Refused):
            service.start_thread(topic, author, "t", "b", NOW, assisted=late)
        in_time = service.Assisted(staff, Channel.LETTER, said_on=topic.closes_on)
        assert service.start_thread(topic, author, "t", "b", NOW, assisted=in_time).id


def test_the_card_opens_one_post_without_an_account_and_looking_changes_nothing(browser, app, desk):
    enter(browser, app, desk, number=desk["number"])
    _voice, _post, code = the_voice(app)
    stranger = type(browser)(app)
    with app.app_context():
        before = the_db.session.scalar(sa.select(sa.func.count()).select_from(Entry))
    stranger.get(f"/kaart/{code}")
    assert stranger.path == "/kaart/bijdrage" and "Ik struikel over de fietsen." in stranger.text
    assert code not in stranger.response.request.path
    for page in ("/kaart/verbeteren", "/kaart/weghalen", "/kaart/niet-gezegd"):
        assert stranger.get(page).status_code == 200
    with app.app_context():
        assert the_db.session.scalar(sa.select(sa.func.count()).select_from(Entry)) == before
        assert the_db.session.scalar(sa.select(Post.withdrawn_at)) is None
    assert stranger.get("/gesprekken/1").request.path != "/gesprekken/1"  # the sign-in page: a card signs nobody in
    assert stranger.get("/mijn").request.path.startswith("/inloggen")
    stranger.get("/kaart/bijdrage")
    stranger.submit("Klaar: vergeet")
    assert stranger.get("/kaart/bijdrage").status_code == 404


def test_the_code_is_typed_in_any_hand_and_a_wrong_one_is_told_nothing(browser, app, desk):
    enter(browser, app, desk, number=desk["number"])
    _voice, _post, code = the_voice(app)
    stranger = type(browser)(app)
    for wrong in ("", "x", "0000-0000-00000", "'; DROP TABLE voice", "\u202e" * 10, "A" * 500):
        stranger.get("/kaart")
        stranger.submit("Verder", code=wrong)
        assert stranger.status == 422
    stranger.submit("Verder", code=f" {code.lower().replace('-', ' ')} ")
    assert stranger.path == "/kaart/bijdrage"
    for purpose in ("/antwoord",):  # a card is no answer to an invitation
        stranger.get(purpose)
        stranger.submit("Verder", code=code)
        assert stranger.status == 422


def test_typing_codes_is_slow(browser, app, desk):
    for _try in range(20):
        browser.get("/kaart")
        browser.submit("Verder", code="0000-0000-00000")
        assert browser.status == 422
    browser.submit("Verder", code="0000-0000-00000")
    assert browser.status == 429


def with_card(browser, app, desk):
    enter(browser, app, desk, number=desk["number"])
    voice, post, code = the_voice(app)
    person = type(browser)(app)
    person.get(f"/kaart/{code}")
    return person, voice, post


@pytest.mark.both
def test_a_correction_keeps_what_stood_there(browser, app, desk):
    person, _voice, post = with_card(browser, app, desk)
    person.follow("Verbeter mijn woorden")
    person.submit("Bewaar", body=" ")
    assert person.status == 422
    person.submit("Bewaar", body="Ik struikel over één fiets.")
    assert "Uw bijdrage is verbeterd." in person.text
    with app.app_context():
        assert the_db.session.get(Post, post.id).body == "Ik struikel over één fiets."
        assert the_db.session.scalar(sa.select(PostVersion.body)) == "Ik struikel over de fietsen."
        assert the_db.session.scalar(sa.select(Entry.actor_role).where(Entry.act == "forum.card_corrected")) == "card"


def test_a_notice_comes_before_the_correction_and_the_text_stays(browser, app, desk, monkeypatch):
    person, _voice, post = with_card(browser, app, desk)
    monkeypatch.setattr(events, "before_post", [lambda attempt: events.Notice("tellen", "Eerst dit", "Wij tellen mee.", "Begrepen")])
    person.follow("Verbeter mijn woorden")
    person.submit("Bewaar", body="Anders.")
    assert "Wij tellen mee." in person.text and "Anders." in person.response.text
    person.submit("Begrepen")
    with app.app_context():
        assert the_db.session.get(Post, post.id).body == "Anders."


def test_withdrawing_leaves_a_stump(browser, app, desk):
    person, _voice, post = with_card(browser, app, desk)
    person.follow("Haal mijn woorden weg")
    person.submit("Ja, haal weg")
    assert "Niemand kan haar nog lezen" in person.text and "struikel" not in person.text
    with app.app_context():
        assert the_db.session.get(Post, post.id).withdrawn_at == NOW
    assert person.get("/kaart/verbeteren").status_code == 409


@pytest.mark.both
def test_dit_heb_ik_niet_gezegd_goes_to_the_coordinator(browser, app, desk):
    person, voice, post = with_card(browser, app, desk)
    person.follow("Dit heb ik niet gezegd")
    person.submit("Nee, dit heb ik niet gezegd")
    assert "Wij zoeken uit hoe dit kon" in person.text
    with app.app_context():
        assert the_db.session.get(Post, post.id).withdrawn_at == NOW
    assert person.get("/kaart/niet-gezegd").status_code == 200
    person.submit("Nee, dit heb ik niet gezegd")
    assert person.status == 409
    be(browser, app, desk["staff"])
    assert "dit heb ik niet gezegd" in browser.get("/vandaag").text.lower()
    browser.get("/papier")
    browser.submit("Uitgezocht")
    assert "Vastgelegd dat dit is uitgezocht." in browser.text
    with app.app_context():
        assert the_db.session.get(Voice, voice.id).settled_by_id == desk["staff"]
    assert "niet gezegd" not in browser.get("/vandaag").text.lower()


def test_a_card_ends_a_year_after_the_topic_closed(browser, app, desk, monkeypatch):
    person, _voice, _post = with_card(browser, app, desk)
    with app.app_context(), transaction():
        the_db.session.get(Topic, desk["topic"]).closed_at = NOW
    monkeypatch.setattr(clock, "now", lambda: NOW + voice_rules.CARD_LASTS - timedelta(seconds=1))
    assert person.get("/kaart/bijdrage").status_code == 200
    assert person.get("/kaart/verbeteren").status_code == 409  # the forum is over; withdrawing stays possible
    assert person.get("/kaart/weghalen").status_code == 200
    monkeypatch.setattr(clock, "now", lambda: NOW + voice_rules.CARD_LASTS)
    assert person.get("/kaart/bijdrage").status_code == 404


@pytest.mark.both
def test_a_new_card_makes_the_lost_one_worthless(browser, app, desk):
    person, _voice, post = with_card(browser, app, desk)
    browser.get(f"/papier/kaart/{post.id}")
    browser.submit("Maak een nieuwe code")
    assert person.get("/kaart/bijdrage").status_code == 404
    assert person.get(f"/kaart/{the_voice(app)[2]}").status_code == 200


@pytest.mark.both
def test_an_erased_person_leaves_no_card(browser, app, desk):
    person, _voice, post = with_card(browser, app, desk)
    with app.app_context(), transaction():
        form = cards.reaction_form(the_db.session.get(Topic, desk["topic"]), the_db.session.get(Tenant, desk["tenant"]), NOW)
        the_db.session.scalar(sa.select(Voice)).form_id = form.id
        erase_account(post.author_id, NOW)
    with app.app_context():
        assert the_db.session.scalars(sa.select(Voice)).all() == the_db.session.scalars(sa.select(ReactionForm)).all() == []
    assert person.get("/kaart/bijdrage").status_code == 404


def text_of(content):
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content), strict=True).pages)


def test_the_card_on_paper_has_the_code_and_no_word_of_the_person(browser, app, desk):
    _person, _voice, post = with_card(browser, app, desk)
    browser.get(f"/papier/kaart/{post.id}")
    browser.submit("Print de kaart")
    assert browser.response.mimetype == "application/pdf"
    paper = PdfReader(io.BytesIO(browser.response.data), strict=True)
    text = text_of(browser.response.data)
    assert len(paper.pages) == 1 and the_voice(app)[2] in text and "/kaart/" in text
    with app.app_context():
        author = the_db.session.get(Account, post.author_id).alias
        assert the_db.session.scalar(sa.select(Entry.actor_id).where(Entry.act == "forum.card_printed")) == desk["staff"]
    assert author not in text and "struikel" not in text


def test_the_card_goes_with_the_letters_once(browser, app, desk):
    _person, _voice, post = with_card(browser, app, desk)
    for _press in range(2):
        browser.get(f"/papier/kaart/{post.id}")
        browser.submit("Leg de kaart bij de brieven")
    with app.app_context(), transaction():
        assert the_db.session.scalar(sa.select(sa.func.count()).select_from(Outgoing)) == 1
        [letter] = take_batch("forum.card", 10, the_db.session.get(Account, desk["staff"]), NOW)
        assert letter.code == the_voice(app)[2] and "Lindelaan" in " ".join(letter.address)
    assert "Kaarten voor wie op papier" in browser.get("/brieven").text


def test_a_guest_has_no_address_to_send_a_card_to(browser, app, desk):
    enter(browser, app, desk, unnamed="y")
    assert "Leg de kaart bij de brieven" not in browser.text
    _voice, post, _code = the_voice(app)
    token = dict(browser.form("Print de kaart").fields)
    assert browser.post(f"/papier/kaart/{post.id}/brief", token).status_code == 409


@pytest.mark.both
def test_a_form_that_came_back_leads_to_its_topic_and_its_person(browser, app, desk):
    with app.app_context(), transaction():
        topic, tenant = the_db.session.get(Topic, desk["topic"]), make_tenant()
        hall, own = cards.reaction_form(topic, None, NOW), cards.reaction_form(topic, tenant, NOW)
        assert cards.reaction_form(topic, None, NOW) is hall and cards.reaction_form(topic, tenant, NOW) is own
        hall_code, own_code, number, own_id = cards.form_code(hall), cards.form_code(own), tenant.number, own.id
    be(browser, app, desk["staff"])
    browser.get("/papier")
    browser.submit("Voer het formulier in", code="0000-0000-00000")
    assert browser.status == 422 and "hoort niet bij een formulier" in browser.text
    browser.submit("Voer het formulier in", code=codes.display(hall_code))
    assert browser.path == "/onderwerpen/fietsen/invoeren" and dict(browser.form("Plaats de bijdrage").fields)["number"] == ""
    browser.get("/papier")
    browser.submit("Voer het formulier in", code=own_code.lower())
    fields = dict(browser.form("Plaats de bijdrage").fields)
    assert (fields["number"], fields["channel"], fields["consent"]) == (number, "letter", "written")
    browser.submit("Plaats de bijdrage", body="Graag een rek.")
    assert the_voice(app)[0].form_id == own_id
    with app.app_context():
        assert the_db.session.scalar(sa.select(sa.func.count()).select_from(ReactionForm)) == 2


@pytest.mark.parametrize("path", ["/papier", "/papier/fietsen", "/papier/kaart/1"])
def test_paper_is_for_coordinators_and_moderators(browser, app, desk, path):
    with app.app_context(), transaction():
        others = [make_member().id, make_staff(Role.BOARD).id, make_staff(Role.POLICY_OWNER).id]
    for one in others:
        be(browser, app, one)
        assert browser.get(path).status_code == 403
