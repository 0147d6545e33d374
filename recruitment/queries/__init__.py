"""Nouns of recruitment."""

from recruitment.queries.asking import Count, Funnel, funnel_of, volunteers_of
from recruitment.queries.panels import find_panel_for, first_asked_at, get_panel, quotas_of, sessions_of, stage_of

__all__ = [
    "Count",
    "Funnel",
    "find_panel_for",
    "first_asked_at",
    "funnel_of",
    "get_panel",
    "quotas_of",
    "sessions_of",
    "stage_of",
    "volunteers_of",
]
