"""What may be reported, held and decided, and why not."""

from moderation.rules.decisions import HOUSE_RULES, OBJECT_WITHIN, object_until, why_not_hide, why_not_keep, why_not_restore
from moderation.rules.reports import REASONS

__all__ = ["HOUSE_RULES", "OBJECT_WITHIN", "REASONS", "object_until", "why_not_hide", "why_not_keep", "why_not_restore"]
