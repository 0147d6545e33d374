"""What acts are called in tables and in the complete log."""

from __future__ import annotations

from foundation.i18n import _
from moderation.models import Act, Outcome


def act_names() -> dict[Act, str]:
    return {
        Act.KEEP: _("laten staan"),
        Act.ASK_CHANGE: _("gevraagd om te veranderen"),
        Act.HIDE: _("verborgen"),
        Act.EMERGENCY: _("met spoed verborgen"),
        Act.MASK: _("stukje weggehaald"),
        Act.LOCK: _("gesprek gesloten"),
        Act.MOVE: _("gesprek verplaatst"),
        Act.WARN: _("waarschuwing"),
        Act.RESTRICT: _("een tijd niet schrijven"),
        Act.SUSPEND: _("lange tijd niet schrijven"),
        Act.RESTORE: _("teruggedraaid"),
        Act.LAPSE: _("vanzelf afgelopen"),
    }


def outcome_names() -> dict[Outcome | None, str]:
    return {
        Outcome.GRANTED: _("gelijk gekregen"),
        Outcome.PARTLY: _("voor een deel gelijk gekregen"),
        Outcome.REJECTED: _("geen gelijk gekregen"),
        None: _("nog geen antwoord"),
    }


def log_words() -> dict[str, str]:
    """By the word of the log."""
    names = act_names()
    words = {f"moderation.{act.value}": name for act, name in names.items()}
    words |= {f"moderation.propose_{act.value}": _("voorstel: %(act)s", act=name) for act, name in names.items()}
    words |= {f"moderation.objection_{one.value}": _("bezwaar: %(outcome)s", outcome=name) for one, name in outcome_names().items() if one}
    return words | {"moderation.object": _("bezwaar gemaakt"), "moderation.turn_down": _("voorstel afgewezen")}
