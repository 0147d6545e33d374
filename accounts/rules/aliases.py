"""What somebody may call themselves. Two aliases that look alike are one; nobody looks like staff."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from foundation.i18n import _
from foundation.plain import plain

SHORTEST, LONGEST = 2, 40
ERASED = "Oud-deelnemer"
RESERVED = (
    "beheerder", "beheer", "admin", "administrator", "moderator", "moderatie", "medewerker", "corporatie", "woningcorporatie", "verhuurder",
    "huurdersorganisatie", "huurdersvereniging", "bestuur", "bestuurslid", "bestuurder", "directie", "directeur", "coordinator",
    "redactie", "helpdesk", "klantenservice", "servicedesk", "systeem", "system", "support", "staff", "official", "officieel", "meedenkers",
    "webmaster",
    "oud-deelnemer", "anoniem", "beleidsmedewerker", "gemeente", "politie", "root", "null", "none", "undefined",
)  # fmt: skip
_PART_OF_NO_ALIAS = ("beheerder", "moderator", "medewerker", "meedenkers", "administrator", "klantenservice", "directeur")
_LOOK = {
    ord(sign): letter
    for letter, signs in {
        "a": "а\u03b1\u0251", "b": "ь\u03b2", "c": "с\u03f2", "d": "ԁđ", "e": "е\u03b5", "g": "ɡ",
        "h": "һн", "i": "іıι1l|ӏł", "j": "ј", "k": "к\u03ba",
        "m": "м", "n": "п\u03b7", "o": "о0\u03bfø",
        "p": "р\u03c1", "s": "ѕ5$", "t": "т\u03c4", "u": "υ", "v": "ν", "w": "ѡ", "x": "х\u03c7", "y": "у\u03b3",
    }.items()
    for sign in signs
}  # fmt: skip
"""Letters of other scripts and signs that pass for a Latin letter."""
_DIGITS = str.maketrans("34", "ea")


def fold_alias(alias: str) -> str:
    """What is left of an alias when everything a reader may overlook is gone: case, accents, spaces, points, look-alikes."""
    plainer = unicodedata.normalize("NFKD", plain(alias).casefold())
    return "".join(letter for letter in plainer.translate(_LOOK) if letter.isalnum())[:60]


def tidy_alias(typed: str) -> str:
    return " ".join(plain(typed).split())


def why_not_alias(typed: str, staff_names: Iterable[str] = ()) -> str | None:
    """`staff_names`: what the two organisations and their people are called here."""
    alias = tidy_alias(typed)
    if not SHORTEST <= len(alias) <= LONGEST:
        return _("Kies een schuilnaam van %(least)s tot %(most)s tekens.", least=SHORTEST, most=LONGEST)
    if "@" in alias or "://" in alias or alias.casefold().startswith("www."):
        return _("Een schuilnaam is geen mailadres en geen link. Kies een andere naam.")
    if _piled_up(alias) or sum(sign.isalnum() for sign in alias) < SHORTEST or any(sign in "<>{}\\" for sign in alias):
        return _("Gebruik in uw schuilnaam gewone letters en cijfers.")
    folded = fold_alias(alias)
    if not any(sign.isalpha() for sign in alias) or len(folded) < SHORTEST:
        return _("Gebruik in uw schuilnaam gewone letters en cijfers.")
    folded = folded.translate(_DIGITS)
    words = {fold_alias(word).translate(_DIGITS) for word in alias.replace("-", " ").replace("_", " ").replace(".", " ").split()} | {folded}
    reserved = {fold_alias(word) for word in RESERVED}
    names = {fold_alias(name) for name in staff_names} - {""}
    if words & reserved or folded in names or any(fold_alias(part) in folded for part in _PART_OF_NO_ALIAS):
        return _("Deze naam lijkt op die van een medewerker of een organisatie. Kies een andere schuilnaam.")
    if any(name in folded for name in names if len(name) >= 8):
        return _("Deze naam lijkt op die van een medewerker of een organisatie. Kies een andere schuilnaam.")
    return None


def _piled_up(alias: str) -> bool:
    """More than two signs on one letter: text that falls out of its line."""
    run = 0
    for sign in unicodedata.normalize("NFD", alias):
        run = run + 1 if unicodedata.category(sign) in ("Mn", "Me") else 0
        if run > 2:
            return True
    return False
