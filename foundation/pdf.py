"""PDFs that staff add: what is looked at before one is kept. The only place that knows pypdf.

Looked at: that it is a PDF with pages, its size, that no password is needed, and that no object in it runs a script, starts a program,
sends a form or carries another file. What a reader's own PDF program makes of the rest is not checked: it is offered as a download, never
shown inside a page of ours.
"""

from __future__ import annotations

import io
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from foundation.errors import BadInput
from foundation.i18n import _
from foundation.plain import plain

if TYPE_CHECKING:
    from pypdf import PdfReader

MOST_BYTES = 20 * 1024 * 1024
MOST_OBJECTS = 60_000
ACTS = frozenset({"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/Rendition", "/RichMediaExecute"})
CARRIES = frozenset({"/JS", "/JavaScript", "/EmbeddedFiles", "/EF", "/RichMedia", "/XFA", "/AA"})
_NOT_IN_A_NAME = re.compile(r"[^0-9A-Za-z._ -]+")


@dataclass(frozen=True)
class Pdf:
    pages: int


def is_pdf(data: bytes) -> bool:
    return data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"%PDF-")


def read(data: bytes) -> Pdf:
    """Raises BadInput, which says in Dutch what is wrong and what to do. Walks through the whole file: not for inside a transaction."""
    if not data:
        raise BadInput(_("Dit bestand is leeg. Kies een ander bestand."))
    if len(data) > MOST_BYTES:
        most = MOST_BYTES // 1_048_576
        raise BadInput(_("Dit bestand is te groot. Een PDF mag %(most)s MB zijn. Bewaar hem kleiner en kies hem opnieuw.", most=most))
    if not is_pdf(data):
        raise BadInput(_("Dit is geen PDF. Bewaar het stuk als PDF en kies het opnieuw."))
    from pypdf import PdfReader  # heavy, and needed when staff adds a file: not at every start

    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted:
            raise BadInput(_("Op deze PDF zit een wachtwoord of beveiliging. Bewaar hem zonder en kies hem opnieuw."))
        pages = len(reader.pages)
        if _does_things(reader):
            raise BadInput(
                _(
                    "In deze PDF zit iets dat kan gaan werken: een script, een formulier of een ander bestand. Druk hem af naar een nieuwe PDF."
                )
            )
    except BadInput:
        raise
    except RecursionError:
        raise BadInput(_broken()) from None
    except Exception as error:  # a reader raises anything at all on a hostile file
        raise BadInput(_broken()) from error
    if not pages:
        raise BadInput(_broken())
    return Pdf(pages)


def safe_name(name: str) -> str:
    """A file name that is safe in a header and on every computer: letters, digits, dots, dashes; ends in .pdf."""
    letters = unicodedata.normalize("NFKD", plain(name)).encode("ascii", "ignore").decode("ascii")
    stem = re.sub(r"\.pdf$", "", letters.strip(), flags=re.IGNORECASE)
    cleaned = re.sub(r"[ .]{2,}", " ", _NOT_IN_A_NAME.sub("-", stem)).strip(" .-_")[:80]
    return f"{cleaned or 'stuk'}.pdf"


def _broken() -> str:
    return _("Deze PDF is beschadigd of niet compleet. Maak hem opnieuw en kies hem nog een keer.")


def _does_things(reader: PdfReader) -> bool:
    """Whether any object of the file names an act. Also what is packed in object streams is seen; pictures and fonts stay packed."""
    from pypdf.generic import IndirectObject

    numbers = {number for table in reader.xref.values() for number in table} | set(reader.xref_objStm)
    if len(numbers) > MOST_OBJECTS:
        return True
    generations = {number: generation for generation, table in reader.xref.items() for number in table}
    for number in numbers:
        if _acts(reader.get_object(IndirectObject(number, generations.get(number, 0), reader))):
            return True
    return _acts(reader.trailer)


def _acts(thing: Any, depth: int = 0) -> bool:
    """Direct content only: what an object points at is an object of its own and has its turn."""
    if depth > 40:
        return True
    if isinstance(thing, dict):
        if CARRIES & set(thing) or thing.get("/S") in ACTS:
            return True
        return any(_acts(thing.raw_get(key), depth + 1) for key in thing)  # type: ignore[attr-defined]
    if isinstance(thing, list):
        return any(_acts(list.__getitem__(thing, place), depth + 1) for place in range(len(thing)))
    return False
