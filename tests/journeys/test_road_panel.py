"""The road from the draw to the report, by clicking: 320 px wide, without JavaScript, every answer judged by axe, refusals too."""

from __future__ import annotations

import contextlib
import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine
from conftest import Mailbox
from journeys.chromium import Site, Walk
from playwright.sync_api import Browser

from forum.models import Topic
from foundation import clock
from foundation.db import db
from recruitment.models import Amendment, PanelSession, Reserve, Seat, Telling
from recruitment.queries.panels import all_panels, stages_of
from recruitment.rules.panels import PanelStage

pytestmark = pytest.mark.browser
PHRASES = {"policy_owner": "de lente komt vroeg dit jaar", "board_chair": "samen sterk in de hele straat"}


def panel_in(site: Site, stage: PanelStage) -> tuple[int, str]:
    """(id, slug of its topic) of the demo's oldest panel in this stage."""
    with site.rows():
        panels = all_panels()
        stages = stages_of(panels, clock.now())
        found = min((panel for panel in panels if stages[panel.id] is stage), key=lambda panel: panel.id)
        return found.id, found.topic.slug


def letter_to(box: Mailbox, path: str) -> list[str]:
    """Addresses with a code in what was mailed."""
    return [found[0] for number in range(len(box.messages)) if (found := re.search(rf"http\S+/{path}/\S+", box.text(number)))]


def test_the_draw_and_a_chair_that_comes_free(site: Site, chromium: Browser) -> None:
    panel_id, _slug = panel_in(site, PanelStage.ASKING)
    draw = f"/panels/{panel_id}/loting"
    with site.post_office() as box, Walk(site, chromium) as desk:
        desk.sign_in(*site.staff("coordinator_landlord"))
        freeze(desk, panel_id)
        desk.unfold("De lijst weer openen")
        desk.press("Lijst openen", refused=True)
        site.run("recruitment.solve")
        with contextlib.ExitStack() as both:
            parties = {key: both.enter_context(Walk(site, chromium)).sign_in(*site.staff(key)) for key in PHRASES}
            codes = {}
            for key, party in parties.items():
                party.open(draw).fill(phrase="kort")
                party.press("Zin inleveren", refused=True)
                party.fill(phrase=PHRASES[key])
                party.press("Zin inleveren")
                codes[key] = party.page.locator(".code-shown").inner_text().strip()
            for key, party in parties.items():
                party.open(draw).fill(phrase=PHRASES[key], nonce="niet de code")
                party.press("Zin tonen", refused=True)
                party.fill(phrase=PHRASES[key], nonce=codes[key])
                party.press("Zin tonen")
        with Walk(site, chromium) as anyone:
            anyone.open(f"/loting/{panel_id}")
            assert all(phrase in anyone.text for phrase in PHRASES.values())
        with site.rows():
            seats = db.session.scalars(sa.select(Seat).where(Seat.panel_id == panel_id)).all()
            assert len({seat.household_id for seat in seats}) == len(seats) == 12
        desk.open(draw).follow("Plaatsen en reserves")
        assert "12 van 12 plaatsen" in desk.text
        site.run("recruitment.calendar", "outbox.send")
        with Walk(site, chromium) as guest:
            guest.open("/plaats")
            guest.fill(code="0000000000000")
            guest.press("Verder", refused=True)
            guest.open(letter_to(box, "plaats")[0])
            guest.press("Ik kan niet komen")
            assert "U hebt afgezegd" in guest.text
        desk.open(f"/panels/{panel_id}/plaatsen")
        if desk.page.get_by_role("button", name="Vraag deze reserve").count():
            desk.press("Vraag deze reserve", refused=True)
            desk.fill(reason="Niemand past precies; dit is het kleinste verschil.")
            desk.press("Vraag deze reserve")
        elif desk.page.get_by_role("button", name="Vraag de volgende reserve").count():
            desk.press("Vraag de volgende reserve")
        assert "11 van 12 plaatsen" in desk.text, "no chair without a fresh yes"
        site.run("outbox.send")
        asked = letter_to(box, "reserve")
        if asked:
            with Walk(site, chromium) as guest:
                guest.open(asked[-1])
                guest.press("Ja, ik kom")
        else:  # a reserve without mail: by phone
            desk.press("Zegt ja aan de telefoon")
        desk.open(f"/panels/{panel_id}/plaatsen")
        assert "12 van 12 plaatsen" in desk.text
        with site.rows():
            assert db.session.scalars(sa.select(Reserve).where(Reserve.panel_id == panel_id, Reserve.said_yes_at.is_not(None))).all()


def freeze(desk: Walk, panel_id: int) -> None:
    """Quotas that the volunteers cannot meet are refused with what would help; the desk changes them and tries again."""
    for _time in range(12):
        desk.open(f"/panels/{panel_id}/loting")
        desk.press("Lijst vastzetten", refused=None)
        if desk.answer.status < 400:
            return
        changes = desk.page.locator(".notice li").all_inner_texts()
        assert changes, desk.text
        desk.open(f"/panels/{panel_id}/quota")
        for change in changes:
            value, which, number = re.findall(r", ([^,:]+): (minimum|maximum) van \d+ naar (\d+)", change)[0]
            row = desk.page.locator("tr", has=desk.page.get_by_role("rowheader", name=value, exact=True))
            row.locator(f"[name$={which[:3]}]").fill(number)
        desk.press("Sla de quota op")
    raise AssertionError("no quotas that these people can meet")


