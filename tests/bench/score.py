"""Scoring a big forum, beside the barest count over the same rows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import partial

import sqlalchemy as sa
from counting import START, Village
from flask import Flask

from forum.models import AuthorKind, Post, ShownTo
from foundation.clock import local_day
from foundation.db import db, transaction
from recruitment.queries import facts
from recruitment.service import on_post_changed, score
from tests.bench.harness import Figure, analyse, figure_on_both, paired, seconds_of

POSTS, PEOPLE, THREADS = 1_000_000, 5_000, 2_000


def fill(village: Village) -> int:
    """Everyone writes as often, on another day each time; two in three answer somebody. Returns the newest post."""
    threads = [village.thread().id for _thread in range(THREADS)]
    days = [local_day(START + timedelta(days=day)).isoformat() for day in range(50)]
    first = (db.session.scalar(sa.select(sa.func.max(Post.id))) or 0) + 1
    for start in range(0, POSTS, 20_000):
        rows = []
        for number in range(start, min(start + 20_000, POSTS)):
            who = number * 7 % PEOPLE
            back = number - THREADS * (1 + number % 5)
            rows.append(
                {
                    "id": first + number, "thread_id": threads[number % THREADS], "topic_id": village.topic.id,
                    "parent_id": first + back if back >= 0 and number % 3 else None, "path": f"{number:012}", "depth": 1,
                    "author_id": village.people[who].id, "author_kind": AuthorKind.TENANT, "household_id": village.households[who],
                    "body": "", "body_html": "", "render_version": 1, "text_key": str(number), "shown_to": ShownTo.EVERYONE,
                    "created_at": START + timedelta(days=number % 50, seconds=number % 3600), "day": days[number % 50],
                }
            )  # fmt: skip
        db.session.execute(sa.insert(Post), rows)
    return first + POSTS - 1


def grouped() -> None:
    db.session.execute(sa.select(Post.author_id, sa.func.count()).group_by(Post.author_id)).all()
    db.session.rollback()


def counted(topic_id: int) -> None:
    facts(topic_id)
    db.session.rollback()


def rebuilt() -> None:
    with transaction():
        score(START, rebuild=True)


def one_more(post_id: int) -> None:
    with transaction():
        on_post_changed(db.session.get_one(Post, post_id), START)
        score(START)


@figure_on_both
def rebuild_and_one_new_post(_app: Flask, kind: str) -> Iterator[Figure]:
    with transaction():
        village = Village(PEOPLE)
        topic_id, last = village.topic.id, fill(village)
    analyse()
    size = f"{POSTS:,} posts, {kind}"
    yield paired(f"count all criteria of {size}", partial(counted, topic_id), grouped, "a bare GROUP BY author", 8, rounds=3)
    yield paired(f"the same, and write the scores, {kind}", rebuilt, grouped, "a bare GROUP BY author", 8, rounds=3)
    one_more(last)
    spent = min(seconds_of(partial(one_more, last)) for _round in range(7))
    yield Figure(f"one new post among {size}", f"{spent * 1000:.1f} ms", spent / 0.02, "20 ms", 1)
