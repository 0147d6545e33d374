"""How often somebody may try, how long things work, where a visitor may be sent next."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from datetime import timedelta

from accounts.models import Role


@dataclass(frozen=True)
class Limit:
    most: int
    within: timedelta


LIMITS = {
    "password": Limit(8, timedelta(minutes=15)),
    "password-network": Limit(40, timedelta(minutes=15)),
    "mail-code": Limit(4, timedelta(minutes=30)),
    "mail-code-network": Limit(20, timedelta(minutes=30)),
    "typed-code": Limit(15, timedelta(minutes=15)),
    "typed-code-network": Limit(60, timedelta(minutes=15)),
    "second": Limit(6, timedelta(minutes=15)),
    "letter-code-network": Limit(30, timedelta(minutes=15)),
    "surname": Limit(8, timedelta(hours=1)),
}
"""Per address, account or letter, and per network. Counted before the answer is known, right or wrong."""
LONGEST_LIMIT = max(limit.within for limit in LIMITS.values())

CODE_LASTS = timedelta(minutes=10)
CODE_TRIES = 5
LETTER_CODE_LASTS = timedelta(days=120)
PASSWORD_LINK_LASTS = timedelta(hours=24)
SECOND_STEP_WITHIN = timedelta(minutes=10)
TOTP_STEP_S = 30
NEEDS_SECOND_STEP = frozenset(Role) - {Role.TENANT}


def network_of(address: str | None) -> str:
    """The part of an address that one subscriber has: /24 of IPv4, /64 of IPv6."""
    try:
        ip = ipaddress.ip_address(address or "")
    except ValueError:
        return "?"
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped:
        ip = ip.ipv4_mapped
    return str(ipaddress.ip_network((ip, 24 if ip.version == 4 else 64), strict=False))
