"""Personal data in a text that everybody is about to read: a telephone number, an address, the name of somebody who works at the corporation.

Patterns and check digits, nothing else: the same text always gives the same pieces, and nothing is kept of them. Figures: docs/privacy-guard.md."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Private(StrEnum):
    """What kind of personal data a piece of text is."""

    MAIL = "mail"
    IBAN = "iban"
    BSN = "bsn"
    PHONE = "phone"
    PLATE = "plate"
    ADDRESS = "address"
    NEIGHBOUR = "neighbour"
    EMPLOYEE = "employee"


@dataclass(frozen=True)
class Piece:
    """Where it stands. `start` and `end` enclose what is hidden; `words` is what the author is shown of it."""

    kind: Private
    start: int
    end: int
    words: str


_SEP = r" ?[-.–/]? ?"
_MAIL = re.compile(
    r"(?<![\w.+-])[\w.+-]{1,64}\s?(?:@|\(at\)|\[at\]|\{at\}|\sapenstaartje\s|\sat\s)\s?[\w-]{2,63}"
    r"(?:(?:\.|\s?[(\[](?:dot|punt)[)\]]\s?|\spunt\s)[a-z]{2,20}){1,3}\b",
    re.I,
)
_DUTCH_IBAN = re.compile(r"\bNL[ .-]?\d{2}[ .-]?[A-Z]{4}(?:[ .-]?\d){10}(?!\d)", re.I)
_OTHER_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]){11,30}")
_BSN = re.compile(
    r"(?<![\w€.,+-])(?<!€ )(?:\d{9}|\d{3}([ .-])\d{3}\1\d{3}|\d{4}([ .-])\d{2}\2\d{3}|(?<=bsn )\d{8})(?![\w%]|[.,-]\d| ?(?:euro|miljoen))",
    re.I,
)
_PHONE = re.compile(
    rf"(?<![\w+,.-])(?:(?:\+|00) ?31{_SEP}(?:\(0\){_SEP})?6|\(06\)|06)(?:{_SEP}\d){{8}}(?!\d)"
    rf"|(?<![\w+,.-])(?:(?:\+|00) ?31{_SEP}(?:\(0\){_SEP})?[1-57]\d{{1,2}}|\(0[1-57]\d{{1,2}}\)|0[1-57]\d{{1,2}})(?:{_SEP}\d){{6,7}}(?!\d)"
)
_PLATE = re.compile(r"(?<![\w-])(?:[A-Z]+|\d+)-(?:[A-Z]+|\d+)-(?:[A-Z]+|\d+)(?![\w-])", re.I)
_SHAPES = frozenset([(2, 2, 2), (2, 3, 1), (1, 3, 2), (3, 2, 1), (1, 2, 3)])
_NAMED_PLATE = re.compile(
    r"\b(?:kenteken(?:plaat)?|nummerbord|nummerplaat)\b[^.!?\n]{0,25}?(?<![\w-])(?!(?:is|van|de|het|dat|met|en|was)\b)("
    + "|".join("[ -]?".join(rf"(?:[A-Z]{{{size}}}|\d{{{size}}})" for size in shape) for shape in sorted(_SHAPES))
    + r")(?![\w-])",
    re.I,
)
_MONTHS = frozenset(["jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"])

_NUMBER_WORD = (
    r"(?:een|één|twee|drie|vier|vijf|zes|zeven|acht|negen|tien|elf|twaalf|dertien|veertien|vijftien|zestien|zeventien|achttien|negentien"
    r"|(?:\w*en)?(?:twintig|dertig|veertig|vijftig|zestig|zeventig|tachtig|negentig)|honderd\w*)"
)
_HOUSE = r"\d{1,4}(?:[ -]?[a-zA-Z](?![\w'])|-?(?:hs|huis|bis|boven|rood|zwart|I{1,3}|IV|\d{1,3}))?(?![\w%]|[.,]\d)"
_NO_COUNT = r"(?! ?(?:jaar|jaren|euro|procent|graden|uur|maanden|weken|dagen|personen|mensen|woningen|huizen|t/m|tot)\b)"
_STREET = r"(?:straat|laan|weg|plein|hof|singel|kade|gracht|dreef|steeg|dijk|plantsoen|pad|park|erf|wal|ring|markt|str\.)"
_NR = r"(?:(?:huis)?(?:nummer|nr)\.?|no\.|#)"
_ADDRESS = (
    re.compile(rf"\b(?:[A-Z][\w'.]{{0,30}}[ -]){{0,3}}[A-Z][\w']{{0,40}}{_STREET},? (?:{_NR} ?)?({_HOUSE}){_NO_COUNT}"),
    re.compile(
        rf"\b[A-Z][\w'-]{{1,40}} (?:Straat|Laan|Weg|Plein|Singel|Kade|Gracht|Dreef|Steeg|Dijk|Pad),? (?:{_NR} ?)?({_HOUSE}){_NO_COUNT}"
    ),
    re.compile(
        rf"\b(?:Laan|Plein|Hof|Weg|Park|Kade) (?:(?:van|der|den|de|het|'t) ){{0,2}}[A-Z][\w'-]{{1,40}} (?:{_NR} ?)?({_HOUSE}){_NO_COUNT}"
    ),
    re.compile(
        rf"\b(?!onderweg|snelweg)\w{{3,}}(?:straat|laan|weg|plein|singel|gracht|dreef|plantsoen),? (?:{_NR} ?)?({_HOUSE}){_NO_COUNT}"
        r"(?=\s*(?:[.,;:!?)\n]|$|(?:is|was|en|of|te|in|op|bij|waar|woont|wonen|heeft|staat|ligt|naar|aan|daar|maar|want|om)\b))"
    ),
    re.compile(rf"\b(?:mijn|ons|onze|zijn|haar|hun) adres (?:is|:) ?[^.!?\n]{{2,40}}? ({_HOUSE})"),
    re.compile(
        rf"\b(?:ik|wij|we|hij|zij|ze) (?:woon|woont|wonen)(?: zelf| nu| al \w+ \w+| hier)? (?:op|aan) {_NR} ?({_HOUSE}|{_NUMBER_WORD}\b){_NO_COUNT}",
        re.I,
    ),
    re.compile(rf"\b(?:huisnummer|huisnr\.?) ?({_HOUSE}|{_NUMBER_WORD}\b){_NO_COUNT}", re.I),
    re.compile(r"(?<![\w-])([1-9]\d{3} ?(?!SA|SD|SS)[A-Z]{2})(?![\w-])"),
)
_NEXT_DOOR = r"(?:(?:onder|boven|over|achter|zij|naaste )?bu(?:ur(?:man|vrouw|jongen|meisje|tjes?|lui|mensen)|ren))"
_SOMEBODY = (
    rf"(?:{_NEXT_DOOR}|bewoner|bewoners|bewoonster|huurder|huurders|huurster"
    r"|meneer|mevrouw|man|vrouw|gezin|familie|mensen|jongen|jongens|stel|koppel|dame|heer|die|degene)"
)
_NAME = (
    r"(?:(?:van der|van den|van de|van|de|den|ter|ten|te|el|al) )?[A-ZÀ-Þ][a-zà-ÿ'’]+(?:-[A-ZÀ-Þ][a-zà-ÿ]+)?"
    r"(?: (?:(?:van der|van den|van de|van|de|den|ter|ten|te|el|al) )?[A-ZÀ-Þ][a-zà-ÿ'’]+(?:-[A-ZÀ-Þ][a-zà-ÿ]+)?)?"
)
_MISTER = r"(?:(?i:de heer|meneer|mijnheer|mevrouw|mw\.?|mevr\.?|dhr\.?|hr\.?) )"
_CALLED = r"(?:,? (?:die )?(?:heet|genaamd|met de naam)|,)?"
_NEIGHBOUR = (
    re.compile(rf"\b{_SOMEBODY}(?: \w+)?(?: (?:op|van|naast|uit|bij))? {_NR} ?({_HOUSE}|{_NUMBER_WORD}\b){_NO_COUNT}", re.I),
    re.compile(rf"\b{_NEXT_DOOR} (?:op|van(?! [6-9]\d\b)) ({_HOUSE}){_NO_COUNT}(?! \w+(?:en|s)\b)", re.I),
    re.compile(
        rf"\b(?:op|van) {_NR} ?({_HOUSE}|{_NUMBER_WORD}\b){_NO_COUNT}(?= (?:woont|wonen|maakt|maken|draait|zet|gooit|heeft altijd|rookt|handelt)\b)",
        re.I,
    ),
    re.compile(rf"\b(?i:{_NEXT_DOOR}){_CALLED} {_MISTER}?({_NAME})"),
)
_JOB = (
    r"(?i:\b(?:huismeester|opzichter|wijkbeheerder|buurtbeheerder|complexbeheerder|wijkmeester|flatmeester|wijkconsulent|buurtconsulent"
    r"|(?:woon|verhuur|bewoners|sociaal )?consulente?|woonmakelaar|projectleider|gebiedsbeheerder|gebiedsregisseur|baliemedewerk(?:er|ster)"
    r"|(?:klantenservice|service|verhuur|wijk)?medewerk(?:er|ster)|onderhoudsmonteur|monteur|incassomedewerker|receptioniste|teamleider|vestigingsmanager|bewonersbegeleider))"
)
_DESK = (
    r"(?:(?i:de |het |afdeling |de afdeling |jullie |onze )*(?i:balie|servicedienst|klantenservice|corporatie|woningcorporatie|woningbouw|woningstichting"
    r"|woonstichting|verhuur|wijkbeheer|onderhoudsdienst|reparatiedienst|incasso|woningbouwvereniging|bewonerszaken)\b|[Ww]oon(?:inc|bedrijf|stad|zorg|stichting)\w*)"
)
_EMPLOYEE = (
    re.compile(rf"{_JOB}(?: (?i:bij|van|voor) {_DESK})?{_CALLED} {_MISTER}?({_NAME})"),
    re.compile(rf"\b{_MISTER}({_NAME}),? (?:(?i:die )?(?i:werkt )?(?i:van|bij|voor)) {_DESK}"),
    re.compile(rf"(?<![\w-])({_NAME}),? (?:(?i:van|bij) {_DESK}|(?i:de|onze|mijn|jullie|uw|is de|is onze|is mijn) {_JOB}\b)"),
)
_NO_NAME = frozenset(
    re.findall(
        r"\w+",
        "Wooninc Woonbedrijf Dit Dat Hij Zij Ze Wij We Ik Er Hier Daar Wie Wat Nu Toen Ook En Maar Want Of De Het Een Die Deze "
        "Mijn Onze Ons Helaas Gisteren Vandaag Morgen Soms Eerst Dan Als Bij Van Voor Met Na Waar Waarom Hoe Wanneer Graag Beste "
        "Geachte Dank Dag Hallo Volgens Gelukkig Iemand Niemand Alleen Nee Ja Nederland Europa Medewerkers Directie Bestuur "
        "Corporatie Servicedienst Iedereen Meneer Mevrouw Zo Geen Alle Tegen Door Op Aan In Uit Over Zonder Sinds Blijkbaar "
        "Jammer Maandag Dinsdag Woensdag Donderdag Vrijdag Zaterdag Zondag",
    )
)
_BEFORE_NAMES = frozenset(["De", "Van", "Den", "Het"])


def private_pieces(text: str, public: frozenset[str] = frozenset()) -> list[Piece]:
    """What in this text should perhaps not be read by everybody, in the order of the text; no two overlap. `public` are telephone numbers and
    mail addresses that everybody may know, such as the corporation's own."""
    taken: list[Piece] = []
    for piece in _all(text):
        known = piece.kind in (Private.PHONE, Private.MAIL) and _key(piece.words) in {_key(one) for one in public}
        if not known and not any(piece.start < other.end and other.start < piece.end for other in taken):
            taken.append(piece)
    return sorted(taken, key=lambda piece: piece.start)


