"""Arguments with what became of them, and who is to be told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from accounts.models import Account, Channel
from forum.models import AuthorKind, Post, ShownTo, Thread, Topic
from forum.queries import visible_to
from forum.queries.people import contributors
from foundation.db import db
from foundation.errors import NotFound
from recruitment.models import Argument, ArgumentPost, Outcome, Panel, PanelSession, Seat, Telling, Volunteer


@dataclass
class Answered:
    """One argument as pages show it."""

    argument: Argument
    outcome: Outcome | None
    session: PanelSession | None
    posts: list[int] = field(default_factory=list)
    """Where it came from, as far as everybody may read it."""


def arguments_of(topic_id: int) -> list[Answered]:
    """In order of their number. Two queries."""
    rows = db.session.execute(
        sa.select(Argument, Outcome, PanelSession)
        .outerjoin(Outcome, Outcome.argument_id == Argument.id)
        .outerjoin(PanelSession, PanelSession.id == Argument.panel_session_id)
        .where(Argument.topic_id == topic_id)
        .order_by(Argument.number)
    )
    found = {argument.id: Answered(argument, outcome, session) for argument, outcome, session in rows}
    links = db.session.execute(
        sa.select(ArgumentPost.argument_id, ArgumentPost.post_id)
        .join(Post, Post.id == ArgumentPost.post_id)
        .where(ArgumentPost.argument_id.in_(found), visible_to(None))
        .order_by(ArgumentPost.post_id)
    )
    for argument_id, post_id in links:
        found[argument_id].posts.append(post_id)
    return list(found.values())


def get_argument(topic_id: int, argument_id: int) -> Argument:
    found = db.session.get(Argument, argument_id)
    if found is None or found.topic_id != topic_id:
        raise NotFound
    return found


def find_outcome(argument_id: int) -> Outcome | None:
    return db.session.get(Outcome, argument_id)


def argument_counts(topic_id: int) -> tuple[int, int]:
    """How many arguments there are, and how many of them have no answer yet."""
    row = db.session.execute(
        sa.select(sa.func.count(Argument.id), sa.func.count(Outcome.argument_id))
        .select_from(Argument)
        .outerjoin(Outcome, Outcome.argument_id == Argument.id)
        .where(Argument.topic_id == topic_id)
    ).one()
    return row[0], row[0] - row[1]


def postable(topic_id: int, post_ids: Sequence[int]) -> set[int]:
    """Which of these may be linked to an argument: in this topic, readable by everybody."""
    return set(db.session.scalars(sa.select(Post.id).where(Post.topic_id == topic_id, Post.id.in_(post_ids), visible_to(None))))


def posts_to_tick(topic_id: int, linked: Sequence[int], most: int = 40) -> Sequence[Post]:
    """The newest posts of the topic, and those linked already; with author and thread."""
    readable = sa.select(Post).where(Post.topic_id == topic_id, visible_to(None)).options(joinedload(Post.author), joinedload(Post.thread))
    newest = db.session.scalars(readable.order_by(Post.created_at.desc(), Post.id.desc()).limit(most)).all()
    there = {post.id for post in newest}
    rest = [post_id for post_id in linked if post_id not in there]
    return [*(db.session.scalars(readable.where(Post.id.in_(rest)).order_by(Post.id)).all() if rest else ()), *newest]


def linked_posts(argument_id: int) -> list[int]:
    return list(
        db.session.scalars(sa.select(ArgumentPost.post_id).where(ArgumentPost.argument_id == argument_id).order_by(ArgumentPost.post_id))
    )


class Person(NamedTuple):
    """Somebody who contributed: an account, a tenant, or an account of a tenant."""

    account_id: int | None
    tenant_id: int | None


def people_to_tell(topic: Topic) -> list[Person]:
    """Everybody whose post everyone can read (also when staff typed it in), and everybody who was ready to come.
    Each once. Who erased their account is left alone."""
    accounts = [account for account in contributors(topic) if account.erased_at is None]
    people = [Person(account.id, account.tenant_id) for account in accounts]
    known = {person.tenant_id for person in people if person.tenant_id is not None}
    rows = db.session.execute(
        sa.select(Volunteer.tenant_id, Account.id)
        .outerjoin(Account, sa.and_(Account.tenant_id == Volunteer.tenant_id, Account.closed_at.is_(None)))
        .where(_took_part(topic.id))
        .order_by(Volunteer.tenant_id)
    )
    people += [Person(account_id, tenant_id) for tenant_id, account_id in rows if tenant_id not in known]
    return people


def is_contributor(topic_id: int, account_id: int | None, tenant_id: int | None) -> bool:
    """The same for one person, now."""
    if account_id is not None:
        wrote = sa.select(Post.id).where(
            Post.topic_id == topic_id, Post.author_id == account_id, Post.author_kind == AuthorKind.TENANT,
            Post.shown_to == ShownTo.EVERYONE, Post.author_id.in_(sa.select(Account.id).where(Account.erased_at.is_(None))),
        )  # fmt: skip
        if db.session.scalar(wrote.limit(1)) is not None:
            return True
    took_part = sa.select(Volunteer.id).where(_took_part(topic_id), Volunteer.tenant_id == tenant_id)
    return tenant_id is not None and db.session.scalar(took_part.limit(1)) is not None


def _took_part(topic_id: int) -> sa.ColumnElement[bool]:
    """Who gave up a chair was ready to come, and is not forgotten for it; who took back a yes before there was a chair, is left alone."""
    seated = sa.select(Seat.volunteer_id).where(Seat.panel_id.in_(sa.select(Panel.id).where(Panel.topic_id == topic_id)))
    panels = sa.select(Panel.id).where(Panel.topic_id == topic_id)
    return sa.and_(Volunteer.panel_id.in_(panels), sa.or_(Volunteer.stopped_at.is_(None), Volunteer.id.in_(seated)))


def tellings_of(topic_id: int) -> Sequence[Telling]:
    return db.session.scalars(sa.select(Telling).where(Telling.topic_id == topic_id).order_by(Telling.id)).all()


def telling_began(topic_id: int) -> bool:
    return db.session.scalar(sa.select(Telling.id).where(Telling.topic_id == topic_id).limit(1)) is not None


def not_told(topic: Topic) -> tuple[list[Person], list[Telling]]:
    """Contributors without a message, and messages on their way to people who still are contributors."""
    rows = tellings_of(topic.id)
    by_account: dict[int | None, Telling] = {row.account_id: row for row in rows if row.account_id is not None}
    by_tenant: dict[int | None, Telling] = {row.tenant_id: row for row in rows if row.tenant_id is not None}
    nothing, under_way = [], []
    for person in people_to_tell(topic):
        row = by_account.get(person.account_id) or by_tenant.get(person.tenant_id)
        if row is None:
            nothing.append(person)
        elif row.told_at is None:
            under_way.append(row)
    return nothing, under_way


@dataclass(frozen=True)
class Told:
    """Where the telling of a topic stands, by channel: (told, under way)."""

    nothing: int
    by_channel: dict[Channel, tuple[int, int]]

    @property
    def told(self) -> int:
        return sum(done for done, _waiting in self.by_channel.values())

    @property
    def under_way(self) -> int:
        return sum(waiting for _done, waiting in self.by_channel.values())


def told_so_far(topic: Topic) -> Told:
    nothing, _under_way = not_told(topic)
    rows = db.session.execute(
        sa.select(Telling.channel, sa.func.count(Telling.told_at), sa.func.count())
        .where(Telling.topic_id == topic.id)
        .group_by(Telling.channel)
        .order_by(Telling.channel)
    )
    return Told(len(nothing), {channel: (told, count - told) for channel, told, count in rows})


def own_arguments(topic_id: int, account_id: int | None) -> set[int]:
    """Arguments that came from this person's own posts."""
    if account_id is None:
        return set()
    return set(
        db.session.scalars(
            sa.select(ArgumentPost.argument_id)
            .join(Post, Post.id == ArgumentPost.post_id)
            .join(Thread, Thread.id == Post.thread_id)
            .where(Post.topic_id == topic_id, Post.author_id == account_id, Post.shown_to == ShownTo.EVERYONE)
        )
    )
