"""The main job, end to end, on real discussions: every step where a person clicks goes over HTTP, every command through the command line,
every mail through a real mail server. Every total is compared with a count made another way."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest
import servers
import sqlalchemy as sa
import time_machine
from browser import Browser
from counting import One, by_hand
from factories import make_staff, sign_in
from foundation_mail import send_all
from journeys.corporation import HOMES, MAPPING, registry

from accounts.models import Account, Complex, Dwelling, Household, Party, Role, Tenant
from forum.models import AuthorKind, Post, ShownTo, Topic
from foundation import audit, jobs, outbox
from foundation.db import db, transaction
from foundation.outbox import Outgoing
from recruitment.models import (
    Attendance,
    Engagement,
    Invitation,
    Outcome,
    Panel,
    PanelSession,
    Quota,
    Reserve,
    ScoringNotice,
    Seat,
    Telling,
    Volunteer,
)

AGENDA = datetime(2026, 1, 2, 10, tzinfo=UTC)
OPENS, CLOSES = date(2026, 1, 5), date(2026, 10, 31)
PANEL = datetime(2026, 11, 2, 9, tzinfo=UTC)
EVENING = date(2026, 11, 24)
YEARS = ("2015", "2016", "2017", "2018", "2019")


@pytest.fixture
def run(app):
    """A command of the house with --json: (exit status, the one document)."""

    def command(*arguments, status=0):
        result = app.test_cli_runner().invoke(args=[*map(str, arguments), "--json"])
        assert result.exit_code == status, (arguments, result.output, result.exception)
        return json.loads(result.stdout)

    return command


def count(*where):
    db.session.rollback()
    return db.session.scalar(sa.select(sa.func.count()).select_from(where[0]).where(*where[1:]))


def rows_in(query):
    """As they are now: a test's own session would go on seeing what it saw before the request."""
    db.session.rollback()
    return db.session.scalars(query).all()


def one_of(query):
    db.session.rollback()
    return db.session.scalar(query)


def the_threads():
    """Madrid's threads by the year of their opening, without what would fall after the topic's last day."""
    found = {year: [] for year in YEARS}
    rows = [json.loads(line) for line in servers.shared_data("forum/madrid_posts.jsonl").read_text().splitlines()]
    opened = {row["id"]: row["created_at"] for row in rows if row["parent_id"] is None}
    first = {year: min(at for at in opened.values() if at.startswith(year)) for year in YEARS}
    kept = set()
    for row in sorted(rows, key=lambda row: (row["created_at"], row["parent_id"] is not None)):
        year = opened[row["thread_id"]][:4]
        age = date.fromisoformat(row["created_at"][:10]) - date.fromisoformat(first[year][:10])
        if age <= CLOSES - OPENS and (row["parent_id"] is None or row["parent_id"] in kept):
            kept.add(row["id"])
            found[year].append(row)
    return found


def test_the_twelve_steps(app, db, run, mailbox, tmp_path, monkeypatch):
    monkeypatch.setitem(app.config, "PERMANENT_SESSION_LIFETIME", timedelta(days=400))  # nobody signs in again in this year
    threads = the_threads()
    with time_machine.travel(AGENDA, tick=False) as clock:
        staff = step_0_the_staff(app)
        people = step_1_registry(run, tmp_path)
        step_2_agenda(staff)
        authors = step_3_and_4_letters_accounts_and_the_forum(app, run, staff, threads, people, tmp_path, clock)
        topic = step_5_scoring(run, staff)
        panel = step_6_panel(staff, topic)
        step_7_invitations(app, staff, panel, topic, mailbox)
        step_8_answers(app, staff, panel, mailbox, clock)
        step_9_draw(app, run, staff, panel, mailbox, tmp_path, clock)
        step_10_evening(app, staff, panel, mailbox, clock)
        step_11_outcome(app, staff, panel, topic, mailbox, clock)
        step_12_report(staff, panel, topic, authors)
    assert run("moderation", "verify-log") == {"entries": count(audit.Entry), "ok": True, "first_bad": None}


def step_0_the_staff(app):
    with transaction():
        accounts = {
            "owner": make_staff(Role.POLICY_OWNER), "board": make_staff(Role.BOARD, Party.TENANTS), "desk": make_staff(Role.COORDINATOR),
            "moderator": make_staff(Role.MODERATOR, Party.TENANTS), "admin": make_staff(Role.ADMIN),
        }  # fmt: skip
    found = {}
    for name, account in accounts.items():
        found[name] = Browser(app)
        sign_in(found[name], account)
    return found


