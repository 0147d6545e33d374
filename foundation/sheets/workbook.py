"""XLSX: the first visible sheet, as the text a person sees in it."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from foundation.sheets.sheet import Limits, Unreadable, _

_ROWS_IN_EXCEL = 1_048_576
_PARTS_AT_MOST = 2_000
_ESCAPED = re.compile("_x(000[9AaDd])_")  # how the format writes a tab and line ends inside text


def check(data: bytes, name: str, limits: Limits) -> None:
    """Looks at the zip directory before anything is unpacked: is it a workbook, and does it stay small?"""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            inside = parts.infolist()
            names = {part.filename for part in inside}
            unpacked = sum(part.file_size for part in inside)
            if (
                len(inside) > _PARTS_AT_MOST
                or unpacked > limits.unpacked
                or (unpacked > limits.unpacked_freely and unpacked > limits.ratio * len(data))
            ):
                raise Unreadable(
                    _(
                        "“%(name)s” wordt uitgepakt veel te groot. Kopieer alleen de cellen met gegevens "
                        "naar een nieuw bestand en kies dat."
                    ),
                    name=name,
                )
            if "xl/workbook.xml" not in names:
                raise Unreadable(
                    _(
                        "“%(name)s” is geen Excel-bestand (.xlsx), maar een ander soort bestand. Bewaar de "
                        "lijst als .xlsx of CSV en kies dat bestand."
                    ),
                    name=name,
                )
            for part in inside:
                with parts.open(part) as content:
                    if b"<!DOCTYPE" in content.read(4_096).upper():  # no workbook has one; a bomb of entities does
                        raise _damaged(name)
    except Unreadable:
        raise
    except Exception as cause:  # a zip file can be wrong in a dozen ways, each with its own exception
        raise _damaged(name) from cause


def records(data: bytes, name: str, limits: Limits) -> Iterator[tuple[int, list[str]]]:
    """The rows with their number. Formulas give the value they had when the file was saved."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and extensions that are not read here
            import openpyxl  # heavy, and asked for a few times a year: not at every start

            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
            shown = [page for page in book.worksheets if page.sheet_state == "visible"] or book.worksheets
            page = shown[0]
            page.reset_dimensions()
    except Exception as cause:
        raise _damaged(name) from cause
    wide = limits.columns + 1
    for _line, cells in _rows(page, wide, name):
        if any(cells):  # the header: one column more than it has is enough, and much faster
            wide = max(number for number, cell in enumerate(cells, start=1) if cell) + 1
            break
    yield from _rows(page, wide, name)


def _rows(page: Any, wide: int, name: str) -> Iterator[tuple[int, list[str]]]:
    rows = page.iter_rows(max_row=_ROWS_IN_EXCEL, max_col=wide)
    line = 0
    while True:
        try:
            cells = [_text(cell) for cell in next(rows)]
        except StopIteration:
            return
        except Exception as cause:
            raise _damaged(name) from cause
        line += 1
        yield line, cells


def _damaged(name: str) -> Unreadable:
    return Unreadable(
        _("“%(name)s” is beschadigd of niet helemaal opgeslagen. Open het in Excel, bewaar het opnieuw als .xlsx en kies dat bestand."),
        name=name,
    )


def _text(cell: Any) -> str:
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if isinstance(value, int | float):
        return _number(value, str(cell.number_format))
    if isinstance(value, datetime):
        return str(value.date() if value.time() == time.min else value.replace(microsecond=0))
    if isinstance(value, date | time):
        return str(value)
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), str(value))


def _number(value: float, shape: str) -> str:
    """As typed: 12.0 is 12, and a number in the shape 00000 keeps its zeros."""
    if isinstance(value, float) and not (value.is_integer() and abs(value) < 1e15):
        return f"{value:.15g}"
    whole = str(int(value))
    return whole.zfill(len(shape)) if value >= 0 and set(shape) == {"0"} else whole
