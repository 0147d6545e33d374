"""From the forum to the room: panels with their invitations, draws, evenings, minutes and answers."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial

import sqlalchemy as sa

from accounts.models import Account, Channel, Party
from accounts.service import opt_out
from forum.models import Post
from forum.service import close_topic
from foundation import audit
from foundation.clock import local_day
from foundation.db import db
from foundation.errors import Refused
from home.demo.agenda import Agenda
from home.demo.names import lot, percent, pick
from home.demo.outcomes import add_arguments
from home.demo.story import Words, at
from recruitment.lottery import problem_from_sealed
from recruitment.lottery.publish import lottery_text, sha256
from recruitment.lottery.solve import solve
from recruitment.models import Answer, Entrance, Invitation, Panel, PanelSession, Reserve, Verdict
from recruitment.queries import drawing as drawn
from recruitment.queries.eligible import count_eligible
from recruitment.queries.evening import amendments_on, find_minutes, seats_that_came
from recruitment.queries.outcomes import arguments_of
from recruitment.queries.panels import get_panel, quota_lines, sessions_of
from recruitment.rules.asking import REASONS
from recruitment.rules.evening import ABSENCES
from recruitment.rules.panels import QuotaLine, why_this_many
from recruitment.service import answers, asking, drawing, evening, outcomes, panels, seats

PHRASES = (
    ("De linde bij het raadhuis staat er al sinds 1919", "Samen weten wij meer dan alleen"),
    ("Dinsdag regende het op de Botermarkt", "Soep smaakt beter met twaalf lepels"),
    ("Zes bruggen over het kanaal", "Wie de sleutel heeft, doet open"),
    ("De bus van half acht is altijd te laat", "Een goede buur is beter dan een verre lift"),
)
NEEDS = ("Ik kom met een rolstoel.", "Ik versta beter met de ringleiding.", "Graag een tolk Pools.", "Ik zoek iemand die met mij meerijdt.")
ENGAGED, RANDOM = 66, 20
"""Percent that says yes, by the door they were asked at."""


class Evenings:
    def __init__(self, agenda: Agenda, today: date) -> None:
        self.agenda, self.today = agenda, today
        self.story, self.cast, self.timeline = agenda.story, agenda.cast, agenda.timeline
        self.made: dict[str, int] = {}

    def plan(self) -> None:
        for slug, written in self.story.panels.items():
            self._plan_one(slug, written)

    def _plan_one(self, slug: str, written: Words) -> None:
        topic = next(one for one in self.story.topics if one["slug"] == slug)
        story, line = self.story, self.timeline
        closes, starts = story.day(topic["closes_on"]), local_day(story.moment(written["starts_at"]))
        created = min(closes - timedelta(days=9), self.today - timedelta(days=10))
        line.at(at(created, 13), lambda now: self._create(slug, written, now))
        if written["stage"] == "planned":
            return
        invited = story.day(written["invited_on"]) if written.get("invited_on") else closes + timedelta(days=1)
        frozen = (
            story.day(written["drawn_on"]) if written.get("drawn_on") else max(starts - timedelta(days=14), invited + timedelta(days=9))
        )
        until = story.day(written["answer_before"]) if written.get("answer_before") else frozen - timedelta(days=1)
        line.at(at(invited, 9, 30), lambda now: self._ask(slug, until, now))
        if written["stage"] == "inviting":
            return
        line.at(at(until + timedelta(days=1), 0, 20), lambda now: asking.expire(self._panel(slug), now))
        line.at(at(frozen, 9), lambda now: self._freeze(slug, now))
        line.at(at(frozen, 9, 20), lambda now: self._solve(slug, now))
        line.at(at(frozen, 16), lambda now: self._draw(slug, now))
        line.at(at(frozen, 16, 10), seats.update_calendars)
        if written["stage"] == "seated":
            self._plan_changes(slug)
            return
        line.at(story.moment(written["ends_at"]) + timedelta(minutes=10), lambda now: self._meet(slug, written, now))
        minutes = written["minutes"]
        line.at(story.moment(minutes["draft_on"], 10), lambda now: self._write_minutes(slug, written, now))
        if written["stage"] != "told":
            for place, one in enumerate(written.get("amendments", ())):
                line.at(story.moment(one["on"], 12 + place), partial(self._amend, slug, place, one["text"]))
            return
        line.at(story.moment(minutes["draft_on"], 19) + timedelta(days=3), lambda now: self._amend_and_answer(slug, now))
        line.at(story.moment(minutes["final_on"], 11), lambda now: self._settle(slug, written, now))
        line.at(story.moment(topic["decided_on"], 10), lambda now: self._answer(slug, written, now))
        told = story.moment(topic["outcome_told_on"], 10)
        owner = self.cast.staff["policy_owner"]
        line.at(told, lambda now: outcomes.tell_contributors(self.agenda.topics[slug], now, owner))
        line.at(told + timedelta(days=6), lambda now: close_topic(self.agenda.topics[slug], now, owner))

    def _panel(self, slug: str) -> Panel:
        return get_panel(self.made[slug])

    def _evening(self, slug: str) -> PanelSession:
        return sessions_of(self.made[slug])[0]

    def _create(self, slug: str, written: Words, now: datetime) -> None:
        topic = self.agenda.topics[slug]
        db.session.refresh(topic, ["policy_year"])
        coordinator = self.cast.staff[written["chair"]]
        questions = "\n".join(f"{place}. {question}" for place, question in enumerate(written["questions"], start=1))
        plan = panels.Plan(title=topic.title, questions=questions, seats=written["seats"], acceptance=20, show_up=75)
        panel = panels.create_panel(topic, plan, coordinator, now)
        self.made[slug] = panel.id
        place = next(one for one in self.story.corporation["locations"] if one["key"] == written["location"])
        walk_in = written["walk_in_at"][11:].replace(":", ".")
        panels.add_evening(
            panel,
            panels.Evening(
                starts_at=self.story.moment(written["starts_at"]), ends_at=self.story.moment(written["ends_at"]), place=place["name"],
                address=f"{place['street']} {place['number']}, {place['postcode']} {place['town']}",
                notes=f"Inloop vanaf {walk_in} uur. {place['access']}",
            ),
            coordinator, now,
        )  # fmt: skip

    def _ask(self, slug: str, until: date, now: datetime) -> None:
        """The engaged first, then a random letter to where nobody wrote from; people on paper and by themselves in between."""
        panel, coordinator = self._panel(slug), self.cast.staff["coordinator_landlord"]
        why = why_this_many(panel)
        for entrance, most, minute in ((Entrance.ENGAGED, 80, 0), (Entrance.RANDOM, 84, 10)):
            when = now + timedelta(minutes=minute)
            if count_eligible(panel, entrance, when):
                seed = f"{lot('seed', slug, entrance):016x}"
                wave = asking.send_wave(panel, entrance, most, expires_on=until, why=why, seed=seed, by=coordinator, now=when)
                self._plan_answers(slug, wave.id, until, when)
        days = max(2, min(9, (until - local_day(now)).days - 1))
        writers = list(dict.fromkeys(post.author_id for post in self.agenda.posts[slug]))
        willing = [account for account in self.cast.tenants.values() if account.id in writers and account.email]
        for account in sorted(willing, key=lambda one: lot("self", slug, one.alias))[:6]:
            when = at(local_day(now) + timedelta(days=1 + lot("day", slug, account.alias) % days), 20, lot(account.alias) % 60)
            self.timeline.at(when, partial(self._put_forward, slug, account))
        for place, number in enumerate(self._paper_people(slug)):
            when = at(local_day(now) + timedelta(days=1 + place % days), 11, place)
            self.timeline.at(when, partial(self._enter_paper, slug, number))

    def _put_forward(self, slug: str, account: Account, now: datetime) -> None:
        self._unless_refused(lambda: asking.nominate_self(self._panel(slug), account, "", now))

    def _paper_people(self, slug: str) -> list[str]:
        """Tenant numbers of whoever calls or walks in at the desk, from all over the registry."""
        return [str(100_001 + lot("paper", slug, place) % 10_000) for place in range(8)]

    def _enter_paper(self, slug: str, number: str, now: datetime) -> None:
        by, channel = self.cast.staff["coordinator_tenants"], pick((Channel.PHONE, Channel.DESK), "way", number)
        reason = "Belde zelf na het stukje in het bewonersblad." if channel is Channel.PHONE else "Kwam langs op het spreekuur."
        self._unless_refused(
            lambda: asking.invite_on_paper(self._panel(slug), number, channel, reason=reason, said_yes=True, by=by, now=now)
        )

    @staticmethod
    def _unless_refused(act: Callable[[], object]) -> None:
        """Somebody who was asked already, works here or left: the rules say no, and that is the end of it."""
        try:
            act()
        except Refused:
            return

    def _plan_answers(self, slug: str, wave_id: int, until: date, sent: datetime) -> None:
        days = max(2, (until - local_day(sent)).days)
        for row in _invited(wave_id):
            mine = (slug, row.tenant_id)
            chance = percent("answer", *mine)
            yes = ENGAGED if row.entrance is Entrance.ENGAGED else RANDOM
            if chance >= yes + 22:
                continue
            when = at(
                local_day(sent) + timedelta(days=1 + lot("when", *mine) % (days - 1)), 9 + lot("hour", *mine) % 12, lot("m", *mine) % 60
            )
            choice = Answer.YES if chance < yes else Answer.NO
            self.timeline.at(when, partial(self._take_answer, row.id, choice, mine))

    def _take_answer(self, invitation_id: int, choice: Answer, mine: tuple[str, int], now: datetime) -> None:
        row = db.session.get_one(Invitation, invitation_id)
        if row.answer is not None:
            return
        said_no = choice is Answer.NO
        phoned = row.channel is Channel.LETTER and percent("phoned", *mine) < 45
        answers.answer(
            row, choice, reason=pick(REASONS, "why", *mine) if said_no and percent("says why", *mine) < 70 else "",
            needs=pick(NEEDS, "needs", *mine) if not said_no and percent("has needs", *mine) < 12 else "",
            never_again=said_no and percent("never", *mine) < 6, channel=Channel.PHONE if phoned else Channel.WEB,
            by=self.cast.staff["coordinator_tenants"] if phoned else None, now=now,
        )  # fmt: skip

    def _freeze(self, slug: str, now: datetime) -> None:
        panel, coordinator = self._panel(slug), self.cast.staff["coordinator_landlord"]
        try:
            drawing.freeze(panel, coordinator, now)
        except drawing.ImpossibleQuotas:
            heads = drawn.heads_of(panel.id)
            have = Counter((feature, value) for head in heads for feature, value in head.features.items())
            lines = [
                QuotaLine(one.feature, one.value, min(one.min, have[one.feature, one.value] // 2), panel.seats)
                for one in quota_lines(panel.id)
            ]
            panels.set_quotas(panel, lines, coordinator, now)
            drawing.freeze(panel, coordinator, now)

    def _solve(self, slug: str, now: datetime) -> None:
        """What the job `recruitment.solve` does, inside the one unit of work of the demo and without its child process."""
        draw = drawn.get_draw(self.made[slug])
        if draw.all_seated:
            return
        draw.solving_started_at = now
        text = lottery_text(solve(problem_from_sealed(draw.sealed), json.loads(draw.sealed)["salt"]))
        draw.lottery, draw.lottery_sha256, draw.solved_at = text, sha256(text), now + timedelta(seconds=2)
        audit.record("recruitment.solved", now=now, subject="draw", subject_id=draw.id, detail={"sha256": draw.lottery_sha256})

    def _draw(self, slug: str, now: datetime) -> None:
        draw = drawn.get_draw(self.made[slug])
        if draw.all_seated:
            return
        phrases = dict(zip(Party, pick(PHRASES, "phrase", slug), strict=True))
        hands = {Party.LANDLORD: self.cast.staff["policy_owner"], Party.TENANTS: self.cast.staff["board_chair"]}
        kept = {party: drawing.deposit(draw, hands[party], phrases[party], now - timedelta(hours=3)) for party in Party}
        for party in Party:
            drawing.reveal(draw, hands[party], phrases[party], kept[party], now)

    def _plan_changes(self, slug: str) -> None:
        """Somebody gives up a seat and the next reserve takes it; a second reserve still thinks about it."""

        def give_up(now: datetime) -> None:
            standing = drawn.seats_of(self.made[slug])
            seat = standing[lot("leaves", slug, str(local_day(now) - self.today)) % len(standing)]
            seats.give_up(seat, now)
            if not any(one.for_seat_id == seat.id for one in drawn.reserves_of(self.made[slug])):
                why = "Geen reserve past precies bij de verdeling. Deze komt er het dichtst bij, en een lege stoel helpt niemand."
                seats.ask_anyway(self._panel(slug), seat, self.cast.staff["coordinator_landlord"], why, now + timedelta(minutes=5))

        def take(now: datetime) -> None:
            waiting: list[Reserve] = [
                one for one in drawn.reserves_of(self.made[slug]) if one.asked_at and one.said_yes_at is None and one.said_no_at is None
            ]
            for reserve in waiting[:1]:
                seats.take_chair(reserve, now)
            seats.update_calendars(now)

        self.timeline.at(at(self.today - timedelta(days=7), 15), give_up)
        self.timeline.at(at(self.today - timedelta(days=6), 19), take)
        self.timeline.at(at(self.today - timedelta(days=1), 18, 5), give_up)
        self.timeline.at(at(self.today - timedelta(days=1), 18, 15), seats.update_calendars)

    def _meet(self, slug: str, written: Words, now: datetime) -> None:
        session, by = self._evening(slug), self.cast.staff[written["secretary"]]
        standing = drawn.seats_of(session.panel_id)
        away = sorted(standing, key=lambda seat: lot("away", slug, seat.chair))[: max(0, len(standing) - written["came"])]
        for seat in standing:
            came = seat not in away
            when = session.starts_at - timedelta(minutes=lot("door", slug, seat.chair) % 25)
            evening.note_attendance(session, seat, came, "" if came else pick(ABSENCES[:3], slug, seat.chair), by, when)
        evening.close_list(session, by, now)

    def _write_minutes(self, slug: str, written: Words, now: datetime) -> None:
        words = written["minutes"]
        by = self.cast.staff[words["written_by"]]
        minutes = evening.write_minutes(self._evening(slug), self.story.text(words["text"], written["starts_at"]), by, now)
        days = (self.story.day(words["amend_until"]) - self.story.day(words["draft_on"])).days
        evening.share_minutes(minutes, by, now + timedelta(minutes=15), days)

    def _amend(self, slug: str, place: int, text: str, now: datetime) -> None:
        session = self._evening(slug)
        minutes = find_minutes(session.id)
        assert minutes is not None
        evening.ask_amendment(minutes, seats_that_came(session.id)[place * 3].volunteer.tenant_id, self.story.text(text, "2026-11-21"), now)

    def _amend_and_answer(self, slug: str, now: datetime) -> None:
        self._amend(slug, 1, "Kunt u erbij zetten dat wij dit jaar nog een keer willen horen hoe het gaat?", now)
        minutes = find_minutes(self._evening(slug).id)
        assert minutes is not None
        by = self.cast.staff["coordinator_tenants"]
        for one in amendments_on(minutes.id):
            evening.answer_amendment(minutes, one, True, "Dat staat er nu bij. Dank u wel.", by, now + timedelta(days=2))

    def _settle(self, slug: str, written: Words, now: datetime) -> None:
        by = self.cast.staff[written["secretary"]]
        minutes = find_minutes(self._evening(slug).id)
        assert minutes is not None
        evening.settle_minutes(minutes, by, now)
        posts: list[Post] = self.agenda.posts[slug]
        add_arguments(self.agenda.topics[slug], written, self._evening(slug).id, posts, by, now + timedelta(hours=2))

    def _answer(self, slug: str, written: Words, now: datetime) -> None:
        topic, owner = self.agenda.topics[slug], self.cast.staff["policy_owner"]
        for answered, words in zip(arguments_of(topic.id), written["arguments"], strict=True):
            reason = self.story.text(words["reason"], written["starts_at"])
            due = self.story.day(words["date"]) if words.get("date") else None
            outcomes.answer_argument(topic, answered.argument, Verdict(words["verdict"]), reason, words.get("owner") or "", due, owner, now)


def _invited(wave_id: int) -> list[Invitation]:
    return list(db.session.scalars(sa.select(Invitation).where(Invitation.wave_id == wave_id).order_by(Invitation.id)))


def opt_some_out(tenant_ids: list[int], now: datetime) -> None:
    """Some people once said they do not want to be asked."""
    for tenant_id in tenant_ids:
        opt_out(tenant_id, "invitations", now)
