"""From Dutch text to the terms that are indexed: words without accents, stemmed, compounds also by their parts.

Both backends get ready terms from here and analyse nothing themselves. Raise VERSION when the terms of an unchanged text would change:
an index made by another version calls itself outdated.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from foundation.search import stemmer

VERSION = 1

_MAX_WORD = 64
_WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)*")
_PLURAL = re.compile(r"(?<=[aiouy])['\u2019]s$")  # foto's
_PLURAL_S = re.compile(r"(?<=ie|ee)s$|(?<=age)s$|(?<=ine)s$|(?<=ette)s$")  # commissies, lekkages: Porter leaves an s after a vowel
_NO_PLURAL = ("advies", "verlies", "precies", "vlies", "vies", "kies", "vrees", "vlees", "gees")
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i", "ð": "d", "þ": "th"})


def _listed(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Words that compounds about renting are made of. A word is only taken apart when it consists of these from end to end.
_PARTS = _listed(
    """
    aanbod aanleg aannemer aanpak aanvraag afspraak afval afvoer antenne avond badkamer bad balkon beheer beheerder beleid berging
    bestuur betaling bewoner bezoek bijeenkomst bord bouw brand brief brievenbus buis buurt camera centrum commissie complex
    container contract controle corporatie dak dienst dossier douche druk eigenaar energie enquete fiets galerij gang gas geld
    geluid gemeente gesprek geur gevel glas groen groep hal hek herstel hitte hout huis huishouden huur huurder installatie
    isolatie jaar kachel kamer kelder keuken keuring klacht klus koeling kosten kozijn kraan kwaliteit label lamp lantaarn lawaai
    lek lekkage leiding levering lift loket lucht maand markt melding meter meubel muur nacht nood norm nummer onderhoud onderzoek
    ontsmetting ontruiming opbrengst oplevering opslag overlast overleg paal pand paneel park parkeer parkeren plaag plaats
    plafond plan plant plein pomp portiek portier post prijs procedure project raam radiator recht regel regeling rekening
    renovatie reparatie riool rook rooster ruimte ruit schade schilder schimmel schoonmaak schoorsteen service sleutel sloop slot
    speel spil spoed spouw steen stof stook stoep storing straat stroom subsidie taak tarief tegel terras toeslag toegang toilet
    toren trap trappenhuis tuin uitgave vastgoed ventilatie veiligheid verbruik verdieping vereniging vergadering vergoeding
    vergunning verhoging verhuizing verhuur verkoop verlichting verlaging verzekering verwarming verzoek vloer vocht voordeur deur
    vorming vuil wacht wand wandel warm warmte water wens wijk winkel wind woning woon zolder zon zonne zorg
    """
)
_DEVOICED = {"z": "s", "v": "f"}
_JOINTS = ("", "s", "en", "n", "e")

STOP_WORDS = _listed(
    """
    aan af al als alle ben bij daar dan dat de den der deze die dit doen door dus een en er ge geen had heb hebben heeft hem het
    hier hij hoe hun ik in is ja je kan kon kunnen maar me meer men met mij mijn moet na naar nee niet nog nu of om omdat ons onze
    ook op over te tot toch toen u uit uw van veel voor waar wat we wel werd wie wij wil worden wordt zal ze zelf zich zij zijn zo
    zonder zou
    """
)


def words(text: str) -> list[str]:
    """The words of a text in reading order, folded but not stemmed."""
    found: list[str] = []
    for match in _WORD.finditer(_fold(text)):
        word = _PLURAL.sub("", match.group())
        found += [part[:_MAX_WORD] for part in re.split(r"['\u2019]", word)]
    return found


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """Snowball's stem, made to agree where Porter leaves pairs apart: lekkages, huizen, trappen, plaatsen."""
    if not word.endswith(_NO_PLURAL):
        word = _PLURAL_S.sub("", word)
    stemmed = stemmer.stem(word)
    if stemmed.endswith("s"):
        stemmed = stemmer.stem(stemmed)  # plaatsen -> plaats -> plat, where plaats itself goes
    if len(stemmed) > 3:
        stemmed = stemmed[:-1] + _DEVOICED.get(stemmed[-1], stemmed[-1])
        if stemmed[-1] == stemmed[-2] and stemmed[-1] not in "aeiouy":
            stemmed = stemmed[:-1]
    return stemmed


def terms(text: str) -> list[tuple[str, ...]]:
    """For each word what it is found by: its stem first, then the stems of its parts."""
    return [word_terms(word) for word in words(text)]


@lru_cache(maxsize=50_000)
def word_terms(word: str) -> tuple[str, ...]:
    """For one folded word: its stem, and for a compound the stems of its parts."""
    return tuple(dict.fromkeys([stem(word), *(stem(part) for part in _split(word))]))


def _fold(text: str) -> str:
    text = text.casefold()
    if text.isascii():
        return text
    decomposed = unicodedata.normalize("NFKD", text.translate(_LETTERS))
    return "".join(char for char in decomposed if not unicodedata.combining(char)).casefold()


def _split(word: str) -> tuple[str, ...]:
    """huurverhogingen -> huur, verhogingen; nothing when a piece is unknown, or when the word is no compound."""
    return _pieces(word) if 6 <= len(word) < _MAX_WORD and stem(word) not in _PART_STEMS else ()


def _pieces(word: str) -> tuple[str, ...]:
    for end in range(len(word) - 3, 2, -1):  # the longest first piece first: badkamerdeur is badkamer + deur
        if word[:end] not in _PARTS:
            continue
        for joint in _JOINTS:
            rest = word[end:].removeprefix(joint)
            if len(rest) < 3 or (joint and not word[end:].startswith(joint)):
                continue
            if rest in _PARTS or stem(rest) in _PART_STEMS:
                return (word[:end], rest)
            if more := _pieces(rest):
                return (word[:end], *more)
    return ()


_PART_STEMS = frozenset(stem(part) for part in _PARTS)
