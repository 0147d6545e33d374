"""A table as it came in: what is asked of it, and how it is refused."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from unicodedata import normalize

from foundation.errors import BadInput
from foundation.sheets.export import as_typed

_DATA_LIKE = re.compile(r"(?!(?:19|20)\d\d$)[\d\s.,:/+-]*\d[\d\s.,:/+-]*|\d{4} ?[A-Za-z]{2}|\S+@\S+")


@dataclass(frozen=True)
class Limits:
    bytes: int = 20_000_000
    rows: int = 250_000
    columns: int = 60
    unpacked: int = 250_000_000  # of a workbook, which is a zip file
    ratio: int = 250  # of unpacked to packed; counts from `unpacked_freely` on
    unpacked_freely: int = 20_000_000


LIMITS = Limits()


@dataclass(frozen=True)
class Row:
    """`line` is where the row starts in the file, as an editor or a spreadsheet counts."""

    line: int
    cells: list[str]


@dataclass(frozen=True)
class Sheet:
    """Every row has as many cells as there are headers. `unfinished`: the text file has no line end at its end, as
    every file that was cut off inside its last cell, and many that are whole."""

    headers: list[str]
    rows: list[Row]
    unfinished: bool = False


class Unreadable(BadInput):
    """The file cannot be used. `msgid` and `params` are for who shows it in another language; the text
    itself is filled Dutch."""

    def __init__(self, msgid: str, **params: str | int) -> None:
        self.msgid, self.params = msgid, params
        message = msgid % params
        super().__init__(message, [{"line": params["line"], "message": message}] if "line" in params else None)


def _(msgid: str) -> str:
    """Marks a text for the catalogue."""
    return msgid


def table(records: Iterable[tuple[int, list[str]]], limits: Limits, *, padded: bool) -> Sheet:
    """Checks the records, of which the first is the header. `padded`: a short row has empty cells at its
    end and is not cut off."""
    headers: list[str] | None = None
    rows: list[Row] = []
    short: tuple[int, int] | None = None
    for line, cells in records:
        if not any(cell.strip() for cell in cells):
            continue
        if headers is None:
            headers = _headers(line, cells, limits)
            continue
        if short:
            raise Unreadable(
                _(
                    "Regel %(line)s heeft %(have)s kolommen, maar de eerste regel heeft er %(want)s. Herstel "
                    "die regel en kies het bestand opnieuw."
                ),
                line=short[0],
                have=short[1],
                want=len(headers),
            )
        if len(rows) >= limits.rows:
            raise Unreadable(_("Het bestand heeft meer dan %(most)s regels. Verdeel het over meer bestanden."), most=limits.rows)
        extra = len(headers) - len(cells)
        if extra > 0 and not padded:
            short = (line, len(cells))
        elif any(cell.strip() for cell in cells[len(headers) :]):
            raise Unreadable(
                _(
                    "Regel %(line)s heeft meer kolommen dan de eerste regel (%(want)s). Staat er een "
                    "scheidingsteken in de tekst? Herstel die regel en kies het bestand opnieuw."
                ),
                line=line,
                want=len(headers),
            )
        rows.append(Row(line, [as_typed(cell) for cell in cells[: len(headers)]] + [""] * extra))
    if headers is None:
        raise Unreadable(_("Het bestand heeft geen gegevens. Kies het bestand met de gegevens."))
    if short:
        raise Unreadable(
            _(
                "Het bestand houdt op midden in regel %(line)s: %(have)s van de %(want)s kolommen. "
                "Waarschijnlijk is het niet helemaal opgeslagen of verstuurd. Maak het opnieuw en kies het "
                "nieuwe bestand."
            ),
            line=short[0],
            have=short[1],
            want=len(headers),
        )
    return Sheet(headers, rows)


def _headers(line: int, cells: list[str], limits: Limits) -> list[str]:
    names = [" ".join(normalize("NFC", as_typed(cell)).replace("\ufeff", "").split()) for cell in cells]
    while names and not names[-1]:
        names.pop()
    if len(names) > limits.columns:
        raise Unreadable(
            _("Het bestand heeft meer dan %(most)s kolommen. Haal kolommen weg die niet nodig zijn."),
            most=limits.columns,
        )
    if sum(bool(_DATA_LIKE.fullmatch(name)) for name in names) * 3 >= len(names):
        raise Unreadable(
            _(
                "De namen van de kolommen ontbreken: regel %(line)s lijkt al een regel met gegevens. Zet de "
                "namen van de kolommen op de eerste regel."
            ),
            line=line,
        )
    seen: dict[str, int] = {}
    for number, name in enumerate(names, start=1):
        if not name:
            raise Unreadable(
                _("Kolom %(column)s heeft geen naam. Zet op regel %(line)s een naam boven elke kolom, of haal de kolom weg."),
                column=letters(number),
                line=line,
            )
        if (first := seen.setdefault(name.casefold(), number)) != number:
            raise Unreadable(
                _(
                    "De kolom “%(name)s” staat er twee keer in: kolom %(first)s en kolom %(column)s. Geef "
                    "een van de twee een andere naam of haal hem weg."
                ),
                name=name[:60],
                first=letters(first),
                column=letters(number),
                line=line,
            )
    return names


def letters(number: int) -> str:
    """The name of a column in a spreadsheet: 1 is A, 27 is AA."""
    out = ""
    while number:
        number, rest = divmod(number - 1, 26)
        out = chr(ord("A") + rest) + out
    return out
