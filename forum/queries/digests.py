"""What stands on the one page that is printed about a topic."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from forum.models import AuthorKind, Post, ShownTo, Topic, TopicSummary
from forum.rules.digests import Remark, choose
from foundation.db import db
from foundation.plain_text import text_of

LOOKED_AT = 200
"""Most answered posts among which one for each author and conversation is chosen."""


def most_answered(topic: Topic, since: datetime) -> list[Remark]:
    """What tenants wrote since then and most others answered. The number of people decides, never what they said."""
    answer = aliased(Post)
    people = sa.func.count(sa.distinct(answer.author_id))
    rows = db.session.execute(
        sa.select(Post.author_id, Post.thread_id, Post.body_html, people)
        .join(answer, sa.and_(answer.parent_id == Post.id, answer.shown_to == ShownTo.EVERYONE, answer.author_id != Post.author_id))
        .where(
            Post.topic_id == topic.id, Post.shown_to == ShownTo.EVERYONE, Post.author_id.is_not(None),
            Post.author_kind.in_([AuthorKind.TENANT, AuthorKind.GUEST]), Post.created_at >= since,
        )
        .group_by(Post.id)
        .order_by(people.desc(), Post.created_at.desc(), Post.id.desc())
        .limit(LOOKED_AT)
    )  # fmt: skip
    return choose(
        [Remark(author, thread, text_of(html, quotes=False), answered) for author, thread, html, answered in rows if author is not None]
    )


def newest_summary(topic: Topic) -> TopicSummary | None:
    """The last published one, told in plain words."""
    return db.session.scalar(
        sa.select(TopicSummary)
        .where(TopicSummary.topic_id == topic.id, TopicSummary.published_at.is_not(None), TopicSummary.withdrawn_at.is_(None))
        .order_by(TopicSummary.until_on.desc(), TopicSummary.id.desc())
        .limit(1)
    )
