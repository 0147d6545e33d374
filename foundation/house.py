"""This installation: its name, its helpers, its address, its secret. Set once by wsgi.py; asked by whoever writes a page or a mail."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from flask import Flask, current_app

from foundation import brand
from foundation.i18n import _

LOGO_KINDS = {".png": "image/png", ".webp": "image/webp", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".svg": "image/svg+xml"}
MOST_LOGO = 60 * 1024


@dataclass(frozen=True)
class House:
    name: str
    tenants_organisation: str
    phone: str
    phone_hours: str
    mail: str
    reply_mail: str
    address: tuple[str, ...]
    town: str
    service_desk: str
    colour: str
    second_colour: str
    logo: str
    base_url: str
    secret: str
    data: Path

    def url(self, path: str) -> str:
        """A full link to a path of ours. The Host header never has a say in it."""
        return self.base_url + path

    @property
    def brand_url(self) -> str | None:
        """Where the corporation's own colours are; the address changes when they do, so that it may be kept for ever."""
        if not self.colour:
            return None
        return f"/huisstijl.css?v={self.colour.removeprefix('#')}{self.second_colour.removeprefix('#')}"

    @property
    def logo_url(self) -> str | None:
        return f"/logo?v={int((self.data / self.logo).stat().st_mtime)}" if self.logo else None

    @property
    def host(self) -> str:
        return urlsplit(self.base_url).hostname or "localhost"


def house() -> House:
    """The installation of the running app. Needs an app context, which commands, jobs and requests have."""
    found: House = current_app.extensions["house"]
    return found


def why_not(found: House) -> str | None:
    """Why an installation with these settings cannot start; None when it can."""
    if (found.colour or found.second_colour) and (refusal := brand.why_not_colours(found.colour, found.second_colour)):
        return refusal
    if found.logo:
        file = found.data / found.logo
        if Path(found.logo).name != found.logo or file.suffix.lower() not in LOGO_KINDS or not file.is_file():
            kinds = ", ".join(sorted(LOGO_KINDS))
            return _(
                "Instelling logo: zet een bestand (%(kinds)s) in de gegevensmap en schrijf hier zijn naam, niet “%(logo)s”.",
                kinds=kinds,
                logo=found.logo,
            )
        if file.stat().st_size > MOST_LOGO:
            size, most = file.stat().st_size // 1024, MOST_LOGO // 1024
            return _("Het logo is %(size)s kB. Elke eerste bezoeker laadt het: maak het hoogstens %(most)s kB.", size=size, most=most)
    return None


def set_up(app: Flask, found: House) -> None:
    app.extensions["house"] = found
    app.context_processor(lambda: {"site": house()})
