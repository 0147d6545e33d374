"""The yearly report on moderation, for everybody: as a page, as a table and on paper."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Response, render_template
from flask.typing import ResponseReturnValue

from accounts.access import ANYONE, open_to
from foundation.clock import local_day, now
from foundation.errors import NotFound
from foundation.house import house
from foundation.i18n import _, day, language
from foundation.letters.leaflet import Heading, Item, Leaflet, Part, Text, leaflet_pdf
from foundation.sheets import write_csv
from foundation.small_groups import cell_words
from moderation import queries
from moderation.queries import Yearly
from moderation.rules import HOUSE_RULES, REASONS
from moderation.views import blueprint
from moderation.views.words import act_names, outcome_names

BASE = "/moderatie/verslag/<int:year>"
Table = tuple[str, list[tuple[str, str]]]


def _of(year: int) -> Yearly:
    if not 2020 <= year <= local_day(now()).year:
        raise NotFound
    return queries.yearly(year)


def _tables(found: Yearly) -> Iterator[Table]:
    yield _("Meldingen, naar reden"), [(_(REASONS.get(key, "")) or key, cell_words(count)) for key, count in found.reports.items()]
    yield _("Besluiten van dit jaar"), [(name, cell_words(found.acts[act])) for act, name in act_names().items() if act in found.acts]
    yield _("Besluiten, naar huisregel"), [(_(HOUSE_RULES.get(key, "")) or key, cell_words(count)) for key, count in found.rules.items()]
    outcomes = [(name, cell_words(found.outcomes[outcome])) for outcome, name in outcome_names().items() if outcome in found.outcomes]
    yield _("Bezwaren, naar antwoord"), outcomes
    yield (
        _("Tijd en samenwerking"),
        [
            (_("Van melding tot besluit, de middelste"), _hours(found.hours_to_decide)),
            (_("Van bezwaar tot antwoord, de middelste"), _hours(found.hours_to_answer)),
            (_("Besluiten van twee moderatoren samen"), cell_words(found.by_two)),
        ],
    )


def _hours(hours: int | None) -> str:
    return _("niet getoond") if hours is None else _("%(n)s uur", n=hours)


@blueprint.get(BASE)
@open_to(ANYONE)
def yearly(year: int) -> ResponseReturnValue:
    return render_template("moderation/yearly.html", year=year, tables=list(_tables(_of(year))))


@blueprint.get(f"{BASE}.csv")
@open_to(ANYONE)
def yearly_csv(year: int) -> ResponseReturnValue:
    rows = [[title, name, count] for title, lines in _tables(_of(year)) for name, count in lines]
    return _download(write_csv([_("Onderdeel"), _("Groep"), _("Aantal")], rows), "text/csv; charset=utf-8", f"moderatie-{year}.csv")


@blueprint.get(f"{BASE}.pdf")
@open_to(ANYONE)
def yearly_pdf(year: int) -> ResponseReturnValue:
    parts: list[Part] = [Text(_words())]
    for title, lines in _tables(_of(year)):
        parts += [Heading(title), *(Item(f"{name}: {count}") for name, count in lines or [(_("Geen"), "0")])]
    title = _("Verslag van de moderatoren over %(year)s", year=year)
    leaflet = Leaflet(title, tuple(parts), over=house().name, foot=_("Gemaakt op %(day)s.", day=day(now())), lang=language(), size=12)
    return _download(leaflet_pdf([leaflet], title, now()), "application/pdf", f"moderatie-{year}.pdf")


def _words() -> str:
    return _("Dit zijn aantallen. Namen staan er niet in. Een groep van minder dan vijf tonen wij niet.")


def _download(content: bytes, mimetype: str, name: str) -> Response:
    return Response(content, mimetype=mimetype, headers={"Content-Disposition": f'attachment; filename="{name}"'})
