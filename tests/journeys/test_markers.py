"""What nobody may read is read by nobody: texts with a word of their own are hidden, held, withdrawn, replaced or not agreed yet, and then
every page, feed, file and mail is looked through for those words, as everybody."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Callable
from datetime import date
from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa
from browser import Browser
from factories import sign_in
from flask import Flask
from journeys.chromium import Site, someone
from picture_files import picture
from pypdf import PdfReader
from werkzeug.exceptions import HTTPException
from werkzeug.test import TestResponse

import moderation.service
from accounts.access import allowed_on
from accounts.models import Account, Channel, Party, Role
from accounts.service.people import account_for_unnamed
from forum import queries, service
from forum.models import Draft, Frequency, Level, MarkKind, Post, Regime
from forum.queries.background import waiting_background
from forum.queries.files import attachments_of, waiting_attachments
from forum.queries.voices import find_voice
from forum.rules.polls import PollKind
from forum.service import files, following, polls
from forum.service.agenda import Proposal, propose_topic
from forum.service.background import propose_background, withdraw_background
from forum.service.cards import Assisted
from forum.service.summaries import Words, write_summary
from forum.service.telling import NEWS
from forum.service.voices import deny_voice
from foundation import clock, jobs
from foundation.db import db, transaction
from foundation.outbox import Mail, Outgoing, render
from moderation.models import Act
from moderation.rules import Reasons

MARK = re.compile(r"zq[a-z]+qz")
RARE = "kwartelkoning"
"""In every planted text: what a search is for, since an answer repeats its question."""
KINDS = 1
"""Pages of one kind that are looked at beside those that are about what was planted."""
SLUG = "plan-zqproposedtitleqz"
"""An answer repeats the address that was asked for."""
MODERATOR, STAFF = frozenset({Role.MODERATOR}), frozenset(Role) - {Role.TENANT}
WRITER = "writer"

MAY: dict[str, tuple[frozenset[object], str]] = {
    "zqhiddenqz": (MODERATOR | {WRITER}, r"moderation.(case|my_decisions)"),
    "zqhiddenwordsqz": (MODERATOR, "moderation.case"),
    "zqhiddentitleqz": (MODERATOR | {WRITER}, r"moderation.(case|queue|my_decisions)|home.today"),
    "zqheldqz": (MODERATOR | {WRITER}, ""),
    "zqheldtitleqz": (MODERATOR | {WRITER}, ""),
    "zqheldoldqz": (MODERATOR | {WRITER}, "forum.versions"),
    "zqheldwordsqz": (MODERATOR | {WRITER}, ""),
    "zqdraftqz": (frozenset({WRITER}), ""),
    "zqdrafttitleqz": (frozenset({WRITER}), ""),
    "zqwaitingwordsqz": (frozenset({WRITER}), ""),
    "zqoldqz": (frozenset({*Role, WRITER}), "forum.versions"),
    "zqreportqz": (MODERATOR, "moderation.case"),
    "zqproposedqz": (STAFF, r"forum.(agenda|propose|change|sign).*|home.today"),
    "zqproposedtitleqz": (STAFF, r"forum.(agenda|propose|change|sign).*|home.today"),
    "zqpollqz": (STAFF, ""),
    "zqsummaryqz": (STAFF, ""),
    "zqbackgroundqz": (STAFF, ""),
}
"""Who may read a marked text and on which pages ("" is any). What is not named here is for nobody."""


class Planted:
    """Addresses by what was planted, and who may have written it."""

    def __init__(self) -> None:
        self.paths: list[str] = []
        self.files: dict[str, str] = {}
        self.posts: dict[str, int] = {}
        self.writer = self.reader = 0


@pytest.fixture(scope="module")
def planted(site: Site) -> Planted:
    found = Planted()
    with site.app.test_request_context(), site.rows():
        with transaction():
            plant(found)
        jobs.run("forum.index", clock.now())
        jobs.run("forum.tell", clock.now())
        with transaction():
            take_away(found)
        jobs.run("forum.index", clock.now())
    return found


def body(mark: str) -> str:
    return f"De {RARE} roept in het gras achter de flat. {mark} is hier het woord."


def tenants() -> list[Account]:
    """Two who are shown to no other test."""
    members = sa.select(Account).where(Account.role == Role.TENANT, Account.email.is_not(None), Account.closed_at.is_(None))
    return list(db.session.scalars(members.order_by(Account.id.desc()).limit(2)))


def put(act: Callable[..., Post], *what: object) -> Post:
    """As somebody who has read whatever comes first."""
    seen: frozenset[str] = frozenset()
    while True:
        try:
            return act(*what, seen=seen)
        except service.NoticeFirst as first:
            seen |= {first.notice.key}


def keep_waiting(owner: Account, place: str, words: str) -> None:
    file = files.read_file(picture(colour=(len(words), 9, 9)), "vogel.jpg")
    files.keep_attachment(owner, place, file, f"Foto van {words}", clock.now())


def hang(post: Post, owner: Account, words: str) -> None:
    keep_waiting(owner, f"edit:{post.id}", words)
    files.place_attachments(post, owner.id, f"edit:{post.id}", files.Attaching({}, frozenset()), clock.now())


def plant(found: Planted) -> None:
    """Everything as it was when everybody could read it; told to whoever follows."""
    now = clock.now()
    topic = queries.live_topics(clock.local_day(now))[0]
    if (before := waiting_background(topic.id)) is not None:
        withdraw_background(before, db.session.get_one(Account, before.proposed_by_id), now)
    writer, reader = tenants()
    found.writer, found.reader = writer.id, reader.id
    following.follow_topic(reader, topic, Level.ALL, now)
    following.choose_frequency(reader, Frequency.AT_ONCE, now)
    feed = following.make_feed(reader, topic, now)

    def started(title: str, mark: str, by: Account = writer) -> Post:
        return put(service.start_thread, topic, by, f"Over vogels {title}", body(mark), now)

    def answered(parent: Post, mark: str, by: Account = writer) -> Post:
        return put(service.reply, parent, by, body(mark), now)

    open_ = started("in de tuin", "zichtbaar")
    posts = {
        "open": open_,
        "hidden": answered(open_, "zqhiddenqz"),
        "held": answered(open_, "zqheldoldqz"),
        "withdrawn": answered(open_, "zqwithdrawnqz"),
        "edited": answered(open_, "zqoldqz"),
        "old": answered(open_, "zqhiddenoldqz"),
        "hidden opening": started("zqhiddentitleqz", "zqhiddenqz"),
        "held opening": started("zqheldtitleqz", "zqheldqz"),
        "withdrawn opening": started("zqwithdrawntitleqz", "zqwithdrawnqz"),
    }
    for kind in ("hidden", "held", "withdrawn"):
        under = answered(posts[f"{kind} opening"], "zichtbaar", reader)
        posts[f"under {kind}"] = answered(under, f"@{reader.alias}")
        service.edit_post(under, reader, body("veranderd"), now)
    service.edit_post(posts["held"], writer, body("zqheldqz"), now)
    service.edit_post(posts["edited"], writer, body("veranderd"), now)
    service.edit_post(posts["old"], writer, body("zqhiddenqz"), now)
    for kind in ("hidden", "held"):
        hang(posts[kind], writer, f"zq{kind}wordsqz")
    keep_waiting(writer, f"post:{open_.id}", "zqwaitingwordsqz")
    service.keep_draft(writer.id, f"post:{open_.id}", "", body("zqdraftqz"), now)
    service.keep_draft(writer.id, f"topic:{topic.id}", "Over zqdrafttitleqz", body("zqdraftqz"), now)
    for post in posts.values():
        for kind in (MarkKind.SAVED, MarkKind.AGREE):
            if post.author_id != reader.id:
                service.set_mark(post, reader, kind, True)
        service.keep_draft(reader.id, f"post:{post.id}", "", "Een antwoord dat nog niet af is.", now)
    moderation.service.report_post(posts["hidden"], "insult", "Hier staat zqreportqz.", reader, now)
    spoken = Assisted(someone(Role.COORDINATOR), Channel.PHONE)
    posts["denied"] = service.start_thread(
        topic, account_for_unnamed(now, "Iemand van de gang"), "Van papier zqdeniedtitleqz", body("zqdeniedqz"), now, assisted=spoken
    )
    found.posts = {name: post.id for name, post in posts.items()}
    board, today = someone(Role.BOARD), clock.local_day(now)
    next_year = Proposal(
        "Plan zqproposedtitleqz",
        "Kort zqproposedqz",
        "Lang zqproposedqz",
        Regime.NONE,
        None,
        date(today.year + 1, 2, 1),
        date(today.year + 1, 3, 1),
    )
    proposed = propose_topic(today.year + 1, next_year, board, now)
    asked = polls.Question(PollKind.ONE, "Vraag zqpollqz?", "Uitleg zqpollqz", ("Ja zqpollqz", "Nee"), topic.closes_on)
    poll = polls.make_poll(topic, asked, board, now)
    summary = write_summary(topic, Words(topic.opens_on, today, "Verslag zqsummaryqz", "Gewoon zqsummaryqz"), board, now)
    propose_background(topic, "Anders zqbackgroundqz", "Achtergrond zqbackgroundqz", board, now)
    found.paths += [
        f"/onderwerpen/{topic.slug}", f"/onderwerpen/{proposed.slug}", f"/agenda/{proposed.id}", f"/peilingen/{poll.id}", f"/samenvattingen/{summary.id}",
        f"/onderwerpen/{topic.slug}/op-een-pagina", f"/onderwerpen/{topic.slug}/op-een-pagina.pdf", f"/onderwerpen/{topic.slug}/poster.pdf",
        f"/onderwerpen/{topic.slug}/achtergrond", f"/onderwerpen/{topic.slug}/samenvattingen", f"/onderwerpen/{topic.slug}/uitkomst", f"/papier/{topic.slug}",
    ]  # fmt: skip
    found.paths += [urlsplit(following.feed_url(feed)).path]
    for post in posts.values():
        found.paths += [f"/gesprekken/{post.thread_id}{rest}" for rest in ("", "/nieuw", "/volgen", "?weergave=tijd", "?weergave=boom")]
        found.paths += [
            f"/bijdragen/{post.id}{rest}"
            for rest in ("", "/antwoord", "/antwoord?citeer=1", "/veranderen", "/weghalen", "/versies", "/melden", "/verder", "/invoeren")
        ]
        found.paths += [f"/meldingen/{post.id}", f"/papier/kaart/{post.id}"]
    found.paths += [
        f"/niet-geplaatst/{draft}" for draft in db.session.scalars(sa.select(Draft.id).where(Draft.account_id.in_([writer.id, reader.id])))
    ]
    hanging = attachments_of([post.id for post in posts.values()])
    found.files = {name: f"/bijlagen/{hanging[posts[name].id][0].key}/64" for name in ("hidden", "held")}
    found.files["waiting"] = f"/bijlagen/{waiting_attachments(writer.id, f'post:{open_.id}')[0].key}/64"


def take_away(found: Planted) -> None:
    now = clock.now()
    posts = {name: db.session.get_one(Post, number) for name, number in found.posts.items()}
    writer = db.session.get_one(Account, found.writer)
    bep = db.session.scalars(sa.select(Account).where(Account.role == Role.MODERATOR, Account.party == Party.TENANTS)).first()
    assert bep is not None
    for name in ("hidden", "hidden opening", "old"):
        why = Reasons(facts="Dit kan niet.", rule="respect", passage="een stukje")
        assert moderation.service.decide(posts[name], Act.HIDE, bep, why, now).stands_at
    for name in ("held", "held opening"):
        service.hold_post(posts[name], now)
    for name in ("withdrawn", "withdrawn opening"):
        service.withdraw_post(posts[name], writer, now)
    voice = find_voice(posts["denied"].id)
    assert voice is not None
    deny_voice(voice, now)


def texts_in(answer: TestResponse) -> str:
    """What an answer says; of a PDF the words on its pages."""
    if answer.mimetype == "application/pdf":
        return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.data)).pages)
    return answer.text.replace(SLUG, "") if answer.mimetype.startswith(("text/", "application/atom", "application/json")) else ""


def kind_of(app: Flask, path: str) -> str | None:
    try:
        return str(app.url_map.bind("").match(urlsplit(path).path, "GET")[0])
    except HTTPException:
        return None


def signed_in(site: Site, planted: Planted, who: Role | str | None) -> Browser:
    browser = Browser(site.app)
    if who is None:
        return browser
    with site.rows():
        if isinstance(who, Role) and who is not Role.TENANT:
            account = someone(who)
        else:
            account = db.session.get_one(Account, planted.reader if who is Role.TENANT else planted.writer)
        sign_in(browser, account)
    return browser


SEARCHES = [
    f"/zoeken?q={words}" for words in (RARE, "kwartelkonink", f"{RARE}+roept", f'"{RARE}+roept"', "vogels", "zqhiddenq", f"{RARE}+van:ik")
]


@pytest.mark.parametrize("who", [None, *Role, WRITER], ids=lambda who: str(who or "nobody"))
def test_nobody_meets_what_is_not_theirs_to_read(site: Site, planted: Planted, who: Role | str | None) -> None:
    app, browser, wrong = site.app, signed_in(site, planted, who), []
    role = Role.TENANT if who == WRITER else who
    plain = [
        rule.rule for rule in app.url_map.iter_rules()
        if not rule.arguments and "GET" in (rule.methods or ()) and role in (allowed_on(app, rule.endpoint) or ()) and rule.endpoint != "home.logo"
    ]  # fmt: skip
    waiting, seen, often = [*planted.paths, *SEARCHES, *plain], set[str](), Counter[str]()
    must = set(waiting)
    while waiting:
        path = waiting.pop(0)
        kind = kind_of(app, path)
        if kind is None or kind == "static" or path in seen or (path not in must and often[kind] >= KINDS):
            continue
        seen.add(path)
        often[kind] += path not in must
        answer = browser.get(path)
        assert answer.status_code < 500 or kind == "home.readyz", path
        where = kind_of(app, answer.request.path) or kind
        for mark in set(MARK.findall(texts_in(answer))):
            people, pages = MAY.get(mark, (frozenset(), ""))
            if not ((who in people) and re.fullmatch(pages or ".*", where)):
                wrong.append(f"{mark} on {path} ({where})")
        if answer.mimetype == "text/html" and who not in (Role.POLICY_OWNER, Role.ADMIN):  # these meet what the others meet
            waiting += [link.partition("#")[0] for link, _text in browser.page.links if link.startswith("/")]
    assert not wrong, "\n".join(sorted(wrong))
    assert len(seen) > 60


def test_no_mail_that_waited_tells_what_was_taken_away(site: Site, planted: Planted) -> None:
    with site.app.test_request_context(), site.rows():
        rows = db.session.scalars(sa.select(Outgoing).where(Outgoing.kind == NEWS).order_by(Outgoing.id.desc()).limit(60)).all()
        mails = [mail for row in rows if row.ref["account"] == planted.reader and isinstance(mail := render(row), Mail)]
        said = "\n".join(f"{mail.subject} {mail.text} {mail.headers}" for mail in mails)
    assert "zichtbaar" in said or "veranderd" in said
    assert not set(MARK.findall(said))


@pytest.mark.parametrize(("name", "people"), [("hidden", set()), ("held", MODERATOR | {WRITER}), ("waiting", {WRITER})])
def test_a_picture_goes_where_its_post_goes(site: Site, planted: Planted, name: str, people: set[object]) -> None:
    for who in (None, *Role, WRITER):
        browser = signed_in(site, planted, who)
        answer = browser.client.get(planted.files[name])
        assert (answer.status_code == 200) == (who in people), who


def test_a_refused_form_shows_no_more_than_its_page(site: Site, planted: Planted) -> None:
    """Sent by hand to posts that one cannot see: the answer holds the form again, with whatever hangs there."""
    browser, wrong = signed_in(site, planted, Role.TENANT), []
    site.app.config["WTF_CSRF_ENABLED"] = False
    try:
        for name, number in planted.posts.items():
            for act in ("antwoord", "veranderen", "weghalen", "melden", "merk"):
                for said in ({}, {"preview": "1", "body": "Een tekst."}):
                    answer = browser._request(browser.client.post, f"/bijdragen/{number}/{act}", data=said)
                    assert answer.status_code < 500
                    wrong += [f"{mark} from {act} on {name}" for mark in set(MARK.findall(answer.text)) - {"zqoldqz"}]
    finally:
        site.app.config["WTF_CSRF_ENABLED"] = True
    assert not wrong, "\n".join(wrong)
