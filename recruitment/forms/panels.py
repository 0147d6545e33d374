"""Forms about a panel: what it is, its evenings, its quotas."""

from __future__ import annotations

from datetime import datetime, time

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import (
    DateField,
    FieldList,
    Form,
    FormField,
    HiddenField,
    IntegerField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from foundation.clock import from_local, local
from foundation.plain import plain
from recruitment.models import PanelSession
from recruitment.rules.panels import MOST_SEATS, QuotaLine
from recruitment.service.panels import Evening, Plan


def line(text: str | None) -> str:
    return plain(text or "").strip()


def lines(text: str | None) -> str:
    return plain(text or "", lines=True).strip()


class PanelForm(FlaskForm):  # type: ignore[misc]
    title = StringField(
        _("Titel"), filters=[line], validators=[InputRequired(_("Vul een titel in.")), Length(max=160, message=_("Maak de titel korter."))]
    )
    questions = TextAreaField(
        _("Wat ligt er op tafel?"), filters=[lines], validators=[Optional(), Length(max=4000, message=_("Maak de tekst korter."))],
        description=_("In gewone zinnen. Deze tekst staat in de uitnodiging."),
    )  # fmt: skip
    seats = IntegerField(
        _("Aantal plaatsen"), default=12,
        validators=[InputRequired(_("Vul een aantal in.")), NumberRange(1, MOST_SEATS, _("Vul een aantal in van 1 tot en met 200."))],
    )  # fmt: skip
    acceptance = IntegerField(
        _("Hoeveel van de 100 mensen zeggen ja?"), default=20, description=_("Weet u het niet? Begin met 20."),
        validators=[InputRequired(_("Vul een getal in.")), NumberRange(1, 100, _("Vul een getal in van 1 tot en met 100."))],
    )  # fmt: skip
    show_up = IntegerField(
        _("Hoeveel van de 100 die ja zeggen, komen ook?"), default=75, description=_("Weet u het niet? Begin met 75."),
        validators=[InputRequired(_("Vul een getal in.")), NumberRange(1, 100, _("Vul een getal in van 1 tot en met 100."))],
    )  # fmt: skip

    def plan(self) -> Plan:
        return Plan(self.title.data, self.questions.data or "", self.seats.data, self.acceptance.data, self.show_up.data)


class EveningForm(FlaskForm):  # type: ignore[misc]
    """Typed in local time, kept in UTC."""

    day = DateField(_("Dag"), format=["%Y-%m-%d", "%d-%m-%Y"], validators=[InputRequired(_("Kies een dag."))])
    starts = TimeField(_("Begint om"), default=time(19, 30), validators=[InputRequired(_("Vul in hoe laat het begint."))])
    ends = TimeField(_("Eindigt om"), default=time(21, 30), validators=[InputRequired(_("Vul in hoe laat het eindigt."))])
    place = StringField(
        _("Plaats"), filters=[line], description=_("Bijvoorbeeld: buurthuis De Linde, zaal 2"),
        validators=[InputRequired(_("Vul in waar het is.")), Length(max=120, message=_("Maak dit korter."))],
    )  # fmt: skip
    address = StringField(
        _("Adres"), filters=[line], validators=[InputRequired(_("Vul het adres in.")), Length(max=200, message=_("Maak het adres korter."))]
    )
    notes = TextAreaField(
        _("Goed om te weten"), filters=[lines], description=_("Over parkeren, de lift, een tolk, de bus."),
        validators=[Optional(), Length(max=2000, message=_("Maak de tekst korter."))],
    )  # fmt: skip

    def validate_day(self, field: DateField) -> None:
        if field.data and not 2000 <= field.data.year <= 2200:
            raise ValidationError(str(_("Kijk het jaar na.")))

    def evening(self) -> Evening:
        starts, ends = (from_local(datetime.combine(self.day.data, moment)) for moment in (self.starts.data, self.ends.data))
        return Evening(starts, ends, self.place.data, self.address.data, self.notes.data or "")

    @classmethod
    def about(cls, session: PanelSession) -> EveningForm:
        starts, ends = local(session.starts_at), local(session.ends_at)
        return cls(
            day=starts.date(), starts=starts.time(), ends=ends.time(), place=session.place, address=session.address, notes=session.notes
        )


class QuotaRow(Form):  # type: ignore[misc]
    """Both empty: this group is left free."""

    feature = HiddenField()
    value = HiddenField()
    min = IntegerField(_("Minimum"), validators=[Optional(), NumberRange(0, MOST_SEATS, _("Vul een getal in van 0 tot en met 200."))])
    max = IntegerField(_("Maximum"), validators=[Optional(), NumberRange(0, MOST_SEATS, _("Vul een getal in van 0 tot en met 200."))])


class QuotaForm(FlaskForm):  # type: ignore[misc]
    rows = FieldList(FormField(QuotaRow), max_entries=200)

    def validate(self, extra_validators: object = None) -> bool:
        good = bool(super().validate(extra_validators))
        for row in (entry.form for entry in self.rows):
            if not row.errors and (row.min.data is None) != (row.max.data is None):
                self.form_errors.append(
                    str(_("Vul bij %(value)s allebei de getallen in, of laat ze allebei leeg.", value=line(row.value.data)))
                )
                good = False
        return good

    def lines(self) -> list[QuotaLine]:
        return [
            QuotaLine(line(row.feature.data), line(row.value.data), row.min.data, row.max.data)
            for row in (entry.form for entry in self.rows)
            if row.min.data is not None and row.max.data is not None
        ]


class ReasonForm(FlaskForm):  # type: ignore[misc]
    reason = TextAreaField(
        _("Waarom?"), filters=[lines],
        validators=[InputRequired(_("Schrijf op waarom.")), Length(min=4, max=1000, message=_("Schrijf op waarom, in één of twee zinnen."))],
    )  # fmt: skip
