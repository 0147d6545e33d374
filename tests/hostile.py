"""Hostile texts for the markup tests: the published sets, and what makes Markdown parsers slow or deep."""

from __future__ import annotations

import json
from collections.abc import Iterator

from servers import shared_data

SETS = ("xss-patt-a", "owasp-filter-evasion", "markdown-it-fixtures", "bleach-cases", "blns", "commonmark-spec")


def texts(name: str) -> list[str]:
    rows = json.loads(shared_data(f"security/{name}.json").read_text())
    return [row if isinstance(row, str) else row.get("payload", row.get("markdown")) for row in rows]


def dressed(name: str) -> Iterator[str]:
    """Each text as it is, and where a person could put it: a link's target, its title, an image, a quote, code, a list."""
    for text in texts(name):
        yield text
        line = text.replace("\n", " ")
        yield f"[klik]({line})"
        yield f"[klik](<{line}>)\n\n![plaatje]({line})"
        yield f"[klik](https://x.example/{line}) <{line}> https://x.example/?q={line}"
        yield f'[klik](https://x.example "{line}")\n\n[klik][ref]\n\n[ref]: {line}'
        yield f"> {line}\n\n- {line}\n\n`{line}`\n\n```{line}\n{text}\n```\n# {line}"


def _long(piece: str, size: int = 10_000) -> str:
    return (piece * (size // len(piece) + 1))[:size]


PATHOLOGICAL: dict[str, str] = {
    **{f"many {piece!r}": _long(piece) for piece in (
        "[", "![", "[]", "[](", "[a](", "](", "[a][", "`", "`a", "```\n", "~~~\n", "*", "*a", "**a ", "*a_ ", "_a", "***a", "*a **b ",
        "~~a", "~", ">", "> ", "> a\n", "- ", "1. ", "1) ", "- a\n", "- > ", "- a\n\n    b\n\n", "<a ", "<", "<!--", "<?", "<http://",
        "<a@", "&", "&amp;", "&#", "\\", "#", "# a\n", "a\n=\n", "---\n", "- - - \n", " ", "\n", "\t", "a", "a\n", "a\n\n", "a  \n",
        "www.", "http://", "http://a.nl ", "http://a.nl/?!", "a@", '"', "*_`[~<&>", "\u200d", "\u202e", "\0", "\ud800", "\ue05b", "👩",
    )},
    "brackets far apart": _long("[" + "a" * 49),
    "links far apart": _long("[x](y " + "a" * 44),
    "open parentheses": "[a]" + "(" * 9_997,
    "address of parentheses": "http://a.nl/" + "(" * 9_000 + ")" * 988,
    "address of dots": "http://" + "a." * 4_996,
    "titles without end": '[a](b "' * 200 + '"' * 5_000,
    "targets without end": "[x](<" * 200 + "<" * 9_000,
    "growing back-ticks": "".join("`" * size + "a" for size in range(139)),
    "growing quotes": "\n".join(">" * depth + "a" for depth in range(139)),
    "staircase of lists": "\n".join("    " * depth + "- a" for depth in range(69)),
    "staircase of staircases": "\n".join("    " * 20 * step + "- " * 20 for step in range(15)),
    "references": "".join(f"[{number}]: http://a.nl\n" for number in range(200)) + "[1]" * 300,
    "one unclosed strike": "a~~ " + "a " * 4_990,
}  # fmt: skip
