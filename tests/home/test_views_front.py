def test_the_front_page_opens_for_anyone(browser):
    assert browser.get("/").status_code == 200


def test_language_is_chosen_and_never_leads_away(browser):
    browser.get("/")
    response = browser.client.post(
        "/taal", data={"language": "en", "next": "https://elders.example/", "csrf_token": browser.form(action="/taal").fields[0][1]}
    )
    assert response.headers["Location"] == "/"
    assert 'lang="en"' in browser.get("/").text
