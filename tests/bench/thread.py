"""A conversation of 100,000 posts beside one of 20."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial

import sqlalchemy as sa
from browser import Browser
from factories import NOW, make_member, make_topic, sign_in
from flask import Flask

from accounts.models import Tenant
from forum.models import AuthorKind, Post, ShownTo, Thread
from forum.rules import OPENING_PATH, child_path, depth_of
from foundation.clock import local_day
from foundation.db import db, transaction
from foundation.markup import RENDER_VERSION
from tests.bench.harness import Figure, analyse, figure_on_both, page, paired, queries_of

LONG, SHORT = 100_000, 20
TEXT = "Bij ons in de flat is het net zo. De lift staat vaak stil en niemand weet wanneer hij weer werkt."


def grow(topic, authors, size):
    """A thread in which half of the posts answer the opening and half one of the latest. Returns its id."""
    chance = random.Random(size)
    thread = Thread(
        topic_id=topic.id, title=f"Gesprek van {size}", started_at=NOW, last_post_at=NOW, post_count=size, next_child=size + 1,
    )  # fmt: skip
    db.session.add(thread)
    db.session.flush()
    first = (db.session.scalar(sa.select(sa.func.max(Post.id))) or 0) + 1
    households = {one.id: db.session.get_one(Tenant, one.tenant_id).household_id for one in authors}
    paths, rows = [], []
    for number in range(size):
        parent = None if not number else 0 if chance.random() < 0.5 else chance.randrange(max(0, number - 20), number)
        if parent is not None and depth_of(paths[parent]) > 8:
            parent = 0
        path = OPENING_PATH if parent is None else child_path(paths[parent], number)
        paths.append(path)
        at = NOW + timedelta(seconds=number)
        author = authors[number % len(authors)]
        rows.append(
            {
                "id": first + number, "thread_id": thread.id, "topic_id": topic.id, "parent_id": None if parent is None else first + parent,
                "path": path, "depth": depth_of(path), "author_id": author.id, "author_kind": AuthorKind.TENANT,
                "household_id": households[author.id], "body": TEXT, "body_html": f"<p>{TEXT}</p>", "render_version": RENDER_VERSION,
                "text_key": str(number), "created_at": at, "day": local_day(at).isoformat(), "shown_to": ShownTo.EVERYONE,
            }
        )  # fmt: skip
    for start in range(0, size, 10_000):
        db.session.execute(sa.insert(Post), rows[start : start + 10_000])
    return thread.id


def post_at(thread_id: int, place: int) -> int:
    query = sa.select(Post.id).where(Post.thread_id == thread_id).order_by(Post.path).offset(place).limit(1)
    return int(db.session.scalars(query).one())


PLACES = {"first": 0, "middle": LONG // 2, "last": LONG - 1}


def moved(browser: Browser, post_id: int) -> str:
    """Where the lasting address of a post sends its reader, in the view looked at last."""
    answer = browser._request(browser.client.get, f"/bijdragen/{post_id}")
    assert answer.status_code == 302
    return str(answer.location).partition("#")[0]


def address_in(browser: Browser, view: str, post_id: int) -> str:
    browser.client.set_cookie("weergave", view)
    return f"{(found := moved(browser, post_id))}{'&' if '?' in found else '?'}weergave={view}"


@figure_on_both
def pages_of_a_long_thread(app: Flask, kind: str) -> Iterator[Figure]:
    with transaction():
        topic, authors = make_topic(), [make_member() for _person in range(50)]
        long, short = grow(topic, authors, LONG), grow(topic, authors, SHORT)
        reader = make_member()
        browser = Browser(app)
        sign_in(browser, reader)
    analyse()
    paths = {(name, view): address_in(browser, view, post_at(long, place)) for name, place in PLACES.items() for view in ("boom", "tijd")}
    db.session.rollback()
    for view in ("boom", "tijd"):
        beside = partial(page, browser, f"/gesprekken/{short}?weergave={view}")
        few = queries_of(beside)
        for name in PLACES:
            work = partial(page, browser, paths[name, view])
            found = paired(
                f"{name} page ({view}) of {LONG:,} posts, {kind}", work, beside, f"a thread of {SHORT} ({few} queries)", 1.3
            )  # fmt: skip
            yield replace(found, value=f"{found.value}, {queries_of(work)} queries")
        beside = partial(moved, browser, post_at(short, SHORT - 1))
        few = queries_of(beside)
        for name, place in PLACES.items():
            work = partial(moved, browser, post_at(long, place))
            found = paired(f"address of the {name} post ({view}), {kind}", work, beside, f"one of {SHORT} ({few} queries)", 1.3)
            yield replace(found, value=f"{found.value}, {queries_of(work)} queries")
