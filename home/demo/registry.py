"""The landlord's file: 8,000 homes and who rents them, as a sheet that the ordinary import reads."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from foundation.sheets import Row, Sheet
from home.demo.names import FIRST, LAST, lot, percent, pick
from home.demo.story import Story, Words

HEADERS = [
    "huurdernummer", "naam", "geboortejaar", "email", "telefoon", "straat", "huisnummer", "toevoeging", "postcode", "plaats", "complex",
    "woningtype", "ingang_huur", "huishouden", "district",
]  # fmt: skip
COLUMNS = {"district": "district"}
SECOND_TENANT = {"seniorenwoning": 24, "eengezinswoning": 43, "appartement": 21, "maisonnette": 31}
"""Percent of the homes with two tenants on the contract."""


@dataclass(frozen=True)
class Home:
    complex: str
    district: str
    street: str
    postcode: str
    number: int
    kind: str
    built: int


def sheet(story: Story, cast: Mapping[str, int], on_paper: set[str]) -> tuple[Sheet, dict[str, str]]:
    """The file, and the tenant number of every alias. `cast`: how many years ago somebody was born is theirs, not drawn."""
    homes = list(_homes(story))
    lives_at = _cast_homes(story, homes)
    last_year = story.day("2024-11-01").year
    rows: list[Row] = []
    numbers: dict[str, str] = {}
    for index, home in enumerate(homes):
        alias = lives_at.get(index)
        people = 2 if percent("second", index) < SECOND_TENANT.get(home.kind, 30) else 1
        surname, first_born = "", 0
        for place in range(people):
            key = (index, place)
            if place == 0 and alias:
                born = cast[alias]
            elif place == 0:
                born = _born(home, key)
            else:
                born = min(first_born - 6 + lot("apart", *key) % 13, last_year - 20)
            if place == 0 or percent("own name", *key) < 40:
                surname = pick(LAST, "last", *key)
            first_born = first_born or born
            name = f"{pick(FIRST, 'first', *key)} {surname}"
            number = str(100_001 + len(rows))
            mail = alias not in on_paper if place == 0 and alias else percent("mail", *key) < _has_mail(last_year - born)
            if place == 0 and alias:
                numbers[alias] = number
            rows.append(
                Row(
                    len(rows) + 2,
                    [
                        number, name, "" if percent("unknown", *key) == 0 and not alias else str(born), _mail(name, number) if mail else "",
                        _phone(key), home.street, str(home.number), "", home.postcode, story.corporation["town"], home.complex, home.kind,
                        _since(home, born, last_year, key).isoformat(), f"H{index + 1:05}", home.district,
                    ],
                )
            )  # fmt: skip
    return Sheet(HEADERS, rows), numbers


def _homes(story: Story) -> Iterator[Home]:
    districts = {one["code"]: one["name"] for one in story.corporation["districts"]}
    for block in story.corporation["complexes"]:
        kinds = [kind for kind, count in block["mix"].items() for _each in range(count)]
        streets = block["streets"]
        share = -(-block["homes"] // len(streets))
        for place, kind in enumerate(kinds):
            street, number = streets[place // share], place % share
            half = share // 2 + share % 2  # first the side with odd numbers, then the other one
            house = 2 * number + 1 if number < half else 2 * (number - half) + 2
            yield Home(block["name"], districts[block["district"]], street["name"], street["postcode"], house, kind, block["building_year"])


def _cast_homes(story: Story, homes: list[Home]) -> dict[int, str]:
    """Everybody of the cast at a home of their own, in the complex the story gives them."""
    names: Words = {one["code"]: one["name"] for one in story.corporation["complexes"]}
    taken: dict[int, str] = {}
    for one in story.aliases:
        mine = [index for index, home in enumerate(homes) if home.complex == names[one["complex"]] and index not in taken]
        fitting = [index for index in mine if (homes[index].kind == "seniorenwoning") <= (one["born"] < 1965)] or mine
        taken[pick(fitting, "home", one["alias"])] = one["alias"]
    return taken


def _born(home: Home, key: tuple[int, int]) -> int:
    if home.kind == "seniorenwoning":
        return 1933 + lot("born", *key) % 27
    oldest, youngest = (1943, 1999) if home.kind == "eengezinswoning" else (1938, 2005)
    return oldest + lot("born", *key) % (youngest - oldest)


def _has_mail(age: int) -> int:
    return 84 if age < 50 else 68 if age < 65 else 45 if age < 80 else 18


def _mail(name: str, number: str) -> str:
    plain = unicodedata.normalize("NFKD", name.lower().replace("ı", "i").replace("ł", "l")).encode("ascii", "ignore").decode()
    return ".".join(plain.replace("'", "").split()) + number[-4:] + "@example.nl"


def _phone(key: tuple[int, int]) -> str:
    number = lot("phone", *key)
    return f"06 - 555 {number % 100:02} {number // 100 % 100:02} {number // 10_000 % 10}" if percent("phone", *key) < 88 else ""


def _since(home: Home, born: int, last_year: int, key: tuple[int, int]) -> date:
    first = max(home.built, born + 20, 1968)
    year = min(first + lot("since", *key) % max(1, last_year - first + 1), last_year)
    year = max(year, min(first + lot("later", *key) % max(1, last_year - first + 1), last_year))
    return date(year, 1 + lot("month", *key) % 12 if year < last_year else 1 + lot("month", *key) % 10, 1)
