from __future__ import annotations

import dataclasses
import io
import json
import logging
import os
import re
import sys
import unicodedata
import xml.etree.ElementTree as ET
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from sizes import size

from foundation.letters import Letter, glyphs, pdf, qr_png, qr_svg, unprintable

CREATED = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
PLAIN = Letter(
    sender_name="Wooncorporatie De Brug",
    sender_lines=("Postbus 123", "5600 AA Eindhoven"),
    address=("Mevrouw Ş. Çelik-Đorđević", "Kerkstraat 12 B", "5611 AB  EINDHOVEN"),
    place_and_date="Eindhoven, maandag 23 november 2026",
    subject="Denk mee over het groen",
    paragraphs=("Beste mevrouw Çelik,", "U kunt meepraten. Dat is geheel vrijwillig.\nOok op papier."),
    code="7K3M-9PQR-XY2ZT",
    code_label="Uw code",
    url="https://example.org/brief",
    qr_label="Scan met uw telefoon, of typ dit adres:",
    closing=("Met vriendelijke groet,", "", "Anja de Wit"),
    help_line="Vragen? Bel Anja de Wit: 040 123 45 68.",
)


def letter(**changes: Any) -> Letter:
    return dataclasses.replace(PLAIN, **changes)


def read(*letters: Letter, title: str = "Brieven") -> PdfReader:
    return PdfReader(io.BytesIO(pdf(letters, title, CREATED)), strict=True)


def text_of(*letters: Letter) -> str:
    return "\n".join(page.extract_text() for page in read(*letters).pages)


def shared(name: str) -> Any:
    folder = Path(os.environ.get("MEEDENKERS_SHARED", Path(__file__).parents[3] / "shared" / "data"))
    path = folder / "security" / name
    if not path.exists() and os.environ.get("MEEDENKERS_REQUIRE_ALL") != "1":
        pytest.skip(f"{path} is not here")
    return json.loads(path.read_text("utf-8"))


def test_everything_stands_in_the_letter_in_reading_order() -> None:
    found = text_of(PLAIN)
    parts = [line for text in PLAIN.texts() for line in text.split("\n") if line and text != PLAIN.help_line]
    places = [found.index(part) for part in parts]
    assert places == sorted(places)
    assert PLAIN.help_line in found


def test_the_file_says_what_it_is() -> None:
    paper = read(PLAIN, title="Brieven <b>&\x00 Çelik")
    assert paper.metadata is not None
    assert paper.metadata.title == "Brieven <b>& Çelik"
    assert paper.metadata.creation_date == CREATED
    root: Any = paper.trailer["/Root"]
    assert root["/Lang"] == "nl"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert {font["/BaseFont"].split("+")[-1] for page in paper.pages for font in fonts(page)} == {
        "AtkinsonHyperlegible",
        "AtkinsonHyperlegibleBold",
    }


def fonts(page: Any) -> list[Any]:
    return [font.get_object() for font in page["/Resources"]["/Font"].values()]


def test_every_font_travels_with_the_file() -> None:
    for font in fonts(read(letter(sender_name="Иван")).pages[0]):
        assert "/FontFile2" in font["/DescendantFonts"][0].get_object()["/FontDescriptor"]


def test_the_file_can_be_read_aloud() -> None:
    """Every piece of content is tagged or marked as decoration, and the tree leads to each piece, in order."""
    paper = read(PLAIN, letter(paragraphs=("Lang verhaal. " * 30,) * 12, address=("محمد", "מרים", "Иван")))
    root: Any = paper.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    [document] = root["/StructTreeRoot"]["/K"]
    elements = [child.get_object() for child in document.get_object()["/K"]]
    assert [child["/S"] for child in elements].count("/H1") == 2
    [alt, _other] = [child["/Alt"] for child in elements if child["/S"] == "/Figure"]
    assert alt == "QR: https://example.org/brief"
    assert len(paper.pages) > 2
    for page in paper.pages:
        content = page.get_contents().get_data()  # type: ignore[union-attr]
        marked = [int(number) for number in re.findall(rb"/MCID (\d+)", content)]
        assert marked == list(range(len(marked)))
        mine = [child for child in elements if child.raw_get("/Pg").idnum == page.indirect_reference.idnum]  # type: ignore[union-attr]
        assert [child["/K"][0] for child in mine] == marked
        open_, depth = 0, []
        for operator in re.findall(rb"(?<=\s)(BDC|BMC|EMC|Tj|re|Do|S)(?=\s)", content):
            open_ += {b"BDC": 1, b"BMC": 1, b"EMC": -1}.get(operator, 0)
            depth.append(open_)
            assert open_ >= 1 or operator == b"EMC", operator
        assert open_ == 0 and max(depth) <= 2


