"""From a published lottery and two phrases to names. `docs/draw.md` says the same in words, for whoever repeats it elsewhere.

seed = SHA-256 of `hash_hex \\n phrase_A \\n phrase_B`. Block i is SHA-256(seed bytes + i as 8 bytes big-endian), from i = 0; a block gives four
words of 8 bytes, big-endian, in order. A number below n takes words until one is below the largest multiple of n that fits in 2^64,
and is that word modulo n; n = 1 takes none. Everything is drawn from this one stream, in the order of this file.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

from recruitment.lottery.lottery import UNITS, Lottery, Weighted
from recruitment.lottery.messages import BadInput, _
from recruitment.lottery.publish import lottery_from_text, lottery_text, sha256
from recruitment.lottery.types import by_utf8

WORD = 2**64
T = TypeVar("T")


@dataclass(frozen=True)
class Drawn:
    """`selected` in the order of the UTF-8 bytes of their ids; `reserves` in drawn order: everybody else."""

    selected: tuple[str, ...]
    reserves: tuple[str, ...]
    lottery_sha256: str
    seed: str


class Stream:
    """Numbers that anybody with the seed gets too."""

    def __init__(self, seed: bytes) -> None:
        self._words = _words(seed)

    def below(self, n: int) -> int:
        if n == 1:
            return 0
        limit = WORD - WORD % n
        while (word := next(self._words)) >= limit:
            pass
        return word % n

    def shuffled(self, items: list[T]) -> list[T]:
        """Fisher-Yates, from the last place down."""
        items = list(items)
        for place in range(len(items) - 1, 0, -1):
            other = self.below(place + 1)
            items[place], items[other] = items[other], items[place]
        return items


def _words(seed: bytes) -> Iterator[int]:
    block = 0
    while True:
        digest = hashlib.sha256(seed + block.to_bytes(8, "big")).digest()
        for start in range(0, 32, 8):
            yield int.from_bytes(digest[start : start + 8], "big")
        block += 1


def clean_phrase(typed: str) -> str:
    """NFC, without white space around it. Raises BadInput when nothing is left."""
    phrase = unicodedata.normalize("NFC", typed).strip()
    if not phrase:
        raise BadInput(_("Een van de twee zinnen is leeg. Geef van elke partij de zin, eerst die van de verhuurder."))
    return phrase


def commitment(phrase: str, nonce: str) -> str:
    """What a party deposits before either phrase is known: SHA-256 of the phrase with the nonce right behind it."""
    return hashlib.sha256((clean_phrase(phrase) + nonce).encode("utf-8")).hexdigest()


def seed_of(lottery_sha256: str, phrase_a: str, phrase_b: str) -> str:
    return hashlib.sha256(f"{lottery_sha256}\n{clean_phrase(phrase_a)}\n{clean_phrase(phrase_b)}".encode()).hexdigest()


def draw_from(text: str, phrase_a: str, phrase_b: str) -> Drawn:
    """Draw from the published file. It is never solved again. Raises BadInput for a file that was damaged or changed."""
    lottery = lottery_from_text(text)
    digest = sha256(lottery_text(lottery))
    seed = seed_of(digest, phrase_a, phrase_b)
    stream = Stream(bytes.fromhex(seed))
    selected = _seat(lottery, _pick(lottery.panels, stream), stream)
    taken = set(selected)
    rest = [person for person in sorted(lottery.chances, key=by_utf8) if person not in taken]
    return Drawn(tuple(sorted(selected, key=by_utf8)), tuple(stream.shuffled(rest)), digest, seed)


def _pick(panels: tuple[Weighted, ...], stream: Stream) -> dict[int, int]:
    """The panel whose tickets, counted in the order of the file, hold the drawn one."""
    ticket = stream.below(UNITS)
    for panel in panels:
        ticket -= panel.weight
        if ticket < 0:
            return dict(panel.counts)
    raise ArithmeticError("weights add up to 10^9: the reader checked it")


def _seat(lottery: Lottery, counts: dict[int, int], stream: Stream) -> list[str]:
    """Names for the seats of each type. Households of a group are shuffled, and the types of that group, in order, each take as many
    of the next households as they have seats; of a household's members of that type one is drawn. So no two share a household."""
    selected = []
    for group in lottery.groups:
        if not any(counts.get(kind) for kind in group.types):
            continue
        households = iter(stream.shuffled(list(group.households)))
        for place, kind in enumerate(group.types):
            for _seat_number in range(counts.get(kind, 0)):
                members = next(households)[place]
                selected.append(members[stream.below(len(members))])
    return selected
