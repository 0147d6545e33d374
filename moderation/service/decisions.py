"""Deciding. Every act stands in the log, and its author hears the reasons."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from accounts.models import Account, Party
from forum.models import Post
from forum.service import hide_post, restore_post
from foundation import audit, outbox
from foundation.db import db, lock
from foundation.errors import Refused
from foundation.outbox import Way
from moderation import rules
from moderation.models import Act, Decision, Report
from moderation.queries import decisions_on, open_reports


def keep(post: Post, by: Account, facts: str, now: datetime, *, about_landlord: bool = False) -> Decision:
    """Leave the post as it is and answer the reports."""
    lock(post)
    if reason := rules.why_not_keep(open_reports(post.id)):
        raise Refused(reason)
    return _decide(post, Act.KEEP, by, now, facts=facts, about_landlord=about_landlord)


def hide(post: Post, by: Account, rule: str, passage: str, facts: str, now: datetime, *, about_landlord: bool) -> Decision:
    """Hide a post with reasons. Raises Refused without them, or when this side may not."""
    lock(post)
    earlier = list(decisions_on(post.id))
    if reason := rules.why_not_hide(post, by, rule, facts, about_landlord, earlier):
        raise Refused(reason)
    marked = about_landlord or any(decision.about_landlord for decision in earlier)
    decision = _decide(post, Act.HIDE, by, now, rule=rule, passage=passage, facts=facts, about_landlord=marked)
    hide_post(post, now)
    _tell_author(decision, post, now)
    return decision


def restore(post: Post, by: Account, facts: str, now: datetime) -> Decision:
    """Put a hidden post back where it stood."""
    lock(post)
    earlier = decisions_on(post.id)
    acts = [decision for decision in earlier if decision.act is not Act.KEEP]
    if reason := rules.why_not_restore(post, acts[-1] if acts else None):
        raise Refused(reason)
    decision = _decide(post, Act.RESTORE, by, now, facts=facts)
    restore_post(post, now)
    _tell_author(decision, post, now)
    return decision


def _decide(
    post: Post, act: Act, by: Account, now: datetime, *, rule: str = "", passage: str = "", facts: str = "", about_landlord: bool = False
) -> Decision:
    decision = Decision(
        post_id=post.id, act=act, rule=rule, passage=passage.strip()[:2000], facts=facts.strip()[:4000], about_landlord=about_landlord,
        decided_by_id=by.id, decided_for=by.party or Party.LANDLORD, decided_at=now,
    )  # fmt: skip
    db.session.add(decision)
    db.session.flush()
    db.session.execute(sa.update(Report).where(Report.post_id == post.id, Report.decision_id.is_(None)).values(decision_id=decision.id))
    audit.record(
        f"moderation.{act.value}", now=now, actor_id=by.id, actor_role=by.role.value, subject="post", subject_id=post.id,
        detail={"decision": decision.id, "rule": rule, "for": decision.decided_for.value if decision.decided_for else ""}, reason=decision.facts,
    )  # fmt: skip
    return decision


def _tell_author(decision: Decision, post: Post, now: datetime) -> None:
    if post.author_id is None:
        return
    author = db.session.get_one(Account, post.author_id)
    way = Way.MAIL if author.email else Way.LETTER
    if author.email or author.tenant_id:
        outbox.post("moderation.decision", {"decision": decision.id}, now=now, way=way, once=f"decision:{decision.id}")
