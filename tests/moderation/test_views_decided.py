"""The log for everybody, the log for both parties, and the yearly report."""

from datetime import timedelta

import pytest
from acts import decide
from factories import NOW, make_member, make_staff, sign_in

from accounts.models import Role
from foundation import audit
from foundation.clock import local_day, now
from foundation.db import transaction
from moderation import queries, service
from moderation.models import Act, Outcome


@pytest.fixture
def acts(db, post, moderators):
    landlord, tenants, third = moderators
    proposal = decide(post, Act.HIDE, landlord, about_landlord=True, facts="Een scheldwoord & meer.")
    with transaction():
        service.agree(proposal, tenants, NOW)
        objection = service.object_to(proposal, "Nee hoor.", NOW)
        service.answer_objection(objection, third, Outcome.GRANTED, "Toch wel goed.", NOW + timedelta(hours=2))
    return [one.alias for one in moderators]


@pytest.mark.parametrize("role", list(Role))
def test_who_reads_the_complete_log(db, browser, acts, role):
    with transaction():
        somebody = make_member() if role is Role.TENANT else make_staff(role)
    sign_in(browser, somebody)
    allowed = role in (Role.MODERATOR, Role.BOARD, Role.POLICY_OWNER)
    assert browser.get("/moderatie/logboek/volledig").status_code == (200 if allowed else 403)
    if allowed:
        for words in ("voorstel: verborgen", "Een scheldwoord &", "bezwaar: gelijk gekregen", "Toch wel goed.", *acts):
            assert words in browser.text
    public = browser.get("/moderatie/logboek").get_data(as_text=True)
    assert "verborg een bijdrage" in public
    assert not [alias for alias in acts if alias in public and alias != somebody.alias]
    assert "Een scheldwoord" not in public


def test_nothing_decided_is_missing_from_the_log(db, acts):
    logged = {(entry.act, decision.id) for entry, decision, _person in queries.entries() if decision}
    for post_id in {decision.post_id for _entry, decision, _person in queries.entries() if decision}:
        for decision in queries.decisions_on(post_id):
            assert (f"moderation.{decision.act.value}", decision.id) in logged
    assert audit.verify().ok


def test_the_yearly_report_counts_and_hides_small_groups(db, browser, post, moderators):
    for _number in range(6):
        with transaction():
            service.report_post(post, "insult", "", make_member(), NOW)
    with transaction():
        service.report_post(post, "spam", "", make_member(), NOW)
    decide(post, Act.KEEP, moderators[0], now=NOW + timedelta(hours=30))
    page = browser.get(f"/moderatie/verslag/{NOW.year}").get_data(as_text=True)
    assert "30 uur" in page
    assert "niet getoond" in page
    found = queries.yearly(NOW.year)
    assert found.reports == {"insult": None, "spam": None} or found.reports == {"insult": 6, "spam": None}
    assert found.acts == {Act.KEEP: None}
    table = browser.get(f"/moderatie/verslag/{NOW.year}.csv")
    assert table.get_data().startswith(b"\xef\xbb\xbf")
    assert browser.get(f"/moderatie/verslag/{NOW.year}.pdf").get_data().startswith(b"%PDF-")
    assert browser.get(f"/moderatie/verslag/{local_day(now()).year + 1}").status_code == 404
