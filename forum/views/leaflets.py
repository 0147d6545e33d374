"""What stands on the sheets the forum prints. The same words make the page and the PDF."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import url_for

from forum.models import ReactionForm, Topic, Voice
from forum.queries.digests import most_answered, newest_summary
from forum.rules import Stage
from forum.rules import digests as rules
from forum.rules.voices import card_words
from forum.service import cards
from forum.views.words import stage_of, stage_words
from foundation import codes
from foundation.house import house
from foundation.i18n import _, day, language, setting_words
from foundation.letters import Box, Code, Heading, Item, Leaflet, Lines, Part, Text, on_one_page
from foundation.plain_text import text_of


def both_parties() -> str:
    return _("%(landlord)s en %(tenants)s", landlord=house().name, tenants=house().tenants_organisation)


def help_foot() -> str:
    return _("Hulp nodig? Bel %(phone)s (%(hours)s).", phone=house().phone, hours=setting_words(house().phone_hours))


def topic_url(topic: Topic) -> str:
    return house().url(url_for("forum.topic", slug=topic.slug))


LARGE_ENOUGH = 13.5
"""Points: below this a sheet for somebody of 75 says less rather than smaller."""


@dataclass(frozen=True)
class Digest:
    """A topic on one page. `rule` says how the remarks were chosen."""

    topic: Topic
    parties: str
    as_of: str
    standing: str
    summary: str
    summary_from: str
    remarks: tuple[str, ...]
    rule: str
    ways: tuple[str, ...]
    url: str


def digest_of(topic: Topic, now: datetime) -> Digest:
    found = newest_summary(topic)
    return Digest(
        topic=topic,
        parties=both_parties(),
        as_of=_("Zo stond het op %(day)s.", day=day(now)),
        standing=standing(topic),
        summary=text_of(found.plain_html) if found else "",
        summary_from=_("Over %(first)s tot en met %(last)s.", first=day(found.from_on), last=day(found.until_on)) if found else "",
        remarks=tuple(rules.shortened(one.text) for one in most_answered(topic, now - rules.RECENT)),
        rule=_(
            "Zo kozen wij: wat in de laatste dertig dagen van de meeste anderen een antwoord kreeg. "
            "Hooguit één van elke persoon en uit elk gesprek. Of iemand voor of tegen is, telt niet."
        ),
        ways=ways(topic),
        url=topic_url(topic),
    )


def standing(topic: Topic) -> str:
    stage = stage_of(topic)
    if stage is Stage.OPEN:
        return _("U kunt meepraten tot en met %(day)s.", day=day(topic.closes_on))
    if stage is Stage.AGREED:
        return _("U kunt meepraten vanaf %(day)s.", day=day(topic.opens_on))
    if topic.decision:
        return rules.shortened(topic.decision, 400)
    return stage_words()[stage][0] + "."


def ways(topic: Topic) -> tuple[str, ...]:
    """On paper, by phone, on the web; nothing to do once the forum is over."""
    if stage_of(topic) not in (Stage.OPEN, Stage.AGREED):
        return (_("Wilt u alles lezen? Bel ons, dan sturen wij het op papier. Of kijk op de website."),)
    return (
        _("Op papier: vraag een formulier en stuur het naar %(address)s.", address=", ".join(house().address)),
        _(
            "Per telefoon: bel %(phone)s (%(hours)s). Wij schrijven op wat u zegt.",
            phone=house().phone,
            hours=setting_words(house().phone_hours),
        ),
        _("Op de website: scan het vierkant. Uw buren zien uw echte naam niet."),
    )


def digest_leaflet(digest: Digest) -> Leaflet:
    """As much as stands on one page: fewer remarks and a shorter summary before smaller type than anybody can read."""
    attempts = [(count, longest) for longest in (600, 400, 250) for count in range(len(digest.remarks), 1, -1)] + [
        (1, 250),
        (0, 250),
        (0, 0),
    ]
    return on_one_page([_digest(digest, count, longest) for count, longest in attempts], LARGE_ENOUGH)


def _digest(digest: Digest, count: int, longest: int) -> Leaflet:
    parts: list[Part] = [Text(digest.topic.summary if longest else rules.shortened(digest.topic.summary, 300))]
    parts += [Heading(_("Waar staat het nu?")), Text(digest.standing)]
    if digest.summary and longest:
        parts += [Heading(_("Wat is er gezegd?")), Text(f"{rules.shortened(digest.summary, longest)} {digest.summary_from}")]
    if digest.remarks and count:
        parts += [Heading(_("Dit schreven huurders")), *(Item(f"\u201c{text}\u201d") for text in digest.remarks[:count]), Text(digest.rule)]
    parts += [Heading(_("Zo doet u mee")), *(Item(text) for text in digest.ways)]
    parts.append(Code(_("Lees en praat mee op de website"), url=digest.url, hint=digest.as_of))
    return Leaflet(title=digest.topic.title, over=digest.parties, parts=tuple(parts), foot=help_foot(), lang=language())


def poster_leaflet(topic: Topic) -> Leaflet:
    """For the stairwell: no remark of anybody, no code of anybody."""
    made = Leaflet(
        title=topic.title,
        over=_("Praat mee! Een vraag van %(parties)s", parties=both_parties()),
        parts=(
            Text(rules.shortened(topic.summary, 320)),
            Heading(standing(topic)),
            *(Item(text) for text in ways(topic)),
            Code(_("Scan met uw telefoon"), url=topic_url(topic)),
        ),
        foot=help_foot(),
        lang=language(),
        size=24,
    )
    return on_one_page([made])


def form_leaflet(form: ReactionForm, topic: Topic) -> Leaflet:
    """To be written on with a pen. The code says which topic it answers and, on a form made for one person, whose it is."""
    code = codes.display(cards.form_code(form))
    return on_one_page([_form(form, topic, code, lines, longest) for longest in (300, 0) for lines in (10, 9, 8, 7, 6, 5)], 12.5)


def _form(form: ReactionForm, topic: Topic, code: str, lines: int, longest: int) -> Leaflet:
    own = form.tenant_id is not None
    until = day(topic.closes_on)
    who: tuple[Part, ...] = (
        (Text(_("Dit formulier is voor u gemaakt. U hoeft uw naam niet in te vullen.")),)
        if own
        else (Lines(_("Uw huurdernummer. Het staat op onze brieven. Dit mag leeg blijven."), 1),)
    )
    return Leaflet(
        title=_("Wat vindt u? %(title)s", title=rules.shortened(topic.title, 100)),
        over=both_parties(),
        parts=(
            *((Text(rules.shortened(topic.summary, longest)),) if longest else ()),
            Lines(_("Schrijf hier op wat u wilt zeggen:"), lines),
            Box(_("Ja, dit mag op het forum. Andere huurders kunnen het lezen. Zonder vinkje plaatsen wij het niet.")),
            Lines(_("Deze schuilnaam mag erbij. Uw echte naam staat er niet bij."), 1),
            *who,
            Text(_("Stuur dit formulier uiterlijk op %(day)s naar %(address)s.", day=until, address=", ".join(house().address))),
            Text(_("U krijgt een kaart terug. Daarmee kunt u uw woorden later verbeteren of weghalen.")),
            Code(_("Code van dit formulier, voor ons"), code),
        ),
        foot=help_foot(),
        lang=language(),
        size=14,
    )  # fmt: skip


def card_leaflet(voice: Voice) -> Leaflet:
    """No name and no text of the remark: a card can be found by somebody else."""
    code = codes.display(cards.card_code(voice))
    made = Leaflet(
        title=_("Uw kaart"),
        over=both_parties(),
        parts=(
            Text(_("U praatte mee over: %(title)s", title=voice.post.thread.topic.title)),
            Text(_("Wij hebben op %(day)s voor u opgeschreven wat u zei. Het staat nu op het forum.", day=day(voice.entered_at))),
            Heading(_("Met deze kaart kunt u")),
            *(Item(text) for text in card_words()),
            Text(_("U heeft geen account nodig.")),
            Code(_("Uw code"), code, house().url(f"/kaart/{code}"), _("Scan het vierkant. Of ga naar dit adres:")),
            Text(_("Liever met een mens? Bel %(phone)s. Noem dan uw code.", phone=house().phone)),
            Text(_("Bewaar deze kaart en geef haar aan niemand anders. De kaart werkt tot een jaar na het einde van dit onderwerp.")),
        ),
        foot=help_foot(),
        lang=language(),
        size=16,
    )
    return on_one_page([made])
