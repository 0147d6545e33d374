from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation import sheets

Refused = Callable[..., sheets.Unreadable]
TEXT = "nummer;naam;plaats\r\n00123;Zoë Çelik;Best\r\n00124;Jan;Son\r\n"
PLAIN = sheets.Sheet(
    ["nummer", "naam", "plaats"],
    [sheets.Row(2, ["00123", "Zoë Çelik", "Best"]), sheets.Row(3, ["00124", "Jan", "Son"])],
)


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "latin-1"])
@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
@pytest.mark.parametrize("line_end", ["\r\n", "\n", "\r"])
def test_every_way_to_save_it_gives_the_same_table(codec: str, separator: str, line_end: str) -> None:
    text = TEXT.replace(";", separator).replace("\r\n", line_end)
    assert sheets.read(text.encode(codec), "lijst.csv") == PLAIN


def test_the_mark_of_big_endian_utf16_is_read() -> None:
    assert sheets.read(b"\xfe\xff" + TEXT.encode("utf-16-be"), "a.csv") == PLAIN


def test_windows_signs_are_read() -> None:
    assert sheets.read("naam;bedrag\nCafé ‘t Hoekje;€ 5\n".encode("cp1252"), "a.csv").rows[0].cells == [
        "Café ‘t Hoekje",
        "€ 5",
    ]


def test_a_name_that_ends_the_file_in_latin_1_is_no_cut_off_file() -> None:
    assert sheets.read("a;naam\nx;José".encode("latin-1"), "a.csv").rows[0].cells == ["x", "José"]


@pytest.mark.parametrize(
    "text",
    [
        "naam;adres\nJan, P.;Kerkstraat 1, Best\nPiet, Q.;Dorp 2, Son\n",
        "naam,adres\nJan,Dorp 2; achter\nPiet,Dorp 3; voor\n",
        "naam\tadres, plaats; land\nJan\tDorp 2, Best; NL\n",
        'naam;adres\n"Jan; de oude";"a,b,c,d"\n',
    ],
)
def test_the_separator_is_not_taken_from_the_text(text: str) -> None:
    sheet = sheets.read(text.encode(), "a.csv")
    assert len(sheet.headers) == 2
    assert sheet.rows[0].cells[0].startswith("Jan")


def test_excel_may_name_the_separator() -> None:
    sheet = sheets.read(b"sep=,\r\na;b,c\r\nx,y\r\n", "a.csv")
    assert (sheet.headers, sheet.rows) == (["a;b", "c"], [sheets.Row(3, ["x", "y"])])


def test_one_column_is_a_table() -> None:
    assert sheets.read(b"e-mail\na@x.nl\n", "a.csv").rows == [sheets.Row(2, ["a@x.nl"])]


def test_a_row_has_the_line_where_it_starts() -> None:
    sheet = sheets.read(b'\n;;\na;b\n"x\ny\r\nz";1\n\n"p ""q""";2\n;\nlast;3', "a.csv")
    assert sheet.headers == ["a", "b"]
    assert sheet.rows == [
        sheets.Row(4, ["x\ny\r\nz", "1"]),
        sheets.Row(8, ['p "q"', "2"]),
        sheets.Row(10, ["last", "3"]),
    ]


def test_empty_columns_behind_the_last_name_are_nothing() -> None:
    assert sheets.read(b"a; b  c ;;\n1;2;;\n3;4\n", "a.csv") == sheets.Sheet(
        ["a", "b c"], [sheets.Row(2, ["1", "2"]), sheets.Row(3, ["3", "4"])]
    )


def test_a_missing_last_line_end_is_told() -> None:
    assert not sheets.read(TEXT.encode(), "a.csv").unfinished
    assert sheets.read(TEXT.rstrip().encode(), "a.csv").unfinished


def test_a_file_cut_off_between_cells_names_the_line(refused: Refused) -> None:
    wrong = refused("a;b;c\n1;2;3\n4;5")
    assert wrong.params["line"] == 3
    assert str(wrong).startswith("Het bestand houdt op midden in regel 3: 2 van de 3 kolommen.")
    assert wrong.details == [{"line": 3, "message": str(wrong)}]


def test_a_short_row_in_the_middle_names_the_line(refused: Refused) -> None:
    assert str(refused("a;b;c\n1;2\n\n4;5;6\n")).startswith("Regel 2 heeft 2 kolommen, maar de eerste regel heeft er 3.")


def test_a_long_row_names_the_line(refused: Refused) -> None:
    assert str(refused("a;b\n1;2\n4;5;6\n")).startswith("Regel 3 heeft meer kolommen dan de eerste regel (2).")


def test_an_unclosed_quote_names_the_line_where_it_opens(refused: Refused) -> None:
    wrong = refused('a;b\n1;2\n3;"vier\n5;6\n7;8\n')
    assert wrong.params["line"] == 3
    assert "niet meer dicht" in str(wrong)


def test_a_very_long_unclosed_quote_too(refused: Refused) -> None:
    assert refused('a;b\n1;"' + "x;y\n" * 50_000).params["line"] == 2


def test_a_quote_in_an_odd_place_names_the_line(refused: Refused) -> None:
    assert refused('a;b\n1;2\n"3" x;4\n').params["line"] == 3


