"""The corporation's own look: two colours and a logo from the settings. A colour that would break contrast is refused at start.

Colours are `#rrggbb`. Contrast is WCAG 2.2, 1.4.3 and 1.4.11: 4.5:1 for text, 3:1 for shapes. For dark screens the same two colours are
lightened until they are readable there, so that nobody has to choose four.
"""

from __future__ import annotations

import re

from foundation.i18n import _

TEXT, SHAPE = 4.5, 3.0
LIGHT = ("#fcfbf7", "#ffffff", "#f1efe7", "#fbf0d9", "#fbe9e6", "#e8f0f8")
"""The light grounds of static/base.css that text and shapes stand on; DARK likewise. A test compares them with the sheet."""
DARK = ("#141b1b", "#1b2424", "#222d2c", "#352a14", "#3b1f1d", "#1b2b3c")
TINT_PART = 0.1


def luminance(colour: str) -> float:
    """Relative luminance of `#rrggbb`, 0 to 1."""
    parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in (one / 255 for one in _parts(colour))]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: str, other: str) -> float:
    """1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _parts(colour: str) -> list[int]:
    return [int(colour[at : at + 2], 16) for at in (1, 3, 5)]


def _mix(colour: str, other: str, part: float) -> str:
    """So much of the first, the rest of the other."""
    return "#" + "".join(f"{round(part * a + (1 - part) * b):02x}" for a, b in zip(_parts(colour), _parts(other), strict=True))


def _weakest(colour: str, grounds: tuple[str, ...]) -> float:
    return min(contrast(colour, ground) for ground in (*grounds, _tint(colour, grounds[0])))


def _tint(colour: str, paper: str) -> str:
    """The ground of what belongs to the reader: paper with a touch of this colour."""
    return _mix(colour, paper, TINT_PART)


def _towards(end: str, colour: str, least: float, grounds: tuple[str, ...]) -> str:
    """The nearest shade on the way to black or white that is readable on all these grounds."""
    return next(shade for step in range(101) if _weakest(shade := _mix(end, colour, step / 100), grounds) >= least)


def why_not_colours(main: str, second: str) -> str | None:
    """Why these two cannot be used; None when they can. Named as in settings.toml."""
    for name, colour, least in (("colour", main, TEXT), ("second_colour", second, SHAPE)):
        if not re.fullmatch(r"#[0-9a-fA-F]{6}", colour):
            return _("Instelling %(name)s: schrijf een kleur als #rrggbb, niet als “%(colour)s”.", name=name, colour=colour)
        if (ratio := _weakest(colour, LIGHT)) < least:
            nearest = _towards("#000000", colour, least, LIGHT)
            return _(
                "Instelling %(name)s: %(colour)s is te licht om te lezen (contrast %(ratio)s, nodig is %(least)s). Het dichtst erbij en wel goed: %(nearest)s.",
                name=name, colour=colour, ratio=f"{ratio:.2f}", least=least, nearest=nearest,
            )  # fmt: skip
    return None


def sheet(main: str, second: str) -> str:
    """The style sheet that goes after base.css, for two colours that were not refused."""
    dark = _tokens(_towards("#ffffff", main, TEXT, DARK), _towards("#ffffff", second, SHAPE, DARK), "#000000", DARK[0])
    return f":root {{ {_tokens(main, second, '#ffffff', LIGHT[0])} }}\n@media (prefers-color-scheme: dark) {{ :root {{ {dark} }} }}\n"


def _tokens(main: str, second: str, ink: str, paper: str) -> str:
    return (
        f"--accent: {main}; --accent-ink: {ink}; --accent-tint: {_tint(main, paper)}; --link: {main}; "
        f"--chart-a: {main}; --chart-b: {second};"
    )
