from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.plain import plain


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("Jan", "Jan"),
        ("", ""),
        ("Jan\r\nPiet\tKees\n", "Jan Piet Kees "),
        ("a\u2028b\u2029c\x85d\ve\ff", "a b c d e f"),
        ("\u202enaJ\u202c", "naJ"),
        ("\u2066a\u2069\u200e\u200f\ufeff\u200b\u00ad\u2060", "a"),
        ("\x00a\x1b[0m\x7f", "a[0m"),
        ("A\u030a", "Å"),
        ("\ud800x", "\ufffdx"),
        ("👩\u200d👧", "👩\u200d👧"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("\U000e0041a", "a"),
    ],
)
def test_what_is_not_seen_goes(text: str, seen: str) -> None:
    assert plain(text) == seen


def test_line_ends_may_stay_as_one_sign_each() -> None:
    assert plain("a\r\nb\rc\n\nd\u2028e\tf", lines=True) == "a\nb\nc\n\nd\ne f"


@given(st.text())
def test_twice_is_once(text: str) -> None:
    for lines in (True, False):
        once = plain(text, lines=lines)
        assert plain(once, lines=lines) == once
        assert all(unicodedata.category(sign) not in ("Cc", "Cs") or (lines and sign == "\n") for sign in once)
