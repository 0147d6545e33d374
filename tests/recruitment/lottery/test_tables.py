"""Reading tables: every refusal is a Dutch sentence that can be translated."""

from __future__ import annotations

import pytest

from recruitment.lottery import BadInput, Impossible, read_problem
from recruitment.lottery.files import draw_files

PEOPLE = [{"nr": f"k{n}", "s": " v " if n % 2 else "m", "huis": "h1" if n < 2 else " "} for n in range(6)]
QUOTAS = [{"category": "s", "name": "v", "min": "1", "max": "2"}, {"category": "s", "name": "m", "min": " 1", "max": "2", "note": "x"}]


def test_every_layout_of_quotas_reads_the_same():
    plain = read_problem(PEOPLE, QUOTAS, 3)
    for headers in (("category", "feature"), ("feature", "value")):
        rows = [dict(zip((*headers, "min", "max"), (q["category"], q["name"], q["min"], q["max"]), strict=True)) for q in QUOTAS]
        assert read_problem(PEOPLE, rows, 3) == plain
    both = [{"category": "s", "name": q["name"], "suggest min": "", "Current #": "", "min": q["min"], "max": q["max"]} for q in QUOTAS]
    assert read_problem(PEOPLE, both, 3) == plain


def test_ids_households_and_trimming():
    problem = read_problem(PEOPLE, QUOTAS, 3)
    assert [person.id for person in problem.people] == ["1", "2", "3", "4", "5", "6"]
    assert {person.household for person in problem.people} == {None}
    problem = read_problem(PEOPLE, QUOTAS, 3, "nr", "huis")
    assert [person.id for person in problem.people][:2] == ["k0", "k1"]
    assert [person.household for person in problem.people] == ["h1", "h1", None, None, None, None]
    assert problem.people[1].features == {"s": "v"}


def test_values_are_case_sensitive_and_a_value_without_a_quota_is_free():
    people = [{"s": value, "x": "1"} for value in ("v", "V", "", "anders", "v ")]
    found = draw_files(people, [{"category": "s", "name": "v", "min": "1", "max": "1"}], 4, phrase_a="a", phrase_b="b")
    assert len(found["selected"]) == 4
    assert found["chances"] == {"1": 0.5, "2": 1.0, "3": 1.0, "4": 1.0, "5": 0.5}


def test_a_value_nobody_has_is_impossible_not_bad():
    with pytest.raises(Impossible) as refusal:
        draw_files(PEOPLE, [*QUOTAS, {"category": "s", "name": "x", "min": "1", "max": "2"}], 3, phrase_a="a", phrase_b="b")
    assert [(change.value, change.new_min) for change in refusal.value.relaxation] == [("x", 0)]


def quota(**changed: str) -> list[dict[str, str]]:
    return [QUOTAS[0] | changed, QUOTAS[1]]


@pytest.mark.parametrize(
    ("people", "quotas", "seats", "columns", "part"),
    [
        (PEOPLE, quota(category="leeftijd"), 3, {}, "leeftijd"),
        ([*PEOPLE, PEOPLE[0]], QUOTAS, 3, {"id_column": "nr"}, "k0"),
        (PEOPLE, quota(min="3"), 3, {}, "groter dan"),
        (PEOPLE, QUOTAS, 0, {}, "plaatsen is 0"),
        (PEOPLE, QUOTAS, -4, {}, "-4"),
        ([], QUOTAS, 3, {}, "niemand"),
        (PEOPLE, [], 3, {}, "geen quota"),
        ([{"s": " "}, {"s": None}], QUOTAS, 1, {}, "niemand"),
        (PEOPLE, quota(min="een"), 3, {}, "“een”"),
        (PEOPLE, quota(max="2.5"), 3, {}, "“2.5”"),
        (PEOPLE, quota(max=""), 3, {}, "max"),
        (PEOPLE, quota(max="\u0663"), 3, {}, "max"),
        (PEOPLE, quota(min="-1"), 3, {}, "kleiner dan 0"),
        (PEOPLE, quota(name="m"), 3, {}, "twee keer"),
        (PEOPLE, quota(name=" "), 3, {}, "leeg"),
        (PEOPLE, [{"categorie": "s", "min": "1", "max": "2"}], 3, {}, "categorie"),
        (PEOPLE, QUOTAS, 3, {"id_column": "nummer"}, "nummer"),
        (PEOPLE, QUOTAS, 3, {"household_column": "adres"}, "adres"),
        ([*PEOPLE, {"nr": " ", "s": "v"}], QUOTAS, 3, {"id_column": "nr"}, "Mensen, regel 8"),
        ([PEOPLE[0] | {None: ["te veel"]}], QUOTAS, 1, {}, "Regel 2"),
    ],
)
def test_bad_tables_are_refused_in_words(people, quotas, seats, columns, part):
    with pytest.raises(BadInput) as refusal:
        draw_files(people, quotas, seats, phrase_a="a", phrase_b="b", **columns)
    assert part in str(refusal.value)
    assert "%(" not in str(refusal.value)
    assert str(refusal.value) == (refusal.value.msgid % refusal.value.params if refusal.value.params else refusal.value.msgid)


def test_an_empty_phrase_is_bad_input():
    with pytest.raises(BadInput):
        draw_files(PEOPLE, QUOTAS, 3, phrase_a=" ", phrase_b="b")
