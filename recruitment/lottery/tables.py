"""Reading a problem from rows of two tables, as `csv.DictReader` gives them. Line 1 is the header, so the first row is line 2."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from recruitment.lottery.messages import BadInput, _
from recruitment.lottery.problem import Person, Problem, Quota

Row = Mapping[Any, Any]
WHOLE = re.compile(r"[+-]?[0-9]{1,9}", re.ASCII)
LAYOUTS = (("category", "name"), ("category", "feature"), ("category", "value"), ("feature", "value"))
"""Headers under which the category and its value may stand, in order of preference."""


def _rows(rows: Sequence[Row]) -> list[tuple[int, dict[str, str]]]:
    """Trimmed, with line numbers; rows with nothing in them are left out. A byte order mark sticks to the first header."""
    found: list[tuple[int, dict[str, str]]] = []
    for line, row in enumerate(rows, 2):
        extra = row.get(None) or []
        if any(str(cell).strip() for cell in extra):
            raise BadInput(
                _("Regel %(line)s heeft meer cellen dan de eerste regel van het bestand. Zet aanhalingstekens om tekst met een komma."),
                line=line,
            )
        cells = {
            str(key).removeprefix("\ufeff").strip(): "" if cell is None else str(cell).strip()
            for key, cell in row.items()
            if key is not None
        }
        if any(cells.values()):
            found.append((line, cells))
    return found


def _number(text: str, column: str, line: int) -> int:
    if not WHOLE.fullmatch(text):
        raise BadInput(
            _("Quota, regel %(line)s: “%(text)s” bij %(column)s is geen heel getal. Vul een heel getal in."),
            line=line,
            text=text,
            column=column,
        )
    return int(text)


def read_quotas(rows: Sequence[Row]) -> tuple[Quota, ...]:
    lines = _rows(rows)
    if not lines:
        raise BadInput(_("Er staan geen quota in het bestand. Geef per regel een categorie, een waarde, een minimum en een maximum."))
    headers = set(lines[0][1])
    layout = next((pair for pair in LAYOUTS if headers.issuperset(pair)), None)
    if layout is None or not headers.issuperset(("min", "max")):
        raise BadInput(
            _(
                "De quota missen een kolom. Nodig zijn: category met name of feature (of feature met value), min en max. Gevonden: %(headers)s."
            ),
            headers=", ".join(sorted(headers)),
        )
    quotas = []
    for line, cells in lines:
        category, value = (cells.get(column, "") for column in layout)
        if not category or not value:
            raise BadInput(_("Quota, regel %(line)s: de categorie of de waarde is leeg. Vul beide in."), line=line)
        quotas.append(Quota(category, value, *(_number(cells.get(column, ""), column, line) for column in ("min", "max"))))
    return tuple(quotas)


def read_problem(
    people_rows: Sequence[Row], quota_rows: Sequence[Row], seats: int, id_column: str | None = None, household_column: str | None = None,
) -> Problem:  # fmt: skip
    """Without `id_column` the id is the row number from 1; only `household_column` makes households. Raises BadInput."""
    quotas = read_quotas(quota_rows)
    lines = _rows(people_rows)
    if not lines:
        raise BadInput(_("Er staat niemand in de lijst met mensen. Controleer het bestand."))
    categories = list(dict.fromkeys(quota.category for quota in quotas))
    for category in categories:
        if category not in lines[0][1]:
            raise BadInput(_("De categorie “%(category)s” uit de quota staat niet als kolom in de lijst met mensen."), category=category)
    for column in (id_column, household_column):
        if column is not None and column.strip() not in lines[0][1]:
            raise BadInput(_("De kolom “%(column)s” staat niet in de lijst met mensen."), column=column)
    people = []
    for line, cells in lines:
        number = str(line - 1) if id_column is None else cells.get(id_column.strip(), "")
        if not number:
            raise BadInput(_("Mensen, regel %(line)s: het nummer is leeg. Vul voor iedereen een nummer in."), line=line)
        household = cells.get(household_column.strip(), "") if household_column is not None else ""
        people.append(Person(number, {category: cells.get(category, "") for category in categories}, household or None))
    return Problem(tuple(people), quotas, seats)
