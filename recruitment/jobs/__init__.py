"""What recruitment does in the background, and the mails and letters it writes."""

from accounts.rules.letters import LETTER_WORDS
from foundation.i18n import _
from recruitment.jobs import asking, drawing, outcomes, scoring  # noqa: F401

LETTER_WORDS.update(
    {
        "recruitment.invitation": lambda: _("Uitnodigingen voor het klantenpanel"),
        "recruitment.reminder": lambda: _("Herinneringen voor het klantenpanel"),
        "recruitment.cancelled": lambda: _("Het klantenpanel gaat niet door"),
        "recruitment.seated": lambda: _("U hebt een plaats in het klantenpanel"),
        "recruitment.not_drawn": lambda: _("Uitslag van de loting voor het klantenpanel"),
        "recruitment.reserve": lambda: _("Vragen aan reserves"),
        "recruitment.calendar": lambda: _("Veranderingen van de bijeenkomst"),
        "recruitment.minutes": lambda: _("Verslagen van de bijeenkomst"),
        "recruitment.telling": lambda: _("Wat er met de argumenten is gedaan"),
    }
)
