"""From Dutch text to the terms that are indexed: words without accents, stemmed, compounds also by their parts.

Both backends get ready terms from here and analyse nothing themselves. Raise VERSION when the terms of an unchanged text would change:
an index made by another version calls itself outdated.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterator
from functools import lru_cache
from pathlib import Path

from foundation.search import stemmer

VERSION = 2
PART = "~"
"""Stands before a stem that is only a part of the word in the text, so that the word itself can count for more."""

MAX_WORD = 64
_WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)*")
_PLURAL = re.compile(r"(?<=[aiouy])['\u2019]s$")  # foto's
_PLURAL_S = re.compile(r"(?<=ie|ee)s$|(?<=age)s$|(?<=ine)s$|(?<=ette)s$")  # commissies, lekkages: Porter leaves an s after a vowel
_NO_PLURAL = ("advies", "verlies", "precies", "vlies", "vies", "kies", "vrees", "vlees", "gees")
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i", "ð": "d", "þ": "th"})


def _listed(text: str) -> frozenset[str]:
    return frozenset(text.split())


LISTS = Path(__file__).parent / "lists"


def listed(name: str) -> list[str]:
    """The lines of a word list that people keep up by hand, without notes."""
    lines = (LISTS / f"{name}.txt").read_text("utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


_PARTS = _listed(" ".join(listed("parts")))
_DEVOICED = {"z": "s", "v": "f"}
_JOINTS = ("", "s", "en", "n", "e")

STOP_WORDS = _listed(
    """
    aan af al als alle ben bij daar dan dat de den der deze die dit doen door dus een en er ge geen had heb hebben heeft hem het
    hier hij hoe hun ik in is ja je kan kon kunnen maar me meer men met mij mijn moet na naar nee niet nog nu of om omdat ons onze
    ook op over te tot toch toen u uit uw van veel voor waar wat we wel werd wie wij wil worden wordt zal ze zelf zich zij zijn zo
    zonder zou ga gaan gaat kom komen komt krijg krijgen krijgt mag moeten mogen wilt willen zullen
    """
)


def words(text: str) -> list[str]:
    """The words of a text in reading order, folded but not stemmed."""
    return [word for match in _WORD.finditer(_fold(text)) for word in _folded_words(match.group())]


def plain_words(text: str) -> list[str]:
    """The words as they were written."""
    return _WORD.findall(text)


def places(text: str) -> Iterator[tuple[int, int, list[str]]]:
    """Where words stand in a text as it was written, each with what `words` makes of it."""
    for match in _WORD.finditer(text):
        yield match.start(), match.end(), words(match.group())


def _folded_words(folded: str) -> list[str]:
    return [part[:MAX_WORD] for part in re.split(r"['\u2019]", _PLURAL.sub("", folded))]


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


def verb_forms(word: str) -> tuple[str, ...]:
    """Stems of other forms this word may have as a verb, which Porter leaves apart: dweilt, dweilen, gedweild. Some are no words; those
    are in no text either."""
    first = stem(word)
    forms = [first + "t", f"ge{first}t", f"ge{first}d"]
    if word.endswith("t"):
        forms.append(stem(word[:-1]))
    if word.startswith("ge") and word.endswith(("t", "d")):
        forms += [stem(word[2:]), stem(word[2:-1])]
    return tuple(form for form in dict.fromkeys(forms) if len(form) > 2 and form != first and form not in _STOP_STEMS)


def terms(text: str) -> list[tuple[str, ...]]:
    """For each word what is kept in an index: its stem, then the marked stems of its parts."""
    return [_kept(word) for word in words(text)]


@lru_cache(maxsize=50_000)
def _kept(word: str) -> tuple[str, ...]:
    first, *parts = word_terms(word)
    return (first, *(PART + part for part in parts))


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
    return _pieces(word, ()) if 6 <= len(word) < MAX_WORD and stem(word) not in _PART_STEMS else ()


def split_with(word: str, known: Container[str]) -> tuple[str, ...]:
    """The same with the words a forum uses itself beside the list: bakfietsenhok, when bakfietsen and hok are known."""
    return _pieces(word, known) if 8 <= len(word) < MAX_WORD and stem(word) not in _PART_STEMS else ()


def possible_pieces(word: str) -> set[str]:
    """Every word that a compound could begin or end with, for asking which of them are known."""
    return {piece for at in range(4, len(word) - 3) for piece in (word[:at], word[at:])} if 8 <= len(word) < MAX_WORD else set()


def _pieces(word: str, known: Container[str]) -> tuple[str, ...]:
    for end in range(len(word) - 3, 2, -1):  # the longest first piece first: badkamerdeur is badkamer + deur
        first = word[:end]
        if first not in _PARTS and not _is_piece(first, known):
            continue
        for joint in _JOINTS:
            rest = word[end:].removeprefix(joint)
            if len(rest) < 3 or (joint and not word[end:].startswith(joint)):
                continue
            if rest in _PARTS or stem(rest) in _PART_STEMS or _is_piece(rest, known):
                return (first, rest)
            if more := _pieces(rest, known):
                return (first, *more)
    return ()


def _is_piece(word: str, known: Container[str]) -> bool:
    return len(word) >= 4 and word in known and word not in STOP_WORDS and word not in _PREFIXES


# Words of their own that mostly stand at the head of a word that is no compound: onder-houd, over-last, tegen-komen.
_PREFIXES = _listed(
    "achter anders binnen boven buiten door mede meer midden onder open over rond samen tegen terug tussen uiteen voor voort"
)
_STOP_STEMS = frozenset(stem(word) for word in STOP_WORDS)
_PART_STEMS = frozenset(stem(part) for part in _PARTS)
