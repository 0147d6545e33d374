"""Policies, and what the scorer kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from accounts.models import Account
from accounts.queries import has_opted_out, opted_out_tenants
from forum.models import PolicyYear, Topic, YearKind
from foundation.audit import Entry
from foundation.db import db
from recruitment.models import Engagement, ScoringNotice, ScoringPolicy

SEEN_ACTS = ("recruitment.name_opened", "recruitment.held_back_released")


@dataclass(frozen=True)
class Scored:
    """One line of engagement with what it is about."""

    topic: Topic
    row: Engagement
    policy: ScoringPolicy


@dataclass(frozen=True)
class Look:
    """Somebody of the staff opened this person's name, or decided about the flag."""

    at: datetime
    act: str
    role: str
    reason: str


def policies() -> Sequence[ScoringPolicy]:
    """All versions, newest first."""
    return db.session.scalars(sa.select(ScoringPolicy).order_by(ScoringPolicy.version.desc())).all()


def find_policy(version: int) -> ScoringPolicy | None:
    return db.session.scalar(sa.select(ScoringPolicy).where(ScoringPolicy.version == version))


def policy_in_force() -> ScoringPolicy | None:
    newest = sa.select(ScoringPolicy).where(ScoringPolicy.in_force_at.is_not(None)).order_by(ScoringPolicy.version.desc())
    return db.session.scalar(newest.limit(1))


def policy_for(kind: YearKind) -> ScoringPolicy | None:
    """A topic of the agenda is scored by signed rules only. Imported sets are there to try rules on, so the newest version applies."""
    if kind is YearKind.RUNNING:
        return policy_in_force()
    return db.session.scalar(sa.select(ScoringPolicy).order_by(ScoringPolicy.version.desc()).limit(1))


def engagement_of(account_id: int) -> list[Scored]:
    rows = db.session.execute(
        sa.select(Topic, Engagement, ScoringPolicy)
        .join(Engagement, Engagement.topic_id == Topic.id)
        .join(ScoringPolicy, ScoringPolicy.version == Engagement.policy_version)
        .where(Engagement.account_id == account_id)
        .order_by(Topic.opens_on.desc(), Topic.id.desc())
    )
    return [Scored(*row) for row in rows]


def held_back_in(topic_id: int) -> list[tuple[Engagement, str]]:
    """Who is held back, with the opaque number that stands for the person. No names."""
    rows = db.session.execute(
        sa.select(Engagement, Account.number)
        .join(Account, Account.id == Engagement.account_id)
        .where(Engagement.topic_id == topic_id, Engagement.held_back)
        .order_by(Account.number)
    )
    return [(row, number) for row, number in rows]


def find_engagement(topic_id: int, number: str) -> Engagement | None:
    return db.session.scalar(
        sa.select(Engagement)
        .join(Account, Account.id == Engagement.account_id)
        .where(Engagement.topic_id == topic_id, Account.number == number)
    )


def engaged_count(topic_id: int) -> int:
    found = sa.select(sa.func.count()).select_from(Engagement).where(Engagement.topic_id == topic_id, Engagement.engaged)
    return db.session.scalar(found) or 0


def scores(topic_id: int | None = None) -> list[tuple[str, str, Engagement]]:
    """(topic slug, author, engagement); the author is the source id of imported people, else the opaque account number."""
    author = sa.func.coalesce(Account.source_id, Account.number)
    found = (
        sa.select(Topic.slug, author, Engagement)
        .join(Topic, Topic.id == Engagement.topic_id)
        .join(Account, Account.id == Engagement.account_id)
        .order_by(Topic.slug, author)
    )
    if topic_id is not None:
        found = found.where(Engagement.topic_id == topic_id)
    return [(slug, who, row) for slug, who, row in db.session.execute(found)]


def open_topics() -> list[tuple[Topic, YearKind]]:
    """Topics whose flags can still change: those of the agenda until they close, and imported sets for ever."""
    rows = db.session.execute(
        sa.select(Topic, PolicyYear.kind)
        .join(PolicyYear, PolicyYear.id == Topic.policy_year_id)
        .where(sa.or_(PolicyYear.kind == YearKind.IMPORTED, Topic.closed_at.is_(None)))
        .order_by(Topic.id)
    )
    return [(topic, kind) for topic, kind in rows]


def find_notice(account_id: int) -> ScoringNotice | None:
    return db.session.get(ScoringNotice, account_id)


def has_objected(account: Account) -> bool:
    notice = find_notice(account.id)
    if notice is not None and notice.opted_out_at is not None:
        return True
    return account.tenant_id is not None and has_opted_out(account.tenant_id, "scoring")


def who_looked(account: Account) -> list[Look]:
    """Staff who opened this person's name or decided about a flag, newest first."""
    about = sa.and_(Entry.subject == "account", Entry.subject_id == account.id)
    if account.tenant_id is not None:
        about = sa.or_(about, sa.and_(Entry.subject == "tenant", Entry.subject_id == account.tenant_id))
    found = sa.select(Entry).where(Entry.act.in_(SEEN_ACTS), about).order_by(Entry.id.desc()).limit(100)
    return [Look(entry.at, entry.act, entry.actor_role, entry.reason) for entry in db.session.scalars(found)]


def objectors() -> sa.Select[int]:
    """Accounts of everybody who stopped the count, by either road."""
    told = sa.select(ScoringNotice.account_id).where(ScoringNotice.opted_out_at.is_not(None))
    return sa.select(Account.id).where(sa.or_(Account.id.in_(told), Account.tenant_id.in_(opted_out_tenants("scoring"))))
