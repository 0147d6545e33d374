"""What the floors below announce and ask. wsgi.py connects these."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from accounts.models import Account, Role
from forum.events import Notice, PostAttempt
from forum.models import Topic
from foundation.db import db
from foundation.i18n import _
from recruitment import rules
from recruitment.models import Engagement, ScoringNotice
from recruitment.queries import find_notice, has_objected, policy_in_force
from recruitment.service.dirty import mark_around
from recruitment.service.scoring import forget_scores, freeze_topic

NOTICE = "scoring"


def notice_before_post(attempt: PostAttempt) -> Notice | None:
    """Shown once per version of the rules, before the first post that can count; nothing counts before it was seen.

    Somebody on paper is not there to read it: what staff types in for them is not scored until they see the notice themselves, and
    the second entrance is open to them. Without signed rules nothing is scored and there is nothing to tell.
    """
    author = attempt.author
    policy = policy_in_force()
    if policy is None or attempt.assisted or author.role is not Role.TENANT:
        return None
    told = find_notice(author.id)
    if (told is not None and told.policy_version >= policy.version) or has_objected(author):
        return None
    if NOTICE not in attempt.seen:
        return Notice(
            key=NOTICE,
            title=_("Eerst even dit: hoe wij meedoen tellen"),
            text=rules.notice_text(policy),
            button=_("Begrepen, plaats mijn bijdrage"),
        )
    if told is None:
        db.session.add(ScoringNotice(account_id=author.id, policy_version=policy.version, shown_at=attempt.now))
    else:
        told.policy_version = policy.version
    db.session.flush()
    return None


def on_topic_closed(topic: Topic, now: datetime) -> None:
    freeze_topic(topic, now)


def on_account_erased(account: Account, now: datetime) -> None:
    """Numbers, notes and notice go with the person; who exchanged answers with them is counted again."""
    mark_around([account.id], now)
    forget_scores(account)
    db.session.execute(
        sa.update(Engagement).where(Engagement.released_by_id == account.id).values(released_by_id=None),
        execution_options={"synchronize_session": "fetch"},
    )
    db.session.execute(
        sa.delete(ScoringNotice).where(ScoringNotice.account_id == account.id), execution_options={"synchronize_session": "fetch"}
    )
