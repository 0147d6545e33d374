"""Posts that ask for help rather than talk about policy: "mijn kraan lekt". Whoever writes one is better off with a telephone number.

A list of patterns over single sentences, and nothing is kept of what it finds. Better to miss one than to stop somebody who has an opinion:
told in the past tense, said of everybody, or said in the middle of a long text, it is a story and no call. Figures: docs/personal-cases.md."""

from __future__ import annotations

import re

LONGEST = 500
"""A text of more signs than this tells something. Who only wants a tap mended writes three lines."""

_SENTENCE = re.compile(r"[^.!?\n]+[.!?]*")
_MINE = r"(?:mijn|m'n|mn|onze|ons|bij (?:mij|ons)|in huis|ik (?:heb|krijg|zit)|wij (?:hebben|zitten)|we (?:hebben|zitten)|heb)"
_PART = (
    r"(?:\w*kra(?:an|nen)|\w*ketel|cv|geiser|boiler|\w*verwarming|radiator(?:en)?|thermostaat|\w*water|stroom|stopcontact(?:en)?|lamp(?:en)?"
    r"|licht|wc|toilet|stortbak|spoelbak|reservoir|douche|bad|badkamer|keuken\w*|gootsteen|afvoer|riool|leiding(?:en)?|lekkage|dak\w*|goot"
    r"|plafond|muur|muren|vloer|tegels?|ra(?:am|men)|ruit(?:en)?|kozijn(?:en)?|\w*deur(?:en)?|slot|bel|intercom|lift|balkon|berging"
    r"|kelder|schuur|schutting|hek|\w*kamer|gang|huis|woning|portiek|galerij|trappenhuis|rookmelder|ventilatie|afzuigkap|rooster|schoorsteen)"
)
_DEFECT = (
    r"(?:lek(?:t|ken)?|lekkage|drup(?:t|pelt)|kapot(?:te)?|stuk|defect|storing|verstopt|klem(?:t|men)|schimmel|vonkt|piept|"
    r"rot|gebroken|gebarsten|omgewaaid|uitgevallen|losgekomen|(?:zit|zitten|hangt|ligt) los|slaat steeds af|valt steeds uit|uit elkaar|"
    r"naar beneden gekomen|stank|stinkt|herrie|(?:raar|vreemd|bonkend) geluid|loopt over|staat blank|muizen|ratten|kakkerlakken|"
    r"(?:doet|doen) het (?:weer |nog steeds |al \w+ |nog )?niet|werkt (?:weer |nog steeds )?niet|blijft koud|"
    r"(?:gaat|loopt|sluit|spoelt|wil|wordt|kan|krijg)\b[^,;]*\bniet (?:meer )?(?:dicht|open|op slot|door|warm|uit|aan|los)|"
    r"(?:sluit|spoelt|loopt|brandt) niet\b|loopt de hele (?:nacht|dag) door)"
)
_NOW = r"(?:al \w+(?: \w+)? (?:dag|dagen|week|weken|maand|maanden)|sinds|nu|weer|nog steeds|al weken|vandaag)"
_FIX = r"(?:gemaakt|gerepareerd|vervangen|vernieuwd|opgelost|maken|repareren|vervangen|komen kijken|langskomen|schoonmaken|nakijken)"
_SOMEONE = r"(?:\w*monteur|loodgieter|elektricien|schilder|aannemer|timmerman|iemand|opzichter)"

