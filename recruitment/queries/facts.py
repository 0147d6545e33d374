"""The one query that counts (design, part 6). What it gives is a function of the rows, with or without a filter."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from accounts.models import Account
from accounts.queries import opted_out_tenants
from forum.models import AuthorKind, PolicyYear, Post, ShownTo, Topic, YearKind
from foundation.db import db
from recruitment.engagement import Facts
from recruitment.models import ScoringNotice

Rows = sa.Subquery | sa.CTE


def facts(topic_id: int | None = None, account_id: int | None = None, *, a_day: int = 3, a_thread: int = 10) -> list[Facts]:
    """One for each (topic, person) with anything to count, ordered by both ids."""
    found = db.session.execute(facts_query(topic_id, account_id, a_day=a_day, a_thread=a_thread))
    return [Facts(*(int(value) for value in row)) for row in found]


def facts_query(topic_id: int | None, account_id: int | None, *, a_day: int, a_thread: int) -> sa.Select[*tuple[Any, ...]]:
    # A person's facts rest on their own posts and on those of whoever answered them; nobody else needs to be read.
    authors = None if account_id is None else sa.union(sa.select(sa.literal(account_id)), _who_answered(account_id, topic_id))
    texts = _shown(topic_id, authors).subquery()
    names = texts.c.keys()
    copies = sa.select(
        *texts.c,
        sa.func.row_number().over(partition_by=[texts.c.topic, texts.c.author, texts.c.text_key], order_by=_order(texts)).label("copy"),
        sa.func.count().over(partition_by=[texts.c.topic, texts.c.author, texts.c.text_key]).label("alike"),
    ).where(texts.c.told, texts.c.text_key != "").cte("copies")  # fmt: skip
    of_day = sa.select(
        *(copies.c[name] for name in names),
        sa.func.row_number().over(partition_by=[copies.c.topic, copies.c.author, copies.c.day], order_by=_order(copies)).label("of_day"),
    ).where(copies.c.copy == 1).cte("of_day")  # fmt: skip
    of_thread = sa.select(
        *(of_day.c[name] for name in names),
        sa.func.row_number().over(partition_by=[of_day.c.topic, of_day.c.author, of_day.c.thread], order_by=_order(of_day)).label("of_thread"),
    ).where(of_day.c.of_day <= a_day).cte("of_thread")  # fmt: skip
    counted = sa.select(*(of_thread.c[name] for name in names)).where(of_thread.c.of_thread <= a_thread).cte("counted")

    parent = _shown(topic_id).subquery("parent")
    answers = sa.select(
        counted.c.topic, counted.c.author, counted.c.household,
        parent.c.author.label("to_author"), parent.c.household.label("to_household"), parent.c.told.label("to_told"),
    ).join(parent, parent.c.id == counted.c.parent).where(
        counted.c.author != parent.c.author, counted.c.household != parent.c.household
    ).cte("answers")  # fmt: skip

    written = sa.select(
        copies.c.topic, copies.c.author, sa.func.count().label("texts"),
        sa.func.sum(sa.case((copies.c.alike > 1, 1), else_=0)).label("own_repeats"),
    ).group_by(copies.c.topic, copies.c.author).cte("written")  # fmt: skip
    own = sa.select(
        counted.c.topic, counted.c.author, sa.func.count(counted.c.day.distinct()).label("days"), sa.func.count().label("posts"),
        sa.func.count(counted.c.thread.distinct()).label("threads"),
    ).group_by(counted.c.topic, counted.c.author).cte("own")  # fmt: skip
    given = sa.select(
        answers.c.topic, answers.c.author, sa.func.count(answers.c.to_household.distinct()).label("answered")
    ).group_by(answers.c.topic, answers.c.author).cte("given")  # fmt: skip
    got = sa.select(
        answers.c.topic, answers.c.to_author.label("author"), sa.func.count(answers.c.household.distinct()).label("answered_by")
    ).where(answers.c.to_told).group_by(answers.c.topic, answers.c.to_author).cte("got")  # fmt: skip

    people = sa.union(sa.select(written.c.topic, written.c.author), sa.select(got.c.topic, got.c.author)).subquery("people")
    joined: sa.FromClause = people
    for part in (own, got, given, written):
        joined = joined.outerjoin(part, sa.and_(part.c.topic == people.c.topic, part.c.author == people.c.author))
    numbers = (own.c.days, got.c.answered_by, given.c.answered, own.c.posts, own.c.threads, written.c.texts, written.c.own_repeats)
    result = sa.select(people.c.topic, people.c.author, *(sa.func.coalesce(number, 0) for number in numbers)).select_from(joined)
    if account_id is not None:
        result = result.where(people.c.author == account_id)
    return result.order_by(people.c.topic, people.c.author)


def _shown(topic_id: int | None, authors: sa.CompoundSelect[*tuple[Any, ...]] | None = None) -> sa.Select[*tuple[Any, ...]]:
    """Tenants' posts shown to everyone in their topic's window. `told`: the author had read the notice by then, has not objected and
    was not erased: only such posts count for anybody. Imported years have neither window nor notice."""
    imported = PolicyYear.kind == YearKind.IMPORTED
    objected = sa.or_(ScoringNotice.opted_out_at.is_not(None), Account.tenant_id.in_(opted_out_tenants("scoring")))
    told = sa.and_(
        sa.func.coalesce(sa.not_(objected), True),
        Account.erased_at.is_(None),
        sa.or_(imported, sa.func.coalesce(Post.created_at >= ScoringNotice.shown_at, False)),
    )
    found = (
        sa.select(
            Post.id, Post.topic_id.label("topic"), Post.thread_id.label("thread"), Post.parent_id.label("parent"),
            Post.author_id.label("author"), sa.func.coalesce(Post.household_id, -Post.author_id).label("household"),
            Post.text_key, Post.day, Post.created_at, Post.source_id, told.label("told"),
        )
        .join(Topic, Topic.id == Post.topic_id)
        .join(PolicyYear, PolicyYear.id == Topic.policy_year_id)
        .join(Account, Account.id == Post.author_id)
        .outerjoin(ScoringNotice, ScoringNotice.account_id == Post.author_id)
        .where(
            Post.shown_to == ShownTo.EVERYONE,
            Post.author_kind == AuthorKind.TENANT,
            sa.or_(imported, sa.and_(Post.day >= _iso(Topic.opens_on), Post.day <= _iso(Topic.closes_on))),
        )
    )  # fmt: skip
    if topic_id is not None:
        found = found.where(Post.topic_id == topic_id)
    return found if authors is None else found.where(Post.author_id.in_(authors))


def _who_answered(account_id: int, topic_id: int | None) -> sa.Select[*tuple[Any, ...]]:
    parent = aliased(Post)
    found = sa.select(Post.author_id).join(parent, parent.id == Post.parent_id)
    found = found.where(parent.author_id == account_id, Post.author_id.is_not(None))
    return found if topic_id is None else found.where(parent.topic_id == topic_id)


def _order(rows: Rows) -> Iterable[sa.ColumnElement[Any]]:
    """By time; ties by source id, byte by byte on either database. Our own posts have none and keep the order they came in."""
    source = sa.func.coalesce(rows.c.source_id, "")
    return [rows.c.created_at, sa.collate(source, "C") if _postgres() else source, rows.c.id]


def _iso(day: Any) -> sa.ColumnElement[str]:
    return sa.func.to_char(day, "YYYY-MM-DD") if _postgres() else sa.cast(day, sa.String)


def _postgres() -> bool:
    return db.engine.dialect.name == "postgresql"
