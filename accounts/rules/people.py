"""Who somebody says they are, and which staff there can be."""

from __future__ import annotations

import unicodedata

from accounts.models import Party, Role
from foundation.i18n import _

_BETWEEN = {
    "van", "de", "der", "den", "het", "t", "ter", "ten", "te", "in", "op", "el", "al", "la", "le", "du", "von", "da", "di", "dos", "s",
    "dhr", "mw", "mevr", "mevrouw", "heer", "meneer", "fam", "familie", "e", "o", "en", "bin", "ben",
}  # fmt: skip
PARTIES = {
    Role.MODERATOR: frozenset({Party.LANDLORD, Party.TENANTS}),
    Role.COORDINATOR: frozenset({Party.LANDLORD, Party.TENANTS}),
    Role.POLICY_OWNER: frozenset({Party.LANDLORD}),
    Role.BOARD: frozenset({Party.TENANTS}),
    Role.ADMIN: frozenset({None}),
}
"""On which side each kind of staff may stand."""


def _words(name: str) -> list[str]:
    plainer = unicodedata.normalize("NFKD", name.casefold().replace("'", " ").replace("’", " ").replace("-", " "))
    kept = "".join(sign if sign.isalnum() else " " for sign in plainer if not unicodedata.combining(sign))
    return kept.split()


def name_fits(typed: str, name: str) -> bool:
    """Whether somebody typed this name, or its surname. A first letter alone, or only "van der", is not enough."""
    asked, have = _words(typed), _words(name)
    telling = [word for word in asked if len(word) > 1 and word not in _BETWEEN]
    if not telling or not set(asked) - _BETWEEN <= set(have):
        return False
    surnames = [word for word in have if len(word) > 1 and word not in _BETWEEN]
    return surnames[-1:] == telling[-1:]


def why_not_staff(role: Role, party: Party | None) -> str | None:
    if role not in PARTIES:
        return _("Een huurder krijgt een account met de code uit de brief.")
    if party not in PARTIES[role]:
        return _("Deze rol hoort niet bij deze partij. Kies een andere partij.")
    return None
