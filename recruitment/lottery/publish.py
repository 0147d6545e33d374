"""The lottery as a file: canonical JSON, its hash, and the way back with every sum checked.

Canonical: UTF-8, keys sorted, no spaces, no newline at the end, integers only. The published file holds opaque numbers for types and
ids; features, quotas and household names stand in the *sealed* text, whose hash is in the published file. `docs/draw.md` lists
the fields.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from recruitment.lottery.lottery import UNITS, Lottery, Weighted, chances_of
from recruitment.lottery.messages import BadInput, _
from recruitment.lottery.problem import Person, Problem, Quota
from recruitment.lottery.types import Group, by_utf8

FORMAT = "meedenkers-lottery-1"
SEALED_FORMAT = "meedenkers-sealed-1"
STATUSES = ("reached", "exact", "stopped")


def canonical(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def sealed_text(problem: Problem, salt: str) -> str:
    """Everything that went in, in an order that does not depend on the order of rows. The salt keeps outsiders from guessing it."""
    problem = problem.ordered()
    return canonical({
        "format": SEALED_FORMAT, "salt": salt, "seats": problem.seats,
        "people": [[who.id, who.household, dict(who.features)] for who in problem.people],
        "quotas": [[quota.category, quota.value, quota.min, quota.max] for quota in problem.quotas],
    })  # fmt: skip


def problem_from_sealed(text: str) -> Problem:
    """For whoever may solve again. The caller compares the hash first."""
    data = json.loads(text)
    return Problem(
        tuple(Person(row[0], row[2], row[1]) for row in data["people"]), tuple(Quota(*row) for row in data["quotas"]), data["seats"]
    )


def lottery_text(lottery: Lottery) -> str:
    """The published file. `checksum` is the hash of everything else in it: it shows damage, the published hash shows deceit."""
    body = {
        "format": FORMAT, "seats": lottery.seats, "bound": lottery.bound, "guarantee": lottery.guarantee, "status": lottery.status,
        "sealed_sha256": lottery.sealed_sha256, "chances": list(lottery.type_chances),
        "groups": [{"types": group.types, "households": group.households} for group in lottery.groups],
        "panels": [{"counts": panel.counts, "weight": panel.weight} for panel in lottery.panels],
    }  # fmt: skip
    return canonical(body | {"checksum": sha256(canonical(body))})


def _broken() -> BadInput:
    return BadInput(_("Dit is geen gave loting: het bestand is beschadigd of veranderd. Haal het opnieuw op waar het bekend is gemaakt."))


def _need(condition: bool) -> None:
    if not condition:
        raise _broken()


def _whole(value: Any, least: int, most: int) -> int:
    _need(type(value) is int and least <= value <= most)
    return int(value)


def _groups(data: Any) -> tuple[Group, ...]:
    groups: list[Group] = []
    seen: set[str] = set()
    types = 0
    for entry in data:
        _need(set(entry) == {"types", "households"} and entry["types"] == list(range(types, types + len(entry["types"]))))
        _need(bool(entry["types"]) and bool(entry["households"]))
        types += len(entry["types"])
        for household in entry["households"]:
            _need(len(household) == len(entry["types"]))
            for members in household:
                _need(bool(members) and all(isinstance(person, str) and person for person in members))
                _need(members == sorted(members, key=by_utf8) and not seen & set(members) and len(set(members)) == len(members))
                seen.update(members)
        first = [min((person for members in household for person in members), key=by_utf8) for household in entry["households"]]
        _need(first == sorted(first, key=by_utf8))
        households = tuple(tuple(tuple(members) for members in household) for household in entry["households"])
        groups.append(Group(tuple(entry["types"]), households))
    _need(bool(groups))
    return tuple(groups)


def _panels(data: Any, groups: tuple[Group, ...], seats: int) -> tuple[Weighted, ...]:
    home = {kind: place for place, group in enumerate(groups) for kind in group.types}
    panels: list[Weighted] = []
    for entry in data:
        _need(set(entry) == {"counts", "weight"})
        used = [0] * len(groups)
        for kind, count in entry["counts"]:
            used[home[_whole(kind, 0, len(home) - 1)]] += _whole(count, 1, seats)
        kinds = [kind for kind, _count in entry["counts"]]
        _need(kinds == sorted(set(kinds)) and sum(used) == seats)
        _need(all(taken <= len(group.households) for taken, group in zip(used, groups, strict=True)))
        panels.append(Weighted(tuple((kind, count) for kind, count in entry["counts"]), _whole(entry["weight"], 1, UNITS)))
    _need(sum(panel.weight for panel in panels) == UNITS)
    return tuple(panels)


def lottery_from_text(text: str) -> Lottery:
    """Raises BadInput for anything that is not, to the letter, a file `lottery_text` could have written (a newline at the end is forgiven)."""
    try:
        return _parse(text.removeprefix("\ufeff").rstrip("\r\n"))
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError) as error:
        raise _broken() from error


def _parse(text: str) -> Lottery:
    data = json.loads(text)
    _need(isinstance(data, dict) and data.get("format") == FORMAT and canonical(data) == text)
    body = {key: value for key, value in data.items() if key != "checksum"}
    _need(data["checksum"] == sha256(canonical(body)))
    seats = _whole(data["seats"], 1, UNITS)
    groups = _groups(data["groups"])
    lottery = Lottery(
        seats=seats, groups=groups, panels=_panels(data["panels"], groups, seats), bound=_whole(data["bound"], 0, UNITS),
        guarantee=_whole(data["guarantee"], 0, UNITS), status=data["status"], sealed_sha256=data["sealed_sha256"],
    )  # fmt: skip
    _need(lottery.status in STATUSES and lottery_text(lottery) == text)
    _need(tuple(data["chances"]) == chances_of(lottery.sizes, lottery.panels))
    return lottery
