"""The reasons as an author is told them, in plain words. Nothing here leaves out what DSA art. 17 asks: what, how far, how long, the facts,
who or what found it, the rule or law, and how to object."""

from __future__ import annotations

from foundation.i18n import N_, _, day, moment
from moderation.models import Act, Decision, Found, Objection, Outcome
from moderation.rules.decisions import HOUSE_RULES, WITH_REASONS, object_until

SUBJECTS = {
    Act.ASK_CHANGE: N_("Wilt u uw bijdrage veranderen?"),
    Act.HIDE: N_("Uw bijdrage is verborgen"),
    Act.EMERGENCY: N_("Uw bijdrage is tijdelijk verborgen"),
    Act.MASK: N_("Een deel van uw bijdrage is weggehaald"),
    Act.LOCK: N_("Uw gesprek is gesloten"),
    Act.MOVE: N_("Uw gesprek staat nu bij een ander onderwerp"),
    Act.WARN: N_("Een waarschuwing over uw bijdrage"),
    Act.RESTRICT: N_("U kunt een tijd niet schrijven"),
    Act.SUSPEND: N_("U kunt langere tijd niet schrijven"),
    Act.RESTORE: N_("Een besluit over uw bijdrage is teruggedraaid"),
    Act.LAPSE: N_("Uw bijdrage staat weer op het forum"),
}


def statement(decision: Decision, title: str, topic: str) -> list[str]:
    """In paragraphs. `title`: of the conversation; `topic`: where a restriction holds, empty for everywhere."""
    parts = [_what(decision, title, topic)]
    if decision.act in WITH_REASONS:
        rule = _(HOUSE_RULES[decision.rule])
        parts.append(_("Waarom? %(rule)s (%(law)s).", rule=rule, law=decision.law) if decision.law else _("Waarom? %(rule)s.", rule=rule))
        if decision.passage:
            parts.append(_("Het gaat om dit stukje: %(passage)s", passage=decision.passage))
    if decision.facts:
        parts.append(_("Uitleg van de moderator: %(facts)s", facts=decision.facts))
    if decision.act in WITH_REASONS:
        parts.append(_how(decision))
        parts.append(_("Bent u het er niet mee eens? U kunt bezwaar maken tot en met %(day)s. Een andere moderator kijkt dan opnieuw. "
                       "U krijgt altijd antwoord.", day=day(object_until(decision))))  # fmt: skip
    return parts


def _how(decision: Decision) -> str:
    if decision.found is Found.BY_RULE:
        return _("Een computer heeft uw bijdrage aangewezen. Een mens heeft haar gelezen en dit besloten.")
    return _("Een mens heeft dit besloten. Er is geen computer gebruikt om te kiezen.")


def _what(decision: Decision, title: str, topic: str) -> str:
    act, until = decision.act, decision.until_at
    if act is Act.HIDE:
        return _("Uw bijdrage in het gesprek \"%(title)s\" is verborgen. Anderen kunnen uw tekst niet meer lezen. De rest van het gesprek "
                 "staat er nog. Dit blijft zo. U kunt gewoon blijven meedoen.", title=title)  # fmt: skip
    if act is Act.EMERGENCY and until:
        return _("Uw bijdrage in het gesprek \"%(title)s\" is met spoed verborgen. Dit duurt hoogstens tot %(when)s. Besluiten "
                 "moderatoren voor die tijd niets? Dan staat uw tekst er vanzelf weer.", title=title, when=moment(until))  # fmt: skip
    if act is Act.MASK:
        return _("Een deel van uw bijdrage in het gesprek \"%(title)s\" is weggehaald. De rest van uw tekst staat er nog. Dit blijft "
                 "zo. U kunt gewoon blijven meedoen.", title=title)  # fmt: skip
    if act is Act.LOCK:
        return _("Het gesprek \"%(title)s\" dat u begon is gesloten. Niemand kan er nog in schrijven. Iedereen kan het nog lezen. Dit "
                 "blijft zo.", title=title)  # fmt: skip
    if act is Act.MOVE:
        return _("Het gesprek \"%(title)s\" dat u begon staat nu bij een ander onderwerp. Eerst stond het bij \"%(topic)s\". Alle "
                 "bijdragen staan er nog. Oude links werken nog.", title=title, topic=topic)  # fmt: skip
    if act is Act.ASK_CHANGE:
        return _("Wilt u uw bijdrage in het gesprek \"%(title)s\" veranderen? Zij staat nog gewoon op het forum. Druk bij uw bijdrage op "
                 "\"Verander\".", title=title)  # fmt: skip
    if act is Act.WARN:
        return _("U krijgt een waarschuwing over uw bijdrage in het gesprek \"%(title)s\". U kunt gewoon blijven meedoen. Gebeurt het weer, "
                 "dan kunt u misschien een tijd niet schrijven.", title=title)  # fmt: skip
    if act in (Act.RESTRICT, Act.SUSPEND) and until:
        where = _('over het onderwerp "%(topic)s"', topic=topic) if topic else _("op het forum")
        return _("U kunt tot en met %(day)s niet schrijven %(where)s. Dat komt door uw bijdrage in het gesprek \"%(title)s\". U kunt alles blijven "
                 "lezen, antwoorden op een uitnodiging en uw gegevens zien. Wat u eerder schreef blijft staan.",
                 day=day(until), where=where, title=title)  # fmt: skip
    if act is Act.LAPSE:
        return _("Uw bijdrage in het gesprek \"%(title)s\" was met spoed verborgen. Die tijd is om. Iedereen kan uw tekst weer lezen, op dezelfde "
                 "plaats.", title=title)  # fmt: skip
    return _("Wij hebben een besluit over uw bijdrage in het gesprek \"%(title)s\" teruggedraaid. Alles staat weer zoals het was, op dezelfde "
             "plaats.", title=title)  # fmt: skip


def answer_words(objection: Objection) -> list[str]:
    """The answer to an objection, in paragraphs."""
    outcome = {
        Outcome.GRANTED: _("U krijgt gelijk. Het besluit is teruggedraaid. Alles staat weer zoals het was, op dezelfde plaats."),
        Outcome.PARTLY: _("U krijgt voor een deel gelijk. Het besluit is lichter gemaakt."),
        Outcome.REJECTED: _("U krijgt geen gelijk. Het besluit blijft zoals het was."),
    }
    return [
        _("U maakte bezwaar tegen een besluit over uw bijdrage. Een andere moderator heeft alles opnieuw gelezen."),
        outcome[objection.outcome or Outcome.REJECTED],
        _("Uitleg van deze moderator: %(answer)s", answer=objection.answer),
        _("Bent u het hier niet mee eens? Bel ons. Wij vertellen u waar u dan terecht kunt."),
    ]
