"""What the two parties put on the page of a topic while its forum runs: a new background, summaries, polls with their votes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import sqlalchemy as sa

from accounts.models import Account, Channel, Tenant
from accounts.rules.keys import text_fingerprint
from forum.models import BackgroundVersion, Poll, PollKind, PollOption, Topic, TopicSummary
from forum.queries.background import newest_background
from forum.rules.background import background_text
from forum.rules.summaries import summary_mark
from forum.service.background import propose_background, sign_background
from forum.service.polls import Question, count_poll, make_poll, sign_poll, the_text, vote
from forum.service.summaries import Words as Sides
from forum.service.summaries import answer_summary, approve_plain, publish, write_summary
from foundation.clock import end_of, start_of
from foundation.db import db
from home.demo.agenda import Agenda
from home.demo.names import lot
from home.demo.story import Words, at

PAPER = (Channel.LETTER, Channel.PHONE, Channel.DESK)


class TopicPages:
    def __init__(self, agenda: Agenda) -> None:
        self.agenda, self.story, self.cast, self.line = agenda, agenda.story, agenda.cast, agenda.timeline

    def plan(self) -> None:
        for written in self.story.topic_pages:
            topic = partial(self._topic, written["topic"])
            if new := written.get("background"):
                self._plan_background(topic, new, written["waiting_background"])
            for summary in written.get("summaries", ()):
                self._plan_summary(topic, summary)
            for place, poll in enumerate(written["polls"]):
                self._plan_poll(topic, poll, f"{written['topic']} {place}")

    def _topic(self, slug: str) -> Topic:
        return self.agenda.topics[slug]

    def _staff(self, key: str) -> Account:
        return self.cast.staff[key]

    def _plan_background(self, topic: Callable[[], Topic], new: Words, waiting: Words) -> None:
        made: list[BackgroundVersion] = []

        def propose(now: datetime) -> None:
            body = topic().body.replace(new["after"], self.story.text(new["add"], new["proposed_on"]) + new["after"], 1)
            made.append(propose_background(topic(), self.story.text(new["note"], new["proposed_on"]), body, self._staff(new["by"]), now))

        def agree(now: datetime) -> None:
            read = text_fingerprint(background_text(topic(), made[0].note, made[0].body))
            sign_background(made[0], topic(), read, self._staff(new["other"]), now)

        def propose_more(now: datetime) -> None:
            newest = newest_background(topic().id)
            body = (newest.body if newest else topic().body).replace(waiting["old"], waiting["new"], 1)
            propose_background(topic(), self.story.text(waiting["note"], waiting["proposed_on"]), body, self._staff(waiting["by"]), now)

        self.line.at(self.story.moment(new["proposed_on"], 11), propose)
        self.line.at(self.story.moment(new["agreed_on"], 9), agree)
        self.line.at(self.story.moment(waiting["proposed_on"], 15), propose_more)

    def _plan_summary(self, topic: Callable[[], Topic], words: Words) -> None:
        made: list[TopicSummary] = []

        def write(now: datetime) -> None:
            near = words["written_on"]
            sides = Sides(
                from_on=self.story.day(words["from_on"]), until_on=self.story.day(words["until_on"]), body=self.story.text(words["body"], near),
                plain=self.story.text(words["plain"], near),
            )  # fmt: skip
            made.append(write_summary(topic(), sides, self._staff(words["by"]), now))

        def approve(now: datetime) -> None:
            approve_plain(made[0], summary_mark(made[0]), self._staff(words["approved_by"]), now)

        def answer(now: datetime) -> None:
            answer_summary(made[0], summary_mark(made[0]), words.get("remark"), self._staff(words["answered_by"]), now)

        def show(now: datetime) -> None:
            publish(made[0], summary_mark(made[0]), self._staff(words["by"]), now)

        self.line.at(self.story.moment(words["written_on"], 13), write)
        self.line.at(self.story.moment(words["approved_on"], 10), approve)
        if "published_on" in words:
            self.line.at(self.story.moment(words["answered_on"], 16), answer)
            self.line.at(self.story.moment(words["published_on"], 9), show)

    def _plan_poll(self, topic: Callable[[], Topic], asked: Words, name: str) -> None:
        made: list[Poll] = []

        def make(now: datetime) -> None:
            question = Question(
                kind=PollKind(asked["kind"]), question=asked["question"], explanation=asked["explanation"], options=tuple(asked["options"]),
                closes_on=self.story.day(asked["closes_on"]),
            )  # fmt: skip
            made.append(make_poll(topic(), question, self._staff(asked["by"]), now))

        def sign(key: str, now: datetime) -> None:
            sign_poll(made[0], topic(), text_fingerprint(the_text(made[0], topic())), self._staff(key), now)

        self.line.at(self.story.moment(asked["proposed_on"], 11), make)
        if "agreed_on" not in asked:
            return
        for key in ("first", "second"):
            if key in asked:
                self.line.at(self.story.moment(asked["agreed_on"], 9), partial(sign, asked[key]))
        closes = self.story.day(asked["closes_on"])
        first = self.story.day(asked["agreed_on"])
        last = min((closes - first).days, (self.story.today - first).days - 1)
        for number in range(asked["voters"]):
            when = at(
                first + timedelta(days=1 + lot("day", name, number) % max(last, 1)), 9 + number % 12, lot("minute", name, number) % 60
            )
            self.line.at(min(when, end_of(closes) - timedelta(minutes=5)), partial(self._vote, topic, made, asked, name, number))
        self.line.at(start_of(closes + timedelta(days=1)) + timedelta(minutes=20), lambda now: count_poll(made[0].id, now))

    def _vote(self, topic: Callable[[], Topic], made: list[Poll], asked: Words, name: str, number: int, now: datetime) -> None:
        options = list(db.session.scalars(sa.select(PollOption.id).where(PollOption.poll_id == made[0].id).order_by(PollOption.place)))
        chosen = {self._choice(asked["weights"], name, number, 0)}
        if made[0].kind is PollKind.SEVERAL and lot("second", name, number) % 2:
            chosen.add(self._choice(asked["weights"], name, number, 1))
        writers = sorted(alias for alias, account in self.cast.tenants.items() if account.email)
        order = sorted(writers, key=lambda alias: lot("votes", name, alias))
        if number >= asked["on_paper"]:
            tenant = db.session.get_one(Tenant, self.cast.tenants[order[number % len(order)]].tenant_id)
            vote(made[0], topic(), tenant, [options[place] for place in chosen], Channel.WEB, now)
            return
        found = sa.select(Tenant).where(Tenant.gone_at.is_(None), Tenant.email.is_(None)).order_by(Tenant.id)
        tenant = db.session.scalars(found.offset(lot("paper", name) % 300 + number).limit(1)).one()
        channel = PAPER[number % len(PAPER)]
        vote(made[0], topic(), tenant, [options[place] for place in chosen], channel, now, by=self._staff("moderator_tenants"))

    @staticmethod
    def _choice(weights: list[int], name: str, number: int, again: int) -> int:
        left = lot("choice", name, number, again) % sum(weights)
        for place, weight in enumerate(weights):
            left -= weight
            if left < 0:
                return place
        raise AssertionError
