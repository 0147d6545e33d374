"""Naming somebody with @ in a text. Names may hold spaces: the longest name that fits is meant, and @"..." says exactly which."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping

from accounts.rules.aliases import LONGEST, fold_alias

MOST = 20
"""Names that are looked for in one text."""
PERMALINK = "/bijdragen/%d"
"""Address of a post, as it is kept inside rendered texts; the same as the view's."""

_AT = re.compile(r"(?<![\w@./-])@(?=[\"\w])")
_WORD_END = re.compile(r"(?<=\w)(?!\w)")
_PIECES = re.compile(r'(<[^<>"]*(?:"[^"]*"[^<>"]*)*>)')  # the sanitiser writes every attribute in double quotes
_NOT_INSIDE = ("a", "code", "pre", "blockquote")  # who is named in a quote was named by somebody else


def _texts(rendered: str) -> Iterator[tuple[str, bool]]:
    """The pieces of a rendered text in order, and whether each is text in which somebody can be named."""
    inside = 0
    for piece in _PIECES.split(rendered):
        if not piece.startswith("<"):
            yield piece, inside == 0
            continue
        tag = piece.strip("</>").split(" ")[0]
        if tag in _NOT_INSIDE:
            inside += -1 if piece.startswith("</") else 1
        yield piece, False


def _readings(text: str, start: int) -> Iterator[tuple[int, str]]:
    """What the name after an @ could be, the longest first: where it ends, and the name folded."""
    if text[start : start + 1] == '"':
        end = text.find('"', start + 1, start + LONGEST + 2)
        if end > 0:
            yield end + 1, fold_alias(text[start + 1 : end])
        return
    line = text[start : start + LONGEST].split("\n", maxsplit=1)[0]
    for found in reversed(list(_WORD_END.finditer(line))):
        yield start + found.end(), fold_alias(line[: found.end()])


def names_meant(rendered: str) -> set[str]:
    """Every name, folded, that could be meant in this text. Which of them are names is for a query to say."""
    found: set[str] = set()
    seen = 0
    for piece, open_to_names in _texts(rendered):
        text = html.unescape(piece) if open_to_names else ""
        for at in _AT.finditer(text):
            if (seen := seen + 1) > MOST:
                return found
            found |= {name for _end, name in _readings(text, at.end()) if name}
    return found


def with_links(rendered: str, addresses: Mapping[str, str]) -> tuple[str, set[str]]:
    """The text with a link on every name that has an address, and the names that were found. `addresses`: folded name to path."""
    found: set[str] = set()
    written = []
    for piece, open_to_names in _texts(rendered):
        if not open_to_names or "@" not in piece:
            written.append(piece)
            continue
        text, done = html.unescape(piece), 0
        for at in _AT.finditer(text):
            read = next(((end, name) for end, name in _readings(text, at.end()) if name in addresses), None)
            if read is None or at.start() < done:
                continue
            end, name = read
            if name not in found and len(found) >= MOST:
                continue
            found.add(name)
            shown = html.escape("@" + text[at.end() : end].strip('"'), quote=False)
            written += [
                html.escape(text[done : at.start()], quote=False),
                f'<a href="{html.escape(addresses[name])}"><bdi>{shown}</bdi></a>',
            ]
            done = end
        written.append(html.escape(text[done:], quote=False) if done else piece)
    return "".join(written), found
