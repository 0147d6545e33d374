"""Rules of the accounts floor: functions without clock, query or request."""

from accounts.rules.contact import COOL_DOWN
from accounts.rules.keys import SIGNERS, text_fingerprint, why_not_sign

__all__ = ["COOL_DOWN", "SIGNERS", "text_fingerprint", "why_not_sign"]
