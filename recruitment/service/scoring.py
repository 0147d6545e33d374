"""Bringing engagement up to date, and what changes it: objection, release, a closing topic."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa

from accounts import service as accounts
from accounts.models import Account
from forum.models import Topic
from foundation import audit
from foundation.db import db, lock
from foundation.errors import Refused
from foundation.i18n import _
from recruitment import rules
from recruitment.engagement import Facts, flag, points
from recruitment.models import DirtyScore, Engagement, ScoringNotice, ScoringPolicy
from recruitment.queries import facts, find_notice, find_policy, open_topics, policy_for, policy_in_force
from recruitment.queries.scoring import objectors
from recruitment.service.dirty import mark_around

NUMBERS = ("days", "answered_by", "answered", "posts", "threads", "texts", "own_repeats")
ONE_BY_ONE = 10
"""Up to so many changed people in a topic are counted each by themselves; with more, the whole topic at once is less work."""
_SCORE_LOCK = 0x73636F72  # any fixed number: one scorer at a time on PostgreSQL


def score(now: datetime, topic: Topic | None = None, rebuild: bool = False) -> int:
    """Bring engagement up to date: of whoever changed, or of everyone. Returns how many people were counted anew.

    The marks are taken first and the posts counted after, in one transaction: a post that comes in between either is
    counted now or leaves a new mark.
    """
    if db.engine.dialect.name == "postgresql":
        db.session.execute(sa.select(sa.func.pg_advisory_xact_lock(_SCORE_LOCK)))
    _forget_objectors()
    changed: dict[int, set[int]] = {}
    for topic_id, account_id in _take_marks(None if topic is None else topic.id):
        changed.setdefault(topic_id, set()).add(account_id)
    done = 0
    for one, kind in open_topics():
        policy = policy_for(kind)
        wanted = rebuild or one.id in changed
        if policy is not None and wanted and (topic is None or one.id == topic.id):
            done += _score_topic(one.id, policy, None if rebuild else changed[one.id], now)
    return done


def ensure_first_policy(now: datetime) -> ScoringPolicy:
    """Version 1 is there to sign from the first day."""
    if (first := find_policy(1)) is not None:
        return first
    first = ScoringPolicy(
        version=1, weights=dict(rules.FIRST_WEIGHTS), full_marks=dict(rules.FIRST_FULL_MARKS), bar=50, keep_bar=45, a_day=3, a_thread=10,
        proposed_at=now,
    )  # fmt: skip
    db.session.add(first)
    db.session.flush()
    return first


def release(row: Engagement, by: Account, reason: str, now: datetime) -> None:
    """Let somebody through whom the machine held back. A person decides, with a reason that is kept."""
    lock(row)
    if why_not := rules.why_not_release(row, reason):
        raise Refused(why_not)
    row.released_by_id, row.released_reason = by.id, reason.strip()
    row.held_back, row.engaged = False, True
    row.engaged_at = row.engaged_at or now
    row.updated_at = now
    audit.record(
        "recruitment.held_back_released", now=now, actor_id=by.id, actor_role=by.role.value, subject="account", subject_id=row.account_id,
        detail={"topic": row.topic_id}, reason=reason.strip(),
    )  # fmt: skip


def stop_scoring(account: Account, now: datetime) -> None:
    """AVG art. 21: no reason asked, every score goes at once, closed topics too. The forum stays open."""
    notice = find_notice(account.id)
    if notice is None:
        policy = policy_in_force()
        notice = ScoringNotice(account_id=account.id, policy_version=policy.version if policy else 0, shown_at=now)
        db.session.add(notice)
    notice.opted_out_at = notice.opted_out_at or now
    if account.tenant_id is not None:
        accounts.opt_out(account.tenant_id, "scoring", now)
    db.session.flush()
    forget_scores(account)
    mark_around([account.id], now)


def start_scoring(account: Account, now: datetime) -> None:
    """Only the person takes an objection back, on the page that explains what counts. Flags of closed topics do not return."""
    policy = policy_in_force()
    if policy is None:
        raise Refused(_("Er zijn nog geen regels waar beide partijen het over eens zijn. Er wordt nu niets geteld."))
    notice = find_notice(account.id)
    if notice is None:
        notice = ScoringNotice(account_id=account.id, policy_version=policy.version, shown_at=now)
        db.session.add(notice)
    notice.opted_out_at, notice.policy_version = None, policy.version
    if account.tenant_id is not None:
        accounts.opt_in(account.tenant_id, "scoring")
    db.session.flush()
    mark_around([account.id], now)


def freeze_topic(topic: Topic, now: datetime) -> None:
    """The topic closes: what stands, stands. Bring it up to date first, also when the closing instant is already noted."""
    policy = policy_in_force()
    marks = {account_id for _topic_id, account_id in _take_marks(topic.id)}
    if policy is not None and marks:
        _score_topic(topic.id, policy, marks, now)
    db.session.flush()
    db.session.execute(
        sa.update(Engagement).where(Engagement.topic_id == topic.id, Engagement.frozen_at.is_(None)).values(frozen_at=now),
        execution_options={"synchronize_session": "fetch"},
    )


def forget_scores(account: Account) -> None:
    for table in (Engagement, DirtyScore):
        db.session.execute(sa.delete(table).where(table.account_id == account.id), execution_options={"synchronize_session": "fetch"})


def _take_marks(topic_id: int | None) -> list[tuple[int, int]]:
    taken = sa.delete(DirtyScore).returning(DirtyScore.topic_id, DirtyScore.account_id)
    if topic_id is not None:
        taken = taken.where(DirtyScore.topic_id == topic_id)
    return [(one, other) for one, other in db.session.execute(taken, execution_options={"synchronize_session": False})]


def _forget_objectors() -> None:
    db.session.execute(
        sa.delete(Engagement).where(Engagement.account_id.in_(objectors())), execution_options={"synchronize_session": "fetch"}
    )


def _score_topic(topic_id: int, policy: ScoringPolicy, people: set[int] | None, now: datetime) -> int:
    found = {one.account_id: one for one in _count(topic_id, policy, people)}
    rows = sa.select(Engagement).where(Engagement.topic_id == topic_id)
    have = {row.account_id: row for row in db.session.scalars(rows) if people is None or row.account_id in people}
    for account_id in have.keys() - found.keys():
        db.session.delete(have[account_id])
    for account_id, one in sorted(found.items()):
        row = have.get(account_id)
        if row is None:
            row = Engagement(topic_id=topic_id, account_id=account_id, engaged=False)
            db.session.add(row)
        _write(row, one, policy, now)
    db.session.flush()
    return len(found.keys() | have.keys())


def _count(topic_id: int, policy: ScoringPolicy, people: set[int] | None) -> Iterable[Facts]:
    if people is None or len(people) > ONE_BY_ONE:
        everyone = facts(topic_id, a_day=policy.a_day, a_thread=policy.a_thread)
        return [one for one in everyone if people is None or one.account_id in people]
    return [one for account_id in sorted(people) for one in facts(topic_id, account_id, a_day=policy.a_day, a_thread=policy.a_thread)]


def _write(row: Engagement, one: Facts, policy: ScoringPolicy, now: datetime) -> None:
    have = points(one, policy)
    engaged, held_back = flag(have, policy, bool(row.engaged), one, released=row.released_by_id is not None)
    values = {name: getattr(one, name) for name in NUMBERS}
    values |= {"points": have, "policy_version": policy.version, "engaged": engaged, "held_back": held_back}
    if all(getattr(row, name) == value for name, value in values.items()):
        return
    for name, value in values.items():
        setattr(row, name, value)
    row.engaged_at = (row.engaged_at or now) if engaged else None
    row.updated_at = now