def step_1_registry(run, tmp_path):
    text, rows = registry()
    (tmp_path / "r.csv").write_text(text, "utf-8")
    (tmp_path / "m.toml").write_text(MAPPING, "utf-8")
    call = ("accounts", "import-tenants", tmp_path / "r.csv", "--mapping", tmp_path / "m.toml")
    assert run(*call) == {"added": len(rows), "changed": 0, "unchanged": 0, "gone": 0, "errors": []}
    assert run(*call) == {"added": 0, "changed": 0, "unchanged": len(rows), "gone": 0, "errors": []}
    assert (count(Dwelling), count(Household), count(Tenant)) == (HOMES, HOMES, len(rows))
    by_district = Counter(row["wijk"] for row in rows if row["huurdernummer"].endswith("0"))
    from accounts.queries import margins

    assert margins("district") == dict(by_district)
    return rows


def step_2_agenda(staff):
    for year in YEARS:
        staff["owner"].get("/agenda/nieuw")
        staff["owner"].submit(
            "Stel voor", year="2026", title=f"Onderwerp {year}", summary="Waar het om gaat.", body="Achtergrond.", regime="information",
            opens_on=OPENS.isoformat(), closes_on=CLOSES.isoformat(),
        )  # fmt: skip
        assert staff["owner"].status == 200, staff["owner"].text
    db.session.rollback()
    for topic in rows_in(sa.select(Topic).order_by(Topic.id)):
        for party in ("owner", "board"):
            db.session.refresh(topic)
            assert topic.agreed_at is None, "live on one key"
            staff[party].get(f"/agenda/{topic.id}")
            staff[party].submit("Teken voor deze tekst")
    assert count(Topic, Topic.agreed_at.is_not(None)) == 5
    staff["owner"].get("/betrokkenheid/regels")
    staff["owner"].follow("Stel andere regels voor")
    staff["owner"].submit("Maak het voorstel")
    for party in ("owner", "board"):
        staff[party].get("/betrokkenheid/regels")
        staff[party].submit("Geef akkoord")


def step_3_and_4_letters_accounts_and_the_forum(app, run, staff, threads, people, tmp_path, clock):
    # One household opens an account with the code of its letter.
    newcomer = people[0]
    staff["admin"].get("/codebrieven")
    near = one_of(sa.select(Complex.id).where(Complex.name == newcomer["complex"]))
    staff["admin"].submit("Zet de codes klaar", which="some", complexes=[near])
    row = next(
        row for row in rows_in(outbox.waiting_letters()) if f"{newcomer['straat']} {newcomer['huisnummer']}" in outbox.render(row).address
    )
    guest = Browser(app)
    guest.get("/begin")
    guest.submit("Verder", code=outbox.render(row).code)
    guest.submit("Open mijn account", alias="Nieuwe Buur", password="een lange zin als wachtwoord")
    assert count(Account, Account.alias == "Nieuwe Buur") == 1

    clock.move_to(PANEL - timedelta(days=1))
    slugs = {topic.title[-4:]: topic.slug for topic in rows_in(sa.select(Topic))}
    authors = set()
    for year, rows in threads.items():
        file = tmp_path / f"{year}.jsonl"
        file.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
        done = run("forum", "import-posts", file, "--topic", slugs[year], "--shift-to", OPENS.isoformat())
        assert (done["posts"], done["errors"]) == (len(rows), [])
        authors |= {row["author"] for row in rows if row["author"]}
    assert count(Post) == sum(map(len, threads.values()))
    assert count(Account, Account.source_id.is_not(None)) == len(authors)

    # Each author becomes a tenant; every fiftieth shares a household with the one before.
    heads = [row for row in people[1:] if row["huurdernummer"].endswith("0")]
    partners = {row["huishouden"]: row for row in people if row["huurdernummer"].endswith("1")}
    pairs, free = [], iter(heads)
    for number, author in enumerate(sorted(authors)):
        last = next((row for row in people if pairs and row["huurdernummer"] == pairs[-1][1]), None) if number % 50 == 49 else None
        shared = partners.get(last["huishouden"]) if last else None
        pairs.append((author, (shared or next(free))["huurdernummer"]))
    (tmp_path / "link.csv").write_text("source_id,huurdernummer\n" + "".join(f"{a},{n}\n" for a, n in pairs), "utf-8")
    assert run("accounts", "link-authors", tmp_path / "link.csv") == {"linked": len(authors), "errors": []}
    with transaction():  # the forum they come from told them how contributions count, before the first one
        for account_id in rows_in(sa.select(Account.id).where(Account.source_id.is_not(None))):
            db.session.add(ScoringNotice(account_id=account_id, policy_version=1, shown_at=AGENDA))
    return authors


