"""Nouns of recruitment."""

from recruitment.queries.asking import Count, Funnel, funnel_of, volunteers_of
from recruitment.queries.facts import (
    facts,
)
from recruitment.queries.panels import find_panel_for, first_asked_at, get_panel, quotas_of, sessions_of, stage_of
from recruitment.queries.scoring import (
    engaged_count,
    engagement_of,
    find_engagement,
    find_notice,
    find_policy,
    has_objected,
    held_back_in,
    open_topics,
    policies,
    policy_for,
    policy_in_force,
    scores,
    who_looked,
)

__all__ = [
    "Count",
    "Funnel",
    "engaged_count",
    "engagement_of",
    "facts",
    "find_engagement",
    "find_notice",
    "find_panel_for",
    "find_policy",
    "first_asked_at",
    "funnel_of",
    "get_panel",
    "has_objected",
    "held_back_in",
    "open_topics",
    "policies",
    "policy_for",
    "policy_in_force",
    "quotas_of",
    "scores",
    "sessions_of",
    "stage_of",
    "volunteers_of",
    "who_looked",
]
