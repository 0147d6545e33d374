from __future__ import annotations

import hashlib
import hmac
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation import codes

SECRET = b"0123456789abcdef0123456789abcdef"
some_code = st.text(alphabet=codes.ALPHABET, min_size=13, max_size=13)


def test_a_derived_code_is_the_top_65_bits_of_the_hmac() -> None:
    mac = hmac.new(SECRET, b"code/1|s6:letter|i2:42|s1:a", hashlib.sha256).digest()
    bits = "".join(f"{byte:08b}" for byte in mac)[:65]
    expected = "".join("0123456789ABCDEFGHJKMNPQRSTVWXYZ"[int(bits[i : i + 5], 2)] for i in range(0, 65, 5))
    assert codes.derive(SECRET, "letter", 42, "a") == expected


def test_the_first_code_of_all_never_changes() -> None:
    """Letters are already printed: a change here makes every code on paper worthless."""
    assert codes.derive(SECRET, "letter", 42, "a") == "5Z0YTJ4Z279T1"


@given(st.binary(min_size=16), st.text(min_size=1), st.lists(st.text() | st.integers()))
def test_a_derived_code_is_stable_and_normal(secret: bytes, purpose: str, parts: list[str | int]) -> None:
    code = codes.derive(secret, purpose, *parts)
    assert code == codes.derive(secret, purpose, *parts)
    assert codes.normalise(code) == code


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("p", "a", "bc"), ("p", "ab", "c")),
        (("p", "1"), ("p", 1)),
        (("p", "a"), ("pa",)),
        (("p",), ("p", "")),
        (("p", "a|s1:b"), ("p", "a", "b")),
        (("letter", 1), ("mail", 1)),
    ],
)
def test_other_parts_give_another_code(one: tuple[str, ...], other: tuple[str, ...]) -> None:
    assert codes.derive(SECRET, *one) != codes.derive(SECRET, *other)


def test_another_secret_gives_another_code() -> None:
    assert codes.derive(SECRET, "p", 1) != codes.derive(SECRET[::-1], "p", 1)
    assert codes.derive(SECRET, "p", 1) == codes.derive(SECRET.decode(), "p", 1)


def test_twenty_thousand_people_get_twenty_thousand_codes() -> None:
    assert len({codes.derive(SECRET, "p", n) for n in range(20_000)}) == 20_000


@pytest.mark.parametrize("secret", ["", "short", b"fifteen bytes.."])
def test_a_weak_secret_is_refused(secret: str | bytes) -> None:
    with pytest.raises(ValueError, match="16 bytes"):
        codes.derive(secret, "p")
    with pytest.raises(ValueError, match="purpose"):
        codes.derive(SECRET, "")


@pytest.mark.parametrize(
    "typed",
    [
        "0123456789ABC",
        "0123-4567-89ABC",
        "  o123 4567 89abc ",
        "Oi23.4567.89abc\r\n",
        "0l23–4567—89abc",
        "0I23\u20104567\u221289ABC",
        "\u200e0123\u00a04567\u200b89ABC\ufeff",
        "０１２３－４５６７－８９ａｂｃ",
        "0123_4567/89,A·B•C",
    ],
)
def test_what_people_type_is_understood(typed: str) -> None:
    assert codes.normalise(typed) == "0123456789ABC"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "----",
        "0123456789AB",
        "0123456789ABCD",
        "U123456789ABC",
        "0123456789AB!",
        "0123456789AB\u0131",  # dotless i
        "0123456789AB\u212b",
        "0123456789AB\u0410",  # Cyrillic A
        "<b>0123456789",
        "0123456789ABC" + " " * 200,
        "\udcff123456789ABC",
    ],
)
def test_what_cannot_be_a_code_is_none(typed: str) -> None:
    assert codes.normalise(typed) is None
    with pytest.raises(ValueError, match=r"^not a code$"):
        codes.fingerprint(typed)
    with pytest.raises(ValueError, match=r"^not a code$"):
        codes.display(typed)


@given(st.text())
def test_any_text_is_a_code_or_none(typed: str) -> None:
    found = codes.normalise(typed)
    assert found is None or re.fullmatch("[0-9A-HJKMNP-TV-Z]{13}", found)


@given(some_code)
def test_the_printed_form_leads_back_to_the_code(code: str) -> None:
    shown = codes.display(code)
    assert re.fullmatch(r"\w{4}-\w{4}-\w{5}", shown)
    assert codes.normalise(shown) == codes.normalise(shown.lower()) == code
    assert codes.fingerprint(shown) == codes.fingerprint(code) == hashlib.sha256(code.encode()).hexdigest()


def test_secrets_and_digits_are_random_and_have_their_size() -> None:
    made = {codes.new_secret(16) for _ in range(10_000)}
    assert len(made) == 10_000
    assert all(re.fullmatch(r"[\w-]{22}", secret) for secret in made)
    drawn = [codes.digits(6) for _ in range(10_000)]
    assert all(re.fullmatch("[0-9]{6}", each) for each in drawn)
    assert len(set(drawn)) > 9_800
    assert any(each.startswith("0") for each in drawn)
    with pytest.raises(ValueError, match="at least"):
        codes.new_secret(15)
    for count in (3, 13):
        with pytest.raises(ValueError, match="between"):
            codes.digits(count)


def test_a_digest_is_of_the_exact_secret() -> None:
    assert codes.digest("aB") == hashlib.sha256(b"aB").hexdigest() != codes.digest("ab")


def test_same_compares_any_text() -> None:
    assert codes.same("é", "é")
    assert not codes.same("é", "e")
    assert not codes.same("a", "ab")
    assert not codes.same("\udcff", "a")
