from hypothesis import given
from hypothesis import strategies as st

from forum.rules.differences import Change, word_changes

TEXTS = st.text(st.sampled_from("ab \n.é"), max_size=60)


def test_a_changed_word_is_shown_and_nothing_else():
    assert word_changes("De gang is vol.\nEinde.", "De hal is vol.\nEinde.") == [
        Change("same", "De "), Change("gone", "gang"), Change("come", "hal"), Change("same", " is vol.\nEinde."),
    ]  # fmt: skip
    assert word_changes("", "nieuw") == [Change("come", "nieuw")]
    assert word_changes("gelijk", "gelijk") == [Change("same", "gelijk")]


@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_back(before, after):
    changes = word_changes(before, after)
    assert "".join(one.text for one in changes if one.kind != "come") == before
    assert "".join(one.text for one in changes if one.kind != "gone") == after


def test_a_hostile_pair_is_shown_whole():
    """Two long lines of one repeated word would keep the matcher busy for minutes."""
    one, other = "a " * 2_500, "a b " * 1_250
    assert word_changes(one, other) == [Change("gone", one), Change("come", other)]
