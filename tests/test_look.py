"""The look keeps its promises: contrast in light and dark, a small page, nothing inline."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import brotli
import pytest
from flask import Flask

from foundation import brand
from foundation.brand import contrast

ROOT = Path(__file__).parent.parent
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SHEETS = sorted((ROOT / "static").glob("*.css"))
GROUNDS = ("paper", "sheet", "tint")

_TOKEN = re.compile(r"--([\w-]+):\s*(#[0-9a-fA-F]{6})\s*;")
_TAG = re.compile(r"<[a-zA-Z][^<>]*>", re.DOTALL)
_CODE = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)


def tokens(scheme: str) -> dict[str, str]:
    """The colours of base.css; dark ones fall back on light ones."""
    css = (ROOT / "static" / "base.css").read_text()
    light, dark = css.split("@media (prefers-color-scheme: dark)", 1)
    found = dict(_TOKEN.findall(light.split(":root", 1)[1].split("}", 1)[0]))
    if scheme == "dark":
        found |= dict(_TOKEN.findall(dark.split(":root", 1)[1].split("}", 1)[0]))
    return found


TEXT = [
    *((text, ground) for text in ("ink", "soft", "link", "open", "wait", "done", "stop", "info") for ground in GROUNDS),
    *((text, ground) for text in ("ink", "link") for ground in ("accent-tint", "wait-tint", "stop-tint", "info-tint")),
    ("accent-ink", "accent"),
    ("paper", "ink"),
]
EDGES = [
    *((edge, ground) for edge in ("edge", "focus", "link", "accent", "chart-a", "chart-b", "chart-c") for ground in GROUNDS),
    ("open", "accent-tint"),
    ("wait", "wait-tint"),
    ("stop", "stop-tint"),
    ("info", "info-tint"),
]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("least", "pairs"), [(4.5, TEXT), (3.0, EDGES)], ids=["text", "edges"])
def test_contrast(scheme: str, least: float, pairs: list[tuple[str, str]]) -> None:
    colours = tokens(scheme)
    weak = {
        f"{one} on {other}": round(contrast(colours[one], colours[other]), 2)
        for one, other in pairs
        if contrast(colours[one], colours[other]) < least
    }
    assert weak == {}


def test_the_grounds_a_brand_is_measured_on_are_those_of_the_sheet() -> None:
    names = (*GROUNDS, "wait-tint", "stop-tint", "info-tint")
    assert tuple(tokens("light")[name] for name in names) == brand.LIGHT
    assert tuple(tokens("dark")[name] for name in names) == brand.DARK


@pytest.mark.parametrize("pair", [("#0f5b5a", "#b0661a"), ("#d20018", "#a38300"), ("#003b7a", "#d35400"), ("#000000", "#777777")])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_brand_that_is_taken_is_readable_everywhere(scheme: str, pair: tuple[str, str]) -> None:
    assert brand.why_not_colours(*pair) is None
    light, dark = brand.sheet(*pair).split("@media (prefers-color-scheme: dark)")
    colours = tokens(scheme) | dict(_TOKEN.findall(light if scheme == "light" else dark))
    weak = [(one, other) for one, other in TEXT if contrast(colours[one], colours[other]) < 4.5]
    assert weak + [(one, other) for one, other in EDGES if contrast(colours[one], colours[other]) < 3] == []


@pytest.mark.parametrize(
    ("pair", "says"),
    [
        (("#e2001a", "#b0661a"), "#d20018"),
        (("#0f5b5a", "#ffcc00"), "#a38300"),
        (("teal", "#b0661a"), "#rrggbb"),
        (("#0f5b5a", ""), "second"),
    ],
)
def test_a_brand_that_breaks_contrast_is_refused_with_the_nearest_that_works(app: Flask, pair: tuple[str, str], says: str) -> None:
    with app.app_context():
        assert says in str(brand.why_not_colours(*pair))


def test_every_token_that_is_used_exists() -> None:
    css = "".join(sheet.read_text() for sheet in SHEETS)
    assert set(re.findall(r"var\(--([\w-]+)", css)) <= set(re.findall(r"--([\w-]+):", css))


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_every_brace_is_closed(sheet: Path) -> None:
    """One that a merge lost turns the rest of the sheet off on small screens, and nothing else says so."""
    css = re.sub(r"/\*.*?\*/", "", sheet.read_text(), flags=re.DOTALL)
    assert css.count("{") == css.count("}")


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_colours_come_from_tokens(sheet: Path) -> None:
    """One exception: a QR code is black on white in every scheme."""
    rules = re.sub(r"/\*.*?\*/|:root\s*\{.*?\}|\.qr\s*\{.*?\}", "", sheet.read_text(), flags=re.DOTALL)
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b(?=[^{]*\})|\b(?:rgba?|hsla?)\(", rules) == []


def test_a_first_visit_is_light(app: Flask) -> None:
    """What a browser with nothing in hand loads for the front page, compressed as it goes over the line."""
    client = app.test_client()
    page = client.get("/", headers={"Accept-Encoding": "br"})
    assert page.headers["Content-Encoding"] == "br"
    html = brotli.decompress(page.data).decode()
    parts = {part.split("?")[0]: part for part in re.findall(r"<(?:link|script)[^>]*?(?:href|src)=\"(/[^\"]+)\"", html)}
    parts["/static/fonts/atkinson-bold-2.woff2"] = "/static/fonts/atkinson-bold-2.woff2"
    sizes = {name: len(client.get(address, headers={"Accept-Encoding": "br"}).data) for name, address in parts.items()}
    assert {"/static/base.css", "/static/meedenkers.js", "/static/fonts/atkinson-regular-2.woff2"} <= sizes.keys()
    assert len(page.data) + sum(sizes.values()) <= 60_000, (len(page.data), sizes)


def test_all_scripts_together_are_small() -> None:
    assert sum(len(gzip.compress(script.read_bytes())) for script in (ROOT / "static").glob("*.js")) < 8_000


def test_a_browser_keeps_what_cannot_change(app: Flask) -> None:
    client = app.test_client()
    sheet = re.search(r"/static/base\.css\?v=\w+", client.get("/").text)
    assert sheet
    for address in (sheet[0], "/static/fonts/atkinson-bold-2.woff2"):
        assert "immutable" in client.get(address).headers["Cache-Control"]
    for address in ("/static/base.css", "/static/base.css?v=old", "/static/absent.css?v=1"):
        assert "immutable" not in client.get(address).headers.get("Cache-Control", "")


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: str(template.relative_to(ROOT / "templates")))
def test_nothing_inline(template: Path) -> None:
    """The content security policy would drop it, and only a browser would tell."""
    source = template.read_text()
    assert not [code for code in _CODE.findall(source) if re.search(r"\b(style|on(click|submit|change|input))\s*=", code)]
    for tag in _TAG.findall(_CODE.sub("", source)):
        assert not re.search(r"\sstyle\s*=|\son[a-z]+\s*=|javascript:", tag, re.IGNORECASE), tag
        assert not tag.lower().startswith("<style"), tag
        assert not tag.lower().startswith("<script") or re.search(r"\ssrc\s*=", tag), tag


def test_every_rule_of_a_sheet_is_closed():
    """One bracket lost in a merge takes every rule after it along, and no browser says so."""
    for sheet in SHEETS:
        text = re.sub(r"/\*.*?\*/", "", sheet.read_text("utf-8"), flags=re.S)
        depth = [0]
        for sign in re.findall(r"[{}]", text):
            depth.append(depth[-1] + (1 if sign == "{" else -1))
        assert depth[-1] == 0 and min(depth) == 0, sheet.name
