"""Cases, reports and decisions, as lists."""

from moderation.queries.cases import Case, get_reported_post, open_cases
from moderation.queries.decisions import decisions_about, decisions_on, get_decision, newest_decisions
from moderation.queries.reports import open_reports, reports_on

__all__ = [
    "Case",
    "decisions_about",
    "decisions_on",
    "get_decision",
    "get_reported_post",
    "newest_decisions",
    "open_cases",
    "open_reports",
    "reports_on",
]
