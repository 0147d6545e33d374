"""Which column of a registry file is for what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from accounts.rules.registry import HEADERS, PURPOSES, REQUIRED
from foundation.i18n import _

_ALSO = {
    "huurdernummer": ("huurdernr", "huurder nummer", "relatienummer", "klantnummer", "debiteurnummer"),
    "naam": ("naam huurder", "huurder", "contractant"),
    "geboortejaar": ("jaar geboren",),
    "email": ("e-mail", "mail", "mailadres", "e-mailadres", "emailadres"),
    "telefoon": ("telefoonnummer", "tel", "mobiel"),
    "straat": ("straatnaam",),
    "huisnummer": ("huisnr", "nr", "nummer"),
    "toevoeging": ("huisnummertoevoeging", "toev"),
    "postcode": ("pc",),
    "plaats": ("woonplaats", "stad"),
    "complex": ("complexnaam", "complexnummer", "vhe-complex"),
    "woningtype": ("type woning", "soort woning", "woningsoort"),
    "ingang_huur": ("ingangsdatum", "ingang huur", "huur sinds", "ingangsdatum huur"),
    "huishouden": ("huishoudnummer", "huishouden nummer"),
    "district": ("wijk", "buurt", "stadsdeel"),
}


def find(headers: Sequence[str], asked: Mapping[str, str] | None = None) -> tuple[dict[str, int], list[str]]:
    """Column number per purpose, and what is wrong, as sentences. `asked`: header per purpose, "" to leave a purpose out; what is
    not asked is looked up under its own name. A column nobody asked for is not read."""
    places = {_key(header): number for number, header in enumerate(headers)}
    found: dict[str, int] = {}
    wrong: list[str] = []
    for purpose, header in (asked or {}).items():
        if not header:
            continue
        if _key(header) in places:
            found[purpose] = places[_key(header)]
        else:
            wrong.append(_("De kolom “%(header)s” staat niet in het bestand.", header=header))
    for purpose in HEADERS:
        if purpose not in (asked or {}) and purpose in places and places[purpose] not in found.values():
            found[purpose] = places[purpose]
    if len(set(found.values())) < len(found):
        wrong.append(_("Een kolom kan maar voor één ding zijn."))
    if not wrong:
        wrong += [_("De kolom “%(name)s” ontbreekt.", name=purpose) for purpose in REQUIRED if purpose not in found]
    return found, wrong


def guess(headers: Sequence[str]) -> dict[int, str]:
    """A first proposal per column number, for a person to correct. Knows how registries commonly name things."""
    names = {_key(name): purpose for purpose in PURPOSES for name in (purpose, *_ALSO[purpose])}
    out: dict[int, str] = {}
    for number, header in enumerate(headers):
        purpose = names.get(_key(header))
        if purpose and purpose not in out.values():
            out[number] = purpose
    return out


def from_table(table: Mapping[str, object]) -> dict[str, str]:
    """The mapping in a TOML file: `purpose = "header"`, in a table `columns` or at the top. Raises ValueError with a sentence."""
    columns = table.get("columns", table)
    if not isinstance(columns, Mapping):
        raise ValueError(_("In het mapping-bestand is “columns” geen tabel."))
    out: dict[str, str] = {}
    for left, right in columns.items():
        purpose, header = (left, right) if left in PURPOSES else (right, left)
        if purpose not in PURPOSES or not isinstance(header, str) or purpose in out:
            raise ValueError(_("Het mapping-bestand noemt iets dat wij niet kennen: “%(what)s”.", what=str(left)[:40]))
        out[str(purpose)] = header
    return out


def _key(header: str) -> str:
    return " ".join(header.casefold().split())
