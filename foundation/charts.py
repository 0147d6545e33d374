"""Pictures of numbers, drawn on the server as SVG. No script, no style attribute; the page repeats the numbers in a table.

Places are percentages and text has a size of its own, so a chart fills its column from 320 pixels up and its letters never shrink with
it. Colours are classes of the style sheet; the attributes beside them are for wherever that sheet is not.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Callable, Sequence

from markupsafe import Markup

from foundation.plain import plain

_LETTERS = "ABC"
_COLOURS = ("#0f6b69", "#b0661a", "#5f6f9c")
_LINE = 21  # pixels of a line of text
_BAR = 18
_COLUMN = 28  # characters that fit beside each other on the narrowest phone
_FULL = 70.0  # per cent of the width the longest bar takes; its number stands behind it
_INDENT = 7.0  # per cent left of the bars for their letter


def _percent(share: float) -> str:
    return f"{share * 100:.0f}%"


def funnel(
    rows: Sequence[tuple[str, int | None]], title: str, description: str, *, write: Callable[[int], str] = str, unknown: str = "–"
) -> Markup:
    """One bar a row with its label above and its number behind it: how many are left at each step. `write` puts a number in words;
    None is drawn as `unknown`: a group too small to show."""
    longest = max((count for _label, count in rows if count is not None), default=0)
    drawn: list[Markup] = []
    y = 0
    for label, count in rows:
        text, y = _label(label, y)
        width = 0.0 if count is None else _width(count, longest)
        number = _value(unknown if count is None else write(count), 0.0, y, width)
        drawn += [text, _bar(0.0, y, width, "chart-bar", _COLOURS[0]), _axis(0.0, y, y + _BAR), number]
        y += _BAR + 14
    return _svg(drawn, y, title, description)


def bars(
    categories: Sequence[tuple[str, Sequence[float | None]]],
    populations: Sequence[str],
    title: str,
    description: str,
    *,
    write: Callable[[float], str] = _percent,
    unknown: str = "–",
) -> Markup:
    """Shares (0 to 1) of two or three populations side by side for each category. Bars carry the letter of their population, so that
    nothing hangs on colour. None is drawn as `unknown`: a group too small to show."""
    if len(populations) > len(_LETTERS):
        raise ValueError(f"at most {len(_LETTERS)} populations fit beside each other")
    if any(len(shares) != len(populations) for _label, shares in categories):
        raise ValueError("every category needs a share for each population")
    longest = max((share for _label, shares in categories for share in shares if share is not None), default=0.0)
    drawn: list[Markup] = []
    y = 0
    for at, name in enumerate(populations):
        text, below = _label(name, y, indent=_INDENT)
        drawn += [_swatch(at, y), text]
        y = below + 4
    for label, shares in categories:
        text, y = _label(label, y + 14)
        drawn.append(text)
        top = y
        for at, share in enumerate(shares):
            drawn.append(_letter(at, y))
            width = 0.0 if share is None else _width(share, longest)
            if share is not None:
                drawn.append(_bar(_INDENT, y, width, f"chart-{_LETTERS[at].lower()}", _COLOURS[at]))
            drawn.append(_value(unknown if share is None else write(share), _INDENT, y, width))
            y += _BAR + 4
        drawn.append(_axis(_INDENT, top, y - 4))
    return _svg(drawn, y, title, description)


def _svg(drawn: Sequence[Markup], height: int, title: str, description: str) -> Markup:
    named = ". ".join(part.rstrip(".") for part in (plain(title), plain(description)) if part)
    return Markup(
        '<svg class="chart" xmlns="http://www.w3.org/2000/svg" role="img" width="100%" height="{}" font-size="16" aria-label="{}">'
        "<title>{}</title><desc>{}</desc>{}</svg>"
    ).format(height + 2, named, plain(title), plain(description), Markup("").join(drawn))


def _label(text: str, y: int, *, indent: float = 0.0) -> tuple[Markup, int]:
    """The text over as many lines as it needs, three at most, and where the next thing may begin."""
    column = _COLUMN - 2 if indent else _COLUMN
    lines = textwrap.wrap(plain(text), column, max_lines=3, placeholder="…") or [""]
    spans = Markup("").join(
        Markup('<tspan x="{}" y="{}">{}</tspan>').format(_per(indent), y + 15 + at * _LINE, line) for at, line in enumerate(lines)
    )
    return Markup('<text class="chart-label" fill="#4d5957">{}</text>').format(spans), y + len(lines) * _LINE


def _bar(x: float, y: int, width: float, name: str, colour: str) -> Markup:
    return Markup('<rect class="{}" x="{}" y="{}" width="{}" height="{}" fill="{}"></rect>').format(
        name, _per(x), y, _per(width), _BAR, colour
    )


def _value(text: str, x: float, y: int, width: float) -> Markup:
    return Markup('<text class="chart-value" x="{}" y="{}" dx="6" fill="#1c2625">{}</text>').format(_per(x + width), y + 14, plain(text))


def _letter(at: int, y: int) -> Markup:
    return Markup('<text class="chart-label" x="0" y="{}" fill="#4d5957">{}</text>').format(y + 14, _LETTERS[at])


def _swatch(at: int, y: int) -> Markup:
    """In the legend the letter stands on its colour's own bar, as it stands before one below."""
    box = Markup('<rect class="chart-{}" x="0" y="{}" width="4%" height="3" fill="{}"></rect>').format(
        _LETTERS[at].lower(), y + 18, _COLOURS[at]
    )
    return _letter(at, y + 1) + box


def _axis(x: float, top: int, bottom: int) -> Markup:
    return Markup('<line class="chart-axis" x1="{0}" x2="{0}" y1="{1}" y2="{2}" stroke="#71807c"></line>').format(_per(x), top, bottom)


def _width(value: float, longest: float) -> float:
    """Per cent of the picture. What is there is seen: one among thousands still gets a sliver."""
    if not math.isfinite(value) or value <= 0 or not math.isfinite(longest):
        return 0.0
    return max(_FULL * value / longest, 0.5)


def _per(number: float) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".") + "%"
