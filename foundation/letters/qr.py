"""Square codes for telephones."""

from __future__ import annotations

import io

import segno


def qr_png(text: str, scale: int = 8, border: int = 4) -> bytes:
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="png", scale=scale, border=border)
    return out.getvalue()


def qr_svg(text: str, label: str) -> str:
    """An `<svg>` to put in a page as it is: no size (style it by its class `qr`), no script, no style. `label` is its text for who
    does not see it."""
    return str(
        segno.make(text, error="m", micro=False).svg_inline(
            border=4, omitsize=True, svgclass="qr", lineclass=None, title=label, light="#fff"
        )
    )