def test_the_address_stands_in_the_window_of_the_envelope() -> None:
    places: list[tuple[float, float, str]] = []

    def note(text: str, _cm: Any, tm: Any, _font: Any, _size: Any) -> None:
        if text.strip():
            places.append((tm[4] / 72 * 25.4, 297 - tm[5] / 72 * 25.4, text.strip()))

    many = (*PLAIN.address, "Derde etage, deur aan de achterkant van het gebouw, bel bij de buren", "a" * 300, "Nederland", "Extra")
    for address in (PLAIN.address, many):
        places.clear()
        read(letter(address=address)).pages[0].extract_text(visitor_text=note)
        window = [text for x, y, text in places if 20 <= x <= 110 and 45 <= y <= 90]
        assert "".join(window).replace(" ", "") == "".join(address).replace(" ", "")


def test_each_letter_starts_a_page_and_counts_its_own_pages() -> None:
    long = letter(paragraphs=("Een lange alinea over van alles en nog wat. " * 12,) * 10)
    pages = [page.extract_text() for page in read(PLAIN, long, PLAIN).pages]
    assert [PLAIN.address[1] in page for page in pages] == [True, True, False, False, True]
    assert [re.findall(r"\d / \d", page) for page in pages] == [[], ["1 / 3"], ["2 / 3"], ["3 / 3"], []]
    assert all(PLAIN.help_line in page for page in pages)
    assert squeezed("".join(pages)).count("Eenlangealinea") == 12 * 10


@pytest.mark.parametrize("paragraphs", [1, 2, 3, 4, 5, 8, 9, 12])
@pytest.mark.parametrize("framed", [True, False])
def test_no_line_and_no_closing_stands_alone(paragraphs: int, framed: bool) -> None:
    one = letter(paragraphs=("Vier regels over het groen in uw buurt en wat u ervan vindt. " * 5,) * paragraphs)
    pages = [page.extract_text() for page in read(one if framed else dataclasses.replace(one, code=None, url=None)).pages]
    last = pages[-1].split("Met vriendelijke groet,")
    assert len(last) == 2
    assert "Uw code" in last[0] if framed else last[0].count("groen") >= 1
    for page in pages[1:]:
        body = page.split("Vragen?")[0].split("Uw code")[0].split("Met vriendelijke")[0].strip().splitlines()
        assert len(body) != 1


def test_two_hundred_letters_are_two_hundred_pages() -> None:
    letters = [letter(address=(f"Familie {n}", "Straat 1"), url=f"https://example.org/{n}") for n in range(200)]
    data = pdf(letters, "Brieven", CREATED)
    pages = PdfReader(io.BytesIO(data)).pages
    assert len(pages) == 200
    assert "Familie 199" in pages[199].extract_text()
    assert len(data) < 2_000_000


def test_same_letters_same_bytes() -> None:
    assert pdf([PLAIN], "Brieven", CREATED) == pdf([letter()], "Brieven", CREATED)
    assert pdf([PLAIN], "Brieven", CREATED) != pdf([PLAIN], "Brieven", CREATED.replace(year=2027))


def test_a_letter_needs_little() -> None:
    bare = Letter("", (), (), "", "", ())
    assert text_of(bare) == ""
    assert text_of(dataclasses.replace(bare, address=("Jan",))) == "Jan"
    assert "Uw code" not in text_of(letter(code=None, url=None))
    assert "7K3M" in text_of(letter(url=None))
    assert "https://example.org/brief" in text_of(letter(code=None))


def test_what_makes_no_file_is_refused() -> None:
    with pytest.raises(ValueError, match="no letters"):
        pdf([], "x", CREATED)
    with pytest.raises(ValueError, match="time zone"):
        pdf([PLAIN], "x", CREATED.replace(tzinfo=None))


# --- names and other text of strangers


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def test_no_known_name_breaks_the_letter_or_vanishes() -> None:
    names = shared("names-unicode.json")
    assert len(names) > 40
    letters = [letter(address=(name, "Straat 1"), paragraphs=(f"Beste {name},",)) for name in names]
    pages = [page.extract_text() for page in read(*letters).pages]
    assert len(pages) == len(names)
    for name, one, found in zip(names, letters, pages, strict=True):
        assert not re.search("[\u202a-\u202e\u2066-\u2069\u200b\x00-\x08]", found)
        assert ("\u25a1" in found) == bool(unprintable(one))
        shown = squeezed(glyphs.printable(name))  # the reader turns right-to-left words back
        assert shown == "" or squeezed(found).count(shown) >= 2


@pytest.mark.parametrize(
    "name", ["Ştefan Țurcanu", "Łukasz Żółć", "Đặng Thị", "İbrahim Işık", "Ίων", "Юлия", "ⵎⴰⵔⵢⴰⵎ", "Ǻ ĳ ſ ẞ", "გიორგი", "Արամ"]
)
def test_names_in_many_scripts_have_their_letters(name: str) -> None:
    assert unprintable(letter(address=(name,))) == ""
    found = squeezed(text_of(letter(address=(name,), subject=name, paragraphs=())))
    assert found.count(squeezed(name)) == 2  # in plain and in bold type