def step_5_scoring(run, staff):
    shown = run("recruitment", "score", "--rebuild")
    assert run("recruitment", "score") == shown, "incremental and rebuild agree"
    expected = {}
    for topic in rows_in(sa.select(Topic)):
        rows = rows_in(sa.select(Post).where(Post.topic_id == topic.id, Post.shown_to == ShownTo.EVERYONE))
        posts = [
            One(p.id, p.thread_id, p.parent_id, p.author_id, p.household_id, p.text_key, p.day, p.created_at)
            for p in rows if p.author_kind is AuthorKind.TENANT and p.author_id
        ]  # fmt: skip
        for author, facts in by_hand(posts).items():
            expected[topic.slug, author] = facts[:5]
    numbers = dict(db.session.execute(sa.select(Account.source_id, Account.id)).all())
    got = {
        (row["topic"], numbers[row["author"]]): tuple(row["facts"][k] for k in ("days", "answered_by", "answered", "posts", "threads"))
        for row in shown
    }
    assert {key: facts for key, facts in got.items() if any(facts)} == {key: facts for key, facts in expected.items() if any(facts)}
    flags = Counter(row["topic"] for row in shown if row["engaged"])
    assert sum(flags.values()) == count(Engagement, Engagement.engaged) > 50
    assert not any(row["engaged"] and row["held_back"] for row in shown)
    topic = one_of(sa.select(Topic).where(Topic.slug == flags.most_common(1)[0][0]))
    return SimpleNamespace(id=topic.id, slug=topic.slug)


def step_6_panel(staff, topic):
    desk = staff["desk"]
    desk.get(f"/panels/nieuw/{topic.slug}")
    desk.submit("Maak het panel", title="Het klantenpanel", questions="Wat vindt u?", seats="12")
    panel = SimpleNamespace(id=one_of(sa.select(Panel.id)))
    desk.get(f"/panels/{panel.id}/bijeenkomsten/nieuw")
    desk.submit(
        "Sla op", day=EVENING.isoformat(), starts="19:30", ends="21:30", place="Buurthuis De Linde", address="Dorpsplein 1, Lindehoven"
    )
    desk.get(f"/panels/{panel.id}/quota")
    desk.submit("Sla de quota op")
    quotas = rows_in(sa.select(Quota).where(Quota.panel_id == panel.id))
    assert {quota.feature for quota in quotas} == {"district", "age_band", "dwelling_kind"}
    for feature in ("district", "age_band", "dwelling_kind"):
        assert sum(quota.min for quota in quotas if quota.feature == feature) <= 12 <= sum(q.max for q in quotas if q.feature == feature)
    desk.get(f"/panels/{panel.id}")
    assert "80 uitnodigingen voor 12 plaatsen" in desk.text
    return panel


def step_7_invitations(app, staff, panel, topic, mailbox):
    desk = staff["desk"]
    for entrance, number in (("engaged", 80), ("random", 120)):
        desk.get(f"/panels/{panel.id}/golven/nieuw")
        desk.submit("Verstuur", entrance=entrance, count=str(number), expires_on=(EVENING - timedelta(days=5)).isoformat())
        assert desk.status == 200, desk.text
    invited = rows_in(sa.select(Invitation))
    assert len({one.household_id for one in invited}) == len(invited) >= 100, "one household is asked once"
    on_topic = sa.and_(Engagement.topic_id == topic.id, Engagement.engaged)
    engaged = set(rows_in(sa.select(Account.tenant_id).join(Engagement, Engagement.account_id == Account.id).where(on_topic)))
    assert {one.tenant_id for one in invited if one.entrance.value == "engaged"} <= engaged
    send_all(app)
    by_mail = [one for one in invited if one.channel.value == "mail"]
    letters = rows_in(outbox.waiting_letters().where(Outgoing.kind == "recruitment.invitation"))
    assert len([m for m in mailbox.messages if "/antwoord/" in m.get_body().get_content()]) == len(by_mail)
    assert len(letters) == len(invited) - len(by_mail) > 0, "people without mail are not forgotten"


