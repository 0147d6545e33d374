"""Letters on paper, and the square code that leads from paper to a page. The only place that knows fpdf and segno."""

from __future__ import annotations

from foundation.letters.glyphs import unprintable
from foundation.letters.leaflet import Box, Code, Heading, Item, Leaflet, Lines, Part, Text, leaflet_pdf, on_one_page
from foundation.letters.letter import Letter
from foundation.letters.qr import qr_png, qr_svg
from foundation.letters.typesetter import pdf

__all__ = [
    "Box", "Code", "Heading", "Item", "Leaflet", "Letter", "Lines", "Part", "Text", "leaflet_pdf", "on_one_page", "pdf", "qr_png", "qr_svg",
    "unprintable",
]  # fmt: skip
