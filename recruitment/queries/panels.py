"""Panels, their evenings and quotas."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from accounts.queries import margins
from forum.models import PolicyYear, Topic, YearKind
from foundation.db import db
from foundation.errors import NotFound
from recruitment.models import Invitation, Panel, PanelSession, Quota
from recruitment.rules.panels import QUOTA_FEATURES, PanelStage, QuotaLine, panel_stage


def _panels() -> sa.Select[Panel]:
    return sa.select(Panel).options(joinedload(Panel.topic).joinedload(Topic.policy_year))


def get_panel(panel_id: int) -> Panel:
    """With its topic and the topic's year."""
    if found := db.session.scalar(_panels().where(Panel.id == panel_id)):
        return found
    raise NotFound


def find_panel_for(topic_id: int) -> Panel | None:
    return db.session.scalar(_panels().where(Panel.topic_id == topic_id))


def panel_with_evenings(topic_id: int) -> tuple[Panel | None, Sequence[PanelSession]]:
    """As `find_panel_for` and `sessions_of`, in one query."""
    rows = db.session.execute(
        sa.select(Panel, PanelSession)
        .outerjoin(PanelSession, PanelSession.panel_id == Panel.id)
        .where(Panel.topic_id == topic_id)
        .options(joinedload(Panel.topic).joinedload(Topic.policy_year))
        .order_by(PanelSession.starts_at, PanelSession.id)
    ).all()
    return (rows[0][0], [evening for _panel, evening in rows if evening is not None]) if rows else (None, [])


def all_panels() -> Sequence[Panel]:
    """Newest first."""
    return db.session.scalars(_panels().order_by(Panel.created_at.desc(), Panel.id.desc())).all()


def topics_without_panel() -> Sequence[Topic]:
    """Agreed topics of the agenda that are not closed and have no panel yet."""
    return db.session.scalars(
        sa.select(Topic)
        .join(Topic.policy_year)
        .where(
            Topic.agreed_at.is_not(None),
            Topic.withdrawn_at.is_(None),
            Topic.closed_at.is_(None),
            PolicyYear.kind == YearKind.RUNNING,
            Topic.id.not_in(sa.select(Panel.topic_id)),
        )
        .order_by(Topic.opens_on, Topic.id)
    ).all()


def sessions_of(panel_id: int) -> Sequence[PanelSession]:
    """Every evening, cancelled ones too, in order of time."""
    return db.session.scalars(
        sa.select(PanelSession).where(PanelSession.panel_id == panel_id).order_by(PanelSession.starts_at, PanelSession.id)
    ).all()


def get_session(panel_id: int, session_id: int) -> PanelSession:
    found = db.session.get(PanelSession, session_id)
    if found is None or found.panel_id != panel_id:
        raise NotFound
    return found


def quotas_of(panel_id: int) -> Sequence[Quota]:
    return db.session.scalars(sa.select(Quota).where(Quota.panel_id == panel_id).order_by(Quota.feature, Quota.value)).all()


def quota_lines(panel_id: int) -> list[QuotaLine]:
    return [QuotaLine(quota.feature, quota.value, quota.min, quota.max) for quota in quotas_of(panel_id)]


def registry_margins() -> dict[str, dict[str, int]]:
    """Households per value of each feature a quota may use. Groups under 5 are in it: pages leave them out."""
    return {feature: margins(feature) for feature in QUOTA_FEATURES}


def first_asked_at(panel_id: int) -> datetime | None:
    return db.session.scalar(sa.select(sa.func.min(Invitation.sent_at)).where(Invitation.panel_id == panel_id))


def stage_of(panel: Panel, now: datetime) -> PanelStage:
    """Where this panel stands; two queries. The panel comes from get_panel or find_panel_for."""
    return panel_stage(panel, sessions_of(panel.id), asked_at=first_asked_at(panel.id), closed_at=panel.topic.closed_at, now=now)


def stages_of(panels: Sequence[Panel], now: datetime) -> dict[int, PanelStage]:
    """Where each stands, in two queries for all."""
    ids = [panel.id for panel in panels]
    sessions: dict[int, list[PanelSession]] = {panel_id: [] for panel_id in ids}
    for session in db.session.scalars(sa.select(PanelSession).where(PanelSession.panel_id.in_(ids))):
        sessions[session.panel_id].append(session)
    asked = {
        row.panel_id: row.asked_at
        for row in db.session.execute(
            sa.select(Invitation.panel_id, sa.func.min(Invitation.sent_at).label("asked_at"))
            .where(Invitation.panel_id.in_(ids))
            .group_by(Invitation.panel_id)
        )
    }
    return {
        panel.id: panel_stage(panel, sessions[panel.id], asked_at=asked.get(panel.id), closed_at=panel.topic.closed_at, now=now)
        for panel in panels
    }