def codes_in(messages, path):
    """{address: code} for every mail with such a link."""
    found = {}
    for message in messages:
        if match := re.search(rf"/{path}/([0-9A-HJKMNP-TV-Z-]{{13,15}})", message.get_body().get_content()):
            found[str(message["To"])] = match[1]
    return found


def print_letters(staff, kind=None):
    """What is printed, as the letters themselves; the desk downloads the PDF and says that it was printed."""
    letters = [outbox.render(row) for row in rows_in(outbox.waiting_letters()) if kind in (None, row.kind)]
    desk = staff["desk"]
    for _pile in range(10):
        desk.get("/brieven")
        try:
            desk.form("Download als PDF")
        except AssertionError:
            break
        pdf = desk._request(desk.client.post, desk.form("Download als PDF").action, data=dict(desk.form("Download als PDF").fields))
        if pdf.status_code == 303:
            continue  # a pile that nobody needs any more is said to be empty
        assert pdf.data.startswith(b"%PDF")
        desk.get("/brieven")
        desk.submit("Ik heb de brieven geprint")
    return letters


def step_8_answers(app, staff, panel, mailbox, clock):
    letters = [letter for letter in print_letters(staff) if letter is not None and letter.url and "/antwoord/" in letter.url]
    codes = [*codes_in(mailbox.messages, "antwoord").values(), *(letter.code.replace("-", "") for letter in letters)]
    before = count(Volunteer)
    said = Counter()
    for number, code in enumerate(sorted(codes)):
        answer = ("yes", "yes", "no", None)[number % 4]
        visitor = Browser(app)
        visitor.get(f"/antwoord/{code}")
        assert visitor.status == 200 and code not in visitor.response.request.path
        if answer:
            visitor.submit("Verstuur", answer=answer)
            said[answer] += 1
    assert before == 0 and count(Volunteer) == said["yes"]
    assert count(Invitation, Invitation.answer.is_not(None)) == said["yes"] + said["no"]
    assert count(Account, Account.tenant_id.is_not(None)) == count(ScoringNotice) + 1, "an answer opens no account"
    # A week before the end those who have not answered are reminded, once.
    clock.move_to(datetime(2026, 11, 14, 9, tzinfo=UTC))
    silent = count(Invitation, Invitation.answer.is_(None))
    for _twice in range(2):
        jobs.run_due(datetime.now(UTC), everything=True)
    reminders = count(Outgoing, Outgoing.kind == "recruitment.reminder")
    assert reminders == silent


