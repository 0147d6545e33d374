"""Every route, as every role: who may not enter is stopped at the door, and nobody ever meets a 500."""

import pytest
from browser import Browser
from factories import make_member, make_staff, make_topic, sign_in
from werkzeug.routing import IntegerConverter

from accounts.access import allowed_on
from accounts.models import Role
from foundation.db import transaction

VALUES = {"int": 1, "string": "onderwerp", "default": "onderwerp", "any": "plaats", "path": "x"}


def address(app, rule):
    values = {}
    for name in rule.arguments:
        converter = rule._converters[name]
        kind = type(converter).__name__
        values[name] = (
            1 if isinstance(converter, IntegerConverter) or name.endswith("_id") else "plaats" if "Any" in kind else "onderwerp-x"
        )
    with app.test_request_context():
        return app.url_for(rule.endpoint, **values)


def routes(app):
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"]


@pytest.fixture
def visitors(app, db):
    with transaction():
        people = {role: make_staff(role) for role in Role if role is not Role.TENANT}
        people[Role.TENANT] = make_member()
        make_topic("onderwerp-x")
    found = {None: Browser(app)}
    for role, account in people.items():
        found[role] = Browser(app)
        sign_in(found[role], account)
    return found


def test_every_page_as_every_role(app, visitors):
    for rule in routes(app):
        if "GET" not in rule.methods:
            continue
        allowed, path = allowed_on(app, rule.endpoint), address(app, rule)
        for role, browser in visitors.items():
            response = browser._request(browser.client.get, path)
            where = f"{rule.endpoint} {path} as {role}"
            if role in allowed:
                expected = (200, 302, 303, 404, 409, 422, 503)
                assert response.status_code in expected, f"{where}: {response.status_code}"
                if response.status_code in (302, 303):
                    assert "/inloggen" not in response.headers["Location"] or role is None or rule.endpoint.startswith("accounts."), where
            elif role is None:
                assert response.status_code == 302 and "/inloggen" in response.headers["Location"], where
            else:
                assert response.status_code == 403, f"{where}: {response.status_code}"


def test_every_act_as_every_role_who_may_not(app, visitors):
    """Also with a good token, so that it is the door that says no and not the cross-site guard."""
    app.config["WTF_CSRF_ENABLED"] = False
    try:
        for rule in routes(app):
            if "POST" not in rule.methods:
                continue
            allowed, path = allowed_on(app, rule.endpoint), address(app, rule)
            for role, browser in visitors.items():
                if role not in allowed:
                    response = browser._request(browser.client.post, path)
                    assert response.status_code == 403, f"{rule.endpoint} as {role}: {response.status_code}"
    finally:
        app.config["WTF_CSRF_ENABLED"] = True


ONE_CLICK = {"forum.stop_mail"}
"""A mail program presses these for its reader (RFC 8058), without a session: the secret in the address is what counts."""


def test_every_act_without_a_token_is_refused(app, visitors):
    for rule in routes(app):
        if "POST" in rule.methods and rule.endpoint not in ONE_CLICK:
            for role, browser in visitors.items():
                if role in allowed_on(app, rule.endpoint):
                    response = browser._request(browser.client.post, address(app, rule))
                    assert response.status_code == 400, f"{rule.endpoint} as {role}: {response.status_code}"


def test_a_private_page_is_never_kept_in_a_shared_cache(app, visitors):
    for rule in routes(app):
        if "GET" in rule.methods:
            response = visitors[Role.COORDINATOR]._request(visitors[Role.COORDINATOR].client.get, address(app, rule))
            assert response.headers["Cache-Control"] == "no-store" or rule.endpoint == "home.old_icon", rule.endpoint
            assert "script-src 'self'" in response.headers["Content-Security-Policy"]


def test_looking_changes_nothing(app, db, visitors):
    """GET and HEAD of every page as every role leave every table as it was."""
    import sqlalchemy as sa

    def picture():
        db.session.rollback()
        return {table.name: [tuple(row) for row in db.session.execute(sa.select(table))] for table in db.metadata.sorted_tables}

    before = picture()
    for rule in routes(app):
        if "GET" in rule.methods:
            for browser in visitors.values():
                browser._request(browser.client.get, address(app, rule))
                browser._request(browser.client.head, address(app, rule))
    assert picture() == before


@pytest.mark.parametrize(
    "path", ["/bestaat-niet", "/onderwerpen/bestaat-niet", "/panels/999", "/gesprekken/0", "/gesprekken/2147483648", f"/bijdragen/{10**30}"]
)
def test_what_is_not_there_is_a_plain_page(visitors, path):
    browser = visitors[Role.COORDINATOR]
    assert browser.get(path).status_code == 404
    assert "Hulp nodig?" in browser.text
