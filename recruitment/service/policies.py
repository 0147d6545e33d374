"""The scoring rules: proposed in a new version, in force on two keys, never changed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa

from accounts import service as accounts
from accounts.models import Account
from accounts.queries import both_signed
from forum.models import YearKind
from foundation import audit
from foundation.db import db, lock
from foundation.errors import Refused
from foundation.i18n import _
from recruitment import rules
from recruitment.models import ScoringPolicy
from recruitment.queries import policy_in_force
from recruitment.service.dirty import mark_open_topics

SUBJECT = "scoring_policy"


def propose_policy(
    by: Account,
    now: datetime,
    *,
    weights: Mapping[str, int],
    full_marks: Mapping[str, int],
    bar: int,
    keep_bar: int,
    a_day: int,
    a_thread: int,
) -> ScoringPolicy:
    """A new version beside the one in force. Imported sets are counted with it at once, to see what it would do."""
    if reason := rules.why_not_propose_policy(by):
        raise Refused(reason)
    if reason := rules.why_not_this_policy(weights, full_marks, bar=bar, keep_bar=keep_bar, a_day=a_day, a_thread=a_thread):
        raise Refused(reason)
    values = {
        "weights": dict(weights),
        "full_marks": dict(full_marks),
        "bar": bar,
        "keep_bar": keep_bar,
        "a_day": a_day,
        "a_thread": a_thread,
    }
    newest = db.session.scalar(sa.select(ScoringPolicy).order_by(ScoringPolicy.version.desc()).limit(1))
    if newest is not None and newest.proposed_by_id == by.id and all(getattr(newest, name) == value for name, value in values.items()):
        return newest  # the same proposal, sent twice
    policy = ScoringPolicy(version=(newest.version if newest else 0) + 1, proposed_at=now, proposed_by_id=by.id, **values)
    db.session.add(policy)
    db.session.flush()
    audit.record(
        "recruitment.policy_proposed", now=now, actor_id=by.id, actor_role=by.role.value, subject=SUBJECT, subject_id=policy.id,
        detail={"version": policy.version},
    )  # fmt: skip
    mark_open_topics(YearKind.IMPORTED, now)
    return policy


def sign_policy(policy: ScoringPolicy, by: Account, now: datetime) -> None:
    """One party's key on the text; with the other party's key there, these rules apply from now."""
    lock(policy)
    newest = policy_in_force()
    if reason := rules.why_not_sign_policy(policy, newest.version if newest else 0):
        raise Refused(reason)
    if by.party is None:
        raise Refused(_("Alleen de twee partijen geven akkoord."))
    text = rules.policy_text(policy)
    accounts.sign(by.party, SUBJECT, policy.id, text, by, now)
    if both_signed(SUBJECT, policy.id, text):
        policy.in_force_at = now
        mark_open_topics(YearKind.RUNNING, now)
