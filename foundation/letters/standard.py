"""The letter as this installation writes it: its own head, its own helper."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from foundation.house import House
from foundation.i18n import _, day, language, setting_words
from foundation.letters.letter import Letter


def standard_letter(
    house: House,
    address: Sequence[str],
    subject: str,
    paragraphs: Sequence[str],
    at: datetime,
    *,
    code: str | None = None,
    url: str | None = None,
) -> Letter:
    """A letter from the house in the language in force. `code` is shown large; `url` becomes the square code beside it."""
    return Letter(
        sender_name=house.name,
        sender_lines=tuple(house.address),
        address=tuple(address),
        place_and_date=f"{house.town}, {day(at)}",
        subject=subject,
        paragraphs=tuple(paragraphs),
        code=code,
        code_label=_("Uw code"),
        url=url,
        qr_label=_("Of scan dit vierkant met uw telefoon"),
        closing=(_("Met vriendelijke groet,"), house.name, house.tenants_organisation),
        help_line=_("Hulp nodig? Bel %(phone)s (%(hours)s).", phone=house.phone, hours=setting_words(house.phone_hours)),
        lang=language(),
    )
