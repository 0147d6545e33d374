"""Settings: what differs between two installations. Read once at start, by wsgi.py alone.

Environment first, then `settings.toml` in the data folder, then the default. Policy numbers (weights, seats, terms) are not settings.
"""

from __future__ import annotations

import os
import secrets
import tomllib
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Site:
    """Who runs this installation, as its readers see it."""

    name: str = "Meedenkers"
    tenants_organisation: str = "de huurdersorganisatie"
    phone: str = "040 - 555 01 23"
    phone_hours: str = "maandag tot en met vrijdag, 9.00 tot 17.00 uur"
    mail: str = "meedenken@example.nl"
    reply_mail: str = ""
    """Where mailed answers come in, such as `antwoord@meedenken.example.nl`; a code is put before the @. Empty: answering is for the web."""
    address: tuple[str, ...] = ("Postbus 1", "1000 AA Lindehoven")
    town: str = "Lindehoven"
    service_desk: str = "040 - 555 01 00"
    colour: str = ""
    """The corporation's own: links and buttons. `#rrggbb`, with `second_colour`; both empty is the house's own look."""
    second_colour: str = ""
    """Shapes only: charts and the mark."""
    logo: str = ""
    """A PNG, WebP, JPEG or SVG file in the data folder, at most 60 kB; stands in the place of the mark."""


@dataclass(frozen=True)
class Settings:
    data: Path
    database_url: str
    secret: str
    base_url: str = "http://127.0.0.1:8000"
    """Every link in mail and letters starts with this; a Host header never does."""
    mail_url: str = "file:"
    """`smtp://[user:password@]host[:port]`, `smtps://...`, or `file:` (messages are kept in the data folder)."""
    mail_listen: str = ""
    """`127.0.0.1:8024`: where the job process takes mail from a mail server on this machine (LMTP); empty: it does not."""
    jobs_url: str = "sqlite:"
    """Huey's engine: `sqlite:`, `redis://...`, or `postgresql://...`."""
    limits_url: str = "memory://"
    behind_proxy: int = 0
    """Number of trusted proxies in front; 0 ignores every forwarded header."""
    secure_cookies: bool = False
    testing: bool = False
    site: Site = field(default_factory=Site)


def load(environ: dict[str, str] | None = None) -> Settings:
    """Raises ValueError, with a sentence, on a setting that cannot be used."""
    env = dict(os.environ if environ is None else environ)
    data = Path(env.get("MEEDENKERS_DATA", "instance")).absolute()
    data.mkdir(parents=True, exist_ok=True)
    file = data / "settings.toml"
    kept = tomllib.loads(file.read_text("utf-8")) if file.exists() else {}
    base_url = str(env.get("MEEDENKERS_URL") or kept.get("base_url") or Settings.base_url).rstrip("/")
    if not base_url.startswith(("http://", "https://")):
        raise ValueError(f"MEEDENKERS_URL must start with http:// or https://, not {base_url!r}")
    try:
        proxies = int(env.get("MEEDENKERS_PROXIES", "0"))
    except ValueError:
        raise ValueError("MEEDENKERS_PROXIES must be a whole number: how many proxies stand in front") from None
    site = {key: tuple(value) if isinstance(value, list) else value for key, value in kept.get("site", {}).items()}
    return Settings(
        data=data,
        database_url=_database_url(env.get("DATABASE_URL") or f"sqlite:///{data / 'meedenkers.sqlite'}"),
        secret=env.get("MEEDENKERS_SECRET") or _kept_secret(data / "secret"),
        base_url=base_url,
        mail_url=str(env.get("MAIL_URL") or kept.get("mail_url") or Settings.mail_url),
        mail_listen=str(env.get("MAIL_LISTEN") or kept.get("mail_listen") or Settings.mail_listen),
        jobs_url=str(env.get("JOBS_URL") or kept.get("jobs_url") or Settings.jobs_url),
        limits_url=str(env.get("LIMITS_URL") or kept.get("limits_url") or Settings.limits_url),
        behind_proxy=proxies,
        secure_cookies=base_url.startswith("https://"),
        testing=env.get("MEEDENKERS_TESTING") == "1",
        site=Site(**{key: value for key, value in site.items() if key in Site.__dataclass_fields__}),
    )


def _database_url(url: str) -> str:
    # The names people paste; both mean the driver we ship.
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url


def _kept_secret(file: Path) -> str:
    if not file.exists():
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w") as target:
            target.write(secrets.token_urlsafe(48))
    return file.read_text().strip()
