"""The macros every page uses: labels, hints and errors find each other; words stand beside every colour."""

from __future__ import annotations

from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from jinja2 import Environment, FileSystemLoader
from wtforms import (
    BooleanField,
    DateField,
    FieldList,
    Form,
    FormField,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

TEMPLATES = Path(__file__).parent.parent / "templates"


class Address(Form):  # type: ignore[misc]
    street = StringField("Straat", [InputRequired("Vul uw straat in.")])


class Everything(Form):  # type: ignore[misc]
    name = StringField("Uw naam", [InputRequired("Vul uw naam in.")], description="Zoals op uw huurcontract.")
    mail = StringField("E-mailadres", [Optional()])
    body = TextAreaField("Uw bijdrage", [Length(min=3, message="Schrijf iets meer.")])
    complex = SelectField("Complex", choices=[SelectChoice("a", "De Linden")])
    read = BooleanField("Ik heb de huisregels gelezen", [InputRequired("Zet een vinkje.")])
    comes = RadioField(
        "Komt u?", choices=[SelectChoice("yes", "Ja"), SelectChoice("no", "Nee")], validators=[InputRequired("Kies ja of nee.")]
    )
    languages = SelectMultipleField(
        "Talen",
        [Length(min=1, message="Kies een taal.")],
        choices=[SelectChoice("nl", "Nederlands")],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    seats = IntegerField("Plaatsen", [InputRequired("Vul een aantal in.")])
    on = DateField("Dag", [InputRequired("Vul een dag in.")])
    address = FormField(Address, label="Adres")
    days = FieldList(StringField("Dag", [InputRequired("Vul een dag in.")]), label="Dagen", min_entries=2)


class Page(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += data

    def values(self, name: str, tag: str | None = None) -> list[str]:
        return [attrs[name] or "" for found, attrs in self.tags if name in attrs and tag in (None, found)]


@pytest.fixture
def show() -> Any:
    environment = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, extensions=["jinja2.ext.i18n"])
    environment.install_null_translations(newstyle=True)  # type: ignore[attr-defined]
    environment.globals["csrf_token"] = lambda: "token"
    environment.filters |= {"moment": str, "day": str, "setting_words": str}

    def render(call: str, **values: Any) -> Page:
        return Page(environment.from_string('{% import "_macros.html" as m with context %}' + call).render(**values))

    return render


@pytest.fixture
def wrong() -> Everything:
    form = Everything()
    form.validate()
    form.form_errors.append("Dit onderwerp is gesloten.")
    return form


ALL = "{{ m.errors(form) }}{% for f in form %}{{ m.field(f) }}{% endfor %}"


def test_every_error_is_in_the_summary_and_leads_to_its_field(show: Any, wrong: Everything) -> None:
    summary, page = show("{{ m.errors(form) }}", form=wrong), show(ALL, form=wrong)
    for text in ("Dit onderwerp is gesloten.", "Vul uw naam in.", "Kies ja of nee.", "Kies een taal.", "Vul uw straat in."):
        assert text in summary.words
    assert len(summary.values("href")) >= 10
    assert {link[1:] for link in summary.values("href")} <= set(page.values("id"))


def test_ids_are_unique_and_references_resolve(show: Any, wrong: Everything) -> None:
    page = show(ALL, form=wrong)
    ids = page.values("id")
    assert len(ids) == len(set(ids))
    assert {one for value in page.values("aria-describedby") for one in value.split()} <= set(ids)
    assert set(page.values("for")) <= set(ids)
    fields = [attrs for tag, attrs in page.tags if tag in ("input", "select", "textarea")]
    assert {attrs["id"] for attrs in fields} == set(page.values("for"))


def test_a_form_without_errors_has_no_summary(show: Any) -> None:
    page = show(ALL, form=Everything())
    assert "fouten" not in page.values("id")
    assert page.values("aria-invalid") == []


def test_what_may_stay_empty_says_so(show: Any) -> None:
    page = show("{{ m.field(form.mail, hint='Voor de agenda', autocomplete='email', inputmode='email', type='email') }}", form=Everything())
    assert "mag leeg blijven" in page.words
    [field] = [attrs for tag, attrs in page.tags if tag == "input"]
    assert (field["type"], field["autocomplete"], field["inputmode"]) == ("email", "email", "email")


def test_typed_text_is_escaped(show: Any) -> None:
    nasty = '<img src=x onerror=alert(1)>"'
    page = show(
        "{{ m.field(form.name) }}{{ m.person(x, x) }}{{ m.status(x) }}{{ m.notice(x, title=x) }}{{ m.page_head(x, x, [(x, '/')]) }}"
        "{{ m.post_button('/', x, hidden={x: x}, describe=x) }}{{ m.error_list([x, (x, 'a')]) }}{{ m.data_table(x, [x, x], [[x, x]]) }}"
        "{{ m.topic_card({'url': '/', 'title': x, 'summary': x, 'facts': [x], 'stages': [x]}) }}{{ m.definition([(x, x)]) }}"
        "{{ m.bar(1, 2, x) }}",
        form=Everything(data={"name": nasty}),
        x=nasty,
    )
    assert "img" not in {tag for tag, _ in page.tags}
    assert page.values("onerror") == []


def test_steps_say_in_words_what_the_drawing_says(show: Any) -> None:
    page = show("{{ m.steps([('f', 'Forum'), ('p', 'Panel', 'in mei'), ('u', 'Uitkomst')], 'p') }}")
    assert page.words.split() == ["Forum", "(klaar)", "Panel", "(nu", "bezig)", "in", "mei", "Uitkomst", "(komt", "nog)"]
    assert page.values("aria-current") == ["step"]
    assert show("{{ m.steps(['Forum', 'Panel']) }}").words.count("(klaar)") == 2


def test_a_table_names_its_cells(show: Any) -> None:
    page = show("{{ m.data_table('Wie', ['Complex', 'Aantal'], [['Linden', 3]], numeric=[1], foot=['Samen', 3]) }}")
    assert page.values("data-label") == ["Aantal", "Aantal"]
    assert page.values("scope") == ["col", "col", "row", "row"]


def test_help_line_needs_a_place_and_dials(show: Any) -> None:
    site = SimpleNamespace(phone="040 - 123 45 67", phone_hours="elke werkdag")
    assert show("{{ m.help_line() }}", site=site).values("href") == ["tel:0401234567"]
    assert show("{{ m.help_line(place) }}", place=site).values("href") == ["tel:0401234567"]


def test_days_carry_a_date_for_machines(show: Any) -> None:
    assert show("{{ m.day(d) }}{{ m.day(none) }}", d=date(2026, 11, 23)).values("datetime") == ["2026-11-23"]
