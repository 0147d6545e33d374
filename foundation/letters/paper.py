"""The sheet: fonts, lines, and the tags that make a PDF readable aloud. Where things go is the typesetter's business."""

from __future__ import annotations

import logging
from codecs import BOM_UTF16_BE
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from fpdf import FPDF
from fpdf.enums import MethodReturnValue, XPos, YPos
from fpdf.prefs import ViewerPreferences

from foundation.letters.glyphs import FACES, FONTS, drawn

DARK, GREY = (20, 20, 20), (100, 100, 100)

for _chatty in ("fontTools", "fpdf"):
    logging.getLogger(_chatty).setLevel(logging.ERROR)  # a name must not reach a log by way of a missing sign


@dataclass(frozen=True)
class Type:
    size: float  # points
    style: str = ""  # or "B"
    colour: tuple[int, int, int] = DARK

    @property
    def leading(self) -> float:
        """Millimetres from line to line."""
        return self.size * 0.504


class _Sheet(FPDF):
    def __init__(self) -> None:
        super().__init__(format="A4")
        self.set_auto_page_break(False)
        self.set_margin(0)
        self.c_margin = 0
        self.alias_nb_pages("")  # or a text with {nb} would become a number
        for family, style, file in FACES:
            self.add_font(family, style, FONTS / file)
        self.set_fallback_fonts(["dejavu"], exact_match=False)


class Paper(_Sheet):
    """A tagged document: everything is either in the structure tree, in reading order, or marked as decoration. fpdf2 itself tags pictures
    only, so this reaches for its `_add_marked_content` and `_out`."""

    def __init__(self) -> None:
        super().__init__()
        self.viewer_preferences = ViewerPreferences(display_doc_title=True)
        self._marks: Counter[int] = Counter()
        self._ruler = _Sheet()  # measuring has a page of its own and leaves no trace in the letter
        self._ruler.add_page()

    @contextmanager
    def tag(self, kind: str, alt: str | None = None) -> Iterator[None]:
        number = self._marks[self.page]
        self._marks[self.page] += 1
        self._add_marked_content(struct_type=f"/{kind}", mcid=number, alt_text=alt)
        self._out(f"/{kind} <</MCID {number}>> BDC")
        yield
        self._out("EMC")

    @contextmanager
    def decoration(self) -> Iterator[None]:
        self._out("/Artifact BMC")
        yield
        self._out("EMC")

    def wrapped(self, text: str, width: float, face: Type) -> list[str]:
        """The text in lines no wider than `width`; an empty text has none."""
        if not text.strip():
            return []
        self._ruler.set_font("atkinson", face.style, face.size)
        lines = self._ruler.multi_cell(width, text=text, align="L", dry_run=True, output=MethodReturnValue.LINES)
        return [str(line).rstrip() for line in lines] if isinstance(lines, list) else []

    def width_of(self, text: str, face: Type) -> float:
        self._ruler.set_font("atkinson", face.style, face.size)
        return self._ruler.get_string_width(text)

    def lines_at(self, x: float, y: float, lines: Sequence[str], face: Type) -> float:
        """Draws the lines from the top `y` down and returns where the next would come."""
        for line in lines:
            self.font_size_pt = 0  # names the type for every line: after one that starts in another script, fpdf2 believes it did
            self.set_font("atkinson", face.style, face.size)
            self.set_text_color(*face.colour)
            self.set_xy(x, y)
            shown = drawn(line)
            if shown != line:  # who reads aloud or searches gets the letters in the order they are written
                self._out(f"/Span <</ActualText <{(BOM_UTF16_BE + line.encode('utf-16-be')).hex()}>>> BDC")
            self.cell(w=self.w - x, text=shown, new_x=XPos.LEFT, new_y=YPos.TOP)
            if shown != line:
                self._out("EMC")
            y += face.leading
        return y
