"""CSV, in the ways it is really made: several encodings, several separators, text with line ends in it."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from foundation.sheets.sheet import Unreadable, _

_BOMS = (
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_SEPARATORS = ";\t,|"
_HINT = re.compile(r"sep=([;,\t|])(?:\r\n|\r|\n)", re.IGNORECASE)
_LOOKED_AT = 200  # records, to tell the separator


def decode(data: bytes, name: str) -> str:
    """UTF-8, UTF-16 with its mark, else Windows-1252. Guesses nothing beyond that: a wrong letter in a name
    is worse than a question."""
    text = _unicode(data, name) if data.startswith(tuple(bom for bom, _codec in _BOMS)) else _utf8_or_windows(data, name)
    if (at := text.find("\x00")) >= 0:
        raise Unreadable(
            _("“%(name)s” is geen gewoon CSV-bestand, of het is beschadigd (regel %(line)s). Bewaar het opnieuw als “CSV UTF-8”."),
            name=name,
            line=_line(text[:at]),
        )
    return text


def _unicode(data: bytes, name: str) -> str:
    codec = next(codec for bom, codec in _BOMS if data.startswith(bom))
    try:
        return data.decode(codec)
    except UnicodeDecodeError as wrong:
        raise _cut_off(name, data[: wrong.start].decode(codec, "ignore")) from wrong


def _utf8_or_windows(data: bytes, name: str) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        marked = data.startswith(b"\xef\xbb\xbf")
        before, bad = data[: wrong.start], wrong
    at_the_end = bad.reason == "unexpected end of data" and bad.start >= len(data) - 3
    if marked or not before.isascii() or (at_the_end and data[bad.start] in b"\xc3\xc4\xc5"):
        text = before.decode("utf-8", "ignore")
        if at_the_end:
            raise _cut_off(name, text)
        raise Unreadable(
            _("Regel %(line)s van “%(name)s” heeft tekens die niet te lezen zijn. Bewaar het bestand opnieuw als “CSV UTF-8”."),
            line=_line(text),
            name=name,
        )
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError as bad:
        raise Unreadable(
            _("Regel %(line)s van “%(name)s” heeft tekens die niet te lezen zijn. Bewaar het bestand opnieuw als “CSV UTF-8”."),
            line=_line(data[: bad.start].decode("latin-1")),
            name=name,
        ) from bad


def _cut_off(name: str, before: str) -> Unreadable:
    return Unreadable(
        _(
            "“%(name)s” houdt op midden in regel %(line)s. Waarschijnlijk is het niet helemaal opgeslagen of "
            "verstuurd. Maak het opnieuw en kies het nieuwe bestand."
        ),
        name=name,
        line=_line(before),
    )


def _line(before: str) -> int:
    return len(re.findall(r"\r\n|\r|\n", before)) + 1


def records(text: str) -> Iterator[tuple[int, list[str]]]:
    """The records with the line where each starts. A quote that is never closed is an error, not a very long cell."""
    skipped = 0
    if hint := _HINT.match(text):
        separator, text, skipped = hint[1], text[hint.end() :], 1
    else:
        separator = _separator(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    while True:
        line = reader.line_num + 1 + skipped
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as wrong:
            if "unexpected end" in str(wrong) or "field limit" in str(wrong):
                raise Unreadable(
                    _(
                        'Vanaf regel %(line)s gaat een aanhalingsteken (") open dat niet meer dicht gaat. '
                        "Is het bestand afgebroken? Maak het opnieuw, of herstel die regel."
                    ),
                    line=line,
                ) from wrong
            raise Unreadable(
                _(
                    'In regel %(line)s staat een aanhalingsteken (") op een plek waar het niet kan. '
                    "Herstel die regel of bewaar het bestand opnieuw vanuit Excel."
                ),
                line=line,
            ) from wrong
        yield line, cells


def _separator(text: str) -> str:
    """The separator under which most records are as wide as the header; a comma inside addresses is rarely
    in every line."""
    best, best_score = ";", (0.0, 0)
    for separator in _SEPARATORS:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        try:
            widths = [len(cells) for cells in islice(reader, _LOOKED_AT) if any(cells)]
        except csv.Error:
            continue
        if not widths or widths[0] < 2:
            continue
        score = (Counter(widths)[widths[0]] / len(widths), widths[0])
        if score > best_score:
            best, best_score = separator, score
    return best
