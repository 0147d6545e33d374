"""What kinds of letters are called on the print page."""

from __future__ import annotations

from collections.abc import Callable

from foundation.i18n import _

LETTER_WORDS: dict[str, Callable[[], str]] = {
    "accounts.code_letter": lambda: _("Codebrieven"),
    "accounts.mail_returned": lambda: _("Brieven voor wie onze mail niet krijgt"),
}
"""Floors above add theirs; a kind without words shows as itself."""


def letter_words(kind: str) -> str:
    return LETTER_WORDS[kind]() if kind in LETTER_WORDS else kind
