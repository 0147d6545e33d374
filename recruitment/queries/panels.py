"""Panels, their evenings and quotas."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from forum.models import Topic
from foundation.db import db
from foundation.errors import NotFound
from recruitment.models import Invitation, Panel, PanelSession, Quota
from recruitment.rules.panels import PanelStage, panel_stage


def get_panel(panel_id: int) -> Panel:
    """With its topic and the topic's year."""
    found = db.session.scalar(sa.select(Panel).where(Panel.id == panel_id).options(joinedload(Panel.topic).joinedload(Topic.policy_year)))
    if found is None:
        raise NotFound
    return found


def find_panel_for(topic_id: int) -> Panel | None:
    return db.session.scalar(
        sa.select(Panel).where(Panel.topic_id == topic_id).options(joinedload(Panel.topic).joinedload(Topic.policy_year))
    )


def sessions_of(panel_id: int) -> Sequence[PanelSession]:
    """Every evening, cancelled ones too, in order of time."""
    return db.session.scalars(
        sa.select(PanelSession).where(PanelSession.panel_id == panel_id).order_by(PanelSession.starts_at, PanelSession.id)
    ).all()


def quotas_of(panel_id: int) -> Sequence[Quota]:
    return db.session.scalars(sa.select(Quota).where(Quota.panel_id == panel_id).order_by(Quota.feature, Quota.value)).all()


def first_asked_at(panel_id: int) -> datetime | None:
    return db.session.scalar(
        sa.select(Invitation.sent_at)
        .where(Invitation.panel_id == panel_id, Invitation.sent_at.is_not(None))
        .order_by(Invitation.sent_at)
        .limit(1)
    )


def stage_of(panel: Panel, now: datetime) -> PanelStage:
    """Where this panel stands; two queries. The panel comes from get_panel or find_panel_for."""
    return panel_stage(panel, sessions_of(panel.id), asked_at=first_asked_at(panel.id), closed_at=panel.topic.closed_at, now=now)
