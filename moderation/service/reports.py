"""Taking reports in."""

from __future__ import annotations

import secrets
from datetime import datetime

import sqlalchemy as sa

from accounts.models import Account
from forum.models import Post
from foundation import codes
from foundation.db import db
from foundation.errors import Refused
from foundation.i18n import _
from moderation import rules
from moderation.models import Report


def report_post(post: Post, reason: str, explanation: str, reporter: Account | None, now: datetime) -> str:
    """Take a report in; returns the receipt code, which is kept as a hash only."""
    if reason not in rules.REASONS:
        raise Refused(_("Kies waarom u de bijdrage meldt."))
    if reporter is not None and db.session.scalar(
        sa.select(Report.id).where(Report.post_id == post.id, Report.reporter_id == reporter.id, Report.decision_id.is_(None))
    ):
        raise Refused(_("U hebt deze bijdrage al gemeld. Een moderator kijkt ernaar."))
    code = codes.derive(secrets.token_bytes(16), "receipt", post.id)
    db.session.add(
        Report(
            post_id=post.id, reporter_id=reporter.id if reporter else None, reason=reason, explanation=explanation.strip()[:2000],
            receipt=codes.fingerprint(code), reported_at=now,
        )
    )  # fmt: skip
    db.session.flush()
    return code