def test_a_file_cut_off_anywhere_never_loses_a_row_in_silence() -> None:
    """Cut at every byte: either refused, or every row is there and the last is whole or told as unfinished."""
    whole = 'nummer;naam;"plaats"\r\n00123;"Zoë\r\n;Çelik";Best\r\n00124;"Jan ""J""";Ütrecht\r\n'.encode()
    rows = sheets.read(whole, "a.csv").rows
    outcomes = {"refused": 0, "read": 0}
    for cut in range(1, len(whole)):
        try:
            part = sheets.read(whole[:cut], "a.csv")
        except sheets.Unreadable:
            outcomes["refused"] += 1
            continue
        outcomes["read"] += 1
        for got, want in zip(part.rows, rows, strict=False):
            assert got == want or (part.unfinished and got is part.rows[-1] and want.cells[-1].startswith(got.cells[-1]))
    assert outcomes["refused"] > outcomes["read"]


def test_utf8_cut_inside_a_letter_is_cut_off_and_not_another_encoding(refused: Refused) -> None:
    data = "naam;plaats\nJan;Best\nZoë;Çé".encode()
    assert "houdt op midden in regel 3" in str(refused(data[:-1]))
    assert "houdt op midden in regel 2" in str(refused("naam;plaats\nJan;Zoë".encode()[:-1]))
    assert "houdt op midden in regel 2" in str(refused("naam;plaats\nJan;Zoë".encode("utf-16")[:-1]))


def test_a_file_of_two_encodings_is_refused_with_its_line(refused: Refused) -> None:
    wrong = refused("naam;plaats\nZoë;Best\n".encode() + "José;Son\n".encode("latin-1"))
    assert wrong.params["line"] == 3
    assert "niet te lezen" in str(wrong)


def test_bytes_that_no_windows_writes_are_refused(refused: Refused) -> None:
    assert refused(b"naam;plaats\nJan;Best\nP\x81t;Son\n").params["line"] == 3


def test_nul_bytes_are_refused_with_their_line(refused: Refused) -> None:
    assert refused(b"naam;plaats\nJan;B\x00st\n").params["line"] == 2
    refused("naam;plaats\nJan;Best\n".encode("utf-16-le"))  # without its mark


@pytest.mark.parametrize("data", [b"", b"\n\r\n", b"\xef\xbb\xbf", b"\x00\x00", b";;;\n;;\n", b" \t\n"])
def test_an_empty_file_is_named_as_such(refused: Refused, data: bytes) -> None:
    assert "leeg" in str(refused(data)) or "geen gegevens" in str(refused(data))


def test_a_missing_header_is_noticed(refused: Refused) -> None:
    text = "00123;Jan;Kerkstraat;12;1234AB;c1\n00124;Piet;Dorp;2;1234 AB;c2\n"
    assert "namen van de kolommen ontbreken: regel 1" in str(refused(text))
    assert "namen van de kolommen ontbreken: regel 2" in str(refused("\na@x.nl\nb@x.nl\n"))
    assert sheets.read(b"groep;2024;2025\nx;1;2\n", "a.csv").headers == ["groep", "2024", "2025"]


def test_a_doubled_name_of_a_column_is_refused(refused: Refused) -> None:
    wrong = refused("naam;plaats; NAAM \n1;2;3\n")
    assert "“NAAM” staat er twee keer in: kolom A en kolom C" in str(wrong)


def test_a_column_without_name_is_refused(refused: Refused) -> None:
    assert str(refused("naam;;plaats\n1;2;3\n")).startswith("Kolom B heeft geen naam.")
    assert "Kolom AB" in str(refused(";".join(f"k{n}x" if n != 27 else "" for n in range(30)) + "\n"))


def test_limits_are_said_in_words(refused: Refused) -> None:
    small = sheets.Limits(bytes=2_000_000, rows=2, columns=3)
    assert "te groot: 3 MB. Een bestand mag hoogstens 2 MB zijn" in str(refused(b"a;b\n" + b"x" * 2_000_000, limits=small))
    assert "meer dan 2 regels" in str(refused("a;b\n1;2\n1;2\n1;2\n", limits=small))
    assert len(sheets.read(b"a;b\n1;2\n1;2\n", "a.csv", small).rows) == 2
    assert "meer dan 3 kolommen" in str(refused("a;b;c;d\n", limits=small))
    assert (sheets.LIMITS.bytes, sheets.LIMITS.rows, sheets.LIMITS.columns) == (20_000_000, 250_000, 60)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "oud Excel-bestand"),
        (b"%PDF-1.7\n%\xe2\xe3", "een PDF"),
        (b"<html><table><tr><td>a", "een webpagina"),
        (b"\r\n<!DOCTYPE html>", "een webpagina"),
        (b"\x1f\x8b\x08\x00abc", "ingepakt"),
        (b"PK\x03\x04 broken", "beschadigd"),
        (b"PK\x05\x06" + b"\x00" * 18, "geen Excel-bestand"),
        (b"\x89PNG\r\n\x1a\n", "geen tabel"),
        (b"{\\rtf1 a}", "geen tabel"),
    ],
)
@pytest.mark.parametrize("name", ["lijst.csv", "lijst.xlsx"])
def test_another_kind_of_file_is_told_by_its_content(refused: Refused, data: bytes, said: str, name: str) -> None:
    wrong = refused(data, name)
    assert said in str(wrong)
    assert name in str(wrong)


def test_the_name_of_a_file_is_shown_without_tricks(refused: Refused) -> None:
    assert str(refused(b"", "a\u202evsc.\r\n%s" + "b" * 300)).startswith("“avsc. %sbbb")
    assert len(str(refused(b"", "b" * 300))) < 200


@given(st.binary(max_size=300))
def test_any_bytes_are_a_table_or_refused(data: bytes) -> None:
    try:
        sheet = sheets.read(data, "a.csv")
    except sheets.Unreadable:
        return
    assert all(len(row.cells) == len(sheet.headers) for row in sheet.rows)
