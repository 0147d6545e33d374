"""Reporting and deciding."""

from moderation.service.decisions import hide, keep, restore
from moderation.service.reports import report_post

__all__ = ["hide", "keep", "report_post", "restore"]
