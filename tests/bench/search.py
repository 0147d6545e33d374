"""Searching: what a common word costs as the forum grows, whether the right posts come first, how soon a post is found."""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Iterator
from functools import partial

import relevance
import sqlalchemy as sa
from factories import NOW, make_member, make_topic
from flask import Flask
from workers import until, working

from accounts.models import Account
from forum import queries, rules, service
from forum.models import AuthorKind, Post, ShownTo, Thread, Topic
from forum.queries import Reader
from foundation import clock
from foundation.clock import local_day
from foundation.db import db, transaction
from foundation.search import dutch
from tests.bench.harness import Figure, analyse, figure_on_both, paired, seconds_of, within

POSTS = 20_000
RARE, COMMON = "kanarie", "lift"
QUESTIONS = {
    "a common word": COMMON, "a rare word": RARE, "two words": f"{COMMON} trap", "a phrase": '"lift is stuk"', "a compound": "liftreparatie",
    "words nobody has": "kanarei zeilschpi onvindbaarheid",
}  # fmt: skip


def found(words: str) -> int:
    total = queries.found_posts(rules.read_question(words, local_day(NOW)), Reader(None)).total
    db.session.rollback()
    return total


def like(words: str) -> None:
    query = sa.select(sa.func.count()).select_from(Post)
    db.session.execute(query.where(*(Post.body.icontains(word) for word in words.strip('"').split()))).all()
    db.session.rollback()


def fill() -> None:
    """Posts of sixty words out of three thousand, the common ones far more often; one in fourteen says `lift`."""
    chance = random.Random(3)
    parts = " ".join(dutch.listed("parts")).split()
    words = [*parts, *(a + b for a in parts[:50] for b in parts[50:100])]
    weights = [1 / place for place in range(2, len(words) + 2)]
    with transaction():
        thread = Thread(topic_id=make_topic().id, title="Veel", started_at=NOW, last_post_at=NOW, source_id="veel")
        db.session.add(thread)
        db.session.flush()
        for start in range(0, POSTS, 2_000):
            rows = []
            for number in range(start, start + 2_000):
                body = " ".join(chance.choices(words, weights, k=60))
                body += " De lift is stuk bij de trap." if number % 14 == 0 else ""
                body += " Een kanarie." if number % 2_000 == 0 else ""
                rows.append({
                    "thread_id": thread.id, "topic_id": thread.topic_id, "path": f"{number:09}", "depth": 0, "author_kind": AuthorKind.GUEST,
                    "body": body, "body_html": f"<p>{body}</p>", "render_version": 1, "text_key": "", "created_at": NOW,
                    "day": "2026-11-23", "shown_to": ShownTo.EVERYONE,
                })  # fmt: skip
            db.session.execute(sa.insert(Post), rows)


def rebuild() -> None:
    service.rebuild_index()
    counts = service.count_words()
    with transaction():
        service.keep_words(counts)


@figure_on_both
def a_big_forum(app: Flask, kind: str) -> Iterator[Figure]:
    fill()
    analyse()
    taken = seconds_of(rebuild)
    yield Figure(f"index and learn {POSTS:,} posts, {kind}", f"{taken:.1f} s, {POSTS / taken:.0f} posts/s")
    for name, words in QUESTIONS.items():
        total = found(words)
        measured = paired(f"{name}: {total:,} found, {kind}", partial(found, words), partial(like, words), "a plain LIKE", rounds=7)
        yield measured


@figure_on_both
def the_right_posts(app: Flask, kind: str) -> Iterator[Figure]:
    relevance.take_in()
    asked = len(relevance.CASES)
    plain = 1 - len(relevance.misses(relevance.by_like)) / asked
    missed = relevance.misses(relevance.by_search)
    got = 1 - len(missed) / asked
    yield Figure(f"success@5 of {asked} questions, {kind}", f"{got:.3f}", got / plain, f"a plain LIKE ({plain:.3f})")
    for name in sorted({case.kind for case in relevance.CASES}):
        cases = [case for case in relevance.CASES if case.kind == name]
        yield Figure(f"  {name}", f"{1 - sum(case.kind == name for case, _first in missed) / len(cases):.3f} of {len(cases)}")
    for case, _first in missed:
        yield Figure(f"  missed: {case.words}", case.kind)


@figure_on_both
def from_sent_to_found(app: Flask, kind: str) -> Iterator[Figure]:
    """With a worker of its own, as on a server: the whole way over the queue, the index and the page's own question."""
    with transaction():
        topic, author = (
            make_topic(opens_on=local_day(clock.now()).replace(day=1), closes_on=local_day(clock.now()).replace(month=12, day=31)),
            make_member(),
        )
    with working(app):
        times = []
        for number in range(7):
            time.sleep(number)  # a worker that had nothing to do for a while looks less often
            word = f"kanarie{'abcdefg'[number]}"
            with transaction():
                service.start_thread(
                    db.session.get_one(Topic, topic.id), db.session.get_one(Account, author.id), word, f"Een {word}.", clock.now()
                )
            times.append(until(lambda word=word: found(word) == 1))  # type: ignore[misc]
        yield within(f"from sent to found, the slowest of 7, {kind}", max(times), 3, more=f" (middle {statistics.median(times):.2f})")
