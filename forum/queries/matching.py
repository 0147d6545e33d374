"""Which of the posts that an index proposes are there for this reader, and what they are narrowed by."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa

from accounts.models import Account
from accounts.rules.aliases import fold_alias
from forum.models import AuthorKind, Post, Thread, Topic
from forum.queries.conversations import Reader, visible_to
from forum.rules import MINE, OPENING_PATH, Question, folded
from foundation.db import db
from foundation.search import MAX_HITS, dutch

RECENT = 2_000
"""Posts that are looked through one by one while the index cannot answer."""
_CHUNK = 5_000
Conditions = list[sa.ColumnElement[bool]]


class Row(NamedTuple):
    post_id: int
    topic_id: int
    year: str
    kind: AuthorKind


def conditions_of(question: Question, reader: Reader) -> Conditions:
    """What a post must be, whatever the index says of it."""
    must = [visible_to(*reader), Topic.agreed_at.is_not(None), Topic.withdrawn_at.is_(None)]
    if question.since:
        must.append(Post.day >= question.since.isoformat())
    if question.by:
        must.append(_written_by(question.by, reader))
    if question.topic:
        must.append(Post.topic_id.in_(_topics_named(question.topic)))
    return must


def _written_by(name: str, reader: Reader) -> sa.ColumnElement[bool]:
    """By the name that is shown: staff are shown by what they do, so their chosen names find nothing."""
    if name.casefold() in MINE:
        return Post.author_id == reader.account_id
    alias = fold_alias(name)
    shown = Post.author_kind == AuthorKind.TENANT
    exact = sa.select(Account.id).where(Account.alias_folded == alias)
    if db.session.scalar(exact) is not None or len(alias) < 3:
        return sa.and_(shown, Post.author_id.in_(exact))
    like = sa.select(Account.id).where(Account.alias_folded.contains(alias, autoescape=True), Account.erased_at.is_(None))
    return sa.or_(sa.and_(shown, Post.author_id.in_(like)), Post.guest_name.icontains(name, autoescape=True))


def _topics_named(text: str) -> list[int]:
    """Topics whose title or address holds all of these words or beginnings of words."""
    wanted = folded(text).replace("-", " ").split()
    rows = db.session.execute(sa.select(Topic.id, Topic.title, Topic.slug).where(Topic.agreed_at.is_not(None)))
    return [
        topic_id for topic_id, title, slug in rows if all(any(part in said for said in (folded(title), slug)) for part in wanted) and wanted
    ]


def _select(conditions: Conditions) -> sa.Select[Any]:
    return (
        sa.select(Post.id, Post.topic_id, sa.func.substr(Post.day, 1, 4), Post.author_kind)
        .join(Post.thread)
        .join(Topic, Thread.topic_id == Topic.id)
        .where(*conditions)
    )


def checked(ids: Sequence[str], conditions: Conditions) -> list[Row]:
    """Of these posts those that are left, in the same order."""
    order = {int(one): place for place, one in enumerate(ids) if one.isdigit()}
    asked = list(order)
    rows: list[Row] = []
    for start in range(0, len(asked), _CHUNK):
        rows += [Row(*row) for row in db.session.execute(_select([Post.id.in_(asked[start : start + _CHUNK]), *conditions]))]
    return sorted(rows, key=lambda row: order[row.post_id])


def newest(conditions: Conditions) -> list[Row]:
    query = _select(conditions).order_by(Post.created_at.desc(), Post.id.desc()).limit(MAX_HITS)
    return [Row(*row) for row in db.session.execute(query)]


def recent(words: str, conditions: Conditions) -> list[Row]:
    """Without an index: the newest posts that hold all of these letters."""
    recent = sa.select(Post.id).order_by(Post.id.desc()).limit(RECENT).subquery()
    wanted = [word for word in dutch.plain_words(words) if word.casefold() not in dutch.STOP_WORDS][:10]
    if not wanted:
        return []
    holds = [
        sa.or_(
            Post.body.icontains(word, autoescape=True), sa.and_(Post.path == OPENING_PATH, Thread.title.icontains(word, autoescape=True))
        )
        for word in wanted
    ]
    return newest([Post.id.in_(sa.select(recent.c.id)), *holds, *conditions])
