"""Sheets of A4 that lie in a hall, hang in a stairwell or come back filled in: large type, a square code, lines to write on."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from foundation.letters.glyphs import printable
from foundation.letters.paper import GREY, Paper, Type
from foundation.letters.qr import qr_png
from foundation.plain import plain

LEFT, WIDTH, TOP, BOTTOM, FOOT = 20.0, 170.0, 18.0, 270.0, 276.0
LARGE, SMALLEST = 15.0, 12.0
"""Points. The smallest is what the guides for print that everybody can read ask for."""
LINE = 10.5
"""Millimetres between the lines of a form: room for a hand that shakes."""


@dataclass(frozen=True)
class Heading:
    text: str


@dataclass(frozen=True)
class Text:
    text: str


@dataclass(frozen=True)
class Item:
    """A line of a list."""

    text: str


@dataclass(frozen=True)
class Box:
    """A square to tick, and what ticking it says."""

    text: str


@dataclass(frozen=True)
class Lines:
    """Lines to write on; `label` stands above them."""

    label: str
    count: int


@dataclass(frozen=True)
class Code:
    """A square code and, to type, a code or an address. Either may be left out."""

    label: str
    code: str = ""
    url: str = ""
    hint: str = ""


Part = Heading | Text | Item | Box | Lines | Code


@dataclass(frozen=True)
class Leaflet:
    """All texts are taken literally. `over` stands small above the title, `foot` under every page."""

    title: str
    parts: tuple[Part, ...]
    over: str = ""
    foot: str = ""
    lang: str = "nl"
    size: float = LARGE


def leaflet_pdf(leaflets: Sequence[Leaflet], title: str, created: datetime) -> bytes:
    """Each leaflet starts on a new page. The same arguments give the same bytes; `created` is aware."""
    if not leaflets:
        raise ValueError("no leaflets")
    paper = Paper()
    paper.set_title(plain(title))
    paper.set_lang(leaflets[0].lang)
    paper.set_creation_date(created)
    for one in leaflets:
        _set(paper, one)
    return bytes(paper.output())


def on_one_page(tries: Sequence[Leaflet], smallest: float = SMALLEST) -> Leaflet:
    """The first of these that stands on one page, in the largest type with which it does; the last one in the smallest when none does."""
    measure = Paper()
    for leaflet in tries:
        size = leaflet.size
        while size >= smallest:
            smaller = replace(leaflet, size=size)
            if _laid(measure, smaller)[1] == 1:
                return smaller
            size -= 0.5
    return replace(tries[-1], size=smallest)


Draw = Callable[[float], None]


def _set(paper: Paper, leaflet: Leaflet) -> None:
    placed, pages = _laid(paper, leaflet)
    foot = paper.wrapped(printable(leaflet.foot), WIDTH - 16, Type(SMALLEST))
    for page in range(1, pages + 1):
        paper.add_page()
        for on, top, draw in placed:
            if on == page:
                draw(top)
        with paper.decoration():
            paper.set_draw_color(*GREY)
            paper.set_line_width(0.2)
            paper.line(LEFT, FOOT - 2, LEFT + WIDTH, FOOT - 2)
            if pages > 1:
                paper.lines_at(LEFT + WIDTH - 12, FOOT, [f"{page} / {pages}"], Type(SMALLEST))
        with paper.tag("P") if page == 1 else paper.decoration():
            paper.lines_at(LEFT, FOOT, foot[:2], Type(SMALLEST))


def _laid(paper: Paper, leaflet: Leaflet) -> tuple[list[tuple[int, float, Draw]], int]:
    """Page and place of everything. A heading never stands alone at the foot."""
    blocks = _blocks(paper, leaflet)
    placed: list[tuple[int, float, Draw]] = []
    page, y = 1, TOP
    for number, (height, gap, stays, draw) in enumerate(blocks):
        needed = height + (blocks[number + 1][0] if stays and number + 1 < len(blocks) else 0)
        if y + needed > BOTTOM and y > TOP:
            page, y = page + 1, TOP
        placed.append((page, y, draw))
        y += height + gap
    return placed, page


def _blocks(paper: Paper, leaflet: Leaflet) -> list[tuple[float, float, bool, Draw]]:
    """Height, space after it, whether it stays with the next, and how it is drawn."""
    size = leaflet.size
    body, big, middle = Type(size), Type(size * 1.6, "B"), Type(size * 1.15, "B")
    gap = size * 0.22
    found: list[tuple[float, float, bool, Draw]] = []
    if leaflet.over:
        found.append(_words(paper, printable(leaflet.over), Type(SMALLEST), "P", gap, stays=True))
    found.append(_words(paper, printable(leaflet.title), big, "H1", gap * 1.5, stays=True))
    for part in leaflet.parts:
        if isinstance(part, Heading):
            found.append(_words(paper, printable(part.text), middle, "H2", gap * 0.6, stays=True))
        elif isinstance(part, Text):
            found.append(_words(paper, printable(part.text, lines=True), body, "P", gap))
        elif isinstance(part, Item):
            found.append(_marked(paper, printable(part.text), body, gap * 0.7, _dot))
        elif isinstance(part, Box):
            found.append(_marked(paper, printable(part.text), body, gap, _square))
        elif isinstance(part, Lines):
            found.append(_words(paper, printable(part.label), body, "P", 0, stays=True))
            found += [(LINE, gap + 3 if last else 0, False, _rule(paper)) for last in [False] * (part.count - 1) + [True]]
        else:
            found.append(_code(paper, part, size, gap))
    return found


def _words(paper: Paper, text: str, face: Type, kind: str, gap: float, *, stays: bool = False) -> tuple[float, float, bool, Draw]:
    lines = paper.wrapped(text, WIDTH, face)

    def draw(top: float) -> None:
        if lines:
            with paper.tag(kind):
                paper.lines_at(LEFT, top, lines, face)

    return len(lines) * face.leading, gap if lines else 0, stays, draw


def _marked(paper: Paper, text: str, face: Type, gap: float, mark: Callable[[Paper, float, Type], None]) -> tuple[float, float, bool, Draw]:
    indent = face.size * 0.6
    lines = paper.wrapped(text, WIDTH - indent, face)

    def draw(top: float) -> None:
        with paper.decoration():
            mark(paper, top, face)
        with paper.tag("P"):
            paper.lines_at(LEFT + indent, top, lines, face)

    return len(lines) * face.leading, gap, False, draw


def _dot(paper: Paper, top: float, face: Type) -> None:
    paper.lines_at(LEFT + 1, top, ["•"], face)


def _square(paper: Paper, top: float, face: Type) -> None:
    paper.set_draw_color(20, 20, 20)
    paper.set_line_width(0.5)
    side = face.size * 0.36
    paper.rect(LEFT, top + (face.leading - side) / 2 - 0.8, side, side)


def _rule(paper: Paper) -> Draw:
    def draw(top: float) -> None:
        with paper.decoration():
            paper.set_draw_color(*GREY)
            paper.set_line_width(0.3)
            paper.line(LEFT, top + LINE, LEFT + WIDTH, top + LINE)

    return draw


def _code(paper: Paper, part: Code, size: float, gap: float) -> tuple[float, float, bool, Draw]:
    """The square at the right, the words, the code and the address at the left."""
    side = size * 2.3 if part.url else 0.0
    pad = 5.0
    beside = WIDTH - 2 * pad - (side + pad if side else 0)
    label, code, hint = Type(size, "B"), Type(size * 1.45, "B"), Type(max(SMALLEST, size - 1))
    rows = [
        (paper.wrapped(printable(text), beside, face), face) for text, face in ((part.label, label), (part.code, code), (part.hint, hint))
    ]
    if part.url:
        rows.append((paper.wrapped(printable(part.url), beside, hint), hint))
    words = sum(len(lines) * face.leading + (1.5 if lines else 0) for lines, face in rows)
    height = max(words, side) + 2 * pad

    def draw(top: float) -> None:
        with paper.decoration():
            paper.set_draw_color(*GREY)
            paper.set_line_width(0.4)
            paper.rect(LEFT, top, WIDTH, height, round_corners=True, corner_radius=2)
        y = top + pad
        with paper.tag("P"):
            for lines, face in rows:
                if lines:
                    y = paper.lines_at(LEFT + pad, y, lines, face) + 1.5
        if part.url:
            with paper.tag("Figure", alt=f"QR: {plain(part.url)}"):
                picture = io.BytesIO(qr_png(part.url, border=0))
                paper.image(picture, x=LEFT + WIDTH - pad - side, y=top + pad, w=side, h=side)

    return height, gap * 1.5, False, draw
