"""The published file: what it holds, what it hides, and that a changed one is refused."""

from __future__ import annotations

import json

import pytest

from recruitment.lottery import BadInput, Person, Problem, Quota, lottery_from_text, lottery_text, problem_from_sealed, sealed_text, sha256
from recruitment.lottery.files import verify_text
from recruitment.lottery.lottery import UNITS, Weighted, chances_of, whole_weights
from recruitment.lottery.publish import canonical
from recruitment.lottery.solve import solve


def problem() -> Problem:
    people = tuple(Person(f"n{n}", {"wijk": "Noord" if n % 3 else "Zuid"}, "Kade 1" if n in (1, 2) else None) for n in range(10))
    return Problem(people, (Quota("wijk", "Noord", 2, 2), Quota("wijk", "Zuid", 1, 2)), 4)


@pytest.fixture(scope="module")
def text() -> str:
    return lottery_text(solve(problem(), salt="zout"))


def numbers(value):
    if isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from numbers(part)
    elif isinstance(value, int | float):
        yield value


def test_it_is_canonical_and_holds_integers_only(text):
    data = json.loads(text)
    assert canonical(data) == text
    assert all(type(number) is int for number in numbers(data))
    assert sum(panel["weight"] for panel in data["panels"]) == UNITS
    assert all(sum(count for _type, count in panel["counts"]) == 4 for panel in data["panels"])


def test_features_and_quotas_are_sealed(text):
    assert not any(word in text for word in ("wijk", "Noord", "Zuid", "Kade", "zout"))
    sealed = sealed_text(problem(), "zout")
    assert json.loads(text)["sealed_sha256"] == sha256(sealed) != sha256(sealed_text(problem(), "ander zout"))
    again = problem_from_sealed(sealed)
    assert again == problem().ordered()
    assert lottery_text(solve(again, salt="zout")) == text, "both parties can solve again"


def test_it_comes_back_as_it_went(text):
    assert lottery_text(lottery_from_text(text)) == text
    assert lottery_from_text(text + "\n") == lottery_from_text(text)


def mend(data: dict) -> str:
    body = {key: value for key, value in data.items() if key != "checksum"}
    return canonical(body | {"checksum": sha256(canonical(body))})


def spoil(data: dict, how: str) -> None:
    panels, groups = data["panels"], data["groups"]
    if how == "weights":
        panels[0]["weight"] += 1
    elif how == "seats":
        data["seats"] += 1
    elif how == "twice":
        groups[0]["households"][0][0] = groups[-1]["households"][0][0]
    elif how == "chances":
        data["chances"][0] += 1
    elif how == "float":
        panels[0]["weight"] = float(panels[0]["weight"])
    elif how == "negative":
        panels[0]["counts"][0][1] = -1
    elif how == "unknown type":
        panels[0]["counts"][0][0] = 99
    elif how == "field":
        del data["bound"]
    elif how == "extra":
        data["more"] = 1
    elif how == "nested":
        data["groups"] = 3


@pytest.mark.parametrize("how", ["weights", "seats", "twice", "chances", "float", "negative", "unknown type", "field", "extra", "nested"])
def test_a_file_that_does_not_add_up_is_refused_even_with_a_mended_checksum(text, how):
    data = json.loads(text)
    spoil(data, how)
    for changed in (canonical(data), mend(data)):
        with pytest.raises(BadInput):
            verify_text(changed, "a", "b")


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace('"n3"', '"n33"'), lambda text: text[:-2], lambda text: text.replace(",", ", ", 1), lambda text: "", lambda text: "[" * 5000,
        lambda text: "null", lambda text: "{}", lambda text: text.replace('"n3"', '"\\ud800"'), lambda text: "9" * 5000, lambda text: "NaN",
    ],
)  # fmt: skip
def test_a_damaged_file_is_refused(text, change):
    with pytest.raises(BadInput) as refusal:
        verify_text(change(text), "a", "b")
    assert "beschadigd" in str(refusal.value)


def test_a_name_that_was_changed_with_its_checksum_shows_in_the_hash(text):
    other = mend(json.loads(text.replace('"n3"', '"n3x"')))
    assert verify_text(other, "a", "b")["lottery_sha256"] != verify_text(text, "a", "b")["lottery_sha256"] == sha256(text)


def test_an_empty_phrase_is_refused_in_dutch(text):
    with pytest.raises(BadInput, match="zinnen"):
        verify_text(text, "a", "  ")


def test_chances_round_to_the_nearest_unit_halves_down():
    panels = (Weighted(((0, 1), (1, 1)), UNITS),)
    assert chances_of((3, 2**10), panels) == (333_333_333, 976_562)  # a third; 976562.5
    assert chances_of((1, 4), panels) == (UNITS, 250_000_000)


def test_weights_add_up_to_the_last_ticket():
    import numpy as np

    panels = [np.array([1, 0, 0]), np.array([0, 1, 0]), np.array([0, 0, 1])]
    found = whole_weights(panels, np.array([1 / 3, 1 / 3, 1 / 3]))
    assert sorted(panel.weight for panel in found) == [333_333_333, 333_333_333, 333_333_334]
    assert whole_weights(panels, np.array([1.0, 0.0, 0.0])) == (Weighted(((0, 1),), UNITS),)
