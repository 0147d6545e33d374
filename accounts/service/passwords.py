"""Argon2. Slow on purpose, so never inside a unit of work that holds the write lock."""

from __future__ import annotations

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

_hasher = PasswordHasher()
_nobody: list[str] = []


def hash_password(password: str) -> str:
    return _hasher.hash(password)


def fits(stored: str | None, password: str) -> bool:
    """Takes as long for an account without a password, or for none at all."""
    if not _nobody:
        _nobody.append(_hasher.hash("nobody has this password"))
    try:
        return _hasher.verify(stored or _nobody[0], password) and stored is not None
    except (Argon2Error, InvalidHashError):
        return False
