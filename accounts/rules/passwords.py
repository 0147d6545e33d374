"""Which passwords are too easy. No rules about kinds of signs: length, and not one that everybody tries first (ASVS 6.2)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from foundation.i18n import _

SHORTEST, LONGEST = 8, 256

COMMON = frozenset((Path(__file__).parent / "common_passwords.txt").read_text("utf-8").split())
"""Words that open the lists attackers try, Dutch and English, each also with digits and signs around it."""

_ROWS = ("0123456789" * 4, "9876543210" * 4, "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm", "1qaz2wsx3edc4rfv5tgb6yhn")
_AROUND = re.compile(r"^[\W\d_]+|[\W\d_]+$")
_LEET = str.maketrans("@430157$!", "aaeoistsi")


def why_not_password(password: str, about: Iterable[str] = ()) -> str | None:
    """`about`: the alias, address and names that an acquaintance would try."""
    if len(password) < SHORTEST:
        return _("Kies een wachtwoord van minstens %(n)s tekens. Een korte zin is goed te onthouden.", n=SHORTEST)
    if len(password) > LONGEST:
        return _("Dit wachtwoord is te lang: hoogstens %(n)s tekens.", n=LONGEST)
    small = password.casefold()
    bare = _AROUND.sub("", small)
    known = {part for text in about for part in _parts(text)}
    tried = {small, bare, bare.translate(_LEET), small.translate(_LEET), small.strip("!?.*")}
    if tried & COMMON or any(small in row for row in _ROWS) or len(set(small)) < 4 or small.isspace() or _repeats(small):
        return _("Dit wachtwoord proberen anderen als eerste. Kies iets anders, bijvoorbeeld drie woorden achter elkaar.")
    if tried & known:
        return _("Uw wachtwoord lijkt op uw naam of mailadres. Kies iets anders.")
    return None


def _parts(text: str) -> set[str]:
    small = text.casefold()
    found = {small, small.replace(" ", ""), *small.split(), *re.split(r"[@.\s_-]+", small)}
    return {part for part in found if len(part) >= 3}


def _repeats(small: str) -> bool:
    """One short piece, or one common word, over and over."""
    for size in range(1, len(small) // 2 + 1):
        piece, rest = small[:size], len(small) % size
        if not rest and small == piece * (len(small) // size) and (size < 4 or piece in COMMON):
            return True
    return False