def test_from_the_evening_to_the_report(site: Site, chromium: Browser) -> None:
    panel_id, slug = panel_in(site, PanelStage.SEATED)
    with site.rows():
        evening = db.session.scalars(sa.select(PanelSession).where(PanelSession.panel_id == panel_id)).one()
        starts, ends, place = evening.starts_at, evening.ends_at, f"/panels/{panel_id}/bijeenkomst/{evening.id}"
    with time_machine.travel(starts - timedelta(minutes=15)):
        at_the_door(site, chromium, panel_id)
    with site.post_office() as box:
        with time_machine.travel(ends + timedelta(hours=1)):
            minutes(site, chromium, panel_id, box)
        with time_machine.travel(ends + timedelta(days=20)):
            with Walk(site, chromium) as desk, Walk(site, chromium) as owner:
                desk.sign_in(*site.staff("coordinator_tenants"))
                owner.sign_in(*site.staff("policy_owner"))
                settle(site, desk, place)
                outcomes(desk, owner, slug)
                close(site, chromium, owner, slug)
            report(site, chromium, panel_id)


def at_the_door(site: Site, chromium: Browser, panel_id: int) -> None:
    with Walk(site, chromium) as desk:
        desk.sign_in(*site.staff("coordinator_tenants"))
        desk.open("/vandaag").open(f"/panels/{panel_id}/bijeenkomst")
        desk.follow("Lijst en naamkaartjes")
        desk.open(f"/panels/{panel_id}/bijeenkomst")
        chairs = desk.page.locator("ul.door > li").count()
        for _chair in range(chairs - 1):
            desk.press("Is er")
        away = desk.page.locator("ul.door > li", has=desk.page.get_by_role("button", name="Is er")).first
        away.locator("summary").click()
        away.locator("select").select_option("ill")
        desk.click(away.get_by_role("button", name="Niet gekomen"))
        assert f"{chairs - 1} van {chairs} zijn er" in desk.text


def minutes(site: Site, chromium: Browser, panel_id: int, box: Mailbox) -> None:
    with Walk(site, chromium) as desk:
        desk.sign_in(*site.staff("coordinator_tenants"))
        desk.open(f"/panels/{panel_id}/bijeenkomst").press("Sluit de lijst")
        desk.follow("Het verslag")
        desk.fill(body="")
        desk.press("Bewaar het verslag", refused=True)
        desk.fill(body="## Wat is er gezegd?\n\nWij spraken over **de buurt**.")
        desk.press("Bewaar het verslag")
        desk.press("Stuur het verslag")
    site.run("outbox.send")
    with Walk(site, chromium) as reader:
        reader.open(letter_to(box, "verslag")[-1])
        reader.press("Vraag deze wijziging", refused=True)
        reader.fill(body="Ik zei: ook het licht in de hal.")
        reader.press("Vraag deze wijziging")


def settle(site: Site, desk: Walk, place: str) -> None:
    desk.open(f"{place}/verslag").follow("Geef antwoord")
    desk.press("Bewaar", refused=True)
    desk.fill(taken_over="yes", answer="Staat erbij.")
    desk.press("Bewaar")
    desk.press("Stel het verslag vast")
    with site.rows():
        assert db.session.scalars(sa.select(Amendment.taken_over).where(Amendment.answer == "Staat erbij.")).all() == [True]


def outcomes(desk: Walk, owner: Walk, slug: str) -> None:
    listed = f"/onderwerpen/{slug}/uitkomst"
    desk.open(listed)
    for text in ("", "Er moet meer licht komen in de hal.", "De straat moet schoner."):
        desk.follow("Zet een argument op de lijst")
        desk.fill(body=text)
        desk.press("Bewaar", refused=not text)
        desk.open(listed)
    for place, verdict in enumerate(("adopted", "rejected"), start=1):
        owner.open(listed).follow(f"Geef antwoord op argument {place}")
        owner.press("Bewaar het antwoord", refused=True)
        owner.fill(verdict=verdict, reason="Dit is waarom.", owner="Beheer")
        owner.press("Bewaar het antwoord")
    desk.open(listed).press("Stuur iedereen bericht")


def close(site: Site, chromium: Browser, owner: Walk, slug: str) -> None:
    with site.rows():
        topic_id = db.session.scalars(sa.select(Topic.id).where(Topic.slug == slug)).one()
    owner.open(f"/agenda/{topic_id}").follow("Sluit dit onderwerp af")
    assert not owner.page.get_by_role("button", name="Sluit af").count(), "not before contributors were told"
    site.run("outbox.send")
    print_letters(site, chromium, "recruitment.telling")
    with site.rows():
        assert not db.session.scalars(sa.select(Telling).where(Telling.topic_id == topic_id, Telling.told_at.is_(None))).all()
    owner.open(f"/agenda/{topic_id}/afsluiten").press("Sluit af")
    with site.rows():
        assert db.session.get_one(Topic, topic_id).closed_at is not None


def print_letters(site: Site, chromium: Browser, kind: str) -> None:
    with Walk(site, chromium) as desk:
        desk.sign_in(*site.staff("administrator")).open("/brieven")
        pile = desk.page.locator("form", has=desk.page.locator(f"[name=kind][value='{kind}']"))
        while pile.count():
            with desk.page.expect_download() as download:
                pile.get_by_role("button", name="Download als PDF").click()
            assert download.value.suggested_filename.endswith(".pdf")
            desk.open("/brieven")
            desk.click(pile.get_by_role("button", name="Ik heb de brieven geprint"))


def report(site: Site, chromium: Browser, panel_id: int) -> None:
    for key in ("board_chair", "coordinator_landlord"):
        with Walk(site, chromium) as reader:
            reader.sign_in(*site.staff(key)).open(f"/panels/{panel_id}/verslag")
            assert reader.page.locator("svg").count() and "De trechter in getallen" in reader.text
    with Walk(site, chromium) as anyone:
        anyone.open("/")
