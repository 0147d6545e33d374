"""Where a text that is not placed yet belongs."""

from __future__ import annotations

from typing import NamedTuple

KINDS = ("topic", "post", "edit", "assisted:topic", "assisted:post")


class Where(NamedTuple):
    """`id` is of a topic for a new conversation, of a post for an answer or a change."""

    kind: str
    id: int


def where(place: str) -> Where | None:
    kind, _colon, number = place.rpartition(":")
    return Where(kind, int(number)) if kind in KINDS and number.isascii() and number.isdigit() and len(number) < 12 else None
