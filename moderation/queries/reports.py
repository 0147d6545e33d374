"""Reports on a post."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from foundation.db import db
from moderation.models import Report


def reports_on(post_id: int) -> Sequence[Report]:
    return db.session.scalars(sa.select(Report).where(Report.post_id == post_id).order_by(Report.reported_at, Report.id)).all()


def open_reports(post_id: int) -> int:
    """How many wait for a decision."""
    waiting = sa.select(sa.func.count()).select_from(Report).where(Report.post_id == post_id, Report.decision_id.is_(None))
    return db.session.scalar(waiting) or 0
