"""What kind of file is this? Told by its first bytes, never by its name."""

from __future__ import annotations

from foundation.plain import plain
from foundation.sheets import delimited, workbook
from foundation.sheets.sheet import LIMITS, Limits, Sheet, Unreadable, _, table

_OLD_EXCEL = _(
    "“%(name)s” is een oud Excel-bestand (.xls) of heeft een wachtwoord. Bewaar het zonder wachtwoord als .xlsx en kies dat bestand."
)
_PDF = _("“%(name)s” is een PDF. Daar kunnen we geen tabel uit lezen. Bewaar de lijst als .xlsx of CSV en kies dat bestand.")
_WEB_PAGE = _("“%(name)s” is een webpagina. Open het in Excel, bewaar het als .xlsx of CSV en kies dat bestand.")
_PACKED = _("“%(name)s” is ingepakt. Pak het eerst uit en kies daarna het .xlsx- of CSV-bestand.")
_OTHER = _("“%(name)s” is geen tabel maar een ander soort bestand. Bewaar de lijst als .xlsx of CSV en kies dat bestand.")

_STARTS = {
    b"\xd0\xcf\x11\xe0": _OLD_EXCEL,
    b"%pdf-": _PDF,
    b"<!doctype": _WEB_PAGE,
    b"<html": _WEB_PAGE,
    b"<table": _WEB_PAGE,
    b"\x1f\x8b": _PACKED,
    b"7z\xbc\xaf\x27": _PACKED,
    b"rar!": _PACKED,
    b"<?xml": _OTHER,
    b"{\\rtf": _OTHER,
    b"\x89png": _OTHER,
    b"gif8": _OTHER,
    b"\xff\xd8\xff": _OTHER,
    b"sqlite format": _OTHER,
}


def read(data: bytes, filename: str, limits: Limits = LIMITS) -> Sheet:
    """The table in a CSV or XLSX file. Raises Unreadable, which says in Dutch what is wrong, where, and what to do."""
    name = plain(filename).strip()[:80] or "bestand"
    if len(data) > limits.bytes:
        raise Unreadable(
            _("“%(name)s” is te groot: %(size)s MB. Een bestand mag hoogstens %(most)s MB zijn. Haal kolommen weg die niet nodig zijn."),
            name=name,
            size=-(-len(data) // 1_000_000),
            most=limits.bytes // 1_000_000,
        )
    if not data.strip(b"\x00\t\r\n \xef\xbb\xbf\xff\xfe"):
        raise Unreadable(_("“%(name)s” is leeg. Kies het bestand met de gegevens."), name=name)
    start = data[:64].lstrip().lower()
    for magic, message in _STARTS.items():
        if start.startswith(magic):
            raise Unreadable(message, name=name)
    if start.startswith((b"pk\x03\x04", b"pk\x05\x06")):
        workbook.check(data, name, limits)
        return table(workbook.records(data, name, limits), limits, padded=True)
    text = delimited.decode(data, name)
    sheet = table(delimited.records(text), limits, padded=False)
    return Sheet(sheet.headers, sheet.rows, unfinished=not text.endswith(("\n", "\r")))
