"""Which characters the letter fonts can show, and what to do with those of other scripts. Atkinson Hyperlegible comes first; DejaVu Sans
knows Cyrillic, Greek, Arabic, Hebrew, Tifinagh and more. What neither knows becomes an empty box: a name never vanishes."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path

from fpdf import FPDF
from fpdf.fonts import TTFFont

from foundation.letters.letter import Letter
from foundation.plain import plain

FONTS = Path(__file__).parents[2] / "static" / "fonts"
FACES = (
    ("atkinson", "", "AtkinsonHyperlegible-Regular.ttf"),
    ("atkinson", "B", "AtkinsonHyperlegible-Bold.ttf"),
    ("dejavu", "", "DejaVuSans.ttf"),
)
BOX = "\u25a1"

_MARK = r"[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]"
_STACKED = re.compile(f"({_MARK}{{3}}){_MARK}+")  # three marks on a letter are a name, more are a mess
_NEVER_SEEN = re.compile("[\u200c\u200d\ufe00-\ufe0f\U000e0100-\U000e01ef]")  # joiners and variation selectors
_LAM, _ALEFS = "\u0644", "\u0622\u0623\u0625\u0627"


@cache
def _known() -> frozenset[int]:
    paper = FPDF()
    for family, style, file in FACES:
        paper.add_font(family, style, FONTS / file)
    return frozenset(number for font in paper.fonts.values() if isinstance(font, TTFFont) for number in font.cmap)


def unprintable(letter: Letter) -> str:
    """The characters of this letter that no font has, each once. They print as a box; whoever sends the letter may want to know."""
    found = dict.fromkeys("".join(_NEVER_SEEN.sub("", plain(text)) for text in letter.texts()))
    return "".join(sign for sign in found if ord(sign) not in _known())


def printable(text: str, *, lines: bool = False) -> str:
    """In reading order, of known characters only."""
    seen = _STACKED.sub(r"\1", _NEVER_SEEN.sub("", plain(text, lines=lines)))
    return "".join(sign if sign == "\n" or ord(sign) in _known() else BOX for sign in seen)


def drawn(line: str) -> str:
    """One line as it is drawn from left to right: Arabic letters joined, right-to-left words turned around. Each such run stands on its
    own, so a foreign name turns nothing else around. Digits and Latin letters stay where they are."""
    clusters: list[str] = []
    for sign in _joined(line):
        if clusters and unicodedata.category(sign) == "Mn":
            clusters[-1] += sign
        else:
            clusters.append(sign)
    sides = [_side(cluster[0]) for cluster in clusters]
    at = 0
    while at < len(clusters):
        if sides[at] != "right":
            at += 1
            continue
        end = last = at
        while end < len(clusters) and sides[end] != "left":
            last = end if sides[end] == "right" else last
            end += 1
        clusters[at : last + 1] = reversed(clusters[at : last + 1])
        at = end
    return "".join(clusters)


def _side(sign: str) -> str:
    kind = unicodedata.bidirectional(sign)
    return "right" if kind in ("R", "AL") else "left" if kind in ("L", "EN", "AN") else "either"


@cache
def _shapes() -> dict[str, dict[str, str]]:
    """For an Arabic letter (or lam with alef) its presentation forms, from the Unicode database: isolated, initial, medial, final."""
    shapes: dict[str, dict[str, str]] = {}
    for number in (*range(0xFB50, 0xFDC8), *range(0xFE70, 0xFEFD)):
        form, *parts = unicodedata.decomposition(chr(number)).split() or [""]
        letters = "".join(chr(int(part, 16)) for part in parts)
        if number in _known() and (len(letters) == 1 or (len(letters) == 2 and letters[0] == _LAM and letters[1] in _ALEFS)):
            shapes.setdefault(letters, {})[form.strip("<>")] = chr(number)
    return shapes


def _joined(text: str) -> str:
    if text.isascii() or not any(sign in _shapes() for sign in text):
        return text
    bases = [at for at, sign in enumerate(text) if unicodedata.category(sign) != "Mn"]
    out = list(text)
    ligated = False
    for before, at, after in zip([-1, *bases], bases, [*bases[1:], -1], strict=False):
        if ligated:  # this alef is part of the sign before it
            out[at], ligated = "", False
            continue
        forms = _shapes().get(text[at], {})
        to_before = before >= 0 and "final" in forms and "initial" in _shapes().get(text[before], {})
        to_after = after >= 0 and "initial" in forms and "final" in _shapes().get(text[after], {})
        if after == at + 1 and (pair := _shapes().get(text[at : at + 2])):
            forms, to_after, ligated = pair, False, True
        out[at] = forms.get({(0, 0): "isolated", (0, 1): "initial", (1, 1): "medial", (1, 0): "final"}[to_before, to_after], out[at])
    return "".join(out)