def without(text: str, pieces: list[Piece], instead: dict[Private, str]) -> str:
    """The text with `instead` in the place of each piece."""
    for piece in sorted(pieces, key=lambda piece: piece.start, reverse=True):
        text = text[: piece.start] + instead[piece.kind] + text[piece.end :]
    return text


def _all(text: str) -> Iterator[Piece]:
    """Every finding, the surest kinds first."""
    yield from (_whole(Private.MAIL, found) for found in _MAIL.finditer(text))
    for found in _DUTCH_IBAN.finditer(text):
        if _iban(found[0]):
            yield _whole(Private.IBAN, found)
    for found in _OTHER_IBAN.finditer(text):
        for end in range(found.end(), found.start() + 14, -1):  # words in capitals may follow
            if _iban(text[found.start() : end]):
                yield Piece(Private.IBAN, found.start(), end, text[found.start() : end])
                break
    for found in _PHONE.finditer(text):
        digits = re.sub(r"\(0\)|\D", "", found[0])
        digits = digits[2:] if digits.startswith("00") else digits
        if len(digits) == (11 if digits.startswith("31") else 10):
            yield _whole(Private.PHONE, found)
    yield from (_whole(Private.BSN, found) for found in _BSN.finditer(text) if _eleven(found[0]))
    yield from (_whole(Private.PLATE, found) for found in _PLATE.finditer(text) if _plate(found[0].split("-")))
    for found in _NAMED_PLATE.finditer(text):
        if re.search(r"\d", found[1]) and re.search(r"[A-Za-z]", found[1]) and len(re.findall(r"[ -]", found[1])) != 1:
            yield Piece(Private.PLATE, found.start(1), found.end(1), found[1])
    for kind, patterns in ((Private.ADDRESS, _ADDRESS), (Private.NEIGHBOUR, _NEIGHBOUR), (Private.EMPLOYEE, _EMPLOYEE)):
        for pattern in patterns:
            for found in pattern.finditer(text):
                if not _no_name(found[1]):
                    yield Piece(kind, found.start(1), found.end(1), found[0].strip())


