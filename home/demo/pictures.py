"""Pictures of the demo, drawn here: a plan, a chart, a scene. So the project carries no pictures of anybody's home."""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter, ImageFont

FONT = Path(__file__).parents[2] / "static" / "fonts" / "AtkinsonHyperlegible-Regular.ttf"
INK, PAPER, GREEN, WATER, BRICK, WARM = "#22302e", "#fbfaf6", "#7fae6f", "#9cc4d8", "#b5654a", "#d98f3c"


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONT, size)


def _as_png(sheet: Image.Image) -> bytes:
    out = io.BytesIO()
    sheet.save(out, "PNG")
    return out.getvalue()


def three_trees() -> bytes:
    """A tenant's own plan of where trees may come."""
    sheet = Image.new("RGB", (1200, 800), PAPER)
    draw = ImageDraw.Draw(sheet)
    draw.rectangle((0, 640, 1200, 800), fill=WATER)
    draw.rectangle((0, 330, 1200, 600), fill="#dbe8cf")
    draw.rectangle((80, 40, 1120, 230), fill=BRICK)
    for left in range(120, 1100, 110):
        draw.rectangle((left, 80, left + 60, 150), fill=PAPER)
    for number, x in enumerate((250, 600, 950), 1):
        draw.ellipse((x - 80, 380, x + 80, 540), fill=GREEN, outline=INK, width=4)
        draw.text((x, 460), str(number), font=_font(60), fill=INK, anchor="mm")
    draw.rectangle((690, 500, 850, 530), fill="#8a6a4a")
    for text, x, y in (("flat", 600, 195), ("gras", 80, 570), ("bank", 770, 565), ("jaagpad", 600, 620), ("kanaal", 600, 720)):
        draw.text((x, y), text, font=_font(36), fill=INK, anchor="mm")
    return _as_png(sheet)


def a_corner_of_garden() -> bytes:
    """Soft like a photo: evening sky, grass, lavender and a bench."""
    sheet = Image.linear_gradient("L").resize((1280, 960))
    sky = Image.composite(Image.new("RGB", sheet.size, "#f3d9b5"), Image.new("RGB", sheet.size, "#8fb7d6"), sheet)
    draw = ImageDraw.Draw(sky)
    draw.polygon([(0, 620), (1280, 560), (1280, 960), (0, 960)], fill="#6f9a5d")
    for place in range(90):
        x, y = (place * 137) % 560 + 60, 640 + (place * 71) % 230
        draw.line((x, y + 60, x + 6, y), fill="#4d7445", width=5)
        draw.ellipse((x - 7, y - 34, x + 17, y + 8), fill="#8673b8")
    draw.rectangle((790, 360, 830, 700), fill="#6d5138")
    draw.ellipse((640, 150, 980, 480), fill="#58814b")
    draw.rectangle((860, 700, 1180, 724), fill="#8a6a4a")
    for left in (880, 1140):
        draw.rectangle((left, 724, left + 22, 800), fill="#6d5138")
    out = io.BytesIO()
    sky.filter(ImageFilter.GaussianBlur(3)).save(out, "JPEG", quality=90)
    return out.getvalue()


def measured_winter() -> bytes:
    """A chart of one person's own measuring."""
    sheet = Image.new("RGB", (1100, 640), PAPER)
    draw = ImageDraw.Draw(sheet)
    draw.text((60, 40), "Minder gas in een winter, in kubieke meter", font=_font(40), fill=INK)
    for row, (label, amount) in enumerate((("gordijn boven de radiator", 62), ("tussendeur dicht", 48), ("zolder uit", 35), ("folie", 12))):
        top = 150 + row * 110
        draw.text((60, top + 30), label, font=_font(34), fill=INK, anchor="lm")
        draw.rectangle((500, top, 500 + amount * 8, top + 60), fill=WARM)
        draw.text((520 + amount * 8, top + 30), str(amount), font=_font(34), fill=INK, anchor="lm")
    return _as_png(sheet)


def window_vent() -> bytes:
    """A vent above a window with the mark everybody talks about; taller than wide."""
    sheet = Image.new("RGB", (720, 960), "#e9e4d8")
    draw = ImageDraw.Draw(sheet)
    draw.rectangle((90, 60, 630, 900), fill="#ffffff", outline=INK, width=6)
    draw.rectangle((120, 90, 600, 190), fill="#c9ccc9", outline=INK, width=4)
    for left in range(150, 590, 44):
        draw.rectangle((left, 110, left + 24, 170), fill="#5c6664")
    draw.line((280, 70, 280, 215), fill="#c0392b", width=14)
    draw.text((300, 225), "tot hier open", font=_font(46), fill="#a32c20")
    draw.rectangle((140, 300, 580, 860), fill=WATER)
    draw.line((360, 300, 360, 860), fill="#ffffff", width=16)
    return _as_png(sheet)


def thermostat() -> bytes:
    sheet = Image.new("RGB", (900, 600), "#d9d4c8")
    draw = ImageDraw.Draw(sheet)
    for left, colour, text in ((70, "#3e9b57", "groen: contact"), (490, WARM, "oranje: zoekt contact")):
        draw.rounded_rectangle((left, 90, left + 340, 430), radius=40, fill="#ffffff", outline=INK, width=5)
        draw.text((left + 170, 240), "20°", font=_font(120), fill=INK, anchor="mm")
        draw.ellipse((left + 150, 350, left + 190, 390), fill=colour)
        draw.text((left + 170, 500), text, font=_font(36), fill=INK, anchor="mm")
    return _as_png(sheet)


PICTURES: dict[str, tuple[Callable[[], bytes], str]] = {
    "Dank u. Meneer Sjors, samen wij kunnen dit.": (
        three_trees,
        "Een tekening van het gras tussen de flat en het kanaal, met drie bomen en een bank",
    ),
    "Sinds twee jaar doe ik met zes buren": (a_corner_of_garden, "Lavendel, een boom en een bank op het driehoekje"),
    "Ik heb het een winter gemeten": (
        measured_winter,
        "Vier balken: gordijn 62, tussendeur 48, zolder uit 35 en folie 12 kubieke meter gas minder",
    ),
    "Ik heb er gisteren negen gezet": (window_vent, "Een rooster boven een raam met een rood streepje: tot hier open"),
    "Ik heb er ook zo een, in het Sluiskwartier.": (thermostat, ""),
}
"""By how the text of the post begins, with what there is to see. One has no description: not everybody writes one."""


def picture_for(text: str) -> tuple[bytes, str] | None:
    return next(((draw(), words) for start, (draw, words) in PICTURES.items() if text.startswith(start)), None)
