"""Forms of the evening and its minutes."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import IntegerField, RadioField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import AnyOf, InputRequired, Length, NumberRange, Optional

from foundation.markup import MAX_LENGTH
from recruitment.forms.panels import lines
from recruitment.rules.evening import ABSENCES, absence_name


class MarkForm(FlaskForm):  # type: ignore[misc]
    """One line of the check-in list. Its two buttons say which answer it is."""

    seat = IntegerField(validators=[InputRequired(), NumberRange(1, 2147483647)])
    came = StringField(validators=[AnyOf(["yes", "no"])])
    reason = SelectField(
        _("Waarom niet?"),
        choices=lambda: [SelectChoice(one, absence_name(one)) for one in ABSENCES],
        default="unknown",
        validators=[Optional()],
    )


class MinutesForm(FlaskForm):  # type: ignore[misc]
    body = TextAreaField(
        _("Verslag"), filters=[lines],
        description=_("Schrijf geen namen op: wat er gezegd is, niet wie het zei. Een kop begint met ##, een lijst met een streepje."),
        validators=[InputRequired(_("Schrijf eerst het verslag.")), Length(max=MAX_LENGTH, message=_("Maak het verslag korter: hoogstens 10.000 tekens."))],
    )  # fmt: skip


class AmendmentForm(FlaskForm):  # type: ignore[misc]
    body = TextAreaField(
        _("Wat klopt er niet, en wat moet er staan?"), filters=[lines],
        validators=[InputRequired(_("Schrijf op wat er niet klopt.")), Length(max=2000, message=_("Maak de tekst korter: hoogstens 2.000 tekens."))],
    )  # fmt: skip


class AmendmentForForm(AmendmentForm):
    """The same, heard by staff on the phone or read on paper."""

    seat = SelectField(_("Wie vraagt dit?"), coerce=int, validators=[InputRequired(_("Kies wie dit vraagt."))])


class AmendmentAnswerForm(FlaskForm):  # type: ignore[misc]
    taken_over = RadioField(
        _("Neemt u de wijziging over?"), choices=[SelectChoice("yes", _("Ja, het verslag is aangepast")), SelectChoice("no", _("Nee"))],
        validators=[InputRequired(_("Kies ja of nee."))],
    )  # fmt: skip
    answer = TextAreaField(
        _("Antwoord aan wie dit vroeg"), filters=[lines],
        validators=[InputRequired(_("Schrijf een antwoord.")), Length(max=2000, message=_("Maak het antwoord korter: hoogstens 2.000 tekens."))],
    )  # fmt: skip
