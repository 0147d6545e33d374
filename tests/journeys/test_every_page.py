"""Every kind of page of the demo as every role, 320 px wide, in a real browser, judged by axe."""

from __future__ import annotations

import pytest
from journeys.chromium import Judge, Site
from playwright.sync_api import Browser

from accounts.access import allowed_on
from accounts.models import Role

pytestmark = pytest.mark.browser
PAGES = 60
"""At most, for one role."""
NO_PAGES = ("readyz", "healthz", "brand_sheet", "logo")


@pytest.mark.parametrize("role", [None, *Role], ids=lambda role: role.value if role else "nobody")
def test_every_kind_of_page_for_every_role(site: Site, chromium: Browser, role: Role | None) -> None:
    context = site.as_role(chromium, role)
    judge = Judge(site, context.new_page())
    plain = [
        f"{site.address}{rule.rule}"
        for rule in site.app.url_map.iter_rules()
        if not rule.arguments and "GET" in (rule.methods or ()) and role in (allowed_on(site.app, rule.endpoint) or ())
        and not rule.endpoint.endswith(NO_PAGES)
    ]  # fmt: skip
    waiting = [f"{site.address}/", *plain]
    seen: set[str | None] = {None, "static", "home.logo", "home.brand_sheet"}
    while waiting and len(seen) < PAGES:
        url = waiting.pop(0).partition("#")[0]
        endpoint = site.endpoint(url)
        if endpoint not in seen:
            seen.add(endpoint)
            waiting += judge.visit(url)
    context.close()
    assert len(seen) > 10
    assert not judge.wrong, "\n".join(judge.wrong)
