"""The draw on plain files: a rehearsal, or a check by anybody. No database is touched.

The solver is imported when a command runs: it is heavy, and every other command starts without it.
"""

from __future__ import annotations

import csv
import io
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from foundation.cli import answers, progress
from foundation.errors import BadInput
from recruitment.cli import group

if TYPE_CHECKING:
    from recruitment.lottery.problem import Problem, Quota

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
    from recruitment.lottery import draw_from
    from recruitment.lottery.lottery import UNITS
    from recruitment.lottery.messages import Impossible, Said
    from recruitment.lottery.publish import lottery_text, sha256
    from recruitment.lottery.solve import solve

    first, second = _two(phrases)
    began = time.monotonic()
    try:
        found = solve(_problem(people, quotas, seats, id_column, household_column), progress=progress)
        text = lottery_text(found)
        drawn = draw_from(text, first, second)
    except Impossible as problem:
        error = BadInput(str(problem))
        error.fields = {"relaxation": [change.as_dict() for change in problem.relaxation]}  # type: ignore[attr-defined]
        raise error from problem
    except Said as problem:
        raise BadInput(str(problem)) from problem
    if out is not None:
        _write(out, text)
    chances = {person: chance / UNITS for person, chance in found.chances.items()}
    some = [chance for chance in chances.values() if chance > 0]
    return f"Geloot: {', '.join(drawn.selected)}. Controlegetal van de loting: {sha256(text)}", {
        "selected": list(drawn.selected), "reserves": list(drawn.reserves), "chances": chances, "panels": len(found.panels),
        "min_chance": min(some), "max_chance": max(some), "bound": found.bound / UNITS, "guarantee": found.guarantee / UNITS,
        "lottery_sha256": sha256(text), "seed": drawn.seed, "seconds": round(time.monotonic() - began, 3),
    }  # fmt: skip


@group.command("verify")
@click.argument("lottery_file", type=click.Path(path_type=Path))
@click.option("--phrase", "phrases", multiple=True, required=True, help="Twice: one phrase of each party, in the order of the draw.")
@answers
def verify_command(lottery_file: Path, phrases: tuple[str, ...]) -> tuple[str, dict[str, object]]:
    """Repeat a published draw: the same file and phrases give the same people on every machine."""
    from recruitment.lottery import draw_from
    from recruitment.lottery.messages import Said
    from recruitment.lottery.publish import lottery_from_text, lottery_text, sha256

    first, second = _two(phrases)
    try:
        text = lottery_text(lottery_from_text(_text(lottery_file)))
        drawn = draw_from(text, first, second)
    except Said as problem:
        raise BadInput(str(problem)) from problem
    return f"Geloot: {', '.join(drawn.selected)}. Controlegetal van de loting: {sha256(text)}", {
        "selected": list(drawn.selected), "reserves": list(drawn.reserves), "lottery_sha256": sha256(text), "seed": drawn.seed,
    }  # fmt: skip


def _problem(people: Path, quotas: Path, seats: int, id_column: str | None, household_column: str | None) -> Problem:
    from recruitment.lottery.problem import Person, Problem

    persons, rows = _rows(people), [_quota(row, line) for line, row in enumerate(_rows(quotas), 2)]
    categories = {row.category for row in rows}
    for column in (*sorted(categories), *filter(None, (id_column, household_column))):
        if persons and column not in persons[0]:
            raise BadInput(f"De kolom {column} staat niet in {people.name}.")
    return Problem(
        tuple(
            Person(
                id=row[id_column] if id_column else str(number),
                features={name: row[name] for name in categories},
                household=(row[household_column] or None) if household_column else None,  # a blank address is not a household
            )
            for number, row in enumerate(persons, 1)
        ),
        tuple(rows),
        seats,
    )


def _quota(row: dict[str, str], line: int) -> Quota:
    """`category` with `name` or `feature`, or `feature` with `value`."""
    from recruitment.lottery.problem import Quota

    name, value = ("category", "name" if "name" in row else "feature") if "category" in row else ("feature", "value")
    for column in (name, value, "min", "max"):
        if column not in row:
            raise BadInput(f"In de quota ontbreekt de kolom {column}.")
    try:
        return Quota(row[name], row[value], int(row["min"]), int(row["max"]))
    except ValueError as error:
        raise BadInput(f"Regel {line} van de quota: min en max moeten hele getallen zijn.") from error


def _rows(path: Path) -> Rows:
    """The rows with everything trimmed. A semicolon separates where the first line has no comma, as spreadsheets here write it."""
    text = _text(path)
    first = text.split("\n", 1)[0]
    try:
        table = list(csv.reader(io.StringIO(text, newline=""), delimiter=";" if ";" in first and "," not in first else ",", strict=True))
    except csv.Error as error:
        raise BadInput(f"Dit is geen goed CSV-bestand: {path.name}") from error
    lines = [[cell.strip() for cell in line] for line in table if any(cell.strip() for cell in line)]
    if not lines:
        raise BadInput(f"Dit bestand is leeg: {path.name}")
    headers, *rest = lines
    return [dict(zip(headers, [*line, *[""] * (len(headers) - len(line))], strict=False)) for line in rest]


def _two(phrases: tuple[str, ...]) -> tuple[str, str]:
    if len(phrases) != 2 or not all(phrase.strip() for phrase in phrases):
        raise BadInput("Geef precies twee keer --phrase: van elke partij een zin.")
    return phrases[0], phrases[1]


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise BadInput(f"Dit bestand kan niet worden gelezen: {path.name}") from error
    except UnicodeDecodeError as error:
        raise BadInput(f"Dit bestand is geen UTF-8: {path.name}. Bewaar het als CSV UTF-8.") from error


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        raise BadInput(f"Dit bestand kan niet worden geschreven: {path.name}") from error
