"""The Snowball stemmer for Dutch by Porter ("dutch_porter"), for words in lower case without accents.

Our own, so that both search backends agree and no database upgrade can change it: what Snowball and newer PostgreSQL call "dutch" is
another algorithm, and stems kept in an index must not move under it.
"""

from __future__ import annotations

_VOWELS = frozenset("aeiouy")


def stem(word: str) -> str:
    word = _mark_consonants(word)
    first, second = _regions(word)
    word, cut_e = _step_2(_step_1(word, first), first)
    word = _step_3a(word, first, second)
    word = _step_3b(word, first, second, cut_e)
    return _step_4(word).lower()


def _mark_consonants(word: str) -> str:
    """y and i that sound as consonants stand in upper case from here on."""
    letters = list(word)
    if letters and letters[0] == "y":
        letters[0] = "Y"
    for at in range(1, len(letters)):
        if letters[at - 1] not in _VOWELS:
            continue
        if letters[at] == "y":
            letters[at] = "Y"
        elif letters[at] == "i" and at + 1 < len(letters) and letters[at + 1] in _VOWELS:
            letters[at] = "I"
    return "".join(letters)


def _regions(word: str) -> tuple[int, int]:
    first = _after_first_consonant(word, 0)
    return max(first, 3), _after_first_consonant(word, first)


def _after_first_consonant(word: str, start: int) -> int:
    """Where the part begins that follows the first consonant after a vowel."""
    for at in range(start + 1, len(word)):
        if word[at] not in _VOWELS and word[at - 1] in _VOWELS:
            return at + 1
    return len(word)


def _undouble(word: str) -> str:
    return word[:-1] if word.endswith(("kk", "dd", "tt")) else word


def _in(word: str, suffix: str, region: int) -> bool:
    return word.endswith(suffix) and len(word) - len(suffix) >= region


def _consonant_before(word: str, suffix: str) -> bool:
    return len(word) > len(suffix) and word[-len(suffix) - 1] not in _VOWELS


def _cut_en(word: str, suffix: str) -> str:
    rest = word[: -len(suffix)]
    return _undouble(rest) if _consonant_before(word, suffix) and not rest.endswith("gem") else word


def _step_1(word: str, first: int) -> str:
    suffix = next((suffix for suffix in ("heden", "ene", "en", "se", "s") if word.endswith(suffix)), "")
    if not suffix or not _in(word, suffix, first):
        return word
    if suffix == "heden":
        return word[:-5] + "heid"
    if suffix in ("ene", "en"):
        return _cut_en(word, suffix)
    return word[: -len(suffix)] if _consonant_before(word, suffix) and word[-len(suffix) - 1] != "j" else word


def _step_2(word: str, first: int) -> tuple[str, bool]:
    if _in(word, "e", first) and _consonant_before(word, "e"):
        return _undouble(word[:-1]), True
    return word, False


def _step_3a(word: str, first: int, second: int) -> str:
    if not _in(word, "heid", second) or word[-5:-4] == "c":
        return word
    word = word[:-4]
    return _cut_en(word, "en") if _in(word, "en", first) else word


def _step_3b(word: str, first: int, second: int, cut_e: bool) -> str:
    suffix = next((suffix for suffix in ("baar", "lijk", "bar", "end", "ing", "ig") if word.endswith(suffix)), "")
    if not suffix or not _in(word, suffix, second):
        return word
    rest = word[: -len(suffix)]
    if suffix in ("end", "ing"):
        return rest[:-2] if _in(rest, "ig", second) and not rest[:-2].endswith("e") else _undouble(rest)
    if suffix == "ig":
        return word if rest.endswith("e") else rest
    if suffix == "lijk":
        return _step_2(rest, first)[0]
    return word if suffix == "bar" and not cut_e else rest


def _step_4(word: str) -> str:
    """maan -> man, brood -> brod: so that maan and manen meet."""
    fits = len(word) >= 4 and word[-1] not in _VOWELS and word[-1] != "I" and word[-4] not in _VOWELS
    return word[:-2] + word[-1] if fits and word[-3:-1] in ("aa", "ee", "oo", "uu") else word
