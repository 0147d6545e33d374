"""Why a text was found, in a few words."""

from __future__ import annotations

from foundation.search.query import parse, stems_of
from foundation.search.snippet import LENGTH, marked, snippet


def text_of(pieces: list[tuple[str, bool]]) -> str:
    return "".join(text for text, _hit in pieces)


def hits(pieces: list[tuple[str, bool]]) -> list[str]:
    return [text for text, hit in pieces if hit]


def test_words_are_marked_as_they_were_written() -> None:
    stems = stems_of(parse("huurverhoging café"))
    text = "De Huurverhogingen in het CAFE, een verhoging van de huur."
    assert hits(marked(text, stems)) == ["Huurverhogingen", "CAFE", "verhoging", "huur"]
    assert text_of(marked(text, stems)) == text
    assert marked("Niets <b>ervan</b>", stems) == [("Niets <b>ervan</b>", False)]
    assert marked("", stems) == []


def test_of_a_long_text_the_part_with_most_of_the_words() -> None:
    text = "lift " + "woord " * 200 + "de lift is stuk bij de trap " + "woord " * 200
    found = snippet(text, stems_of(parse("lift stuk trap")))
    assert hits(found) == ["lift", "stuk", "trap"]
    assert len(text_of(found)) <= LENGTH + 4
    assert text_of(found).startswith("… ")
    assert text_of(found).endswith(" …")


def test_without_a_hit_the_beginning() -> None:
    found = text_of(snippet("begin " + "woord " * 200, frozenset()))
    assert found.startswith("begin woord")
    assert found.endswith(" …")
    assert text_of(snippet("kort\n\n tekst", frozenset())) == "kort tekst"


def test_one_endless_word() -> None:
    assert len(text_of(snippet("x" * 100_000, stems_of(parse("lift"))))) <= LENGTH + 4
    assert len(text_of(snippet("x" * 500 + " lift " + "y" * 500, stems_of(parse("lift"))))) <= LENGTH + 4


def test_small_words_of_a_phrase_are_not_marked() -> None:
    assert hits(marked("de trap en de heg", stems_of(parse('"de trap"')))) == ["trap"]
