"""The draw on plain files: a rehearsal, or a check by anybody. No database is touched.

The solver is imported when a command runs: it is heavy, and every other command starts without it.
"""

from __future__ import annotations

import csv
import io
import time
from pathlib import Path

import click

from foundation.cli import answers, progress
from foundation.errors import BadInput
from foundation.i18n import _
from recruitment.cli import group

Rows = list[dict[str, str]]


@group.command("draw")
@click.option("--people", type=click.Path(path_type=Path), required=True, help="CSV: one volunteer a row.")
@click.option("--quotas", type=click.Path(path_type=Path), required=True, help="CSV: category, name or feature, min, max.")
@click.option("--seats", type=int, required=True)
@click.option("--id", "id_column", help="Column with everybody's number; else the row number from 1.")
@click.option("--household", "household_column", help="Column that says who lives together: one seat each.")
@click.option("--lottery", "out", type=click.Path(path_type=Path), help="Where to write the lottery that can be published.")
@click.option("--phrase", "phrases", multiple=True, required=True, help="Twice: one phrase of each party.")
@answers
def draw_command(
    people: Path, quotas: Path, seats: int, id_column: str | None, household_column: str | None, out: Path | None, phrases: tuple[str, ...]
) -> tuple[str, dict[str, object]]:
    """Solve and draw from two CSV files."""
    from recruitment.lottery.files import draw_files
    from recruitment.lottery.messages import Impossible, Said

    first, second = _two(phrases)
    began = time.monotonic()
    try:
        found = draw_files(
            _rows(people), _rows(quotas), seats, id_column, household_column, phrase_a=first, phrase_b=second, progress=progress
        )  # fmt: skip
    except Impossible as problem:
        error = BadInput(_(problem.msgid, **problem.params))
        error.fields = {"relaxation": [change.as_dict() for change in problem.relaxation]}  # type: ignore[attr-defined]
        raise error from problem
    except Said as problem:
        raise BadInput(_(problem.msgid, **problem.params)) from problem
    text = found.pop("lottery")
    if out is not None:
        _write(out, text)
    line = _("Geloot: %(names)s. Zegel van de loting: %(seal)s", names=", ".join(found["selected"]), seal=found["lottery_sha256"])
    return line, {**found, "seconds": round(time.monotonic() - began, 3)}


@group.command("verify")
@click.argument("lottery_file", type=click.Path(path_type=Path))
@click.option("--phrase", "phrases", multiple=True, required=True, help="Twice: one phrase of each party, in the order of the draw.")
@answers
def verify_command(lottery_file: Path, phrases: tuple[str, ...]) -> tuple[str, dict[str, object]]:
    """Repeat a published draw: the same file and phrases give the same people on every machine."""
    from recruitment.lottery.files import verify_text
    from recruitment.lottery.messages import Said

    first, second = _two(phrases)
    try:
        found = verify_text(_text(lottery_file), first, second)
    except Said as problem:
        raise BadInput(_(problem.msgid, **problem.params)) from problem
    return _("Geloot: %(names)s. Zegel van de loting: %(seal)s", names=", ".join(found["selected"]), seal=found["lottery_sha256"]), found


def _rows(path: Path) -> Rows:
    """The rows with everything trimmed. A semicolon separates where the first line has no comma, as spreadsheets here write it."""
    text = _text(path)
    first = text.split("\n", 1)[0]
    try:
        table = list(csv.reader(io.StringIO(text, newline=""), delimiter=";" if ";" in first and "," not in first else ",", strict=True))
    except csv.Error as error:
        raise BadInput(_("Dit is geen goed CSV-bestand: %(name)s", name=path.name)) from error
    lines = [[cell.strip() for cell in line] for line in table if any(cell.strip() for cell in line)]
    if not lines:
        raise BadInput(_("Dit bestand is leeg: %(name)s", name=path.name))
    headers, *rest = lines
    return [dict(zip(headers, [*line, *[""] * (len(headers) - len(line))], strict=False)) for line in rest]


def _two(phrases: tuple[str, ...]) -> tuple[str, str]:
    if len(phrases) != 2 or not all(phrase.strip() for phrase in phrases):
        raise BadInput(_("Geef precies twee keer --phrase: van elke partij een zin."))
    return phrases[0], phrases[1]


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise BadInput(_("Dit bestand kan niet worden gelezen: %(name)s", name=path.name)) from error
    except UnicodeDecodeError as error:
        raise BadInput(_("Dit bestand is geen UTF-8: %(name)s. Bewaar het als CSV UTF-8.", name=path.name)) from error


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        raise BadInput(_("Dit bestand kan niet worden geschreven: %(name)s", name=path.name)) from error
