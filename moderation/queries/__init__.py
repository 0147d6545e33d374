"""Cases, reports, decisions and objections, as lists."""

from moderation.queries.cases import Case, get_reported_post, open_cases
from moderation.queries.decisions import (
    decisions_about,
    decisions_on,
    emergencies_over,
    entries,
    find_decision_with,
    get_decision,
    newest_decisions,
    proposals,
    restriction_of,
    warnings_of,
)
from moderation.queries.objections import find_objection_to, get_objection, objections_to, open_objections
from moderation.queries.reports import open_reports, reports_on
from moderation.queries.yearly import Yearly, yearly

__all__ = [
    "Case",
    "Yearly",
    "decisions_about",
    "decisions_on",
    "emergencies_over",
    "entries",
    "find_decision_with",
    "find_objection_to",
    "get_decision",
    "get_objection",
    "get_reported_post",
    "newest_decisions",
    "objections_to",
    "open_cases",
    "open_objections",
    "open_reports",
    "proposals",
    "reports_on",
    "restriction_of",
    "warnings_of",
    "yearly",
]
