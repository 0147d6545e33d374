from datetime import date

import pytest

from forum.models import Regime, Topic
from forum.rules import Stage, child_path, clean_text, clean_title, depth_of, text_key, topic_stage
from forum.rules.trees import LONGEST, STEP, step
from foundation.clock import start_of


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hallo,   wereld!", "hallo wereld"), ("STRASSE", "straße"), ("a\u00a0b", "a b"), ("  a - b\n", "A B"), ("één", "ÉÉN"), ("a_b", "A_B"),
        ("+1", "1"),
    ],
)  # fmt: skip
def test_texts_that_count_as_the_same(one, other):
    assert text_key(one) == text_key(other) != ""


@pytest.mark.parametrize(("one", "other"), [("a b", "ab"), ("een", "één"), ("a_b", "a b"), ("1", "2")])
def test_texts_that_count_as_different(one, other):
    assert text_key(one) != text_key(other)


@pytest.mark.parametrize("text", ["", "   ", "!!!", "\n\t", "👍", "…"])
def test_a_text_without_words_has_no_key(text):
    assert text_key(text) == ""


def test_the_key_is_the_sha256_of_the_folded_text():
    assert text_key("x") == "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"


def test_what_cannot_be_stored_is_replaced_and_seen():
    assert clean_text("a\x00b\ud800c\r\nd\re\n") == "a\ufffdb\ufffdc\nd\ne"
    assert clean_title("  twee\n regels\u202e ") == "twee regels"


def test_paths_sort_as_the_tree():
    numbers = [1, 2, 9, 10, 35, 36, 37, 1295, 1296, 46655, 46656, 60_466_175]
    assert [step(number) for number in numbers] == sorted(step(number) for number in numbers)
    path = child_path("", 1)
    assert (depth_of(path), depth_of(child_path(path, 2))) == (0, 1)
    deep = "00001" * (LONGEST // STEP)
    assert len(child_path(deep, 7)) == LONGEST and child_path(deep, 7) > deep
    for number in (0, 36**STEP):
        with pytest.raises(ValueError, match="no room"):
            step(number)


def topic(**more):
    values = {"opens_on": date(2026, 3, 1), "closes_on": date(2026, 3, 31), "agreed_at": start_of(date(2026, 2, 1)), "regime": Regime.NONE}
    return Topic(**{**values, **more})


@pytest.mark.parametrize(
    ("day", "more", "stage"),
    [
        (date(2026, 3, 15), {"agreed_at": None}, Stage.PROPOSED), (date(2026, 2, 28), {}, Stage.AGREED), (date(2026, 3, 1), {}, Stage.OPEN),
        (date(2026, 3, 31), {}, Stage.OPEN), (date(2026, 4, 1), {}, Stage.ENDED),
        (date(2026, 3, 15), {"closed_at": start_of(date(2026, 3, 2))}, Stage.CLOSED),
        (date(2026, 3, 15), {"withdrawn_at": start_of(date(2026, 2, 2))}, Stage.CLOSED),
    ],
)  # fmt: skip
def test_where_a_topic_stands(day, more, stage):
    assert topic_stage(topic(**more), day) is stage
