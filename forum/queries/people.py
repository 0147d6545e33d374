"""Who wrote, and what they have not placed yet."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload

from accounts.models import Account, Tenant
from forum.models import AuthorKind, Draft, Mention, Post, ShownTo, Thread, Topic
from forum.queries.conversations import Reader, visible_to
from forum.rules import OPENING_PATH, where
from foundation.db import db
from foundation.errors import NotFound
from foundation.markup import MAX_LENGTH, excerpt


def contributors(topic: Topic) -> Sequence[Account]:
    """Accounts with at least one post as a tenant that everybody can see, in order of their row."""
    wrote = sa.select(Post.author_id).where(
        Post.topic_id == topic.id, Post.author_kind == AuthorKind.TENANT, Post.shown_to == ShownTo.EVERYONE, Post.author_id.is_not(None)
    )
    return db.session.scalars(sa.select(Account).where(Account.id.in_(wrote)).order_by(Account.id)).all()


def find_draft(account_id: int, place: str) -> Draft | None:
    return db.session.scalar(sa.select(Draft).where(Draft.account_id == account_id, Draft.place == place))


def drafts_of(account_id: int) -> Sequence[Draft]:
    return db.session.scalars(sa.select(Draft).where(Draft.account_id == account_id).order_by(Draft.saved_at.desc())).all()


def get_draft(draft_id: int, account_id: int) -> Draft:
    draft = db.session.scalar(sa.select(Draft).where(Draft.id == draft_id, Draft.account_id == account_id))
    if draft is None:
        raise NotFound
    return draft


@dataclass(frozen=True)
class Unplaced:
    """A draft with its beginning, and what it was written under: a title that its writer may see, or none."""

    draft: Draft
    under: str

    @property
    def beginning(self) -> str:
        return self.draft.title or excerpt(self.draft.body[:MAX_LENGTH], 80)


def unplaced_by(account_id: int) -> list[Unplaced]:
    drafts = drafts_of(account_id)
    spots = {draft.id: where(draft.place) for draft in drafts}
    topic_ids = {spot.id for spot in spots.values() if spot and spot.kind.endswith("topic")}
    post_ids = {spot.id for spot in spots.values() if spot and not spot.kind.endswith("topic")}
    titles: dict[tuple[bool, int], str] = {}
    if topic_ids:
        rows = db.session.execute(sa.select(Topic.id, Topic.title).where(Topic.id.in_(topic_ids)))
        titles |= {(True, topic_id): title for topic_id, title in rows}
    if post_ids:
        opening = aliased(Post)
        shown = (
            sa.select(Post.id, Thread.title)
            .join(Thread, Thread.id == Post.thread_id)
            .join(opening, sa.and_(opening.thread_id == Post.thread_id, opening.path == OPENING_PATH))
            .where(Post.id.in_(post_ids), visible_to(account_id), visible_to(account_id, of=opening))
        )
        titles |= {(False, post_id): title for post_id, title in db.session.execute(shown)}
    return [
        Unplaced(draft, titles.get((spot.kind.endswith("topic"), spot.id), "") if (spot := spots[draft.id]) else "") for draft in drafts
    ]


def last_language(account_id: int) -> str | None:
    """What this person last said they wrote in; None for who never did."""
    return db.session.scalar(sa.select(Post.lang).where(Post.author_id == account_id, Post.lang != "").order_by(Post.id.desc()).limit(1))


def people_called(names: Collection[str], thread_id: int) -> dict[str, tuple[int, int]]:
    """Tenants in this conversation who bear one of these (folded) names: their account, and the last post of theirs that
    everybody sees there. Staff are shown by what they do and not by name, so nobody can name them."""
    rows = db.session.execute(
        sa.select(Account.alias_folded, Account.id, sa.func.max(Post.id))
        .join(Post, Post.author_id == Account.id)
        .where(
            Post.thread_id == thread_id, Post.shown_to == ShownTo.EVERYONE, Post.author_kind == AuthorKind.TENANT,
            Account.alias_folded.in_(names), Account.erased_at.is_(None),
        )
        .group_by(Account.alias_folded, Account.id)
    )  # fmt: skip
    return {name: (account_id, last) for name, account_id, last in rows}


def people_near(post: Post, but: int, most: int = 30) -> list[str]:
    """Names of tenants who wrote near this post in its conversation: whom an answer may want to name. Costs the same in any thread."""
    here = (Post.thread_id == post.thread_id, Post.shown_to == ShownTo.EVERYONE, Post.author_kind == AuthorKind.TENANT)
    before = sa.select(Post.author_id).where(*here, Post.path <= post.path).order_by(Post.path.desc()).limit(100).subquery()
    after = sa.select(Post.author_id).where(*here, Post.path > post.path).order_by(Post.path).limit(100).subquery()
    near = sa.union(sa.select(before.c.author_id), sa.select(after.c.author_id))
    return list(
        db.session.scalars(
            sa.select(Account.alias)
            .where(Account.id.in_(near), Account.id != but, Account.erased_at.is_(None))
            .order_by(Account.alias)
            .limit(most)
        )
    )


def mentions_of(account_id: int, reader: Reader, most: int = 50) -> Sequence[Post]:
    """Posts that name this account and that the reader may see, newest first."""
    return db.session.scalars(
        sa.select(Post)
        .join(Mention, Mention.post_id == Post.id)
        .where(Mention.account_id == account_id, visible_to(*reader))
        .options(joinedload(Post.author), joinedload(Post.thread).joinedload(Thread.topic))
        .order_by(Post.id.desc())
        .limit(most)
    ).all()


def find_tenant(number: str) -> Tenant | None:
    return db.session.scalar(sa.select(Tenant).where(Tenant.number == number.strip()))
