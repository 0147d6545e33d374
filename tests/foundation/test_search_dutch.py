"""Words, stems and compounds, and what a query may ask."""

from __future__ import annotations

import pytest

from foundation.search.dutch import word_terms, words
from foundation.search.query import MAX_WORDS, Phrase, Word, parse
from foundation.search.stemmer import stem as porter

# As PostgreSQL 15's dutch_stem gives them; over 5,000 words of parliamentary debates there was no difference.
PORTER = """
lichaamsziek lichaamsziek, lichamelijk licham, lichamelijkheden licham, lichamen licham, lichten licht, lichter lichter,
opglimpende opglimp, opgerekend opgerek, maan man, manen man, brood brod, broden brod, gracieus gracieus, redding redding,
mogelijkheid mogelijk, mogelijkheden mogelijk, vriendelijke vriendelijk, huren hur, huur hur, huurders huurder, woningen woning,
zonnig zonnig, bruikbaar bruikbar, dankbare dankbar, dankbaarheid dankbar, yoghurt yoghurt, ayen ayen, aai aai, bezemen bezem,
algemene algemen, vergaderingen vergader, lekkages lekkages, eigenlijk eigen, gemeenten gemeent, bakken bak, gebakken gebak,
kinderachtig kinderacht, overheden over, se se, e e, en en, s s
"""


@pytest.mark.parametrize("pair", [pair.strip() for pair in PORTER.split(",")])
def test_porter(pair: str) -> None:
    word, expected = pair.split()
    assert porter(word) == expected


@pytest.mark.parametrize(
    "same",
    ["lekkage lekkages", "huis huizen", "brief brieven", "prijs prijzen", "trap trappen", "plaats plaatsen", "commissie commissies",
     "advies adviezen", "raam ramen", "idee idees", "mens mensen", "foto foto's", "bewoner bewoners", "klacht klachten", "les lessen"],
)  # fmt: skip
def test_pairs_that_meet(same: str) -> None:
    assert len({word_terms(word)[0] for word in words(same)}) == 1


@pytest.mark.parametrize("apart", ["mens advies", "huur huurder", "huis huisarts", "lek lift", "rekening rek"])
def test_pairs_that_stay_apart(apart: str) -> None:
    assert len({word_terms(word)[0] for word in words(apart)}) == 2


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("huurverhoging", "huur verhoging"), ("huurverhogingen", "huur verhoging"), ("daklekkages", "dak lekkage"),
        ("bewonerscommissie", "bewoner commissie"), ("huurprijsverhoging", "huur prijs verhoging"), ("onderhoudsplan", "onderhoud plan"),
        ("huurdersvereniging", "huurder vereniging"), ("badkamerdeur", "badkamer deur"), ("servicekosten", "service kosten"),
        ("huurder", ""), ("huisarts", ""), ("verhuurder", ""), ("bewoners", ""), ("voordeuren", ""), ("noodzaak", ""), ("verwarming", ""),
        ("huur", ""), ("huur" * 200, ""),
    ],
)  # fmt: skip
def test_compounds(word: str, parts: str) -> None:
    assert word_terms(word)[1:] == tuple(word_terms(part)[0] for part in parts.split())


def test_words() -> None:
    assert words("Café's & foto’s: zo'n 5611AB! snake_case") == ["cafe", "s", "foto", "zo", "n", "5611ab", "snake", "case"]
    assert words("Ĳsselmeer ø Æ ½ É") == ["ijsselmeer", "o", "ae", "1", "2", "e"]
    assert words("\0 \ud800 🙂 ''' _") == []
    assert words("x" * 200) == ["x" * 64]


def test_query() -> None:
    assert parse('lift "de nieuwe lift" Lift') == [Word("lift"), Phrase(("de", "nieuw", "lift"))]
    assert parse("de lift") == [Word("lift")]
    assert parse("de het") == [Word("de"), Word("het")]
    assert parse("mensen") == [Word("men")]
    assert parse("huurverhoging") == [Word("huurverhog", ("hur", "verhog"))]
    assert parse('"lift') == parse('lift"') == parse('"lift"') == [Word("lift")]
    assert parse("title:lift* OR [a TO z]~2") == [Word("titl"), Word("lift"), Word("or"), Word("a"), Word("to"), Word("z"), Word("2")]
    assert parse("") == parse('" * ? "') == []


def test_query_limits() -> None:
    assert len(parse(" ".join(f"w{number}" for number in range(100)))) == MAX_WORDS
    assert parse('"' + " ".join(f"w{number}" for number in range(100)) + '" x') == [
        Word(f"w{number}") for number in range(MAX_WORDS)
    ]  # the closing quote is past the limit
    assert parse('"' + "a b " * 9 + '" x') == [Phrase(("a", "b") * 5)]
    assert parse("lift " * 39 + "liftkooi") == [Word("lift")]
