"""What a row of the landlord's registry must look like, and what becomes of each cell. The year of birth ends here."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from accounts.models import AgeBand
from foundation.i18n import _
from foundation.plain import plain

HEADERS = (
    "huurdernummer", "naam", "geboortejaar", "email", "telefoon", "straat", "huisnummer", "toevoeging", "postcode", "plaats", "complex",
    "woningtype", "ingang_huur", "huishouden",
)  # fmt: skip
"""What a file without a mapping calls its columns."""
PURPOSES = (*HEADERS, "district")
"""What a column may be for. `district` only by a mapping."""
REQUIRED = ("huurdernummer", "naam", "straat", "huisnummer", "postcode", "complex")
LONGEST = {
    "huurdernummer": 40, "naam": 160, "email": 254, "telefoon": 40, "straat": 120, "huisnummer": 12, "toevoeging": 20, "plaats": 80,
    "complex": 120, "woningtype": 40, "huishouden": 80, "district": 120,
}  # fmt: skip
MOST_GONE = 0.10
"""A larger share of the tenants missing at once is more often a wrong file than a demolition."""

_POSTCODE = re.compile(r"([1-9][0-9]{3})\s*([A-Za-z]{2})")
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_DOMAIN = re.compile(r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z][A-Za-z0-9-]{0,61}[A-Za-z0-9]")
_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:[T ]00:00(?::00)?)?")
_DUTCH = re.compile(r"([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([0-9]{4})")
ADDRESS_SIGN = "@"
"""Starts the reference of a household that is known by its address; a registry's own number may not."""


@dataclass(frozen=True)
class Person:
    """One row of the registry, ready to be kept."""

    line: int
    number: str
    name: str
    email: str | None
    phone: str | None
    age_band: AgeBand
    street: str
    house_number: str
    addition: str
    postcode: str
    town: str
    complex: str
    kind: str
    rents_since_on: date | None
    district: str | None
    own_household: str

    @property
    def address(self) -> tuple[str, str, str, str]:
        """The same for every way of writing one address."""
        return address_key(self.postcode, self.house_number, self.addition, self.street)

    @property
    def household(self) -> str:
        if self.own_household:
            return self.own_household
        text = "|".join(self.address)
        return ADDRESS_SIGN + (text if len(text) < 80 else hashlib.sha256(text.encode()).hexdigest())


class WrongCell(Exception):
    def __init__(self, purpose: str, message: str) -> None:
        super().__init__(purpose)
        self.purpose, self.message = purpose, message


def address_key(postcode: str, house_number: str, addition: str, street: str) -> tuple[str, str, str, str]:
    return postcode.replace(" ", ""), _folded(house_number), _folded(addition), _letters(street)


def _folded(text: str) -> str:
    return "".join(text.casefold().split())


def _letters(text: str) -> str:
    plainer = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in plainer if letter.isalnum())


def clean(text: str) -> str:
    """One line without invisible signs, composed, with single spaces."""
    return " ".join(plain(text).split())


def person(cells: Mapping[str, str], line: int, today: date) -> Person:
    """Read one row, cells by purpose. Raises WrongCell for the first cell that cannot be used."""
    kept = {purpose: clean(cells.get(purpose, "")) for purpose in PURPOSES}
    for purpose in REQUIRED:
        if not kept[purpose]:
            raise WrongCell(purpose, _("Deze cel is leeg. Vul hem in."))
    for purpose, most in LONGEST.items():
        if len(kept[purpose]) > most:
            raise WrongCell(purpose, _("Deze tekst is te lang: hoogstens %(most)s tekens.", most=most))
    if kept["huishouden"].startswith(ADDRESS_SIGN):
        raise WrongCell("huishouden", _("Een nummer van een huishouden kan niet met een @ beginnen."))
    if not any(sign.isdigit() for sign in kept["huisnummer"]):
        raise WrongCell("huisnummer", _("Hier staat geen cijfer in. Vul het huisnummer in."))
    return Person(
        line=line, number=kept["huurdernummer"], name=kept["naam"], email=_email(kept["email"]), phone=kept["telefoon"] or None,
        age_band=age_band(kept["geboortejaar"], today), street=kept["straat"], house_number=kept["huisnummer"], addition=kept["toevoeging"],
        postcode=_postcode(kept["postcode"]), town=kept["plaats"], complex=kept["complex"], kind=kept["woningtype"],
        rents_since_on=_day(kept["ingang_huur"], today), district=kept["district"] or None, own_household=kept["huishouden"],
    )  # fmt: skip


def age_band(year: str, today: date) -> AgeBand:
    """The class a year of birth falls in. Somebody under 18 is in no class."""
    if not year:
        return AgeBand.UNKNOWN
    if not (len(year) == 4 and year.isascii() and year.isdigit() and 1900 <= int(year) <= today.year):
        raise WrongCell("geboortejaar", _("Dit is geen jaar tussen 1900 en nu. Schrijf alleen het jaar, met vier cijfers."))
    age = today.year - int(year)
    for below, band in (
        (18, AgeBand.UNKNOWN),
        (30, AgeBand.UNDER_30),
        (45, AgeBand.UNDER_45),
        (65, AgeBand.UNDER_65),
        (75, AgeBand.UNDER_75),
    ):
        if age < below:
            return band
    return AgeBand.OVER_75


def email_address(typed: str) -> str | None:
    """The address in lower case, or None when mail could not be sent to it."""
    local, _at, domain = typed.strip().rpartition("@")
    if len(typed) > 300 or len(local) > 64 or len(local) + len(domain) > 253:
        return None
    if not _LOCAL.fullmatch(local) or not _DOMAIN.fullmatch(domain):
        return None
    return f"{local}@{domain}".lower()


def _email(text: str) -> str | None:
    if not text:
        return None
    found = email_address(text)
    if found is None:
        raise WrongCell("email", _("Dit is geen geldig mailadres. Verbeter het, of maak de cel leeg."))
    return found


def _postcode(text: str) -> str:
    found = _POSTCODE.fullmatch(text)
    if found is None:
        raise WrongCell("postcode", _("Dit is geen postcode. Schrijf vier cijfers en twee letters, zoals 1234 AB."))
    return f"{found[1]} {found[2].upper()}"


def _day(text: str, today: date) -> date | None:
    if not text:
        return None
    numbers: list[str] = []
    if found := _ISO.fullmatch(text):
        numbers = [*found.groups()]
    elif found := _DUTCH.fullmatch(text):
        numbers = [*reversed(found.groups())]
    try:
        day = date(*(int(part) for part in numbers)) if numbers else None
    except ValueError:
        day = None
    if day is None or not 1900 <= day.year <= today.year + 2:
        raise WrongCell("ingang_huur", _("Dit is geen datum. Schrijf bijvoorbeeld 31-12-2020."))
    return day


def too_many_gone(gone: int, before: int) -> bool:
    return before > 0 and gone > MOST_GONE * before
