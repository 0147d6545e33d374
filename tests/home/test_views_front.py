from factories import make_member, sign_in

from accounts.models import Account
from foundation.db import transaction


def test_the_front_page_opens_for_anyone(browser):
    assert browser.get("/").status_code == 200


def test_language_is_chosen_and_never_leads_away(browser):
    browser.get("/")
    response = browser.client.post(
        "/taal", data={"language": "en", "next": "https://elders.example/", "csrf_token": browser.form(action="/taal").fields[0][1]}
    )
    assert response.headers["Location"] == "/"
    assert 'lang="en"' in browser.get("/").text


def test_the_choice_of_who_signed_in_goes_for_mail_too(browser, db):
    with transaction():
        member = make_member()
    sign_in(browser, member)
    browser.get("/")
    browser.post("/taal", data={"language": "en", "csrf_token": dict(browser.form(action="/taal").fields)["csrf_token"]})
    db.session.rollback()
    assert db.session.get_one(Account, member.id).language == "en"