def _no_name(words: str) -> bool:
    """A word that only has a capital because a sentence begins, or the name of a street."""
    first, *rest = words.split()
    return (first in _NO_NAME and not (rest and first in _BEFORE_NAMES)) or re.search(rf"[a-z]{_STREET}$", words) is not None


def _whole(kind: Private, found: re.Match[str]) -> Piece:
    return Piece(kind, found.start(), found.end(), found[0])


def _key(words: str) -> str:
    return words.casefold() if "@" in words else re.sub(r"\D", "", words)


def _iban(text: str) -> bool:
    sign = re.sub(r"[ .-]", "", text).upper()
    moved = sign[4:] + sign[:4]
    return sign.isascii() and sign.isalnum() and 15 <= len(sign) <= 34 and int("".join(str(int(one, 36)) for one in moved)) % 97 == 1


def _eleven(text: str) -> bool:
    digits = [int(one) for one in re.sub(r"\D", "", text).zfill(9)]
    return len(set(digits)) > 1 and (
        sum(digit * weight for digit, weight in zip(digits, (9, 8, 7, 6, 5, 4, 3, 2, -1), strict=True)) % 11 == 0
    )


def _plate(groups: list[str]) -> bool:
    if tuple(len(group) for group in groups) not in _SHAPES or any(group.casefold() in _MONTHS for group in groups):
        return False
    return any(group.isdigit() for group in groups) and any(group.isalpha() for group in groups)
