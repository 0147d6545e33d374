"""Codes people type from paper, secrets in links, digits in mail. Pure: the caller brings the secret and keeps only
fingerprints."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import unicodedata

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford base 32: no I, L, O, U
LENGTH = 13  # 13 x 5 = 65 bits

_LOOKALIKES = str.maketrans({"I": "1", "L": "1", "O": "0"})
_SEPARATORS = frozenset("._,·•/|−")
_SEPARATOR_KINDS = frozenset({"Zs", "Zl", "Zp", "Pd", "Cf", "Cc"})  # spaces, every dash, invisible characters
_TYPED_AT_MOST = 200


def derive(secret: bytes | str, purpose: str, *parts: str | int) -> str:
    """The code for exactly this purpose and these parts. The same input gives the same code, so a letter can be
    printed again although only its fingerprint is stored. A changed secret changes every code."""
    key = secret.encode() if isinstance(secret, str) else secret
    if len(key) < 16:
        raise ValueError("a secret of at least 16 bytes is needed")
    if not purpose:
        raise ValueError("a code needs a purpose")
    number = int.from_bytes(hmac.digest(key, _canonical(purpose, *parts), "sha256"), "big") >> (256 - 5 * LENGTH)
    return "".join(ALPHABET[number >> (5 * place) & 31] for place in reversed(range(LENGTH)))


def _canonical(*parts: str | int) -> bytes:
    """Kind and length before each part: ("a", "bc") never equals ("ab", "c"), and 1 never equals "1"."""
    out = b"code/1"
    for part in parts:
        kind, raw = (b"i", b"%d" % part) if isinstance(part, int) else (b"s", part.encode("utf-8", "surrogatepass"))
        out += b"|%s%d:%s" % (kind, len(raw), raw)
    return out


def normalise(typed: str) -> str | None:
    """What was typed as 13 characters of the alphabet, or None when it cannot be a code. Forgives case, spaces,
    dashes, dots, full-width letters, and I, L, O for the digits they look like. U looks like nothing in the alphabet
    and is refused."""
    if len(typed) > _TYPED_AT_MOST:
        return None
    kept = "".join(
        letter
        for letter in unicodedata.normalize("NFKC", typed)
        if letter not in _SEPARATORS and unicodedata.category(letter) not in _SEPARATOR_KINDS
    )
    if not kept.isascii():  # before upper(): a dotless i is not an I
        return None
    code = kept.upper().translate(_LOOKALIKES)
    return code if len(code) == LENGTH and all(letter in ALPHABET for letter in code) else None


def display(code: str) -> str:
    """As on paper: XXXX-XXXX-XXXXX."""
    plain = _must(code)
    return f"{plain[:4]}-{plain[4:8]}-{plain[8:]}"


def fingerprint(code: str) -> str:
    """SHA-256 (hex) of the normalised code: what is stored and looked up. Raises ValueError when it cannot be a
    code."""
    return hashlib.sha256(_must(code).encode()).hexdigest()


def _must(code: str) -> str:
    plain = normalise(code)
    if plain is None:
        raise ValueError("not a code")  # the text itself stays out of logs
    return plain


def new_secret(size: int = 32) -> str:
    """A random secret of `size` bytes that fits in a link."""
    if size < 16:
        raise ValueError("a secret of at least 16 bytes is needed")
    return secrets.token_urlsafe(size)


def digest(secret: str) -> str:
    """SHA-256 (hex) of a secret from `new_secret`, taken exactly: what is stored and looked up."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def digits(count: int = 6) -> str:
    """A random code of digits for a mail; leading zeros count."""
    if not 4 <= count <= 12:
        raise ValueError("between 4 and 12 digits")
    return f"{secrets.randbelow(10**count):0{count}d}"


def same(one: str, other: str) -> bool:
    """Compares without telling by its time where the difference is."""
    return hmac.compare_digest(one.encode("utf-8", "surrogatepass"), other.encode("utf-8", "surrogatepass"))
