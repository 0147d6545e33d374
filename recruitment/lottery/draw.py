"""Drawing from a published lottery: the seed, the numbers that follow from it, who is seated and who is a reserve.

`docs/draw.md` says the same so that a stranger can write it again; if the two differ, that page is the promise.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from recruitment.lottery.lottery import UNITS, Lottery, Weighted
from recruitment.lottery.publish import lottery_text, sha256
from recruitment.lottery.types import by_utf8

Item = TypeVar("Item")


def tidy(phrase: str) -> str:
    """A phrase as it counts: NFC, white space around it gone. Raises ValueError when nothing is left, or when it is not text."""
    phrase = unicodedata.normalize("NFC", phrase).strip()
    if not phrase:
        raise ValueError("a phrase is empty")
    phrase.encode("utf-8")
    return phrase


def seed_of(hash_hex: str, phrase_a: str, phrase_b: str) -> bytes:
    """SHA-256 of three lines: the hash of the published file in lower-case hexadecimal, and both phrases."""
    return hashlib.sha256(f"{hash_hex}\n{tidy(phrase_a)}\n{tidy(phrase_b)}".encode()).digest()


def commitment(phrase: str, nonce: str) -> str:
    """What a party deposits before either phrase is known: SHA-256 of phrase and nonce, one after the other."""
    return hashlib.sha256((tidy(phrase) + nonce).encode("utf-8")).hexdigest()


class Numbers:
    """SHA-256 in counter mode. Every try takes one whole block, so nobody needs to keep left-over bits."""

    def __init__(self, seed: bytes) -> None:
        self._seed = seed
        self._block = 0

    def below(self, count: int) -> int:
        """A number from 0 up to count, every one equally likely: blocks at or above the largest multiple of count are thrown away."""
        while True:
            value = int.from_bytes(hashlib.sha256(self._seed + self._block.to_bytes(8, "big")).digest(), "big")
            self._block += 1
            if value < (1 << 256) - (1 << 256) % count:
                return value % count

    def shuffled(self, items: Sequence[Item]) -> list[Item]:
        """Fisher-Yates, from the last place down to the second."""
        order = list(items)
        for place in range(len(order) - 1, 0, -1):
            other = self.below(place + 1)
            order[place], order[other] = order[other], order[place]
        return order


@dataclass(frozen=True)
class Drawn:
    selected: tuple[str, ...]
    """Sorted: there is no first among the seated."""
    reserves: tuple[str, ...]
    """Everybody else, in drawn order."""
    lottery_sha256: str
    seed: str


def _panel(lottery: Lottery, ticket: int) -> Weighted:
    for panel in lottery.panels:
        ticket -= panel.weight
        if ticket < 0:
            return panel
    raise AssertionError("weights add up to 10^9")


def draw(lottery: Lottery, phrase_a: str, phrase_b: str) -> Drawn:
    """Two people of one household are never both drawn: a group's households are shuffled, and each gives at most one person."""
    hash_hex = sha256(lottery_text(lottery))
    seed = seed_of(hash_hex, phrase_a, phrase_b)
    numbers = Numbers(seed)
    seats = dict(_panel(lottery, numbers.below(UNITS)).counts)
    selected: list[str] = []
    for group in lottery.groups:
        households = iter(numbers.shuffled(group.households))
        for place, kind in enumerate(group.types):
            for _seat in range(seats.get(kind, 0)):
                members = next(households)[place]
                selected.append(members[numbers.below(len(members))] if len(members) > 1 else members[0])
    everyone = [person for group in lottery.groups for household in group.households for members in household for person in members]
    left = sorted(set(everyone) - set(selected), key=by_utf8)
    return Drawn(tuple(sorted(selected, key=by_utf8)), tuple(numbers.shuffled(left)), hash_hex, seed.hex())
