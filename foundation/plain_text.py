"""From the HTML that foundation/markup.py makes to plain text: for mail, excerpts and the search index."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_BLOCKS = frozenset({"p", "pre", "h3", "h4", "blockquote", "ul", "ol"})


def text_of(rendered: str, *, addresses: bool = False, quotes: bool = True) -> str:
    """Paragraphs apart; bullets, numbers and quotes marked. `addresses` writes out where links lead; without `quotes` those are absent."""
    parser = _Text(addresses, quotes)
    parser.feed(rendered)
    parser.close()
    return "\n".join(line.rstrip() for line in parser.lines).strip()


class _Text(HTMLParser):
    def __init__(self, addresses: bool, quotes: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.addresses, self.quotes = addresses, quotes
        self.lines: list[str] = [""]
        self.lists: list[int | None] = []  # the next number of each list we are in, None for bullets
        self.depth = 0
        self.bullet, self.target, self.link_text, self.verbatim = "", "", "", False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in _BLOCKS:
            self._break(gap=not self.lists and not self.bullet)
        if tag == "blockquote":
            self.depth += 1
        elif tag in ("ul", "ol"):
            self.lists.append(int(given.get("start") or 1) if tag == "ol" else None)
        elif tag == "li":
            self._break()
            self._next_bullet()
        elif tag == "br":
            self._break()
        elif tag == "hr":
            self._break(gap=True)
            self._write("---")
            self._break(gap=True)
        elif tag == "pre":
            self.verbatim = True
        elif tag == "a":
            self.target, self.link_text = given.get("href") or "", ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self.addresses:
            self._write_target()
        elif tag == "pre":
            self.verbatim = False
        elif tag == "blockquote":
            self.depth -= 1
        elif tag in ("ul", "ol") and self.lists:
            self.lists.pop()
        if tag in _BLOCKS:
            self._break(gap=not self.lists)

    def handle_data(self, data: str) -> None:
        self.link_text += data
        if self.verbatim:
            for number, line in enumerate(data.split("\n")):
                if number:
                    self.lines.append("")
                if line:
                    self._write(line)
            return
        text = re.sub(r"\s+", " ", data)
        if not self.lines[-1]:
            text = text.lstrip()
        if text:
            self._write(text)

    def _break(self, gap: bool = False) -> None:
        if self.lines[-1]:
            self.lines.append("")
        if gap and len(self.lines) > 1 and self.lines[-2]:
            self.lines.append("")

    def _write(self, text: str) -> None:
        if self.depth and not self.quotes:
            return
        if not self.lines[-1]:
            self.lines[-1] = "> " * self.depth + "  " * max(len(self.lists) - 1, 0) + self.bullet
            self.bullet = ""
        self.lines[-1] += text

    def _next_bullet(self) -> None:
        number = self.lists[-1] if self.lists else None
        if number is None:
            self.bullet = "- "
        else:
            self.bullet = f"{number}. "
            self.lists[-1] = number + 1

    def _write_target(self) -> None:
        target = re.sub(r"^(mailto:|tel:)", "", self.target)
        if target and re.sub(r"^https?://", "", target) not in self.link_text:
            self._write(f" ({target})")
