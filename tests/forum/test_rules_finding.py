from datetime import date

import pytest

from forum.rules import MOST, Question, read_question, since_day

TODAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("2026", (2026, 1, 1)), ("2026-03", (2026, 3, 1)), ("2026-3-9", (2026, 3, 9)), ("15-3-2026", (2026, 3, 15)), ("15/03/2026", (2026, 3, 15)),
        ("maart", (2026, 3, 1)), ("Maart", (2026, 3, 1)), ("november", (2026, 11, 1)), ("december", (2025, 12, 1)), ("maart 2024", (2024, 3, 1)),
        ("mrt", (2026, 3, 1)), ("march", (2026, 3, 1)), ("vandaag", (2026, 11, 25)), ("gisteren", (2026, 11, 24)), ("vorige maand", (2026, 10, 1)),
        ("vorige week", (2026, 11, 16)), ("deze week", (2026, 11, 23)), ("vorig jaar", (2025, 1, 1)), ("dit jaar", (2026, 1, 1)),
        ("last month", (2026, 10, 1)), ("yesterday", (2026, 11, 24)), ("afgelopen maand", (2026, 10, 1)),
    ],
)  # fmt: skip
def test_days(said, day):
    assert since_day(said, TODAY) == date(*day)


@pytest.mark.parametrize(
    "said",
    [
        "",
        "kerst",
        "2026-13",
        "2026-02-30",
        "0000",
        "99-99-2026",
        "vorige",
        "vorige eeuw",
        "maand",
        "-",
        "maart 0000",
        "١٢٣٤",
        "2026-03-15-1",
    ],
)
def test_no_days(said):
    assert since_day(said, TODAY) is None


@pytest.mark.parametrize(
    ("typed", "words", "by", "topic", "since"),
    [
        ("lift stuk", "lift stuk", "", "", None),
        ('lift van:"Oma Truus" stuk', "lift stuk", "Oma Truus", "", None),
        ("van:mij", "", "mij", "", None),
        ("VAN:jan Onderwerp:groen", "", "jan", "groen", None),
        ("heg sinds:vorige maand onderwerp: groen", "heg", "", "groen", date(2026, 10, 1)),
        ("sinds: maart 2025 lift", "lift", "", "", date(2025, 3, 1)),
        ("sinds:maart lift", "lift", "", "", date(2026, 3, 1)),
        ("sinds:\"vorige maand\" lift", "lift", "", "", date(2026, 10, 1)),
        ("lift van:jan van:piet", "lift", "piet", "", None),
        ("vervan:jan", "vervan:jan", "", "", None),
        ("van de buren", "van de buren", "", "", None),
        ("lift van:", "lift van:", "", "", None),
        ('"van de" lift', '"van de" lift', "", "", None),
        ("from:jan since:last month topic:green lift", "lift", "jan", "green", date(2026, 10, 1)),
    ],
)  # fmt: skip
def test_reading_a_question(typed, words, by, topic, since):
    found = read_question(typed, TODAY)
    assert (found.words, found.by, found.topic, found.since, found.misread) == (words, by, topic, since, "")


def test_a_day_that_is_not_understood_is_said():
    found = read_question("lift sinds:kerst", TODAY)
    assert (found.words, found.since, found.misread, found.operators) == ("lift", None, "kerst", "sinds:kerst")
    assert read_question("", TODAY) == read_question("\0 \ud800", TODAY) == Question()


def test_a_question_has_an_end():
    assert len(read_question("x" * 50_000, TODAY).words) == MOST
    assert read_question("van:" * 5_000, TODAY).words == read_question("van:" * 50, TODAY).words
