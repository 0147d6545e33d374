"""Searching: the index proposes, the rows decide. Whatever is counted, shown or suggested was first seen by the one predicate."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from forum.models import Post, Thread, Topic
from forum.queries.conversations import Reader, titles_shown, visible_to
from forum.queries.indexed import the_index
from forum.queries.matching import Conditions, Row, checked, conditions_of, newest, recent
from forum.queries.meaning import FEW, meant_words
from forum.rules import Question
from foundation.db import db
from foundation.search import MAX_HITS, Clause, loosened, parse, stems_of, vocabulary

ON_A_PAGE = 20
MOST_PAGES = 50
ENOUGH = 5
"""With fewer than these, what has only some of the words is worth showing."""
MOST_COUNTED = ON_A_PAGE * MOST_PAGES


class Choice(NamedTuple):
    """A way to narrow, and how many posts are left then."""

    value: str
    label: str
    posts: int


@dataclass(frozen=True)
class Narrowed:
    """What was chosen beside the words: values of choices, "" for all."""

    topic: str = ""
    year: str = ""
    kind: str = ""


@dataclass(frozen=True)
class Hit:
    post: Post
    title: str | None
    """Of the conversation; None where its opening may not be shown."""


@dataclass(frozen=True)
class Found:
    hits: Sequence[Hit] = ()
    total: int = 0
    page: int = 1
    pages: int = 1
    """There are no more of them than MOST_PAGES: nobody leafs further."""
    topics: Sequence[Choice] = ()
    years: Sequence[Choice] = ()
    kinds: Sequence[Choice] = ()
    stems: frozenset[str] = frozenset()
    """What is to be marked in the texts."""
    limited: bool = False
    """The index cannot be trusted now: these are of the newest posts only, by their very letters."""
    also: Sequence[Hit] = ()
    """Where little has all the words: what has some of them, best first. Not counted."""
    instead: str = ""
    """Nothing was found by the words as typed, these hits are for these words."""
    meant: str = ""
    """Words that find more than those that were typed."""


@dataclass(frozen=True)
class _Answer:
    rows: Sequence[Row] = ()
    limited: bool = False
    clauses: Sequence[Clause] = ()


def found_posts(question: Question, reader: Reader, chosen: Narrowed | None = None, page: int = 1) -> Found:
    """What this reader finds, best first: a page of it, exact numbers, and ways to narrow it."""
    chosen = chosen or Narrowed()
    if question.is_empty:
        return Found()
    conditions = conditions_of(question, reader)
    answer = _answer(question.words, conditions, chosen)
    instead = meant = ""
    if len(answer.rows) <= FEW and not answer.limited and (better := meant_words(question.words, answer.clauses, reader)):
        corrected = _answer(better, conditions, chosen)
        if not answer.rows:
            answer, instead = corrected, better
        elif len(corrected.rows) > len(answer.rows):
            meant = better
    also = _also(answer, conditions) if len(answer.rows) < ENOUGH and not answer.limited else []
    return replace(_page(answer, reader, chosen, page), also=_hits(also, reader), instead=instead, meant=meant)


def _answer(words: str, conditions: Conditions, chosen: Narrowed) -> _Answer:
    if not words:
        return _Answer(newest(conditions))
    clauses = vocabulary.widen(parse(words))
    index = the_index()
    results = index.search(clauses, limit=MAX_HITS)
    if results.total > MAX_HITS and (facets := {name: value for name, value in chosen.__dict__.items() if value}):
        results = index.search(clauses, limit=MAX_HITS, facets=facets)  # so that a choice reaches what the best ten thousand leave out
    if results.limited or index.health() is not None:
        return _Answer(recent(words, conditions), limited=True, clauses=clauses)
    return _Answer(checked([hit.id for hit in results.hits], conditions), clauses=clauses)


def _also(answer: _Answer, conditions: Conditions) -> list[int]:
    """Posts with some of the words, or with parts of a compound that was asked for."""
    clauses = loosened(answer.clauses)
    if len(clauses) < 2:
        return []
    results = the_index().search(clauses, limit=10 * ON_A_PAGE, loose=True)
    there = {row.post_id for row in answer.rows}
    rows = checked([hit.id for hit in results.hits], conditions)
    return [row.post_id for row in rows if row.post_id not in there][: ON_A_PAGE // 2]


def _page(answer: _Answer, reader: Reader, chosen: Narrowed, page: int) -> Found:
    slugs = {
        topic_id: (slug, title)
        for topic_id, slug, title in db.session.execute(
            sa.select(Topic.id, Topic.slug, Topic.title).where(Topic.id.in_({row.topic_id for row in answer.rows}))
        )
    }

    def values(row: Row) -> dict[str, str]:
        return {"topic": slugs[row.topic_id][0], "year": row.year, "kind": row.kind.value}

    wanted = {name: value for name, value in chosen.__dict__.items() if value}
    valued = [(row, values(row)) for row in answer.rows]
    counts: dict[str, Counter[str]] = {name: Counter() for name in ("topic", "year", "kind")}
    for _row, has in valued:
        for name, counter in counts.items():
            counter[has[name]] += all(has[other] == value for other, value in wanted.items() if other != name)
    left = [row for row, has in valued if all(has[name] == value for name, value in wanted.items())]
    last = max(1, min(MOST_PAGES, -(-len(left) // ON_A_PAGE)))
    page = min(max(page, 1), last)
    shown = left[(page - 1) * ON_A_PAGE : page * ON_A_PAGE]
    titles = dict(slugs.values())

    def choices(name: str) -> list[Choice]:
        there = ((value, count) for value, count in counts[name].items() if count or value == wanted.get(name))
        return sorted((Choice(value, titles.get(value, value), count) for value, count in there), key=lambda one: (-one.posts, one.label))

    return Found(
        hits=_hits([row.post_id for row in shown], reader), total=len(left), page=page, pages=last, topics=choices("topic"),
        years=sorted(choices("year"), reverse=True), kinds=choices("kind"), stems=stems_of(answer.clauses), limited=answer.limited,
    )  # fmt: skip


def _hits(post_ids: list[int], reader: Reader) -> list[Hit]:
    posts = db.session.scalars(
        sa.select(Post)
        .where(Post.id.in_(post_ids), visible_to(*reader))
        .options(joinedload(Post.thread).joinedload(Thread.topic), joinedload(Post.author))
    ).all()
    open_ = titles_shown({post.thread_id for post in posts}, reader)
    place = {post_id: number for number, post_id in enumerate(post_ids)}
    return [Hit(post, post.thread.title if post.thread_id in open_ else None) for post in sorted(posts, key=lambda one: place[one.id])]
