"""Counting by hand, straight from the design, in plain Python: what the query is compared with. And rows to count."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import sqlalchemy as sa
from factories import make_member, make_tenant, make_topic

from forum.models import AuthorKind, PolicyYear, Post, ShownTo, Thread, YearKind
from foundation.clock import local_day
from foundation.db import db
from recruitment.models import ScoringNotice
from recruitment.service import ensure_first_policy

START = datetime(2026, 11, 2, 9, tzinfo=UTC)


@dataclass(frozen=True)
class One:
    """A post as the oracle sees it."""

    id: int
    thread: int
    parent: int | None
    author: int
    household: int
    text: str
    day: str
    at: datetime
    told: bool = True


def by_hand(posts, a_day=3, a_thread=10):
    """{author: (days, answered_by, answered, posts, threads, texts, own_repeats)} of one topic."""
    order = sorted(posts, key=lambda post: (post.at, post.id))
    texts = defaultdict(list)
    for post in order:
        if post.text and post.told:
            texts[post.author].append(post)
    counted = []
    for own in texts.values():
        seen, of_day, of_thread = set(), Counter(), Counter()
        for post in own:
            if post.text in seen:
                continue
            seen.add(post.text)
            of_day[post.day] += 1
            if of_day[post.day] > a_day:
                continue
            of_thread[post.thread] += 1
            if of_thread[post.thread] <= a_thread:
                counted.append(post)
    by_id = {post.id: post for post in posts}
    gave, got = defaultdict(set), defaultdict(set)
    for post in counted:
        parent = by_id.get(post.parent)
        if parent and parent.author != post.author and parent.household != post.household:
            gave[post.author].add(parent.household)
            if parent.told:
                got[parent.author].add(post.household)
    result = {}
    for author in texts.keys() | got.keys():
        mine = [post for post in counted if post.author == author]
        same = Counter(post.text for post in texts[author])
        result[author] = (
            len({post.day for post in mine}), len(got[author]), len(gave[author]), len(mine), len({post.thread for post in mine}),
            len(texts[author]), sum(count for count in same.values() if count > 1),
        )  # fmt: skip
    return result


def as_numbers(found):
    return {f.account_id: (f.days, f.answered_by, f.answered, f.posts, f.threads, f.texts, f.own_repeats) for f in found}


class Village:
    """A topic with people and posts, as few words as possible."""

    def __init__(self, people=4, *, kind=YearKind.RUNNING, told=True, in_force=True):
        policy = ensure_first_policy(START)
        policy.in_force_at = START - timedelta(days=30) if in_force else None
        year = db.session.scalar(sa.select(PolicyYear).where(PolicyYear.kind == kind, PolicyYear.year == 2026))
        if year is None:
            year = PolicyYear(year=2026, kind=kind)
            db.session.add(year)
            db.session.flush()
        self.topic = make_topic(year=year, opens_on=date(2026, 11, 1), closes_on=date(2026, 12, 31))
        self.people = [make_member(make_tenant()) for _ in range(people)]
        self.households = [person.tenant_id and self.household(person) for person in self.people]
        self.threads = []
        if told:
            for person in self.people:
                self.tell(person)
        self.thread()

    @staticmethod
    def household(person):
        from accounts.models import Tenant

        return db.session.get(Tenant, person.tenant_id).household_id

    def tell(self, person, at=START - timedelta(days=1)):
        db.session.add(ScoringNotice(account_id=person.id, policy_version=1, shown_at=at))
        db.session.flush()

    def thread(self):
        thread = Thread(topic_id=self.topic.id, title="Gesprek", started_at=START, last_post_at=START)
        db.session.add(thread)
        db.session.flush()
        self.threads.append(thread)
        return thread

    def post(self, who, text, *, at=START, to=None, thread=0, **more):
        place = self.threads[thread]
        number = place.next_child = place.next_child + 1
        post = Post(
            thread_id=to.thread_id if to else place.id, topic_id=self.topic.id, parent_id=to.id if to else None, path=f"{thread:03}{number:06}",
            author_id=self.people[who].id, body=text, body_html=text, render_version=1,
            text_key=hashlib.sha256(text.encode()).hexdigest() if text else "", created_at=at, day=local_day(at).isoformat(),
            **{"author_kind": AuthorKind.TENANT, "household_id": self.households[who], "shown_to": ShownTo.EVERYONE, **more},
        )  # fmt: skip
        db.session.add(post)
        db.session.flush()
        return post
