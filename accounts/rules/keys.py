"""Two parties, two keys, one text."""

from __future__ import annotations

import hashlib
import unicodedata

from accounts.models import Party, Role
from foundation.i18n import _

SIGNERS = {Party.TENANTS: Role.BOARD, Party.LANDLORD: Role.POLICY_OWNER}
"""Who signs for a party. Nobody signs for both: the administrator is on neither side."""


def text_fingerprint(text: str) -> str:
    """SHA-256 of the text. Line ends and composed letters do not count; every other change does."""
    same = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return hashlib.sha256(same.encode("utf-8", "surrogatepass")).hexdigest()


def why_not_sign(party: Party, role: Role, own_party: Party | None) -> str | None:
    if own_party is party and role is SIGNERS[party]:
        return None
    if party is Party.TENANTS:
        return _("Alleen het bestuur van de huurdersorganisatie geeft akkoord namens de huurders.")
    return _("Alleen de beleidsmedewerker van de corporatie geeft akkoord namens de corporatie.")
