"""This installation: its name, its helpers, its address, its secret. Set once by wsgi.py; asked by whoever writes a page or a mail."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from flask import Flask, current_app


@dataclass(frozen=True)
class House:
    name: str
    tenants_organisation: str
    phone: str
    phone_hours: str
    mail: str
    address: tuple[str, ...]
    town: str
    service_desk: str
    base_url: str
    secret: str
    data: Path

    def url(self, path: str) -> str:
        """A full link to a path of ours. The Host header never has a say in it."""
        return self.base_url + path

    @property
    def host(self) -> str:
        return urlsplit(self.base_url).hostname or "localhost"


def house() -> House:
    """The installation of the running app. Needs an app context, which commands, jobs and requests have."""
    found: House = current_app.extensions["house"]
    return found


def set_up(app: Flask, found: House) -> None:
    app.extensions["house"] = found
    app.context_processor(lambda: {"site": found})
