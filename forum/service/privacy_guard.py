"""Before everybody can read a telephone number or an address, its author is shown it once, and may take it out with one press."""

from __future__ import annotations

from forum import rules
from forum.events import Notice, PostAttempt
from forum.models import Post
from forum.rules import Piece, Private
from foundation.db import db
from foundation.house import house
from foundation.i18n import _, speaking

KEY = "privacy-"
"""What follows are the kinds that were shown: another kind in a changed text is shown again."""
SHOWN = 5


def guard_privacy(attempt: PostAttempt) -> Notice | None:
    """Never a refusal: the second press places the post. Staff who type for somebody see it as well, they may have written down too much. Of an
    edit only what it adds is asked."""
    pieces = [*_pieces(attempt.title), *_pieces(attempt.body)]
    if attempt.edits is not None:
        stood = {piece.words for piece in _pieces(db.session.get_one(Post, attempt.edits).body)}
        pieces = [piece for piece in pieces if piece.words not in stood]
    seen = {kind for key in attempt.seen if key.startswith(KEY) for kind in key.removeprefix(KEY).split("-")}
    kinds = sorted({piece.kind.value for piece in pieces})
    if seen.issuperset(kinds):
        return None
    lines = list(dict.fromkeys(f"{_what(piece.kind)}: “{_short(piece.words)}”" for piece in pieces))
    more = [_("en nog %(n)s", n=len(lines) - SHOWN)] if len(lines) > SHOWN else []
    return Notice(
        key=KEY + "-".join(kinds),
        title=_("Staan er gegevens van iemand in uw tekst?"),
        text=_(
            "Wij zagen in uw tekst: %(pieces)s. Alle leden van dit forum kunnen dat lezen en bewaren, ook over een paar jaar nog. "
            "Daar kan iemand last van krijgen. U kiest: haal het eruit, of plaats uw tekst zoals hij is.",
            pieces="; ".join([*lines[:SHOWN], *more]),
        ),
        button=_("Plaats mijn tekst zoals hij is"),
        hide=_("Haal deze gegevens uit mijn tekst"),
    )


def hide_private(text: str) -> str:
    """The text with a word in square brackets in the place of every piece of personal data."""
    with speaking("nl"):  # it becomes part of the text
        return rules.without(text, _pieces(text), {kind: f"[{_what(kind)}]" for kind in Private})


def _pieces(text: str) -> list[Piece]:
    known = house()
    return rules.private_pieces(text, frozenset({known.phone, known.service_desk, known.mail, known.reply_mail}))


def _short(words: str) -> str:
    return words if len(words) <= 60 else words[:59] + "…"


def _what(kind: Private) -> str:
    return {
        Private.MAIL: _("mailadres"),
        Private.IBAN: _("rekeningnummer"),
        Private.BSN: _("burgerservicenummer"),
        Private.PHONE: _("telefoonnummer"),
        Private.PLATE: _("kenteken"),
        Private.ADDRESS: _("adres"),
        Private.NEIGHBOUR: _("wie uw buur is"),
        Private.EMPLOYEE: _("naam van een medewerker"),
    }[kind]
