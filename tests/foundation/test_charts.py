"""Charts: every text escaped, no style of their own, all of it inside the narrowest phone."""

from __future__ import annotations

import re
from collections.abc import Callable
from xml.etree import ElementTree

import pytest
from markupsafe import Markup
from playwright.sync_api import sync_playwright
from servers import CHROMIUM_FLAGS, chromium_path

from foundation.charts import bars, funnel

EVIL = """"><script>alert(1)</script><b onclick='x'>&amp; {0} {x} %s </title>\0\u202e"""
SVG = "{http://www.w3.org/2000/svg}"


def a_funnel(text: str = "Uitgenodigd") -> Markup:
    return funnel([(text, 12_480), (text, 80), (text, 1), (text, 0)], text, text, write=lambda n: f"{n:,}".replace(",", ".") + text[:0])


def some_bars(text: str = "55 en ouder") -> Markup:
    return bars([(text, [0.24, 0.1, 0.081]), (text, [0.7, None, 0.0])], [text, text, text], text, text, unknown=text[:3])


BOTH = pytest.mark.parametrize("draw", [a_funnel, some_bars])


def tree(chart: Markup) -> ElementTree.Element:
    return ElementTree.fromstring(str(chart))


@BOTH
def test_texts_are_escaped(draw: Callable[[str], Markup]) -> None:
    root = tree(draw(EVIL))
    assert {element.tag.removeprefix(SVG) for element in root.iter()} == {"svg", "title", "desc", "text", "tspan", "rect", "line"}
    assert "<script>alert(1)</script>" in (root.findtext(SVG + "title") or "")
    assert "{0} {x} %s" in (root.findtext(SVG + "desc") or "")
    assert "\0" not in draw(EVIL)
    assert "\u202e" not in draw(EVIL)


def test_what_write_and_unknown_give_is_escaped_too() -> None:
    assert "<b>" not in funnel([("a", 1)], "t", "d", write=lambda n: "<b>")
    assert "<b>" not in bars([("a", [None, 1.0])], ["a", "b"], "t", "d", write=lambda n: "<b>", unknown="<b>")


@BOTH
def test_a_strict_policy_lets_it_through_and_a_screen_reader_reads_it(draw: Callable[[], Markup]) -> None:
    root = tree(draw())
    allowed = {"class", "x", "y", "x1", "x2", "y1", "y2", "dx", "width", "height", "fill", "stroke", "role", "aria-label", "font-size"}
    assert {name for element in root.iter() for name in element.attrib} <= allowed
    assert root.get("role") == "img"
    assert root.get("aria-label")
    assert root[0].tag == SVG + "title"
    assert root[1].tag == SVG + "desc"
    assert root.get("width") == "100%"


def test_funnel() -> None:
    root = tree(funnel([("Kregen een brief", 200), ("Schreven mee", 50), ("Kwamen", 0)], "Van brief tot avond", "200 brieven."))
    assert [element.get("width") for element in root.iter(SVG + "rect")] == ["70%", "17.5%", "0%"]
    assert ["".join(element.itertext()) for element in root.iter(SVG + "text")] == [
        "Kregen een brief",
        "200",
        "Schreven mee",
        "50",
        "Kwamen",
        "0",
    ]
    assert root.get("aria-label") == "Van brief tot avond. 200 brieven"


def test_one_among_thousands_is_seen() -> None:
    root = tree(funnel([("a", 1_000_000), ("b", 1)], "t", "d"))
    assert [element.get("width") for element in root.iter(SVG + "rect")] == ["70%", "0.5%"]


def test_bars_carry_a_letter_not_only_a_colour() -> None:
    root = tree(bars([("18 tot 35", [0.2, None]), ("35 en ouder", [0.8, 0.4])], ["Alle huurders", "Panel"], "t", "d"))
    texts = ["".join(element.itertext()) for element in root.iter(SVG + "text")]
    assert texts == ["A", "Alle huurders", "B", "Panel", "18 tot 35", "A", "20%", "B", "–", "35 en ouder", "A", "80%", "B", "40%"]
    drawn = [(element.get("class"), element.get("width")) for element in root.iter(SVG + "rect") if element.get("height") == "18"]
    assert drawn == [("chart-a", "17.5%"), ("chart-a", "70%"), ("chart-b", "35%")]


def test_bars_that_do_not_fit_together_are_refused() -> None:
    with pytest.raises(ValueError, match="at most 3"):
        bars([("a", [1, 1, 1, 1])], ["a", "b", "c", "d"], "t", "d")
    with pytest.raises(ValueError, match="each population"):
        bars([("a", [1])], ["a", "b"], "t", "d")


@pytest.mark.parametrize(
    "chart", [funnel([], "t", "d"), bars([], [], "t", "d"), bars([("a", [0.0, None])], ["x", "y"], "t", "d"), funnel([("", 0)], "", "")]
)
def test_nothing_to_draw(chart: Markup) -> None:
    assert tree(chart).tag == SVG + "svg"


@pytest.mark.parametrize("share", [float("nan"), float("inf"), -1.0])
def test_numbers_that_are_none(share: float) -> None:
    widths = [element.get("width") or "" for element in tree(bars([("a", [share, 0.5])], ["x", "y"], "t", "d")).iter(SVG + "rect")]
    assert all(re.fullmatch(r"\d+(\.\d+)?%", width) for width in widths)


@pytest.mark.browser
def test_nothing_sticks_out_or_overlaps_on_the_narrowest_phone() -> None:
    long = "Huishoudens in de wijk die een brief kregen en nooit iets van zich lieten horen of toch wel"
    charts = "".join(map(str, [a_funnel(), a_funnel(long), some_bars(), some_bars(long), some_bars("woord" * 30)]))
    page = f"<!doctype html><meta name=viewport content='width=device-width'><body style='margin:16px;font-family:sans-serif'>{charts}"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=CHROMIUM_FLAGS)
        tab = browser.new_page(viewport={"width": 320, "height": 640})
        tab.set_content(page)
        wrong = tab.evaluate("""() => [...document.querySelectorAll("svg")].flatMap((svg, number) => {
            const frame = svg.getBoundingClientRect();
            const inside = [...svg.querySelectorAll("text, rect")].map(one => [one, one.getBoundingClientRect()]);
            const out = inside.filter(([one, box]) => box.width && (box.right > frame.right + 1 || box.left < frame.left - 1
                || box.bottom > frame.bottom + 6 || box.top < frame.top - 1)).map(([one]) => `${number}: out ${one.outerHTML}`);
            const texts = inside.filter(([one, box]) => one.tagName === "text" && box.width);
            const over = texts.filter(([one, a], i) => texts.slice(i + 1).some(([_, b]) =>
                a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 4 && b.top < a.bottom - 4))
                .map(([one]) => `${number}: over ${one.outerHTML}`);
            return [...out, ...over];
        })""")
        browser.close()
    assert wrong == []
