"""Rows of moderation, one file per noun. Tenants report, moderators decide."""

from moderation.models.decisions import Act, Decision
from moderation.models.reports import Report

__all__ = ["Act", "Decision", "Report"]
