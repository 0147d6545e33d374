"""Answers that come by mail: what the few words mean that are an order rather than an answer."""

from __future__ import annotations

import re

from foundation.i18n import _

MOST_RETURNED_A_DAY = 8
"""So often a day somebody gets a mailed text back; what comes after that waits for a person, so that two machines never talk for long."""
_YES = frozenset({"ja", "akkoord", "ok", "oke", "oké", "okay", "okee", "begrepen", "goed", "prima", "yes", "plaats", "jazeker"})
_STOP = frozenset({"stop", "stoppen", "afmelden", "uitschrijven", "unsubscribe"})


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())[:12]


def says_yes(text: str) -> bool:
    """To the question whether a text may be placed after what was read: yes as the first word, and no long story after it."""
    words = _words(text)
    return bool(words) and words[0] in _YES and len(words) <= 8 and "niet" not in words and "nee" not in words


def says_stop(text: str) -> bool:
    words = _words(text)
    return len(words) <= 2 and bool(words) and words[0] in _STOP


def why_not_mailed_answer(text: str, *, conversations: int, expired: bool, revoked: bool) -> str | None:
    if revoked:
        return _("U krijgt over dit gesprek geen mail meer. Daarom kunt u er ook niet per mail op antwoorden.")
    if expired:
        return _("U antwoordde op een oude mail. Na twee maanden kan dat niet meer per mail.")
    if conversations > 1:
        return _("U antwoordde op een mail over meer gesprekken. Wij weten niet bij welk gesprek uw antwoord hoort.")
    if not text:
        return _("Wij vonden in uw mail geen tekst van uzelf.")
    return None