def step_9_draw(app, run, staff, panel, mailbox, tmp_path, clock):
    desk, owner, board = staff["desk"], staff["owner"], staff["board"]
    loting = f"/panels/{panel.id}/loting"
    desk.get(loting)
    desk.submit("Lijst vastzetten")
    if desk.status == 422:  # quotas that volunteers cannot meet are refused with what would help; the desk decides
        assert "Met deze aanpassing lukt het wel" in desk.text
        for feature, value, least, most in re.findall(
            r"(\w+), ([^:]+): minimum van (\d+) naar (\d+)", "\n".join(li for li in desk.page.text.splitlines())
        ):
            with transaction():
                db.session.execute(sa.update(Quota).where(Quota.feature == feature, Quota.value == value.strip()).values(min=int(most)))
            assert int(most) < int(least)
        desk.get(loting)
        desk.submit("Lijst vastzetten")
    assert desk.status == 200, desk.text
    jobs.run("recruitment.solve", datetime.now(UTC))
    public = Browser(app)
    public.get(f"/loting/{panel.id}")
    published = re.search(r"\b[0-9a-f]{64}\b", public.text)[0]
    nonces = {}
    for party, phrase in ((owner, "de lente komt vroeg"), (board, "samen sterk in de straat")):
        party.get(loting)
        party.submit("Zin inleveren", phrase=phrase)
        nonces[phrase] = re.search(r"\b[0-9a-f]{16}\b", party.text)[0]
        assert phrase not in party.text
    assert count(Seat) == 0
    for party, phrase in ((owner, "de lente komt vroeg"), (board, "samen sterk in de straat")):
        party.get(loting)
        party.submit("Zin tonen", phrase=phrase, nonce=nonces[phrase])
        assert party.status == 200, party.text
    seats = rows_in(sa.select(Seat))
    volunteers = count(Volunteer)
    assert len(seats) == 12 and count(Reserve) == volunteers - 12
    # Anybody repeats it from the published file.
    file = tmp_path / "loting.json"
    file.write_bytes(public.get(f"/loting/{panel.id}/bestand").data)
    again = run("recruitment", "verify", file, "--phrase", "de lente komt vroeg", "--phrase", "samen sterk in de straat")
    numbers = dict(db.session.execute(sa.select(Volunteer.id, Volunteer.number)).all())
    assert again["lottery_sha256"] == published
    assert sorted(again["selected"]) == sorted(numbers[seat.volunteer_id] for seat in seats)
    assert again["reserves"] == [numbers[r.volunteer_id] for r in rows_in(sa.select(Reserve).order_by(Reserve.place))]
    # Seats, the rest a kind answer, and the calendar.
    before = len(mailbox.messages)
    jobs.run("recruitment.calendar", datetime.now(UTC))
    send_all(app)
    letters = print_letters(staff)
    told = codes_in(mailbox.messages[before:], "plaats")
    on_paper = [letter for letter in letters if letter and letter.url and "/plaats/" in letter.url]
    assert len(told) + len(on_paper) == 12
    assert len([m for m in mailbox.messages[before:] if any(part.get_content_type() == "text/calendar" for part in m.walk())]) == len(told)
    # One cancels; the first fitting reserve is asked and takes the chair with a fresh yes.
    visitor = Browser(app)
    visitor.get(f"/plaats/{[*told.values(), *(letter.code.replace('-', '') for letter in on_paper)][0]}")
    visitor.submit("Ik kan niet komen")
    assert count(Seat, Seat.given_up_at.is_(None)) == 11
    reserve = one_of(sa.select(Reserve).where(Reserve.asked_at.is_not(None)))
    if reserve is None:
        desk.get(f"/panels/{panel.id}/plaatsen")
        desk.submit("Vraag deze reserve", reason="Niemand past precies; dit is het kleinste verschil.")
        reserve = one_of(sa.select(Reserve).where(Reserve.asked_at.is_not(None)).execution_options(populate_existing=True))
    before = len(mailbox.messages)
    send_all(app)
    asked = [*codes_in(mailbox.messages[before:], "reserve").values()]
    asked += [letter.code.replace("-", "") for letter in print_letters(staff) if letter and letter.url and "/reserve/" in letter.url]
    assert len(asked) == 1 and count(Seat, Seat.given_up_at.is_(None)) == 11, "no chair without a fresh yes"
    visitor = Browser(app)
    visitor.get(f"/reserve/{asked[0]}")
    visitor.submit("Ja, ik kom")
    db.session.rollback()
    standing = rows_in(sa.select(Seat).where(Seat.given_up_at.is_(None)))
    assert len(standing) == len({seat.household_id for seat in standing}) == 12


