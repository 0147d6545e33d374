import pytest
from factories import NOW, make_member, make_staff, make_topic, sign_in

from accounts.models import Party, Role
from forum import service as forum
from forum.models import Post
from foundation.db import transaction
from recruitment.models import ScoringNotice


@pytest.fixture
def people(db):
    with transaction():
        author, reader, moderator = make_member(), make_member(), make_staff(Role.MODERATOR)
        db.session.add(ScoringNotice(account_id=author.id, policy_version=1, shown_at=NOW))
        post = forum.start_thread(make_topic(), author, "De lift", "Deze tekst is een belediging.", NOW)
    return author, reader, moderator, post.id


def test_from_report_to_reasons(db, browser, people):
    author, reader, moderator, post_id = people
    sign_in(browser, reader)
    browser.get(f"/bijdragen/{post_id}/melden")
    assert browser.submit("Melding versturen").status_code == 422
    assert "Kies waarom" in browser.text
    browser.submit("Melding versturen", reason="insult", honest="y", explanation="Let op <b>dit</b>")
    assert "Wij hebben uw melding" in browser.text

    sign_in(browser, moderator)
    browser.get("/meldingen")
    browser.follow("De lift")
    assert "<b>dit</b>" in browser.text
    browser.submit("Besluit dit", act="hide", facts="Scheldwoord", about_landlord="no")
    assert browser.status == 422
    assert "Kies de huisregel" in browser.text
    assert "Scheldwoord" in browser.response.text
    browser.submit("Besluit dit", act="hide", facts="Scheldwoord", rule="respect", about_landlord="no")
    assert "Er wachten geen meldingen" in browser.text

    sign_in(browser, author)
    browser.get("/mijn/besluiten")
    assert "Scheldwoord" in browser.text
    assert "Deze tekst is een belediging." in browser.text
    sign_in(browser, reader)
    browser.get("/moderatie/logboek")
    assert "verborg een bijdrage" in browser.text
    assert moderator.alias not in browser.text
    assert browser.get(f"/bijdragen/{post_id}/melden").status_code == 404


def test_only_moderators_see_the_queue(db, browser, people):
    sign_in(browser, people[1])
    assert browser.get("/meldingen").status_code == 403


def test_two_moderators_by_page(db, browser, people):
    _author, reader, _moderator, post_id = people
    with transaction():
        landlord, tenants = make_staff(Role.MODERATOR), make_staff(Role.MODERATOR, Party.TENANTS)
    sign_in(browser, landlord)
    browser.get(f"/meldingen/{post_id}")
    browser.submit("Besluit dit", act="hide", facts="Scheldwoord", rule="respect", about_landlord="yes")
    assert "wacht nu op een tweede moderator" in browser.text
    browser.get(f"/meldingen/{post_id}")
    assert "Stem in" not in browser.text
    sign_in(browser, tenants)
    browser.get("/bezwaren")
    browser.follow("De lift")
    browser.submit("Stem in met dit voorstel")
    assert "U stemde in" in browser.text
    sign_in(browser, reader)
    browser.get("/moderatie/logboek")
    assert "samen met een moderator van" in browser.text


def test_an_emergency_is_shown_as_such(db, browser, people):
    _author, reader, moderator, post_id = people
    sign_in(browser, moderator)
    browser.get(f"/meldingen/{post_id}")
    browser.submit("Besluit dit", act="emergency", facts="Bedreiging", rule="respect", about_landlord="no")
    sign_in(browser, reader)
    with transaction():
        thread_id = db.session.get(Post, post_id).thread_id
    browser.get(f"/gesprekken/{thread_id}")
    assert "met spoed verborgen" in browser.text
    assert "belediging" not in browser.text