_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        # something of mine is broken
        rf"\b{_MINE}\b.*\b{_PART}\b.*\b{_DEFECT}",
        rf"\b{_DEFECT}.*\b(?:in|aan|boven|van|uit|op|door) (?:mijn|m'n|mn|onze|ons|de) (?:\w+ )?{_PART}\b(?=.*\b{_MINE}\b|[^.]*$)(?<!\bals\b)",
        rf"\b{_PART}\b.*\b{_DEFECT}.*\b(?:{_MINE}|ik)\b",
        rf"\b{_PART}\b (?:van|in|op|boven) (?:mijn|m'n|mn|onze|ons)\b.*\b{_DEFECT}",
        rf"\bbij (?:mij|ons)\b.*\blekt\b|^(?:hallo |help |goedendag )?(?:mijn|m'n|mn) {_PART} (?:is|zijn) {_DEFECT}",
        rf"\b{_DEFECT}.*\b{_MINE}\b.*\b{_PART}\b",
        rf"\b(?:{_PART}) (?:\w+ )?(?:is|zijn) weer (?:stuk|kapot|uitgevallen)",
        r"\b(?:water|stank)\b.*\b(?:door|uit|in) (?:mijn|onze|ons)\b",
        rf"\b(?:geen|zonder) (?:warm water|verwarming|stroom|gas|licht|water)\b.*\b(?:in (?:mijn|huis)|bij (?:mij|ons)|{_NOW})\b",
        rf"\b(?:ik (?:heb|zit)|wij (?:hebben|zitten)|we (?:hebben|zitten)|{_NOW})\b.*\b(?:geen|zonder) (?:warm water|verwarming|stroom|gas)\b",
        r"\b(?:ik|wij|we)\b.*\b(?:zit|zitten|sta|slaap)\b.*\bin de kou\b",
        # somebody has to come
        rf"\bwanneer\b.*\b(?:mijn|m'n|mn|onze|ons)\b.*\b{_FIX}",
        rf"\b(?:kan|kunt|kunnen|wil|wilt|willen)\b.*\b(?:mijn|m'n|mn|onze|ons)\b.*\b{_PART}\b.*\b{_FIX}",
        rf"\b(?:kan|komt|kunt|kunnen)\b.*\b{_FIX}.*\b(?:voor|naar) (?:mijn|onze)\b.*\b{_PART}\b",
        rf"\b(?:kan|komt) (?:er )?iemand\b.*\bmijn\b.*\b{_FIX}|\bkan er iemand (?:langs)?komen\b",
        rf"\bik wil\b.*\bmijn {_PART}\b.*\b{_FIX}",
        r"\bwie (?:maakt|repareert|vervangt) (?:mijn|onze)\b",
        rf"\b(?:ik|wij|we) wacht(?:en)?\b.*\bop (?:de|een|jullie|uw) {_SOMEONE}",
        rf"\bwanneer komt\b.*\b{_SOMEONE}\b.*\bbij (?:mij|ons)",
        rf"\b{_SOMEONE}\b (?:is|was) (?:weer |vandaag |gisteren )*niet (?:gekomen|geweest|op komen dagen)",
        rf"\b(?:waar|hoe)\b.*\bik\b.*\b{_DEFECT}.*\b(?:melden|doorgeven)",
        r"\bik (?:wil|moet) een (?:reparatie|storing|lekkage|klacht) (?:melden|doorgeven)",
        r"\bik heb\b.*\b(?:gebeld|gemeld|een melding gedaan)\b.*\b(?:over|van|voor) (?:mijn|m'n|mn|onze)\b",
        # my rent, my bill, my request
        r"\b(?:mijn|onze|de) huur\b.*\b(?:niet|dubbel|later|te laat)\b.*\b(?:betalen|afgeschreven|betaald)",
        r"\bik kom\b.*\bniet uit met de huur\b|\bik (?:heb|zit)\b.*\b(?:huurachterstand|betalingsachterstand)\b",
        r"\b(?:ik wil|kan ik|mag ik)\b.*\b(?:betalingsregeling|een regeling (?:krijgen|treffen))",
        r"\bmijn\b.*\b(?:afrekening|eindafrekening|jaarafrekening|rekening)\b.*\b(?:klopt|te hoog|zo hoog|bijbetalen|terug)\b",
        r"\bwanneer krijg ik (?:mijn|antwoord op mijn|bericht over mijn)\b.*\b(?:borg|geld|aanvraag|afrekening|sleutel|woning)\b",
        # my neighbour
        r"\bmijn (?:\w*bu(?:ur|ren)\w*)\b.*\b(?:lawaai|herrie|muziek|blaf\w*|schreeuw\w*|bedreig\w*|stampt|overlast)\b",
        r"\bik heb\b.*\b(?:ruzie|last)\b.*\b(?:met|van) (?:mijn|de) (?:\w*bu(?:ur|ren)\w*)\b",
        r"\bde buren (?:onder|boven|naast) mij\b.*\b(?:last|overlast|lawaai|herrie)\b",
    )
)

_STORY = re.compile(
    r"\b(?:toen|destijds|vroeger|vorig jaar|vorige winter|jaren geleden|ooit|was|waren|had|hadden|lekte|kreeg|werd|werden|bleek|kwam|belde|duurde"
    r"|nooit|iedereen|mensen|huurders?|als|stel|voorstel|zou|zouden|moet(?:en)? (?:anders|beter|sneller)|sommige|vaak|meestal|is gemaakt)\b"
)
"""What makes a sentence a story, a proposal or a saying about everybody."""


def personal_case(title: str, body: str) -> str | None:
    """The sentence in which somebody seems to ask for help with their own home, rent or neighbours; None when there is none."""
    if len(body) > LONGEST:
        return None
    for text in (title, body):
        for found in _SENTENCE.finditer(text):
            sentence = " ".join(found[0].split())
            plain = sentence.casefold().replace("\u2019", "'")
            if not _STORY.search(plain) and any(pattern.search(plain) for pattern in _PATTERNS):
                return sentence
    return None
