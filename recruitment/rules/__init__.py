"""What may and what may not in recruitment: functions without clock, query or request."""

from recruitment.rules.panels import PanelStage, first_day, panel_stage
from recruitment.rules.scoring import (
    CRITERIA,
    FIRST_FULL_MARKS,
    FIRST_WEIGHTS,
    criterion,
    notice_text,
    policy_text,
    why_not_propose_policy,
    why_not_release,
    why_not_sign_policy,
    why_not_this_policy,
)

__all__ = [
    "CRITERIA",
    "FIRST_FULL_MARKS",
    "FIRST_WEIGHTS",
    "PanelStage",
    "criterion",
    "first_day",
    "notice_text",
    "panel_stage",
    "policy_text",
    "why_not_propose_policy",
    "why_not_release",
    "why_not_sign_policy",
    "why_not_this_policy",
]
