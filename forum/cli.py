"""Commands of forum."""

from __future__ import annotations

import time
from dataclasses import asdict
from datetime import date
from pathlib import Path

import click
from flask import Flask
from flask.cli import AppGroup

from forum import queries, service
from forum.service.importing import Imported
from foundation import clock
from foundation.cli import answers
from foundation.db import db, transaction
from foundation.errors import BadInput, Refused
from foundation.i18n import _
from foundation.search import IndexBusy

group = AppGroup("forum", help="Commands of forum.")


class _DryRun(Exception):
    """Takes back what a rehearsal wrote."""


@group.command("import-posts")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--by-year", is_flag=True, help="One closed topic for each year of the openings.")
@click.option("--topic", "slug", help="An existing topic that gets the conversations.")
@click.option("--shift-to", help="With --topic: the day on which the first post falls (2026-03-01); else its opening day.")
@click.option("--dry-run", is_flag=True, help="Check everything, keep nothing.")
@answers
def import_posts(file: Path, by_year: bool, slug: str | None, shift_to: str | None, dry_run: bool) -> tuple[str, dict[str, object]]:
    """Take in discussions of another forum (JSONL)."""
    if by_year == (slug is not None):
        raise BadInput(_("Kies een van beide: --by-year of --topic ONDERWERP."))
    if shift_to and by_year:
        raise BadInput(_("--shift-to hoort bij --topic."))
    first_on = _day(shift_to)
    now = clock.now()
    if slug and queries.find_topic(slug) is None:
        raise BadInput(_("Er is geen onderwerp %(slug)s.", slug=slug))
    try:
        with file.open("rb") as rows:
            reading = service.read_posts(rows, now)
    except OSError as error:
        raise BadInput(_("Dit bestand kan niet worden gelezen: %(name)s", name=file.name)) from error
    db.session.rollback()
    done = Imported()
    try:
        with transaction():
            done = (
                service.import_into_topic(reading, queries.get_topic(slug), first_on, now) if slug else service.import_by_year(reading, now)
            )
            if dry_run:
                raise _DryRun
    except _DryRun:
        pass
    line = _(
        "%(posts)s bijdragen in %(threads)s gesprekken van %(authors)s nieuwe schrijvers; %(skipped)s waren er al.",
        posts=done.posts, threads=done.threads, authors=done.authors, skipped=done.skipped,
    )  # fmt: skip
    return (_("Proef: %(line)s", line=line) if dry_run else _("Ingelezen: %(line)s", line=line)), asdict(done)


@group.command("reindex")
@answers
def reindex() -> tuple[str, dict[str, object]]:
    """Rebuild the search index beside the old one and swap."""
    began = time.monotonic()
    try:
        posts, seen = service.rebuild_index()
    except IndexBusy as error:
        raise Refused(_("De zoekindex is nu in gebruik. Probeer het over een minuut nog een keer.")) from error
    db.session.rollback()
    for start in range(0, len(seen), 1000):
        with transaction():
            service.settle(seen[start : start + 1000])
    words = service.count_words()
    with transaction():
        service.keep_words(words)
    seconds = round(time.monotonic() - began, 2)
    line = _("%(posts)s bijdragen in de zoekindex, in %(seconds)s seconden.", posts=posts, seconds=seconds)
    return line, {"posts": posts, "seconds": seconds}


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise BadInput(_("--shift-to is geen dag. Schrijf de dag als 2026-03-01.")) from error


def register(app: Flask) -> None:
    app.cli.add_command(group)
