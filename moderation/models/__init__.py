"""Rows of moderation, one file per noun. Tenants report, moderators decide."""

from moderation.models.decisions import Act, Decision, Found, Scope
from moderation.models.objections import Objection, Outcome
from moderation.models.reports import Report

__all__ = ["Act", "Decision", "Found", "Objection", "Outcome", "Report", "Scope"]
