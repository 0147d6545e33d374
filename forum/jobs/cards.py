"""The card by post, for somebody whose address the registry knows."""

from __future__ import annotations

from collections.abc import Mapping

from accounts.queries import letter_address
from accounts.rules.letters import LETTER_WORDS
from forum.queries import voices as voice_queries
from forum.rules import voices as voice_rules
from forum.service import cards
from foundation import clock, codes
from foundation.house import house
from foundation.i18n import _, day, speaking
from foundation.letters import Letter
from foundation.letters.standard import standard_letter
from foundation.outbox import Way, renders

LETTER_WORDS["forum.card"] = lambda: _("Kaarten voor wie op papier of per telefoon meepraat")


@renders("forum.card", Way.LETTER)
def card_letter(ref: Mapping[str, int | str]) -> Letter | None:
    """Not for a card that was replaced, or that lost its person."""
    voice = voice_queries.find_voice(int(ref["post_id"]))
    author = voice.post.author if voice else None
    if voice is None or author is None or author.tenant_id is None or voice.issue != ref["issue"]:
        return None
    code = codes.display(cards.card_code(voice))
    with speaking(author.language):
        return standard_letter(
            house(), letter_address(author.tenant_id), _("Uw kaart"),
            (
                _("Wij hebben op %(day)s voor u opgeschreven wat u zei. Het staat nu op het forum.", day=day(voice.entered_at)),
                _("Met deze kaart kunt u") + ":\n" + "\n".join(f"\u2022 {text}" for text in voice_rules.card_words()),
                _("U heeft geen account nodig."),
            ),
            clock.now(), code=code, url=house().url(f"/kaart/{code}"),
        )  # fmt: skip
