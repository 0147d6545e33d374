from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

import openpyxl

from foundation import sheets

EVENING = datetime.fromisoformat("2026-11-23T19:30")
SHEET = (
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">'
    b'<c r="A1" t="inlineStr"><is><t>a</t></is></c></row>%s</sheetData></worksheet>'
)
Refused = Callable[..., sheets.Unreadable]


def workbook(*rows: list[Any], **shapes: str) -> bytes:
    """Made by another library than the one under test writes with. `shapes` are number formats by cell."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for cell, shape in shapes.items():
        book.active[cell].number_format = shape
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def repacked(data: bytes, **changes: bytes) -> bytes:
    """The same zip file with parts replaced or added; `__` in a keyword stands for a slash."""
    parts = {part.replace("__", "/") + ".xml": content for part, content in changes.items()}
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in {*old.namelist(), *parts}:
            new.writestr(name, parts[name] if name in parts else old.read(name))
    return out.getvalue()


def test_a_workbook_gives_text_as_it_is_seen() -> None:
    data = workbook(
        ["nummer", "naam", "getal", "dag", "tijd", "ja"],
        ["00123", "Zoë", 12.0, date(2026, 11, 23), time(19, 30), True],
        [123, None, 0.1 + 0.2, EVENING, -3, False],
        [1e20, "  x ", 12345678901234.0, EVENING.replace(hour=0, minute=0), 2.5, "=1+1"],
        A3="00000",
    )
    sheet = sheets.read(data, "lijst.csv")
    assert sheet == sheets.Sheet(
        ["nummer", "naam", "getal", "dag", "tijd", "ja"],
        [
            sheets.Row(2, ["00123", "Zoë", "12", "2026-11-23", "19:30:00", "ja"]),
            sheets.Row(3, ["00123", "", "0.3", "2026-11-23 19:30:00", "-3", "nee"]),
            sheets.Row(4, ["1e+20", "  x ", "12345678901234", "2026-11-23", "2.5", ""]),
        ],
    )


def test_a_formula_gives_the_value_it_had() -> None:
    data = repacked(
        workbook(["a", "b"], ["x", "y"]),
        xl__worksheets__sheet1=SHEET % b'<row r="4"><c r="A4"><f>1+1</f><v>2</v></c></row>',
    )
    assert sheets.read(data, "a.xlsx") == sheets.Sheet(["a"], [sheets.Row(4, ["2"])])


def test_only_the_first_visible_sheet_counts() -> None:
    book = openpyxl.Workbook()
    book.active.sheet_state = "hidden"
    book.active.append(["verborgen"])
    for name in ("een", "twee"):
        book.create_sheet(name).append([name])
    out = io.BytesIO()
    book.save(out)
    assert sheets.read(out.getvalue(), "a.xlsx").headers == ["een"]


def test_rows_of_a_workbook_are_checked_like_lines(refused: Refused) -> None:
    assert sheets.read(workbook([None], ["a", "b"], ["1"], [None, None], ["2", "3", ""]), "a.xlsx").rows == [
        sheets.Row(3, ["1", ""]),
        sheets.Row(5, ["2", "3"]),
    ]
    assert refused(workbook(["a", "b"], ["1", "2", "3"])).params["line"] == 2
    assert "twee keer" in str(refused(workbook(["a", "A"])))
    assert "meer dan 60 kolommen" in str(refused(workbook([f"kolom {chr(97 + n % 26)}{n}x" for n in range(61)])))
    assert "meer dan 2 regels" in str(refused(workbook(["a"], ["1"], ["1"], ["1"]), limits=sheets.Limits(rows=2)))
    assert "geen gegevens" in str(refused(workbook()))


def test_a_workbook_that_unpacks_too_large_is_not_unpacked(refused: Refused) -> None:
    data = repacked(workbook(["a"], ["1"]), xl__bomb=b" " * 1_000_000)
    assert len(data) < 20_000
    assert sheets.read(data, "a.xlsx").headers == ["a"]
    assert "veel te groot" in str(refused(data, limits=sheets.Limits(unpacked=900_000)))
    assert "veel te groot" in str(refused(data, limits=sheets.Limits(unpacked_freely=500_000, ratio=20)))


def test_entities_in_a_workbook_are_not_expanded(refused: Refused) -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><sst>&b;</sst>'
    assert "beschadigd" in str(refused(repacked(workbook(["a"], ["1"]), xl__sharedStrings=bomb)))


def test_a_row_number_out_of_this_world_ends() -> None:
    data = repacked(
        workbook(["a"]),
        xl__worksheets__sheet1=SHEET % b'<row r="999999999"><c r="XFD999999999"><v>2</v></c></row>',
    )
    assert sheets.read(data, "a.xlsx") == sheets.Sheet(["a"], [])


def test_a_zip_file_that_is_no_workbook_is_refused(refused: Refused) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as pack:
        pack.writestr("lijst.csv", "naam;plaats")
    assert "geen Excel-bestand" in str(refused(out.getvalue()))


def test_a_damaged_workbook_is_refused_and_never_crashes(refused: Refused) -> None:
    whole = workbook(["nummer", "naam"], *[[f"{n:05d}", f"Naam {n}"] for n in range(200)])
    rng = random.Random(4)
    for _turn in range(60):
        data = bytearray(whole)
        for _byte in range(rng.randint(1, 30)):
            data[rng.randrange(4, len(data))] = rng.randrange(256)
        for broken in (bytes(data), whole[: rng.randrange(4, len(whole))]):
            try:
                sheets.read(broken, "a.xlsx")
            except sheets.Unreadable as wrong:
                assert str(wrong)
    assert "beschadigd" in str(refused(whole[: len(whole) // 2]))
