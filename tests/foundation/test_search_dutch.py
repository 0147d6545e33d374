"""Words, stems and compounds, and what a query may ask."""

from __future__ import annotations

import pytest

from foundation.search.dutch import STOP_WORDS, listed, places, split_with, stem, verb_forms, word_terms, words
from foundation.search.query import MAX_WORDS, Clause, Phrase, Word, loosened, parse
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


@pytest.mark.parametrize(
    "pair", ["dweilt dweilen", "dweilen dweilt", "lekt lekken", "gestookt stoken", "snoeien gesnoeid", "gemeld melden"]
)
def test_forms_of_a_verb_find_each_other(pair: str) -> None:
    asked_for, written = pair.split()
    assert stem(written) in verb_forms(asked_for)


@pytest.mark.parametrize("word", ["kant", "het", "de"])
def test_no_form_of_a_verb_is_in_every_text(word: str) -> None:
    assert not {"kan", "de", "he"} & set(verb_forms(word))


def test_words() -> None:
    assert words("Café's & foto’s: zo'n 5611AB! snake_case") == ["cafe", "s", "foto", "zo", "n", "5611ab", "snake", "case"]
    assert words("Ĳsselmeer ø Æ ½ É") == ["ijsselmeer", "o", "ae", "1", "2", "e"]
    assert words("\0 \ud800 🙂 ''' _") == []
    assert words("x" * 200) == ["x" * 64]


def asked(text: str) -> list[object]:
    """Without the other ways to write a word."""
    return [clause if isinstance(clause, Phrase) else clause.stem for clause in parse(text)]


def test_query() -> None:
    assert asked('zon "de nieuwe lift" Zon') == ["zon", Phrase(("de", "nieuw", "lift"))]
    assert asked("de kanarie") == ["kanarie"]
    assert asked("de het") == ["de", "het"]
    assert asked("mensen") == ["men"]
    assert asked('"lift') == asked('lift"') == asked('"lift"') == ["lift"]
    assert asked("title:lift* OR [a TO z]~2") == ["titl", "lift", "or", "a", "to", "z", "2"]
    assert parse("") == parse('" * ? "') == []


def test_other_ways_to_write_a_word() -> None:
    (word,) = parse("huurverhoging")
    assert isinstance(word, Word)
    assert (word.stem, word.near[0]) == ("huurverhog", ("hur", "verhog"))
    assert ("hoger", "hur") in word.like  # "hogere huur", from the list
    left, right = parse("lek kage")
    assert isinstance(left, Word)
    assert isinstance(right, Word)
    assert ("lekkag",) in left.near
    assert ("lekkag",) in right.near
    (stoken,) = parse("stoken")
    (warm,) = parse("verwarming")
    assert isinstance(stoken, Word)
    assert isinstance(warm, Word)
    assert ("verwarm",) in stoken.like
    assert ("stok",) in warm.like
    centre, heating = parse("centrale verwarming")
    assert isinstance(centre, Word)
    assert isinstance(heating, Word)
    assert ("cv",) in centre.like
    assert ("cv",) in heating.like


def test_a_loose_question_asks_for_the_parts_of_a_compound_too() -> None:
    clauses = loosened(parse("huurverhoging"))
    assert [clause.stem for clause in clauses if isinstance(clause, Word)] == ["huurverhog", "hur", "verhog"]
    assert clauses[1].weight < clauses[0].weight


def terms_in(clauses: list[Clause]) -> int:
    return sum(len(c.stems) if isinstance(c, Phrase) else 2 + sum(2 * len(way) for way in (*c.near, *c.like)) for c in clauses)


def test_query_limits() -> None:
    assert len(parse(" ".join(f"w{number}" for number in range(100)))) == MAX_WORDS
    many = '"' + " ".join(f"w{number}" for number in range(100)) + '" x'
    assert asked(many) == [f"w{number}" for number in range(MAX_WORDS)]  # the closing quote is past the limit
    assert parse('"' + "a b " * 9 + '" x') == [Phrase(("a", "b") * 5)]
    assert asked("trap " * 39 + "traphekken") == ["trap"]
    assert len(loosened(parse("huurverhoging " + "servicekosten daklekkage bewonerscommissie " * 3))) <= 2 * MAX_WORDS


def test_no_word_has_too_many_others() -> None:
    """Whatever is typed, an index looks up some hundreds of terms at most."""
    every = sorted({word for line in listed("synonyms") for word in words(line)})
    assert max(terms_in(parse(word)) for word in every) <= 120
    most = sorted(every, key=lambda word: -terms_in(parse(word)))[:MAX_WORDS]
    assert terms_in(parse(" ".join(most))) <= 900


def test_the_lists_are_tidy() -> None:
    for line in listed("synonyms"):
        members = [" ".join(words(member)) for member in line.split(",")]
        assert len(members) > 1, line
        assert not {"zonder", "geen", "niet"} & set(" ".join(members).split()), "small words fall away: this would mean its opposite"
        assert len(set(members)) == len(members), line
        assert all(members), line
        stems = {stem(word) for word in " ".join(members).split() if word not in STOP_WORDS}
        assert not stems & {stem(word) for word in STOP_WORDS}, f"found in nearly every text: {line}"
    parts = " ".join(listed("parts")).split()
    assert parts == sorted(set(parts))
    assert all(3 <= len(part) <= 24 and part not in STOP_WORDS and words(part) == [part] for part in parts)


def test_words_that_a_forum_uses_take_a_compound_apart() -> None:
    assert split_with("bakfietsenloods", {"bakfietsen"}) == ()
    assert split_with("bakfietsenloods", {"bakfietsen", "loods"}) == ("bakfietsen", "loods")
    assert split_with("onderhoud", {"onder", "houd"}) == ()
    assert split_with("achteraf", {"achter", "achteraf", "eraf"}) == ()


def test_places() -> None:
    text = "Café's zijn TOP"
    assert [(text[start:end], found) for start, end, found in places(text)] == [
        ("Café's", ["cafe", "s"]), ("zijn", ["zijn"]), ("TOP", ["top"]),
    ]  # fmt: skip
