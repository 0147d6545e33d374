"""What changed between two texts, word by word."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

_LINE = re.compile(r"[^\n]*\n|[^\n]+\Z")
_WORD = re.compile(r"\w+|\s+|[^\w\s]")
_MOST = 200_000
"""Pairs of words compared in one changed passage; the matcher is quadratic, and beyond this a passage is shown as gone and come whole."""


class Change(NamedTuple):
    kind: Literal["same", "gone", "come"]
    text: str


def word_changes(before: str, after: str) -> list[Change]:
    """The passages of both texts in order. `same` and `gone` together are the text before, `same` and `come` the text after."""
    changes: list[Change] = []
    old, new = _LINE.findall(before), _LINE.findall(after)
    for tag, i, j, k, m in SequenceMatcher(None, old, new).get_opcodes():
        gone, come = "".join(old[i:j]), "".join(new[k:m])
        if tag == "equal":
            _add(changes, "same", gone)
        else:
            _words(changes, gone, come)
    return changes


def _words(changes: list[Change], before: str, after: str) -> None:
    old, new = _WORD.findall(before), _WORD.findall(after)
    if len(old) * len(new) > _MOST:
        _add(changes, "gone", before)
        _add(changes, "come", after)
        return
    for tag, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            _add(changes, "same", "".join(old[i:j]))
        else:
            _add(changes, "gone", "".join(old[i:j]))
            _add(changes, "come", "".join(new[k:m]))


def _add(changes: list[Change], kind: Literal["same", "gone", "come"], text: str) -> None:
    if not text:
        return
    if changes and changes[-1].kind == kind:
        changes[-1] = Change(kind, changes[-1].text + text)
    else:
        changes.append(Change(kind, text))