def step_10_evening(app, staff, panel, mailbox, clock):
    desk = staff["desk"]
    clock.move_to(datetime(2026, 11, 24, 18, 15, tzinfo=UTC))
    seats = rows_in(sa.select(Seat).where(Seat.given_up_at.is_(None)).order_by(Seat.chair))
    evening = one_of(sa.select(PanelSession))
    for number, seat in enumerate(seats):
        desk.get(f"/panels/{panel.id}/bijeenkomst")
        token = next(value for name, value in desk.page.forms[-1].fields if name == "csrf_token")
        fields = {"seat": seat.id, "came": "yes" if number < 10 else "no", "reason": "" if number < 10 else "ill", "csrf_token": token}
        desk.post(f"/panels/{panel.id}/bijeenkomst/{evening.id}/aanwezig", fields)
        assert desk.status == 200, desk.text
    clock.move_to(datetime(2026, 11, 24, 21, 0, tzinfo=UTC))
    desk.get(f"/panels/{panel.id}/bijeenkomst")
    desk.submit("Sluit de lijst")
    assert (count(Attendance, Attendance.came), count(Attendance, Attendance.reason == "ill")) == (10, 2)
    desk.get(f"/panels/{panel.id}/bijeenkomst")
    desk.follow("Het verslag")
    desk.submit("Bewaar het verslag", body="Wij spraken over **de buurt**.")
    desk.submit("Stuur het verslag")
    before = len(mailbox.messages)
    send_all(app)
    readers = [*codes_in(mailbox.messages[before:], "verslag").values()]
    readers += [letter.code.replace("-", "") for letter in print_letters(staff) if letter and letter.url and "/verslag/" in letter.url]
    assert len(readers) == 10, "who was there reads along, nobody else"
    visitor = Browser(app)
    visitor.get(f"/verslag/{readers[0]}")
    visitor.submit("Vraag deze wijziging", body="Ik zei: ook het licht in de hal.")
    clock.move_to(datetime(2026, 12, 10, 9, tzinfo=UTC))
    desk.get(f"/panels/{panel.id}/bijeenkomst")
    desk.follow("Het verslag")
    desk.follow("Geef antwoord")
    desk.submit("Bewaar", taken_over="yes", answer="Staat erbij.")
    desk.get(f"/panels/{panel.id}/bijeenkomst")
    desk.follow("Het verslag")
    desk.submit("Stel het verslag vast")
    assert desk.status == 200, desk.text


def step_11_outcome(app, staff, panel, topic, mailbox, clock):
    desk, owner = staff["desk"], staff["owner"]
    base = f"/onderwerpen/{topic.slug}/uitkomst"
    for text in ("Er moet meer licht komen.", "De straat moet schoner."):
        desk.get(f"{base}/argumenten/nieuw")
        desk.submit("Bewaar", body=text)
    owner.get(f"/agenda/{topic.id}/afsluiten")
    with pytest.raises(AssertionError):
        owner.form("Sluit af")
    from recruitment.models import Argument

    for number, argument in enumerate(rows_in(sa.select(Argument).order_by(Argument.number))):
        owner.get(f"{base}/argumenten/{argument.id}/antwoord")
        owner.submit(
            "Bewaar het antwoord", verdict=("adopted", "rejected")[number], reason="Dit is waarom.", owner="Beheer", due_on="2027-03-01"
        )
    assert count(Outcome) == 2
    contributors = set(
        rows_in(
            sa.select(Account.tenant_id)
            .join(Post, Post.author_id == Account.id)
            .where(Post.topic_id == topic.id, Post.shown_to == ShownTo.EVERYONE, Post.author_kind == AuthorKind.TENANT)
        )
    ) | set(rows_in(sa.select(Volunteer.tenant_id).where(Volunteer.panel_id == panel.id, Volunteer.stopped_at.is_(None))))
    desk.get(base)
    desk.submit("Stuur iedereen bericht")
    told = rows_in(sa.select(Telling).where(Telling.topic_id == topic.id))
    assert {row.tenant_id for row in told} >= contributors
    assert len(told) == len({row.tenant_id for row in told}) == len(contributors)
    owner.get(f"/agenda/{topic.id}/afsluiten")
    with pytest.raises(AssertionError):
        owner.form("Sluit af")
    before = len(mailbox.messages)
    send_all(app)
    letters = print_letters(staff)
    assert len(mailbox.messages) - before == len([row for row in told if row.channel.value == "mail"])
    assert len(letters) == len([row for row in told if row.channel.value == "letter"]) > 0
    assert count(Telling, Telling.told_at.is_(None)) == 0
    owner.get(f"/agenda/{topic.id}/afsluiten")
    owner.submit("Sluit af")
    assert count(Topic, Topic.closed_at.is_not(None)) == 1


def step_12_report(staff, panel, topic, authors):
    for reader in ("desk", "owner", "board"):
        staff[reader].get(f"/panels/{panel.id}/verslag")
        assert staff[reader].status == 200
        assert "<svg" in staff[reader].response.text
        text = staff[reader].text
        for number in (HOMES, count(Invitation), 12, 10):
            assert re.search(rf"(?<![\d.]){number}(?!\d)|{number:,}".replace(",", r"\."), text), number
    names = [tenant.name for tenant in rows_in(sa.select(Tenant).join(Invitation, Invitation.tenant_id == Tenant.id).limit(50))]
    assert not any(name in staff["board"].text for name in names)
