"""Text on its way out to paper or another program: what a reader cannot see must not steer what they do see."""

from __future__ import annotations

import unicodedata

_BREAKS = str.maketrans({"\t": " ", "\v": "\n", "\f": "\n", "\r": "\n", "\x85": "\n", "\u2028": "\n", "\u2029": "\n"})


def plain(text: str, *, lines: bool = False) -> str:
    """Without control characters, invisible characters and bidi overrides; half surrogates become U+FFFD. Line breaks
    become a space, or with `lines` one newline each."""
    text = text.replace("\r\n", "\n").translate(_BREAKS)
    if not lines:
        text = text.replace("\n", " ")
    return unicodedata.normalize("NFC", "".join(map(_seen, text)))


def _seen(letter: str) -> str:
    kind = unicodedata.category(letter)
    if kind == "Cs":
        return "\ufffd"
    if letter == "\n" or kind not in ("Cc", "Cf"):
        return letter
    return letter if letter in "\u200c\u200d" else ""  # the joiners shape words and emoji; they turn nothing around
