"""Paths in a conversation: one fixed-width step a level, so that the order of the texts is the order of the tree."""

from __future__ import annotations

from forum.models import LEVELS

STEP = 5
LONGEST = 900
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
OPENING_PATH = "00001"
DEEPEST = LONGEST // STEP - 1


def step(number: int) -> str:
    if not 0 < number < 36**STEP:
        raise ValueError("no room for this number in a path")
    letters = ""
    for _place in range(STEP):
        number, digit = divmod(number, 36)
        letters = _DIGITS[digit] + letters
    return letters


def child_path(parent_path: str, number: int) -> str:
    """The path of the post that gets this number of its thread. Below the deepest level answers stand side by side."""
    return parent_path[: LONGEST - STEP] + step(number)


def depth_of(path: str) -> int:
    return len(path) // STEP - 1


def band_of(depth: int) -> int:
    return depth // LEVELS


def head_path(path: str) -> str:
    """The path of the post on whose page ("verder in dit gesprek") a post stands; empty for the page of the conversation itself."""
    return path[: band_of(depth_of(path)) * LEVELS * STEP]
