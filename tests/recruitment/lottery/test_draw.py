"""The draw against a second one written from `docs/draw.md` alone, and what the draw promises about chances and households."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import unicodedata
from collections import Counter
from pathlib import Path

import pytest

from recruitment.lottery import Lottery, Person, Problem, Quota, commitment, draw, lottery_text, seed_of
from recruitment.lottery.draw import _panel
from recruitment.lottery.files import draw_files
from recruitment.lottery.lottery import Weighted
from recruitment.lottery.solve import solve
from recruitment.lottery.types import Group

ROOT = Path(__file__).parents[3]


def a_strangers_draw(text: str, phrase_a: str, phrase_b: str) -> tuple[list[str], list[str], str]:
    """Written from the page, with nothing of the package."""
    data = json.loads(text)
    a, b = (unicodedata.normalize("NFC", phrase).strip() for phrase in (phrase_a, phrase_b))
    seed = hashlib.sha256((hashlib.sha256(text.encode()).hexdigest() + "\n" + a + "\n" + b).encode()).digest()
    used = 0

    def below(n):
        nonlocal used
        while True:
            block = int.from_bytes(hashlib.sha256(seed + used.to_bytes(8, "big")).digest(), "big")
            used += 1
            if block < 2**256 - 2**256 % n:
                return block % n

    def shuffle(items):
        for p in range(len(items) - 1, 0, -1):
            j = below(p + 1)
            items[p], items[j] = items[j], items[p]
        return items

    ticket, which = below(10**9), -1
    while ticket >= 0:
        which += 1
        ticket -= data["panels"][which]["weight"]
    seats, selected, everyone = dict(data["panels"][which]["counts"]), [], []
    for group in data["groups"]:
        everyone += [person for household in group["households"] for members in household for person in members]
        row = shuffle(list(group["households"]))
        for place, kind in enumerate(group["types"]):
            for _ in range(seats.get(kind, 0)):
                members = row.pop(0)[place]
                selected.append(members[below(len(members)) if len(members) > 1 else 0])
    return selected, shuffle(sorted(set(everyone) - set(selected), key=str.encode)), seed.hex()


def pool() -> Problem:
    """Households of several sorts: pairs that look alike, pairs that do not, three in one house, people alone, unknown households."""
    people = []
    for number in range(6):
        people += [
            Person(f"p{number}a", {"s": "v", "a": "oud"}, f"paar{number}"),
            Person(f"p{number}b", {"s": "m", "a": "oud"}, f"paar{number}"),
        ]
    for number in range(3):
        people += [Person(f"z{number}{x}", {"s": "v", "a": "jong"}, f"zussen{number}") for x in "ab"]
        people += [Person(f"é{number}{x}", {"s": "m" if x == "a" else "v", "a": "jong"}, f"drie{number}") for x in "abc"]
    people += [Person(f"los{number}", {"s": "v" if number % 3 else "m", "a": "oud" if number % 2 else "jong"}) for number in range(8)]
    return Problem(tuple(people), (Quota("s", "v", 4, 5), Quota("s", "m", 3, 5), Quota("a", "jong", 4, 4)), 9)


@pytest.fixture(scope="module")
def lottery():
    return solve(pool(), salt="zout")


@pytest.mark.parametrize("phrases", [("Regen in mei", "De brug is open"), (" cafe\u0301 ", "\u00e9\u00e9n\n"), ("a", "a")])
def test_a_stranger_gets_the_same_people(lottery, phrases):
    drawn = draw(lottery, *phrases)
    selected, reserves, seed = a_strangers_draw(lottery_text(lottery), *phrases)
    assert drawn.selected == tuple(sorted(selected, key=str.encode))
    assert drawn.reserves == tuple(reserves)
    assert drawn.seed == seed


def test_many_draws_keep_quotas_and_households_and_stay_near_the_stated_chances(lottery):
    problem, times, times_drawn, first = pool(), 4000, Counter(), Counter()
    by_id = {person.id: person for person in problem.people}
    for number in range(times):
        drawn = draw(lottery, f"a{number}", "b")
        people = [by_id[person] for person in drawn.selected]
        homes = [person.household for person in people if person.household]
        assert len(set(homes)) == len(homes)
        assert len(people) == problem.seats
        assert set(drawn.selected) | set(drawn.reserves) == set(by_id)
        assert len(drawn.selected) + len(drawn.reserves) == len(by_id)
        for quota in problem.quotas:
            assert quota.min <= sum(person.features[quota.category] == quota.value for person in people) <= quota.max
        times_drawn.update(drawn.selected)
        first[drawn.reserves[0]] += 1
    for person, chance in lottery.chances.items():
        p = chance / 1e9
        assert abs(times_drawn[person] - times * p) <= 5 * (times * p * (1 - p)) ** 0.5 + 1e-9, person
        assert first[person] > 0, "everybody who can be a reserve is the first one sometimes"
    assert sum(lottery.chances.values()) == pytest.approx(9e9, abs=len(by_id))


def test_people_who_look_alike_have_equal_chances(lottery):
    chances = lottery.chances
    assert len({chances[f"p{number}a"] for number in range(6)}) == 1
    assert len({chances[f"z{number}{x}"] for number in range(3) for x in "ab"}) == 1
    assert len({chances[f"é{number}{x}"] for number in range(3) for x in "bc"}) == 1


def test_tickets_belong_to_panels_by_weight():
    panels = (Weighted(((0, 1),), 600_000_000), Weighted(((1, 1),), 400_000_000))
    two = Lottery(1, (Group((0,), ((("a",),),)), Group((1,), ((("b",),),))), panels, 0, 0, "reached", "")
    assert [dict(_panel(two, ticket).counts) for ticket in (0, 599_999_999, 600_000_000, 999_999_999)] == [{0: 1}, {0: 1}, {1: 1}, {1: 1}]


def test_phrases_are_tidied_and_must_not_be_empty():
    assert seed_of("00", " caf\u00e9", "x ") == seed_of("00", "cafe\u0301\n", "x")
    assert seed_of("00", "a", "b") == hashlib.sha256(b"00\na\nb").digest()
    assert seed_of("00", "a", "b") != seed_of("00", "b", "a")
    for phrases in (("", "b"), ("a", " \n\t\u00a0"), ("a", "\ud800")):
        with pytest.raises(ValueError):
            seed_of("00", *phrases)


def test_commitment_is_the_hash_of_phrase_and_nonce():
    assert commitment(" Regen in mei ", "n0nce") == hashlib.sha256(b"Regen in mein0nce").hexdigest()


SCRIPT = """
import json, sys
from recruitment.lottery.files import draw_files
people, quotas = json.load(sys.stdin)
found = draw_files(people, quotas, 7, "id", "huis", phrase_a="a", phrase_b="b")
print(json.dumps(found, sort_keys=True))
"""


def test_the_same_input_gives_the_same_answer_in_every_process_and_any_order_of_rows():
    people = [
        {
            "id": f"n{n}",
            "s": "vmx"[n * n % 7 % 3],
            "a": str(n * 7 % 4),
            "w": str(n * 11 % 5),
            "huis": f"h{n // 2}" if n % 5 == 0 or n % 5 == 1 else "",
        }
        for n in range(40)
    ]
    quotas = [
        {"feature": f, "value": v, "min": "1", "max": "5"} for f, values in (("s", "vmx"), ("a", "0123"), ("w", "01234")) for v in values
    ]
    answers = set()
    for seed, rows in (("0", people), ("1", people), ("77", people[::-1])):
        run = subprocess.run(
            [sys.executable, "-c", SCRIPT], cwd=ROOT, input=json.dumps([rows, quotas]), capture_output=True, text=True, check=True,
            env=os.environ | {"PYTHONHASHSEED": seed},
        )  # fmt: skip
        answers.add(run.stdout)
    assert len(answers) == 1, "and nothing else may stand on standard output"
    here = draw_files(people, quotas[::-1], 7, "id", "huis", phrase_a="a", phrase_b="b")
    assert json.loads(answers.pop()) == here
