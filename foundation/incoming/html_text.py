"""From the HTML that mail programs make to lines, with `> ` before what they quote. Only for reading what somebody wrote."""

from __future__ import annotations

import re
from html.parser import HTMLParser

MOST = 600_000
_SILENT = frozenset({"script", "style", "head", "title", "template", "noscript", "object", "svg"})
_BLOCKS = frozenset(
    {"p", "div", "li", "ul", "ol", "tr", "table", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "blockquote", "hr", "section", "article"}
)
_VOID = frozenset({"br", "hr", "img", "meta", "link", "input", "wbr", "base", "area", "col"})
_SIGNATURES = re.compile(
    r"gmail_signature|moz-signature|ms-outlook-mobile-signature|composer_signature|protonmail_signature_block", re.IGNORECASE
)
_HIDDEN = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all|font-size\s*:\s*0(?:px|pt)?\s*(?:;|$)", re.IGNORECASE)
_RULE = re.compile(r"divRplyFwdMsg|appendonsend|mail-editor-reference-message-container|OLK_SRC_BODY_SECTION", re.IGNORECASE)
BELOW = "-----Original Message-----"
"""Written where a mail program marks the beginning of the old mail without words."""


def html_lines(source: str) -> str:
    parser = _Lines()
    parser.feed(source[:MOST])
    parser.close()
    return "\n".join(parser.lines)


class _Lines(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = [""]
        self.open: list[tuple[str, str]] = []  # tag and what it does: quote, silent or nothing
        self.quotes = self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if _RULE.search(given.get("id", "")):
            self._break()
            self._write(BELOW)
        if tag == "br":
            self._break(always=True)
        if tag in _BLOCKS:
            self._break()
        if tag in _VOID or len(self.open) > 2000:
            return
        does = ""
        if (
            tag in _SILENT
            or _HIDDEN.search(given.get("style", ""))
            or _SIGNATURES.search(given.get("class", "") + " " + given.get("id", ""))
        ):
            does, self.silent = "silent", self.silent + 1
        elif tag == "blockquote":
            does, self.quotes = "quote", self.quotes + 1
        self.open.append((tag, does))

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self._break(always=tag == "p")
        if not any(tag == one for one, _does in self.open[-50:]):
            return
        while self.open:
            ended, does = self.open.pop()
            self.silent -= does == "silent"
            self.quotes -= does == "quote"
            if ended == tag:
                return

    def handle_data(self, data: str) -> None:
        text = re.sub(r"\s+", " ", data)
        self._write(text if self.lines[-1].strip("> ") else text.lstrip())

    def _write(self, text: str) -> None:
        if self.silent or not text:
            return
        if not self.lines[-1]:
            self.lines[-1] = "> " * min(self.quotes, 5)
        self.lines[-1] += text

    def _break(self, *, always: bool = False) -> None:
        if not self.silent and (always or self.lines[-1]):
            self.lines.append("")
