"""Two years of topics on two keys, and what was written about them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import partial

import sqlalchemy as sa

from accounts.models import Account, Channel, Party
from accounts.rules.keys import text_fingerprint
from forum import events
from forum.models import Consent, Document, PolicyYear, Post, Regime, ShownTo, Topic, YearKind
from forum.rules import agreement_text
from forum.service import (
    Assisted,
    NoticeFirst,
    Proposal,
    decide,
    note_advice_asked,
    note_advice_came,
    propose_topic,
    publish_summary,
    reply,
    restore_post,
    sign_topic,
    start_thread,
)
from forum.service.files import Attaching, keep_attachment, place_attachments, read_file
from foundation.clock import local_day
from foundation.db import db
from foundation.i18n import day as day_in_words
from home.demo import papers
from home.demo.names import lot
from home.demo.people import Cast
from home.demo.pictures import picture_for
from home.demo.story import Story, Words, at
from home.demo.timeline import Timeline
from moderation import service as moderation
from moderation.models import Act
from moderation.rules import Reasons
from recruitment.service import score

WAYS = {"paper": Channel.LETTER, "phone": Channel.PHONE, "hallway": Channel.HALLWAY}
RULES = {"Noem geen adres": "privacy", "Blijf beleefd": "respect"}
"""How the story words a house rule, and its key in moderation."""


class Agenda:
    """The topics of the story, by their slug, once they are there."""

    def __init__(self, story: Story, cast: Cast, timeline: Timeline) -> None:
        self.story, self.cast, self.timeline = story, cast, timeline
        self.topics: dict[str, Topic] = {}
        self.posts: dict[str, list[Post]] = {}
        self.documents: dict[str, Document] = {}

    def plan(self) -> None:
        for written in self.story.topics:
            opens = self.story.day(written["opens_on"])
            first, other = ("policy_owner", "board_chair") if written["proposed_by"] == "landlord" else ("board_chair", "policy_owner")
            self.timeline.at(at(opens - timedelta(days=62)), partial(self._propose, written, first))
            self.timeline.at(at(opens - timedelta(days=60), 14), partial(self._sign, written, first))
            self.timeline.at(at(opens - timedelta(days=44), 11), partial(self._sign, written, other))
            self.timeline.at(at(opens, 8), partial(self._publish, written))
            self._plan_posts(written)
            self._plan_papers(written)
            self._plan_scores(written)
            self._plan_decision(written)
        for written in self.story.proposals:
            when = self.story.moment(written["proposed_on"])
            by = written["signed_by_staff"]
            self.timeline.at(when, partial(self._propose, written, by))
            self.timeline.at(when + timedelta(hours=1), partial(self._sign, written, by))

    def _propose(self, written: Words, by: str, now: datetime) -> None:
        story = self.story
        opens = story.day(written["opens_on"])
        proposal = Proposal(
            title=written["title"], summary=story.text(written["summary"], written["opens_on"]),
            body=story.text(written["body"], written["opens_on"]), regime=Regime(written["regime"]), reserved_matter=None,
            opens_on=opens, closes_on=story.day(written["closes_on"]),
        )  # fmt: skip
        topic = propose_topic(opens.year, proposal, self.cast.staff[by], now)
        topic.slug = written["slug"]
        self._keep_together(topic, opens, self._year(written["year"]))
        self.topics[written["slug"]] = topic

    def _year(self, written: int) -> int:
        """Year of the story -> of the agenda: the running one is the year in which its last topic opens."""
        last = max((topic for topic in self.story.topics), key=lambda topic: str(topic["opens_on"]))
        return self.story.day(last["opens_on"]).year + written - int(last["year"])

    @staticmethod
    def _keep_together(topic: Topic, opens: date, year: int) -> None:
        """Moved far, a topic can open just outside the year it belongs to. The story's two times five stay what they are."""
        if opens.year == year:
            return
        strange = topic.policy_year_id
        agenda = db.session.scalar(sa.select(PolicyYear).where(PolicyYear.year == year, PolicyYear.kind == YearKind.RUNNING))
        if agenda is None:
            agenda = PolicyYear(year=year, kind=YearKind.RUNNING)
            db.session.add(agenda)
            db.session.flush()
        topic.policy_year_id = agenda.id
        db.session.flush()
        if not db.session.scalar(sa.select(sa.exists().where(Topic.policy_year_id == strange))):
            db.session.execute(sa.delete(PolicyYear).where(PolicyYear.id == strange))
        db.session.expire(topic)

    def _sign(self, written: Words, by: str, now: datetime) -> None:
        topic = self.topics[written["slug"]]
        year = db.session.get_one(PolicyYear, topic.policy_year_id).year
        sign_topic(topic, text_fingerprint(agreement_text(topic, year)), self.cast.staff[by], now)

    def _publish(self, written: Words, now: datetime) -> None:
        topic = self.topics[written["slug"]]
        publish_summary(topic, topic.summary, self.cast.staff["policy_owner"], now)

    def _plan_posts(self, written: Words) -> None:
        for number, thread in enumerate(self.story.threads(written["slug"])):
            placed: list[Post] = []
            moments: list[datetime] = []
            for place, post in enumerate(thread["posts"]):
                day = self.story.day(written["opens_on"]) + timedelta(days=post["day"])
                when = at(day, post["hour"], lot("minute", written["slug"], number, place) % 60)
                if post["reply_to"] is not None:
                    when = max(when, moments[post["reply_to"]] + timedelta(minutes=4))
                if place:
                    when = max(when, moments[0] + timedelta(minutes=place))
                moments.append(when)
            for place, post in enumerate(thread["posts"]):
                self.timeline.at(moments[place], partial(self._write, written, thread, post, placed))
                if post.get("hide"):
                    answers = [moments[i] for i, one in enumerate(thread["posts"]) if one["reply_to"] == place]
                    reported = max([moments[place], *answers]) + timedelta(minutes=50)
                    self._plan_hiding(post, place, placed, reported)

    def _write(self, written: Words, thread: Words, post: Words, placed: list[Post], now: datetime) -> None:
        topic, author = self.topics[written["slug"]], self.cast.author(post["author"])
        text = self.story.text(post["text"], written["opens_on"])
        lang = post.get("lang", "nl")
        assisted = None
        if post["assisted"]:
            way = WAYS[post["assisted"]]
            consent = Consent.WRITTEN if way is Channel.LETTER else Consent.SPOKEN
            assisted = Assisted(by=self.cast.staff["coordinator_tenants"], channel=way, said_on=local_day(now), consent=consent)
        seen = frozenset({"scoring"})
        with events.post_changed.muted():  # as in an import: the scorer hears of whole topics, see `_score`
            for _again in range(5):  # every notice that may come before a post is read by its author
                try:
                    if post["reply_to"] is None:
                        new = start_thread(topic, author, thread["title"], text, now, lang=lang, seen=seen, assisted=assisted)
                    else:
                        new = reply(placed[post["reply_to"]], author, text, now, lang=lang, seen=seen, assisted=assisted)
                    break
                except NoticeFirst as first:
                    seen |= {first.notice.key}
            else:
                raise RuntimeError("a notice that comes back after it was seen")
        if new.shown_to is ShownTo.AUTHOR:  # held for a look, and let through by whoever looked
            restore_post(new, now)
        self._hang(new, text, now)
        placed.append(new)
        self.posts.setdefault(written["slug"], []).append(new)

    def _hang(self, post: Post, text: str, now: datetime) -> None:
        """The picture or PDF that belongs with this post, where there is one."""
        found = (papers.card(now), "Kaartje bij de thermostaat") if text.startswith(papers.CARD) else picture_for(text)
        if found is None or post.author_id is None:
            return
        place = f"demo:{post.id}"
        keep_attachment(db.session.get_one(Account, post.author_id), place, read_file(found[0], "kaartje.pdf"), found[1], now)
        place_attachments(post, post.author_id, place, Attaching({}, frozenset()), now)

    def _plan_papers(self, written: Words) -> None:
        opens = self.story.day(written["opens_on"])
        for paper in papers.PAPERS:
            if paper.slug == written["slug"]:
                self.timeline.at(at(opens + timedelta(days=paper.after), 13), partial(self._add_paper, paper))

    def _add_paper(self, paper: papers.Paper, now: datetime) -> None:
        papers.add(paper, self.topics[paper.slug], self.cast.staff[paper.by], self.documents, now)

    def _plan_hiding(self, post: Words, place: int, placed: list[Post], reported: datetime) -> None:
        rule = next(key for start, key in RULES.items() if post["hide"]["rule"].startswith(start))
        reporter = self.cast.tenants["Lindeblad"]

        def report(now: datetime) -> None:
            reason = "privacy" if rule == "privacy" else "insult"
            moderation.report_post(placed[place], reason, "", reporter, now)

        def hide(now: datetime) -> None:
            why = Reasons(post["hide"]["facts"], rule, passage=post["text"].split(". ")[0], about_landlord=True)
            proposed = moderation.decide(placed[place], Act.HIDE, self.cast.staff["moderator_landlord"], why, now)
            moderation.agree(proposed, self.cast.staff["moderator_tenants"], now + timedelta(minutes=40))

        self.timeline.at(reported, report)
        self.timeline.at(reported + timedelta(hours=13), hide)

    def _plan_scores(self, written: Words) -> None:
        day, last = self.story.day(written["opens_on"]), self.story.day(written["closes_on"])
        while day < last:
            day = min(day + timedelta(days=14), last)
            self.timeline.at(at(day + timedelta(days=1), 0, 5), lambda now: self._score(written["slug"], now))

    def _score(self, slug: str, now: datetime) -> None:
        events.posts_imported.send([self.topics[slug].id], now=now)
        score(now)

    def _plan_decision(self, written: Words) -> None:
        owner, chair = self.cast.staff["policy_owner"], self.cast.staff["board_chair"]

        def topic() -> Topic:
            return self.topics[written["slug"]]

        if written.get("advice_requested_on"):
            asked = self.story.day(written["advice_requested_on"])
            self.timeline.at(at(asked, 11), lambda now: note_advice_asked(topic(), asked, owner, now))
        if written.get("advice_received_on"):
            self.timeline.at(self.story.moment(written["advice_received_on"], 15), lambda now: note_advice_came(topic(), chair, now))
        if written.get("decided_on"):
            text = self._decision(written)
            self.timeline.at(self.story.moment(written["decided_on"], 9), lambda now: decide(topic(), text, owner, now))

    def _decision(self, written: Words) -> str:
        verdicts = [one["verdict"] for one in self.story.panels[written["slug"]]["arguments"]]
        lines = [f"Het klantenpanel gaf {len(verdicts)} adviezen. De Linde neemt er {verdicts.count('adopted')} helemaal over."]
        if partly := verdicts.count("partly"):
            lines.append(f"{partly} {'advies nemen' if partly == 1 else 'adviezen nemen'} wij voor een deel over.")
        if rejected := verdicts.count("rejected"):
            lines.append(f"{rejected} {'advies nemen' if rejected == 1 else 'adviezen nemen'} wij niet over.")
        lines.append("Bij elk advies staat waarom, wie het doet en wanneer het klaar is.")
        if written.get("advice_received_on"):
            came = day_in_words(self.story.day(written["advice_received_on"]))
            lines.append(f"Huurdersvereniging Onder de Linde gaf haar advies op {came}. Wij volgen dat advies.")
        return " ".join(lines)


def reports_that_wait(posts: list[Post], cast: Cast, timeline: Timeline, today: date) -> None:
    """Something for the moderators to do today, and something they did last week."""
    fresh = [post for post in posts if isinstance(post.author_id, int)]
    reporters: list[Account] = [cast.tenants[name] for name in ("Gerrit met de Hond", "Studente Lot", "Buurvrouw Fatma")]
    moderator = next(account for account in cast.staff.values() if account.role.value == "moderator" and account.party is Party.LANDLORD)
    chosen = [fresh[len(fresh) * part // 10] for part in (3, 6, 9)]
    plan = zip(chosen, reporters, (("off_topic", 6), ("other", 2), ("insult", 1)), strict=True)
    for post, reporter, (reason, ago) in plan:
        when = at(today - timedelta(days=ago), 16, 20)
        timeline.at(when, partial(moderation.report_post, post, reason, "", reporter))
    facts = "De bijdrage gaat over het onderwerp. Zij scheldt niet en noemt geen gegevens van anderen."
    timeline.at(at(today - timedelta(days=5), 9, 30), lambda now: moderation.decide(chosen[0], Act.KEEP, moderator, Reasons(facts), now))