def test_what_no_font_has_is_a_box_and_can_be_asked_for() -> None:
    one = letter(address=("王小明 Jan 王 👩\u200d👧",))
    assert unprintable(one) == "王小明👩👧"
    assert "□□□ Jan □ □□" in text_of(one)
    assert unprintable(PLAIN) == ""


def test_arabic_letters_are_joined_and_run_from_the_right() -> None:
    shown = glyphs.drawn("محمد")
    assert shown == "\ufeaa\ufee4\ufea4\ufee3"
    assert unicodedata.normalize("NFKC", shown[::-1]) == "محمد"
    assert glyphs.drawn("سلام") == "\ufee1\ufefc\ufeb3"  # lam and alef are one sign
    assert glyphs.drawn("مَريم")[-2:] == "\ufee3\u064e"  # the vowel stays on its letter and does not part the word
    assert glyphs.drawn("דוד לוי") == "יול דוד"
    assert glyphs.drawn("Jan מרים 12 Best") == "Jan " + "מרים"[::-1] + " 12 Best"


@given(st.text())
def test_turning_a_line_loses_no_letter(text: str) -> None:
    seen = glyphs.printable(text)
    there = unicodedata.normalize("NFKC", glyphs.drawn(seen))
    assert sorted(squeezed(there)) == sorted(squeezed(seen))
    if not any(unicodedata.bidirectional(sign) in ("R", "AL") for sign in seen):
        assert glyphs.drawn(seen) == seen


def test_a_searcher_finds_the_letters_in_the_order_they_are_written() -> None:
    content = read(letter(address=("מרים",))).pages[0].get_contents().get_data()  # type: ignore[union-attr]
    assert ("\ufeffמרים".encode("utf-16-be").hex()).encode() in content


@pytest.mark.parametrize(
    "text",
    [
        "**vet** __lijn__ --streep-- [link](https://x.test)",
        "<b>vet</b> <img src='/etc/passwd'> &amp;",
        "{nb} {{7*7}} %s %(naam)s {0.__class__}",
        ") Tj ET Q (\\",
        "\\n \\x41 \\",
    ],
)
def test_text_is_taken_literally(text: str) -> None:
    found = squeezed(text_of(letter(address=(text,), paragraphs=(text,), subject=text, closing=(text,), help_line=text, url=None)))
    assert found.count(squeezed(text)) == 5


def test_invisible_signs_do_not_steer_the_text() -> None:
    found = text_of(letter(address=("\u202enaJ\u202c Jan\r\nPiet\x1b[31m", "a\u2028b"), paragraphs=("x\u2029y\u00ad\u200bz",)))
    assert "naJ Jan Piet[31m" in found
    assert "a b" in found
    assert "x\nyz" in found


@settings(max_examples=size(12, 500), deadline=None)
@given(st.text(max_size=400), st.text(max_size=60))
def test_any_text_makes_a_letter(long: str, short: str) -> None:
    one = letter(
        address=(short, long), subject=short, paragraphs=(long, short), closing=(short,), code=short, help_line=long, sender_name=long
    )
    assert len(read(one, title=long).pages) >= 1


def test_a_text_opens_no_file_and_no_socket_and_writes_no_log(caplog: pytest.LogCaptureFixture) -> None:
    opened: list[str] = []
    watching = True

    def watch(event: str, args: tuple[Any, ...]) -> None:
        if watching and (event == "open" or event.startswith(("socket.", "subprocess.", "urllib."))):
            opened.append(f"{event} {args[0]}" if event == "open" else event)

    text = "file:///etc/passwd http://127.0.0.1:9/x.png <img src=/etc/passwd> /etc/passwd ../../etc/passwd 王"
    pdf([letter(url=None)], "warm", CREATED)  # libraries are loaded now
    with caplog.at_level(logging.INFO):
        sys.addaudithook(watch)
        pdf(
            [letter(sender_name=text, address=(text,), subject=text, paragraphs=(text,), code=text, url=text, closing=(text,))],
            text,
            CREATED,
        )
        watching = False
    fonts_and_code = re.compile(rf"open ({re.escape(str(glyphs.FONTS))}/|.*\.(py|pyc|so|tbl|dat)$)")
    assert opened
    assert [each for each in opened if not fonts_and_code.match(each)] == []
    assert caplog.text == ""


# --- the square code


def test_a_square_code_for_the_page_has_a_label_and_no_style() -> None:
    svg = qr_svg("https://example.org/?a=1&b=<x>", "Adres <b>& meer")
    root = ET.fromstring(svg)
    assert root.get("class") == "qr"
    assert root.get("viewBox")
    assert [each.text for each in root if each.tag.endswith("title")] == ["Adres <b>& meer"]
    assert "style" not in svg and "<script" not in svg and "width=" not in svg.split(">")[0].replace("stroke-width=", "")
    assert not svg.startswith("<?xml")


def test_a_square_code_as_picture_differs_by_text() -> None:
    assert qr_png("https://example.org/1").startswith(b"\x89PNG\r\n\x1a\n")
    assert qr_png("https://example.org/1") != qr_png("https://example.org/2")
