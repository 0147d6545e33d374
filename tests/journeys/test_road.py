"""The road from the registry to a wave of invitations, by clicking: 320 px wide, without JavaScript, every answer judged by axe, refusals too."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
from journeys.chromium import Site, Walk
from playwright.sync_api import Browser

from accounts.models import Account, Complex, Dwelling, Household, Role, Tenant
from forum.models import Post, ShownTo, Thread, Topic
from foundation import clock
from foundation.db import db
from home.demo import people
from recruitment.models import Engagement
from recruitment.queries.panels import all_panels, stages_of
from recruitment.rules.panels import PanelStage

pytestmark = pytest.mark.browser
HEADERS = (
    "huurdernummer",
    "naam",
    "straat",
    "huisnummer",
    "toevoeging",
    "postcode",
    "plaats",
    "complex",
    "wijk",
    "woningtype",
    "huishouden",
    "email",
)


def registry_of(site: Site) -> list[list[str]]:
    """What the corporation would export: everyone who rents now."""
    with site.rows():
        found = db.session.execute(
            sa.select(
                Tenant.number, Tenant.name, Dwelling.street, Dwelling.house_number, Dwelling.addition, Dwelling.postcode, Dwelling.town,
                Complex.name, Complex.district, Dwelling.kind, Household.reference, Tenant.email,
            )
            .join(Household, Household.id == Tenant.household_id).join(Dwelling, Dwelling.id == Household.dwelling_id)
            .join(Complex, Complex.id == Dwelling.complex_id).where(Tenant.gone_at.is_(None))
        ).all()  # fmt: skip
        return [[str(cell or "") for cell in row] for row in found]


def as_file(rows: list[list[str]]) -> dict[str, object]:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerows([HEADERS, *rows])
    return {"name": "huurders.csv", "mimeType": "text/csv", "buffer": out.getvalue().encode("utf-8-sig")}


def test_the_registry(site: Site, chromium: Browser) -> None:
    rows = registry_of(site)
    with Walk(site, chromium) as desk:
        desk.sign_in(*site.staff("administrator"))
        desk.open("/huurders")
        desk.press("Bekijk dit bestand", refused=True)
        wrong = [*rows[:-1], ["", *rows[-1][1:]]]
        desk.page.locator("[name=file]").set_input_files(as_file(wrong))  # type: ignore[arg-type]
        desk.press("Bekijk dit bestand")
        desk.press("Controleer")
        assert "klopt er iets niet" in desk.text and str(len(wrong) + 1) in desk.text, "the line is named"
        assert not desk.page.get_by_role("button", name="Lees in").count(), "nothing is taken in while a line is wrong"
        desk.follow("Kies het verbeterde bestand")
        rows[0][1] = "Jansje Van Een Andere Naam"
        desk.page.locator("[name=file]").set_input_files(as_file(rows))  # type: ignore[arg-type]
        desk.press("Bekijk dit bestand")
        desk.press("Controleer")
        desk.press("Lees in")
    with site.rows():
        assert db.session.scalars(sa.select(Tenant.name).where(Tenant.number == rows[0][0])).one() == rows[0][1]


def test_two_keys_and_a_panel(site: Site, chromium: Browser) -> None:
    today = clock.local_day(clock.now())
    title = "Hoe houden we de hal warm?"
    with Walk(site, chromium) as owner, Walk(site, chromium) as board:
        owner.sign_in(*site.staff("policy_owner"))
        owner.open("/agenda").follow("Stel een onderwerp voor")
        owner.press("Stel voor", refused=True)
        owner.fill(
            year=str(today.year + 1), title=title, summary="De deur staat vaak open.", body="## Waarom nu?\n\nHet tocht.", regime="none"
        )
        owner.fill(opens_on=today.replace(year=today.year + 1).isoformat(), closes_on=today.isoformat())
        owner.press("Stel voor", refused=True)
        assert owner.page.locator("[name=title]").input_value() == title, "what was typed is kept"
        owner.fill(closes_on=(today.replace(year=today.year + 1) + timedelta(days=30)).isoformat())
        owner.press("Stel voor")
        owner.press("Teken voor deze tekst")
        path = re.sub("^.*(/agenda/)", r"\1", owner.page.url)
        board.sign_in(*site.staff("board_chair"))
        board.open(path).follow("Verander de tekst")
        board.fill(summary="De deur staat vaak open, ook in de winter.")
        board.press("Bewaar")
        board.press("Teken voor deze tekst")
        assert board.page.locator(".key", has_text="akkoord").count() == 1, "a changed text voids the key of the other"
        with site.rows():
            assert db.session.scalars(sa.select(Topic).where(Topic.title == title)).one().agreed_at is None
        owner.open(path).press("Teken voor deze tekst")
    with site.rows():
        topic = db.session.scalars(sa.select(Topic).where(Topic.title == title)).one()
        assert topic.agreed_at is not None
    with Walk(site, chromium) as desk:
        desk.sign_in(*site.staff("coordinator_tenants"))
        desk.open("/panels").follow(title)
        desk.fill(title="", seats="0")
        desk.press("Maak het panel", refused=True)
        desk.fill(title="Het panel over de hal", seats="10", questions="Wat vindt u?")
        desk.press("Maak het panel")
        panel = desk.page.url
        desk.open(f"{panel}/bijeenkomsten/nieuw")
        desk.fill(day=(today + timedelta(days=60)).isoformat(), starts="21:00", ends="19:00", place="Buurthuis", address="Dorpsplein 1")
        desk.press("Sla op", refused=True)
        desk.fill(starts="19:30", ends="21:30")
        desk.press("Sla op")
        desk.open(f"{panel}/quota")
        lowest, highest = desk.page.locator("[name$=min]").first, desk.page.locator("[name$=max]").first
        standing = highest.input_value()
        lowest.fill("9")
        highest.fill("1")
        desk.press("Sla de quota op", refused=True)
        lowest.fill("0")
        highest.fill(standing)
        desk.press("Sla de quota op")


def test_from_the_letter_to_a_decision(site: Site, chromium: Browser) -> None:
    with site.rows():
        code = people.unused_code(clock.now())
        today = clock.local_day(clock.now())
        open_now = sa.select(Topic).where(Topic.agreed_at.is_not(None), Topic.opens_on <= today, Topic.closes_on >= today)
        topic = db.session.scalars(open_now.limit(1)).one()
        where = [Post.topic_id == topic.id, Post.shown_to == ShownTo.EVERYONE, Post.parent_id.is_(None), Post.withdrawn_at.is_(None)]
        post = db.session.scalars(sa.select(Post).join(Thread, Thread.id == Post.thread_id).where(*where).order_by(Post.id).limit(1)).one()
        slug, thread_id, post_id, email = topic.slug, post.thread_id, post.id, db.session.get_one(Account, post.author_id).email
    with Walk(site, chromium) as walk:
        page = walk.page
        walk.open("/").follow("Ik heb een brief met een code", within="body")
        walk.fill(code="0000000000000")
        walk.press("Verder", refused=True)
        walk.fill(code=str(code))
        walk.press("Verder")
        walk.fill(alias="", password="kort")
        walk.press("Open mijn account", refused=True)
        walk.fill(alias="Buur van Drie Hoog", password="een lange zin als wachtwoord")
        walk.press("Open mijn account")
        walk.open(f"/onderwerpen/{slug}")
        walk.open(f"/gesprekken/{thread_id}").follow("Antwoord", within=f"#b{post_id}")
        place = page.locator("form.writing button[type=submit]")
        walk.click(place, refused=True)
        walk.fill(body="Bij ons op de derde is het precies zo.")
        walk.click(place, refused=None)
        assert "precies zo" in page.locator("[name=body]").input_value(), "the notice about counting comes first, with the text kept"
        walk.click(place)
        mine = page.locator("article.post-own")
        assert "precies zo" in mine.inner_text()
        walk.follow("Verander", within="article.post-own")
        walk.fill(body="Bij ons op de derde is het bijna zo.")
        walk.click(place)
        assert "bijna zo" in page.locator("article.post-own").inner_text(), "told once: no second notice"
        walk.open(f"/gesprekken/{thread_id}").follow("Meld deze bijdrage", within=f"#b{post_id}")
        walk.press("Melding versturen", refused=True)
        page.locator("[name=reason]").first.check()
        page.locator("[name=honest]").check()
        walk.press("Melding versturen")
        walk.open("/mijn")
        assert "Buur van Drie Hoog" in walk.text
        walk.sign_out()
    with Walk(site, chromium) as moderator:
        moderator.sign_in(*site.staff("moderator_tenants"))
        moderator.open("/vandaag")
        moderator.open("/meldingen").open(f"/meldingen/{post_id}")
        moderator.press("Besluit dit", refused=True)
        moderator.page.locator("#besluit [name=rule]").select_option(index=1)
        moderator.fill(within="#besluit", act="hide", passage="De eerste zin.", facts="Hier staat wie iemand is.", about_landlord="no")
        moderator.press("Besluit dit")
    with site.rows():
        assert db.session.get_one(Post, post_id).shown_to is not ShownTo.EVERYONE
    if email:
        with Walk(site, chromium) as reader:
            assert "Hier staat wie iemand is." in reader.sign_in(email).open("/mijn/besluiten").text


def test_ones_own_score_and_no(site: Site, chromium: Browser) -> None:
    with site.rows():
        scored = (
            sa.select(Account)
            .join(Engagement, Engagement.account_id == Account.id)
            .where(Account.role == Role.TENANT, Account.email.is_not(None))
        )
        account = db.session.scalars(scored.order_by(Engagement.points.desc()).limit(1)).one()
        email, account_id = str(account.email), account.id
    with Walk(site, chromium) as walk:
        walk.sign_in(email).open("/mijn").follow("Hoe uw bijdragen tellen")
        assert "van de 100 punten" in walk.text
        walk.press("Stop de telling")
        assert "U heeft de telling gestopt" in walk.text
        with site.rows():
            assert not db.session.scalar(sa.select(sa.func.count()).select_from(Engagement).where(Engagement.account_id == account_id))
        walk.press("Tel weer mee")
    with Walk(site, chromium) as stranger:
        stranger.open("/inloggen")
        stranger.fill(email=email, password="niet het wachtwoord")
        stranger.press("Verder", refused=True)


def test_a_wave_and_an_answer(site: Site, chromium: Browser) -> None:
    with site.rows():
        stages = stages_of(all_panels(), clock.now())
        asking = next(panel_id for panel_id, stage in stages.items() if stage is PanelStage.ASKING)
    today = clock.local_day(clock.now())
    with site.post_office() as box, Walk(site, chromium) as desk:
        desk.sign_in(*site.staff("coordinator_landlord"))
        desk.open("/vandaag").open(f"/panels/{asking}").open(f"/panels/{asking}/golven/nieuw")
        desk.fill(count="0")
        desk.press("Verstuur de uitnodigingen", refused=True)
        desk.fill(entrance="random", count="30", expires_on=(today + timedelta(days=6)).isoformat())
        desk.press("Verstuur de uitnodigingen")
        site.run("outbox.send")
        links = [re.search(r"http\S+/antwoord/\S+", box.text(number)) for number in range(len(box.messages))]
        with Walk(site, chromium) as guest:
            guest.open(next(link[0] for link in links if link))
            guest.press("Verstuur mijn antwoord", refused=True)
            guest.fill(answer="yes")
            guest.press("Verstuur mijn antwoord")
            assert "/antwoord/bedankt" in guest.page.url
        desk.open(f"/panels/{asking}/op-papier")
        desk.press("", refused=True, within="main form")
        desk.sign_out()
