"""The texts people type: what is kept, what is refused, and when two are the same."""

from __future__ import annotations

import hashlib
import re

from foundation.i18n import _
from foundation.markup import MAX_LENGTH
from foundation.plain import plain

TITLE_LENGTH = 160

_RUN = re.compile(r"\W+")
_UNSTORABLE = {0: "\ufffd", **dict.fromkeys(range(0xD800, 0xE000), "\ufffd")}


def text_key(text: str) -> str:
    """SHA-256 of the text with case folded and every run of non-word characters as one space; empty for text without any word."""
    folded = _RUN.sub(" ", text.casefold()).strip()
    return hashlib.sha256(folded.encode("utf-8", "surrogatepass")).hexdigest() if folded else ""


def clean_text(text: str) -> str:
    """A body as it is kept: line breaks as one character, and nothing a database cannot hold."""
    return text.replace("\r\n", "\n").replace("\r", "\n").translate(_UNSTORABLE).strip("\n")


def clean_title(text: str) -> str:
    """A title on one line, without what a reader cannot see."""
    return " ".join(plain(text).split())


def why_not_this_text(title: str | None, body: str) -> str | None:
    """`title` is None where none is asked."""
    if title is not None and not title:
        return _("Geef uw gesprek een titel.")
    if title is not None and len(title) > TITLE_LENGTH:
        return _("Uw titel is te lang: %(have)s tekens. Maak er hoogstens %(most)s van.", have=len(title), most=TITLE_LENGTH)
    if not body.strip():
        return _("U heeft nog niets geschreven. Schrijf eerst uw bijdrage.")
    if len(body) > MAX_LENGTH:
        return _(
            "Uw bijdrage is te lang: %(have)s tekens. Er passen er %(most)s in. Splits uw tekst in twee bijdragen.",
            have=len(body),
            most=MAX_LENGTH,
        )
    return None


def without_passage(text: str, passage: str, instead: str) -> str | None:
    """A text with every occurrence of a passage replaced; None when it is not there. Line ends and runs of spaces need not be typed alike."""
    words = passage.split()
    if not words:
        return None
    masked, times = re.subn(r"\s+".join(re.escape(word) for word in words), lambda _found: instead, text)
    return masked if times else None
