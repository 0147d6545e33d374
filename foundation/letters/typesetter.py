"""Sets letters on A4 for an envelope with its window on the left (EA5/6 folded twice, or C5 folded once)."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime

from foundation.letters.glyphs import printable
from foundation.letters.letter import Letter
from foundation.letters.paper import GREY, Paper, Type
from foundation.letters.qr import qr_png
from foundation.plain import plain

# Millimetres from the top left corner.
LEFT, WIDTH, RIGHT_COLUMN = 25.0, 160.0, 125.0
WINDOW_TOP, WINDOW_WIDTH, WINDOW_HEIGHT = 50.0, 82.0, 37.0
DATE_TOP, NEXT_TOP, BOTTOM, FOOT = 99.0, 25.0, 273.0, 280.0
FOLDS = ((99.0, 4.0), (148.5, 2.0), (198.0, 4.0))
QR, PADDING = 35.0, 6.0  # the padding of the frame is also the quiet zone of the square code

BODY, DATE, SUBJECT = Type(12.5), Type(11.5), Type(14, "B")
CODE, URL, HINT = Type(20, "B"), Type(12.5, "B"), Type(11.5)
SENDER, SENDER_LINES, HELP, NUMBER = Type(15, "B"), Type(9.5, colour=GREY), Type(10.5), Type(10.5, colour=GREY)
GAP = 3.7  # between paragraphs


def pdf(letters: Sequence[Letter], title: str, created: datetime) -> bytes:
    """All letters in one file, each starting on a new page. The same arguments give the same bytes; `created` is aware."""
    if not letters:
        raise ValueError("no letters")
    if created.utcoffset() is None:
        raise ValueError("created needs a time zone")
    paper = Paper()
    paper.set_title(plain(title))
    paper.set_lang(Counter(letter.lang for letter in letters).most_common(1)[0][0])
    paper.set_creation_date(created)
    for letter in letters:
        _set(paper, letter)
    return bytes(paper.output())


class _Flow:
    """Where the next thing of one letter comes. Nothing is drawn before all of it has its place: the foot says how many pages there are."""

    def __init__(self, top: float) -> None:
        self.y, self.pages = top, 1
        self.things: list[tuple[int, Callable[[], object]]] = []

    def room(self, height: float) -> bool:
        return self.y + height <= BOTTOM

    def next_page(self) -> None:
        self.pages += 1
        self.y = NEXT_TOP

    def place(self, height: float, draw: Callable[[float], object]) -> None:
        """One thing that is not divided."""
        if not self.room(height) and self.y > NEXT_TOP:
            self.next_page()
        top = self.y
        self.things.append((self.pages, lambda: draw(top)))
        self.y += height


def _set(paper: Paper, letter: Letter) -> None:
    flow = _Flow(DATE_TOP)
    _text(paper, flow, printable(letter.place_and_date), DATE, gap=6)
    _text(paper, flow, printable(letter.subject), SUBJECT, kind="H1", gap=4.5)
    closing = [line for text in letter.closing for line in paper.wrapped(printable(text), WIDTH, BODY) or [""]]
    together = len(closing) * BODY.leading  # a closing never stands alone on a page
    framed = bool(letter.code or letter.url)
    for left, paragraph in zip(range(len(letter.paragraphs), 0, -1), letter.paragraphs, strict=True):
        keep = together + GAP if left == 1 and not framed else 0
        _text(paper, flow, printable(paragraph, lines=True), BODY, gap=GAP, keep=keep)
    if framed:
        _frame(paper, flow, letter, together)
    if closing:
        flow.place(together, _tagged(paper, "P", closing, BODY))
    for page in range(1, flow.pages + 1):
        paper.add_page()
        if page == 1:
            _head(paper, letter)
        for on, draw in flow.things:
            if on == page:
                draw()
        _foot(paper, letter, page, flow.pages)


def _text(paper: Paper, flow: _Flow, text: str, face: Type, *, kind: str = "P", gap: float = 0, keep: float = 0) -> None:
    """A paragraph, divided over pages when it must be, but not with one line alone at the foot or the top. `keep` is the height that must
    follow its last line on the same page."""
    lines = paper.wrapped(text, WIDTH, face)
    while lines:
        fits = len(lines)
        if not flow.room(fits * face.leading + keep):
            fits = min(int((BOTTOM - flow.y) / face.leading), fits - 2)
            if fits < 2 and flow.y > NEXT_TOP:
                flow.next_page()
                continue
            if fits < 2:
                fits = len(lines)  # a short text whose `keep` is more than a page
        part, lines = lines[:fits], lines[fits:]
        flow.place(len(part) * face.leading, _tagged(paper, kind, part, face))
    flow.y += gap


def _tagged(paper: Paper, kind: str, lines: Sequence[str], face: Type) -> Callable[[float], object]:
    def draw(top: float) -> None:
        with paper.tag(kind):
            paper.lines_at(LEFT, top, lines, face)

    return draw


def _frame(paper: Paper, flow: _Flow, letter: Letter, keep: float) -> None:
    """Code and square code side by side, the address to type at the foot of the frame. `keep` follows on the same page."""
    beside = WIDTH - 2 * PADDING - (QR + PADDING if letter.url else 0)
    label = paper.wrapped(printable(letter.code_label), beside, HINT) if letter.code else []
    code = [printable(letter.code)] if letter.code else []
    hint = paper.wrapped(printable(letter.qr_label), beside, HINT) if letter.url else []
    url = paper.wrapped(printable(letter.url or ""), WIDTH - 2 * PADDING, URL)
    column = len(label + hint) * HINT.leading + len(code) * (CODE.leading + 3)
    inner = max(column, QR if letter.url else 0)
    height = inner + 2 * PADDING + (len(url) * URL.leading + 2 if url else 0)

    def draw(top: float) -> None:
        x, y = LEFT + PADDING, top + PADDING
        with paper.decoration():
            paper.set_draw_color(*GREY)
            paper.set_line_width(0.35)
            paper.rect(LEFT, top, WIDTH, height, round_corners=True, corner_radius=2)
        if code:
            with paper.tag("P"):
                below = paper.lines_at(x, y, label, HINT) + 1.5
                paper.set_char_spacing(2.2)
                paper.lines_at(x, below, code, CODE)
                paper.set_char_spacing(0)
        if letter.url:
            with paper.tag("P"):
                paper.lines_at(x, y + inner - len(hint) * HINT.leading, hint, HINT)
                paper.lines_at(x, y + inner + 2, url, URL)
            with paper.tag("Figure", alt=f"QR: {plain(letter.url)}"):
                picture = io.BytesIO(qr_png(letter.url, border=0))
                paper.image(picture, x=LEFT + WIDTH - PADDING - QR, y=y, w=QR, h=QR)

    before, after = 1.5, GAP + 2.5
    if not flow.room(before + height + after + keep) and flow.y > NEXT_TOP:
        flow.next_page()
    flow.y += before
    flow.place(height, draw)
    flow.y += after


def _head(paper: Paper, letter: Letter) -> None:
    sender = paper.wrapped(printable(letter.sender_name), RIGHT_COLUMN - LEFT - 8, SENDER)
    width = LEFT + WIDTH - RIGHT_COLUMN
    beside = [line for text in letter.sender_lines for line in paper.wrapped(printable(text), width, SENDER_LINES) or [""]]
    face, address = _fitting(paper, letter.address)
    with paper.tag("P"):
        paper.lines_at(LEFT, 16, sender[:4], SENDER)
    with paper.tag("P"):
        paper.lines_at(RIGHT_COLUMN, 17.2, beside[:7], SENDER_LINES)
    with paper.tag("P"):
        paper.lines_at(LEFT, WINDOW_TOP, address, face)
    with paper.decoration():
        paper.set_draw_color(*GREY)
        paper.set_line_width(0.2)
        for y, length in FOLDS:
            paper.line(4, y, 4 + length, y)


def _fitting(paper: Paper, address: Sequence[str]) -> tuple[Type, list[str]]:
    """The address in type so small that all of it stands in the window: no line is left out."""
    size = 11.5
    while True:
        face = Type(size)
        lines = [line for text in address for line in paper.wrapped(printable(text), WINDOW_WIDTH, face)]
        if len(lines) * face.leading <= WINDOW_HEIGHT or size <= 4:
            return face, lines
        size -= 0.5


def _foot(paper: Paper, letter: Letter, page: int, pages: int) -> None:
    """Who to phone, on every page; read aloud once."""
    lines = paper.wrapped(printable(letter.help_line), WIDTH - (16 if pages > 1 else 0), HELP)
    with paper.decoration():
        paper.set_draw_color(*GREY)
        paper.set_line_width(0.2)
        paper.line(LEFT, FOOT - 2.5, LEFT + WIDTH, FOOT - 2.5)
        if pages > 1:
            number = f"{page} / {pages}"
            paper.lines_at(LEFT + WIDTH - paper.width_of(number, NUMBER), FOOT, [number], NUMBER)
    with paper.tag("P") if page == 1 else paper.decoration():
        paper.lines_at(LEFT, FOOT, lines[:2], HELP)
