"""What stands on the sheets the forum prints."""

from __future__ import annotations

from forum.models import Voice
from forum.rules import voices as voice_rules
from forum.service import cards
from foundation import codes
from foundation.house import house
from foundation.i18n import _, day, language, setting_words
from foundation.letters import Code, Heading, Item, Leaflet, Text


def both_parties() -> str:
    return _("%(landlord)s en %(tenants)s", landlord=house().name, tenants=house().tenants_organisation)


def help_foot() -> str:
    return _("Hulp nodig? Bel %(phone)s (%(hours)s).", phone=house().phone, hours=setting_words(house().phone_hours))


def card_leaflet(voice: Voice) -> Leaflet:
    """No name and no text of the remark: a card can be found by somebody else."""
    code = codes.display(cards.card_code(voice))
    topic = voice.post.thread.topic
    return Leaflet(
        title=_("Uw kaart"),
        over=both_parties(),
        parts=(
            Text(_("U praatte mee over: %(title)s.", title=topic.title)),
            Text(_("Wij hebben op %(day)s voor u opgeschreven wat u zei. Het staat nu op het forum.", day=day(voice.entered_at))),
            Heading(_("Met deze kaart kunt u")),
            *(Item(text) for text in voice_rules.card_words()),
            Text(_("U heeft geen account nodig.")),
            Code(_("Uw code"), code, house().url(f"/kaart/{code}"), _("Scan het vierkant. Of ga naar dit adres:")),
            Text(_("Liever met een mens? Bel %(phone)s. Noem dan uw code.", phone=house().phone)),
            Text(_("Bewaar deze kaart en geef haar aan niemand anders. De kaart werkt tot een jaar na het einde van dit onderwerp.")),
        ),
        foot=help_foot(),
        lang=language(),
        size=16,
    )
