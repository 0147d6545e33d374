"""Dutch that everybody can read: short sentences, common words, "u". A text that fails is rewritten, or its word is taken on purpose."""

from __future__ import annotations

import re
from pathlib import Path
from statistics import fmean

from test_catalogue import extracted
from wordfreq import zipf_frequency

LONGEST, MEAN = 20, 12
"""Words in a sentence, as the writing guides for B1 have it."""
COMMON = 3.5
"""Zipf scale: below it a word is seen less than three times in a million words of Dutch."""
TAKEN = Path(__file__).parent / "b1_words.txt"
STIFF = re.compile(
    r"\b(middels|teneinde|derhalve|omtrent|conform|reeds|indien|tevens|gaarne|dient|dienen|aangaande|alsmede|betreffende|desgewenst|"
    r"dusdanig|echter|ingevolge|inzake|jegens|krachtens|mits|nopens|onderhavige|onverwijld|ondervermeld|ter zake|thans|tenzij|uitdrukkelijk|"
    r"verstrekken|voornoemd|voorts|wederom|zulks|geschieden|navraag|bijgevolg|desalniettemin|eenieder|teruggekoppeld)\b",
    re.IGNORECASE,
)
FAMILIAR = re.compile(r"\b(je|jij|jou|jouw|jullie)\b", re.IGNORECASE)
_HOLE = re.compile(r"%\(\w+\)[a-z]|%%|\{\w+\}|https?://\S+|[\w.+-]+@[\w.-]+")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


def sentences() -> list[tuple[list[str], str]]:
    """The words of every sentence of ours (a placeholder is one word), and the file it stands in."""
    found = []
    for msgid, place in extracted().items():
        for text in (msgid,) if isinstance(msgid, str) else msgid:
            for sentence in re.split(r"(?<=[.?!:])\s+|\n+", _HOLE.sub("X", text)):
                if words := _WORD.findall(sentence):
                    found.append((words, place))
    return found


def test_sentences_are_short() -> None:
    lengths = [(len(words), " ".join(words), place) for words, place in sentences()]
    assert len(lengths) > 2000
    assert [row for row in lengths if row[0] > LONGEST] == []
    assert fmean(length for length, _text, _place in lengths) <= MEAN


def test_words_are_common_or_taken_on_purpose() -> None:
    """A rare word is replaced by a common one; where there is none (huurverhoging, schermlezer) it goes into b1_words.txt."""
    taken = set(TAKEN.read_text("utf-8").split())
    rare = {
        word.lower(): place
        for words, place in sentences()
        for word in words
        if len(word) > 2 and word.lower() not in taken and zipf_frequency(word.lower(), "nl") < COMMON
    }
    assert not rare, "choose a common word, or add it to tests/b1_words.txt on purpose:\n" + "\n".join(map(str, sorted(rare.items())))
    used = {word.lower() for words, _place in sentences() for word in words}
    assert taken <= used, f"nobody uses these any more: {sorted(taken - used)}"


def test_nobody_speaks_like_an_office_or_like_a_friend() -> None:
    texts = [(" ".join(words), place) for words, place in sentences()]
    assert [row for row in texts if STIFF.search(row[0]) or FAMILIAR.search(row[0])] == []
