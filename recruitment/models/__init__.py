"""Rows of recruitment, one file per noun."""

from recruitment.models.asking import Answer, Entrance, Invitation, InvitationState, Volunteer, Wave
from recruitment.models.drawing import Deposit, Draw, Reserve, Seat
from recruitment.models.evening import Amendment, Attendance, Minutes
from recruitment.models.outcomes import Argument, ArgumentPost, Outcome, Telling, Verdict
from recruitment.models.panels import Panel, PanelSession, Quota
from recruitment.models.scoring import DirtyScore, Engagement, ScoringNotice, ScoringPolicy

__all__ = [
    "Amendment", "Answer", "Argument", "ArgumentPost", "Attendance", "Deposit", "DirtyScore", "Draw", "Engagement", "Entrance",
    "Invitation", "InvitationState", "Minutes", "Outcome", "Panel", "PanelSession", "Quota", "Reserve", "ScoringNotice",
    "ScoringPolicy", "Seat", "Telling", "Verdict", "Volunteer", "Wave",
]  # fmt: skip
