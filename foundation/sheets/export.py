"""Tables on their way out. A cell that a spreadsheet would take for a formula gets an apostrophe; `read`
takes it off again."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date, time

from foundation.plain import plain

Cell = str | int | float | date | time | None

_CELL_AT_MOST = 32_767  # characters; what a spreadsheet can hold
_SIGNS = r"=+\-@\uff1d\uff0b\uff0d\uff20"
_INVISIBLE = r"[\s\ufeff\u200b-\u200f\u202a-\u202e\u2060]"
_DANGEROUS = re.compile(rf"'*{_INVISIBLE}*[{_SIGNS}\t\r\n]")
_GUARDED = re.compile(rf"'+{_INVISIBLE}*[{_SIGNS}\t\r\n]")
_CELL_START = r'([,;\t|\r\n][\s"]{0,50}+)'
_INNER_DANGEROUS = re.compile(rf"{_CELL_START}(?='*[{_SIGNS}])")
_INNER_GUARDED = re.compile(rf"{_CELL_START}'(?='*[{_SIGNS}])")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_NO_SHEET_NAME = re.compile(r"[\[\]:*?/\\]")


def safe_cell(text: str) -> str:
    """The text as a spreadsheet may open it: with an apostrophe before what could start a formula, also behind white
    space or as full-width sign. Control characters go. An apostrophe that already stood there is kept by adding
    another."""
    text = _CONTROLS.sub("", text).encode("utf-8", "replace").decode("utf-8")
    return f"'{text}" if text.strip() and _DANGEROUS.match(text) else text


def as_typed(text: str) -> str:
    """Undoes `safe_cell` and what `write_csv` adds to it."""
    return _INNER_GUARDED.sub(r"\1", text[1:] if _GUARDED.match(text) else text)


def write_csv(headers: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """UTF-8 with BOM and semicolons, as a Dutch Excel opens it by double click. A spreadsheet set to another separator
    falls out of the quotes, so a formula sign behind a separator or line end inside a text gets its apostrophe too.
    Numbers get a decimal comma; aware times must be made local by the caller."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([_INNER_DANGEROUS.sub(r"\1'", safe_cell(header)) for header in headers])
    for row in rows:
        writer.writerow([_INNER_DANGEROUS.sub(r"\1'", _text(cell)) for cell in row])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def write_xlsx(headers: Sequence[str], rows: Iterable[Sequence[Cell]], title: str) -> bytes:
    """One sheet with a fixed bold header. Text is always written as text; numbers stay numbers."""
    out = io.BytesIO()
    import xlsxwriter  # heavy: not at every start

    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.set_properties({"title": plain(title)[:200]})
        page = book.add_worksheet(_sheet_name(title))
        bold = book.add_format({"bold": True, "bottom": 1})
        widths = [len(header) for header in headers]
        for column, header in enumerate(headers):
            page.write_string(0, column, safe_cell(header), bold)
        last = 0
        for last, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                if isinstance(cell, int | float) and not isinstance(cell, bool):
                    page.write_number(last, column, cell)
                else:
                    text = _text(cell)
                    page.write_string(last, column, text)
                    if column < len(widths):
                        widths[column] = max(widths[column], len(text))
        for column, width in enumerate(widths):
            page.set_column(column, column, min(max(width, 8), 60) + 2)
        page.freeze_panes(1, 0)
        if headers:
            page.autofilter(0, 0, last, len(headers) - 1)
    return out.getvalue()


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "ja" if cell else "nee"
    if isinstance(cell, int):
        return str(cell)
    if isinstance(cell, float):
        return f"{cell:.15g}".replace(".", ",")
    if isinstance(cell, date | time):
        return str(cell)
    text = safe_cell(cell)
    return text if len(text) <= _CELL_AT_MOST else text[: _CELL_AT_MOST - 1] + "…"


def _sheet_name(title: str) -> str:
    name = _NO_SHEET_NAME.sub(" ", plain(title)).strip("' ")[:31].strip("' ")
    return name if name and name.casefold() != "history" else "Blad1"
