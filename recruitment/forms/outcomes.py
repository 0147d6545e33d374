"""Forms for arguments and what became of them."""

from __future__ import annotations

import re

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import DateField, RadioField, SelectChoice, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from recruitment.forms.panels import line, lines
from recruitment.models import Verdict
from recruitment.rules.outcomes import ARGUMENT_LENGTH, REASON_LENGTH, verdict_name
from recruitment.service.outcomes import Words

LARGEST_ID = 2147483647


class ArgumentForm(FlaskForm):  # type: ignore[misc]
    body = TextAreaField(
        _("Het argument"), filters=[lines], description=_("Eén gedachte, in gewone woorden. Zonder namen."),
        validators=[
            InputRequired(_("Schrijf het argument op.")),
            Length(max=ARGUMENT_LENGTH, message=_("Maak de tekst korter: hoogstens 2.000 tekens.")),
        ],
    )  # fmt: skip
    session = SelectField(_("Waar kwam het op tafel?"), coerce=int, validators=[Optional()])
    ticked = SelectMultipleField(
        _("Uit welke bijdragen komt het?"), coerce=int, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput(),
        validate_choice=False, validators=[Optional()],
    )  # fmt: skip
    numbers = StringField(
        _("Of plak adressen of nummers van bijdragen"), filters=[line], description=_("Bijvoorbeeld: 12, 15"),
        validators=[Optional(), Length(max=2000, message=_("Maak dit korter."))],
    )  # fmt: skip

    def validate_numbers(self, field: StringField) -> None:
        if any(number > LARGEST_ID for number in self._typed()):
            raise ValidationError(str(_("Dit is geen nummer van een bijdrage.")))

    def words(self) -> Words:
        ticked = [number for number in self.ticked.data or [] if 0 < number <= LARGEST_ID]
        return Words(self.body.data, self.session.data or None, tuple({*ticked, *self._typed()}))

    def _typed(self) -> list[int]:
        """The last number of each word, so that an address gives its post."""
        words = (self.numbers.data or "").replace(",", " ").split()
        return [int(found[-1]) for word in words if (found := re.findall(r"[0-9]{1,15}", word))]


class OutcomeForm(FlaskForm):  # type: ignore[misc]
    verdict = RadioField(
        _("Wat doet de corporatie met dit argument?"), choices=lambda: [SelectChoice(one.value, verdict_name(one)) for one in Verdict],
        validators=[InputRequired(_("Kies wat u met dit argument doet."))],
    )  # fmt: skip
    reason = TextAreaField(
        _("Waarom?"), filters=[lines], description=_("Iedereen die meedacht, krijgt deze tekst."),
        validators=[
            InputRequired(_("Schrijf op waarom. Een antwoord zonder reden kan niet.")),
            Length(max=REASON_LENGTH, message=_("Maak de tekst korter: hoogstens 4.000 tekens.")),
        ],
    )  # fmt: skip
    owner = StringField(
        _("Wie doet dit?"), filters=[line], description=_("Een functie, geen naam. Bijvoorbeeld: hoofd onderhoud."),
        validators=[Optional(), Length(max=120, message=_("Maak dit korter."))],
    )  # fmt: skip
    due_on = DateField(_("Klaar op"), format=["%Y-%m-%d", "%d-%m-%Y"], validators=[Optional()])

    def validate_due_on(self, field: DateField) -> None:
        if field.data and not 2000 <= field.data.year <= 2200:
            raise ValidationError(str(_("Kijk het jaar na.")))
