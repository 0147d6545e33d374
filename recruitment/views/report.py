"""The report of a panel: who was reached and who came, against all tenants. Composition only: no names, no scores."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Response, jsonify, render_template
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from accounts.access import open_to
from foundation.charts import funnel
from foundation.clock import now
from foundation.i18n import _
from foundation.sheets import Cell, write_csv
from foundation.small_groups import ENOUGH_FOR_SHARES, SMALLEST_GROUP, cell_words, in_words
from recruitment.models import Panel
from recruitment.queries.evening import evenings_with_minutes
from recruitment.queries.panels import get_panel
from recruitment.queries.report import Report, report_of
from recruitment.views import blueprint
from recruitment.views.panels import ID, WATCHERS

BASE = f"/panels/<{ID}:panel_id>/verslag"


@blueprint.get(BASE)
@open_to(WATCHERS)
def report(panel_id: int) -> ResponseReturnValue:
    panel = get_panel(panel_id)
    found = report_of(panel)
    return render_template(
        "recruitment/report.html", panel=panel, report=found, picture=_picture(found), in_words=in_words, cell_words=cell_words,
        least=SMALLEST_GROUP, enough=ENOUGH_FOR_SHARES, evenings=evenings_with_minutes(panel_id),
    )  # fmt: skip


@blueprint.get(f"{BASE}.csv")
@open_to(WATCHERS)
def report_csv(panel_id: int) -> ResponseReturnValue:
    found = report_of(get_panel(panel_id))
    table = write_csv([_("Onderdeel"), _("Kenmerk"), _("Groep"), _("Aantal"), _("Procent")], _lines(found))
    return _download(table, "text/csv; charset=utf-8", f"panel-{panel_id}-verslag.csv")


@blueprint.get(f"{BASE}.json")
@open_to(WATCHERS)
def report_json(panel_id: int) -> ResponseReturnValue:
    """The same numbers for the review and for the dispute committee. null: not shown."""
    panel = get_panel(panel_id)
    answer = jsonify(_document(panel, report_of(panel)))
    answer.headers["Content-Disposition"] = f'attachment; filename="panel-{panel_id}-verslag.json"'
    return answer


def _lines(report: Report) -> Iterator[list[Cell]]:
    for step in report.steps:
        yield [_("trechter"), "", step.label, in_words(step.shown), None]
    for part in report.parts:
        for label, count in part.rows:
            yield [part.title, "", label, cell_words(count), None]
    for table in report.tables:
        for column in table.columns:
            for value in table.values:
                yield [column.label, table.title, value, cell_words(column.cells[value]), column.share(value)]
            yield [column.label, table.title, _("samen"), in_words(column.total), None]
    for _key, label, count in report.verdicts:
        yield [_("argumenten"), "", label, count, None]


def _document(panel: Panel, report: Report) -> dict[str, object]:
    return {
        "panel": panel.id,
        "topic": panel.topic.slug,
        "made_at": now().isoformat(timespec="seconds"),
        "not_shown_below": SMALLEST_GROUP,
        "funnel": [{"key": step.key, "label": step.label, "count": step.shown} for step in report.steps],
        "parts": [
            {"key": part.key, "title": part.title, "groups": [{"label": label, "count": count} for label, count in part.rows]}
            for part in report.parts
        ],
        "populations": [
            {
                "feature": table.feature,
                "columns": [
                    {"key": column.key, "label": column.label, "total": column.total, "groups": column.cells} for column in table.columns
                ],
            }
            for table in report.tables
        ],
        "came_counted": report.held,
        "arguments": {key: count for key, _label, count in report.verdicts},
        "draw": {"lottery_sha256": report.lottery_sha256, "seed": report.seed},
    }


def _download(content: bytes, mimetype: str, name: str) -> Response:
    return Response(content, mimetype=mimetype, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _picture(found: Report) -> Markup:
    """A step too small to show is drawn as one person and says so in words; no step of 1 to 4 is ever shown."""
    rows = [(step.label, 1 if step.shown is None else step.shown) for step in found.steps]
    return funnel(
        rows, _("Van alle huurders naar de zaal"), _("Per stap een balk. Dezelfde getallen staan in de tabel hieronder."),
        write=lambda count: in_words(None if 0 < count < SMALLEST_GROUP else count),
    )  # fmt: skip
