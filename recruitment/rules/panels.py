"""The panel: where it stands, how many to ask, quotas, and when an answer still counts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from enum import StrEnum

from foundation.clock import local_day
from recruitment.models import Panel, PanelSession

SMALLEST_GROUP = 5
"""Fewer people than this are never shown as a group."""
UNKNOWN = "onbekend"
QUOTA_FEATURES = ("district", "age_band", "dwelling_kind")
"""What a proposal looks at; `complex` may be added by hand."""
ANSWER_TIME = timedelta(days=21)
REMIND_BEFORE = timedelta(days=7)
REST_AFTER_SENDING = timedelta(days=3)
"""Nobody is reminded sooner after the invitation than this."""


class PanelStage(StrEnum):
    PREPARING = "preparing"
    ASKING = "asking"
    FROZEN = "frozen"
    """Volunteers and quotas stand still; the draw is under way."""
    SEATED = "seated"
    HELD = "held"
    """Every evening is over."""
    DONE = "done"
    """The topic is closed: everyone was told."""
    CANCELLED = "cancelled"


def panel_stage(
    panel: Panel, sessions: Iterable[PanelSession], *, asked_at: datetime | None, closed_at: datetime | None, now: datetime
) -> PanelStage:
    """`asked_at`: when the first invitation left; `closed_at`: of the topic. `recruitment.queries.stage_of` brings all of these."""
    if panel.cancelled_at is not None:
        return PanelStage.CANCELLED
    if closed_at is not None:
        return PanelStage.DONE
    if panel.seated_at is not None:
        standing = [one for one in sessions if one.cancelled_at is None]
        over = standing and all(one.ended_at is not None or one.ends_at <= now for one in standing)
        return PanelStage.HELD if over else PanelStage.SEATED
    if panel.frozen_at is not None:
        return PanelStage.FROZEN
    return PanelStage.PREPARING if asked_at is None else PanelStage.ASKING


def first_day(sessions: Iterable[PanelSession]) -> date | None:
    """Local day of the first evening that is not cancelled."""
    return min((local_day(one.starts_at) for one in sessions if one.cancelled_at is None), default=None)
