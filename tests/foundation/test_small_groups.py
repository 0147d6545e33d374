"""No group under 5 is shown or can be worked out."""

from hypothesis import given
from hypothesis import strategies as st

from foundation.small_groups import apart, few, shown_counts


def test_groups_under_five_are_hidden_with_one_more():
    assert shown_counts({"a": 40, "b": 12, "c": 3}) == {"a": 40, "b": None, "c": None}, "3 is not total minus the rest"
    assert shown_counts({"a": 40, "b": 12, "c": 0}) == {"a": 40, "b": 12, "c": None}
    assert shown_counts({"a": 40, "b": 12}) == {"a": 40, "b": 12}
    assert shown_counts({"a": 2, "b": 1}) == {"a": None, "b": None}
    assert few(4) == "minder dan 5" and few(5) == "5" and few(0) == "0"


@given(st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 30), min_size=2))
def test_a_small_group_cannot_be_worked_out(counts):
    shown = shown_counts(counts)
    assert all(number is None or (number == counts[value] and number >= 5) for value, number in shown.items())
    hidden = sum(counts.values()) - sum(number or 0 for number in shown.values())
    assert hidden == 0 or hidden >= 5 or all(number is None for number in shown.values())


@given(st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 30), min_size=2))
def test_what_stands_apart_leaves_no_single_answer(counts):
    """Every set of counts that fits what is shown: a hidden group is never the same in all of them."""
    shown = apart(counts)
    hidden = [value for value, count in shown.items() if count is None]
    assert len(hidden) != 1 or len(counts) == 1
    assert all(count is None or count == 0 or count >= 5 for count in shown.values())
