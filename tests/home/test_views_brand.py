"""The corporation's own colours and logo: on every page, kept by the browser, refused at start when they cannot be read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import make_settings
from flask import Flask

from config import Site
from foundation.house import House
from wsgi import create_app

LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 2"><rect width="4" height="2"/></svg>'


@pytest.fixture
def branded(app: Flask, tmp_path: Path) -> Iterator[Flask]:
    house: House = app.extensions["house"]
    (tmp_path / "logo.svg").write_text(LOGO)
    app.extensions["house"] = replace(house, colour="#003b7a", second_colour="#d35400", logo="logo.svg", data=tmp_path)
    yield app
    app.extensions["house"] = house


def test_without_a_brand_a_page_has_the_look_of_the_house(app: Flask) -> None:
    client = app.test_client()
    page = client.get("/").text
    assert "huisstijl.css" not in page and 'class="logo"' not in page
    assert [client.get(path).status_code for path in ("/huisstijl.css", "/logo")] == [404, 404]


def test_colours_and_logo_stand_on_every_page_and_are_kept(branded: Flask) -> None:
    client = branded.test_client()
    page = client.get("/").text
    assert page.index("base.css") < page.index("/huisstijl.css?v=003b7ad35400") < page.index("print.css")
    assert 'alt="Woonstichting De Linde"' in page
    sheet, logo = client.get("/huisstijl.css"), client.get("/logo")
    assert "--accent: #003b7a" in sheet.text and "prefers-color-scheme: dark" in sheet.text
    assert logo.mimetype == "image/svg+xml" and logo.text == LOGO
    for answer in (sheet, logo):
        assert "immutable" in answer.headers["Cache-Control"]
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"], "a script in an SVG stays dead"
        assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"colour": "#e2001a", "second_colour": "#b0661a"}, "#d20018"),
        ({"colour": "#003b7a"}, "second_colour"),
        ({"logo": "../secret"}, "Instelling logo"),
        ({"logo": "absent.png"}, "Instelling logo"),
        ({"logo": "heavy.png"}, "hoogstens 60 kB"),
    ],
)
def test_a_brand_that_cannot_be_used_stops_the_start_with_one_line(
    wrong: dict[str, str], says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "heavy.png").write_bytes(b"x" * 70_000)
    settings = replace(make_settings(tmp_path, "sqlite://"), site=Site(**wrong))
    with pytest.raises(SystemExit) as stop:
        create_app(settings)
    said = capsys.readouterr().err
    assert stop.value.code == 2 and says in said and said.count("\n") == 1
