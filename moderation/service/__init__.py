"""Reporting, deciding and objecting."""

from moderation.service.decisions import agree, decide, lapse, restore, turn_down
from moderation.service.objections import answer_objection, forget_objections, object_to
from moderation.service.reports import report_post
from moderation.service.restricted import why_not_write
from moderation.service.telling import code_of, statement_of

__all__ = [
    "agree",
    "answer_objection",
    "code_of",
    "decide",
    "forget_objections",
    "lapse",
    "object_to",
    "report_post",
    "restore",
    "statement_of",
    "turn_down",
    "why_not_write",
]
