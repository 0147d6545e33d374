"""Commands of accounts."""

from __future__ import annotations

import tomllib
from pathlib import Path

import click
from flask import Flask
from flask.cli import AppGroup

from accounts.models import Party, Role
from accounts.queries.registry import plan_of, read_people
from accounts.rules import mapping
from accounts.rules.registry import email_address
from accounts.rules.signing_in import PASSWORD_LINK_LASTS
from accounts.service.authors import NotLinked, Pair, link_authors
from accounts.service.registry import NotImported, import_registry, refuse
from accounts.service.staff import add_staff, password_link
from foundation import clock, sheets
from foundation.cli import answers
from foundation.db import transaction
from foundation.errors import BadInput
from foundation.i18n import _

group = AppGroup("accounts", help="Commands of accounts.")
FILE = click.Path(path_type=Path)


@group.command("import-tenants")
@click.argument("file", type=FILE)
@click.option("--mapping", "mapping_file", type=FILE, help='TOML: purpose = "header", in a table [columns] or at the top.')
@click.option("--dry-run", is_flag=True, help="Say what would change, change nothing.")
@click.option("--allow-gone", is_flag=True, help="Also when more than 10 % of the tenants is absent from the file.")
@answers
def import_tenants(file: Path, mapping_file: Path | None, dry_run: bool, allow_gone: bool) -> tuple[str, dict[str, object]]:
    """Import the landlord's registry (CSV or XLSX), all or nothing. The file is the whole registry: who is absent is gone."""
    now = clock.now()
    try:
        sheet = sheets.read(_bytes(file), file.name)
        asked = _mapping(mapping_file) if mapping_file else None
    except NotImported:
        raise
    except BadInput as error:
        raise NotImported(error.message, errors=[{"column": "", **detail} for detail in error.details]) from error
    if dry_run:
        plan = plan_of(sheet, asked, clock.local_day(now))
        refuse(plan, allow_gone=allow_gone)
        counts = plan.counts()
    else:
        people = read_people(sheet, asked, clock.local_day(now))
        with transaction():
            counts = import_registry(people, asked, now, allow_gone=allow_gone)
    line = _("%(added)s erbij, %(changed)s gewijzigd, %(unchanged)s gelijk, %(gone)s weg.", **counts)
    return (_("Proef, niets gewijzigd: ") + line if dry_run else line), {**counts, "errors": []}


@group.command("link-authors")
@click.argument("file", type=FILE)
@answers
def link(file: Path) -> tuple[str, dict[str, object]]:
    """Give people who came with an import of another forum to their tenant. CSV or XLSX with source_id and huurdernummer."""
    try:
        sheet = sheets.read(_bytes(file), file.name)
    except BadInput as error:
        raise NotLinked([{"line": 1, "column": "", "message": error.message}]) from error
    headers = [header.casefold() for header in sheet.headers]
    missing = [name for name in ("source_id", "huurdernummer") if name not in headers]
    if missing:
        raise NotLinked([{"line": 1, "column": name, "message": _("De kolom “%(name)s” ontbreekt.", name=name)} for name in missing])
    source, number = headers.index("source_id"), headers.index("huurdernummer")
    with transaction():
        linked = link_authors([Pair(row.line, row.cells[source].strip(), row.cells[number].strip()) for row in sheet.rows], clock.now())
    return _("%(n)s schrijvers gekoppeld.", n=linked), {"linked": linked, "errors": []}


@group.command("add-staff")
@click.option("--role", type=click.Choice([role.value for role in Role if role is not Role.TENANT]), required=True)
@click.option("--party", type=click.Choice([party.value for party in Party]))
@click.option("--alias", required=True, help="How this person is called on the site.")
@click.option("--mail", required=True)
@answers
def add(role: str, party: str | None, alias: str, mail: str) -> tuple[str, dict[str, object]]:
    """Let somebody in who works here: how a new installation gets its first administrator. Prints the link to choose a password."""
    now = clock.now()
    address = email_address(mail)
    if address is None:
        raise BadInput(_("Dit is geen mailadres: %(mail)s", mail=mail))
    with transaction():
        account = add_staff(alias, address, Role(role), Party(party) if party else None, None, now)
        link = password_link(account, int((now + PASSWORD_LINK_LASTS).timestamp()))
    return _("Open deze link en kies een wachtwoord: %(link)s", link=link), {"link": link}


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise BadInput(_("Het bestand “%(name)s” kan niet gelezen worden.", name=file.name)) from error


def _mapping(file: Path) -> dict[str, str]:
    try:
        return mapping.from_table(tomllib.loads(_bytes(file).decode("utf-8-sig")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise NotImported(_("Het mapping-bestand “%(name)s” is geen TOML.", name=file.name)) from error
    except ValueError as error:
        raise NotImported(str(error)) from error


def register(app: Flask) -> None:
    app.cli.add_command(group)
