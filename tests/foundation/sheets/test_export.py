from __future__ import annotations

import csv
import io
import json
import os
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sizes import size

from foundation import sheets


def shared(name: str) -> Any:
    folder = Path(os.environ.get("MEEDENKERS_SHARED", Path(__file__).parents[4] / "shared" / "data"))
    path = folder / "security" / name
    if not path.exists() and os.environ.get("MEEDENKERS_REQUIRE_ALL") != "1":
        pytest.skip(f"{path} is not here")
    return json.loads(path.read_text("utf-8"))


DANGEROUS = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
cell = st.text(st.characters(exclude_categories=["Cs", "Cc"])) | st.text("='+-@\t\r\n \u00a0;,\"a1", max_size=8)


@given(cell)
def test_a_safe_cell_starts_no_formula(text: str) -> None:
    safe = sheets.safe_cell(text)
    assert not safe.strip() or not safe.lstrip("\u00a0\ufeff \u200b").startswith(DANGEROUS)
    assert safe in (text, f"'{text}")


@pytest.mark.parametrize("text", ["", "Jan", "'t Hof", "'s-Hertogenbosch", "1-2", "a=b", "06-12", " x", "é"])
def test_harmless_text_is_left_alone(text: str) -> None:
    assert sheets.safe_cell(text) == text


@given(st.lists(st.tuples(cell, cell), max_size=5))
def test_csv_comes_back_as_it_went(rows: list[tuple[str, str]]) -> None:
    kept = [row for row in rows if any(text.strip() for text in row)]
    back = sheets.read(sheets.write_csv(["eerste", "=tweede"], rows), "a.csv")
    assert back.headers == ["eerste", "=tweede"]
    assert [tuple(row.cells) for row in back.rows] == kept


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_no_known_formula_survives_and_no_text_is_lost(kind: str) -> None:
    hostile = [text for text in shared("csv-formula.json") if text.strip()]
    assert len(hostile) >= 25
    rows = [[str(number), text] for number, text in enumerate(hostile)]
    if kind == "csv":
        data = sheets.write_csv(["nummer", "tekst"], rows)
        opened = [row[1] for row in csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";")][1:]
    else:
        data = sheets.write_xlsx(["nummer", "tekst"], rows, "Proef")
        page = openpyxl.load_workbook(io.BytesIO(data)).active
        assert {each.data_type for row in page.iter_rows() for each in row} == {"s"}
        opened = [row[1] for row in page.iter_rows(values_only=True)][1:]
    assert len(opened) == len(hostile)
    for text in opened:
        assert not text.lstrip("\u00a0\ufeff ").startswith(DANGEROUS)
    back = sheets.read(data, "a")
    assert [row.cells[1] for row in back.rows] == hostile


@given(st.lists(st.lists(cell, min_size=2, max_size=2), min_size=1, max_size=3))
@settings(max_examples=size(500, 5_000))
@example([["x,=1+1", 'y\t@a;-1|\n+1,"=1,']])
def test_another_separator_finds_no_formula_inside_a_text(rows: list[list[str]]) -> None:
    data = sheets.write_csv(["a", "b"], rows).decode("utf-8-sig")
    for separator in ",;\t|":
        for row in csv.reader(io.StringIO(data, newline=""), delimiter=separator):
            for found in row:
                assert not found.lstrip("\u00a0\ufeff ").startswith(tuple("=+-@")), (separator, found)


def test_csv_is_made_for_a_dutch_spreadsheet() -> None:
    data = sheets.write_csv(["naam", "n", "deel", "dag", "ja", "leeg"], [["Zoë", -5, 0.5, date(2026, 11, 3), True, None]])
    assert data == '\ufeff"naam";"n";"deel";"dag";"ja";"leeg"\r\n"Zoë";"-5";"0,5";"2026-11-03";"ja";""\r\n'.encode()


def test_a_workbook_comes_back_as_it_went() -> None:
    rows: list[list[sheets.Cell]] = [
        ["00123", 5, 0.5, "een\ntwee", "http://x.test", "_x0041_ x005F", "12"],
        ["", None, -1],
    ]
    data = sheets.write_xlsx(["a", "b", "c", "d", "e", "f", "g"], rows, "Lijst: [1/2]*?")
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert book.sheetnames == ["Lijst   1 2"]
    assert (book.active["B2"].value, book.active["C3"].value) == (5, -1)
    assert book.active["E2"].hyperlink is None
    assert [row.cells for row in sheets.read(data, "a.xlsx").rows] == [
        ["00123", "5", "0.5", "een\ntwee", "http://x.test", "_x0041_ x005F", "12"],
        ["", "", "-1", "", "", "", ""],
    ]


@pytest.mark.parametrize("title", ["", "history", "'", "[]:*?/\\", "x" * 80, "\x00\u202e"])
def test_any_title_makes_a_workbook(title: str) -> None:
    assert sheets.read(sheets.write_xlsx(["a"], [["1"]], title), "a.xlsx").rows == [sheets.Row(2, ["1"])]


def test_control_signs_and_half_letters_go_and_a_novel_is_cut() -> None:
    rows = [["\x00a\x1bb\ud800", "y" * 40_000]]
    for data in (sheets.write_csv(["a", "b"], rows), sheets.write_xlsx(["a", "b"], rows, "x")):
        [row] = sheets.read(data, "a").rows
        assert row.cells[0] == "ab?"
        assert len(row.cells[1]) == 32_767
        assert row.cells[1].endswith("y…")
