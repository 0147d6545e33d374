"""The reason for letting somebody through; the numbers of new scoring rules."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import IntegerField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, ValidationError

from foundation.i18n import _ as now_
from foundation.i18n import later as _
from recruitment.models import ScoringPolicy
from recruitment.rules import CRITERIA, criterion

NUMBERS = ("bar", "keep_bar", "a_day", "a_thread")


class WholeNumber(IntegerField):  # type: ignore[misc]
    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValidationError(now_("Vul een heel getal in.")) from error


class ReleaseForm(FlaskForm):  # type: ignore[misc]
    reason = TextAreaField(
        _("Waarom laat u deze persoon door?"),
        [
            InputRequired(_("Schrijf op waarom u deze persoon doorlaat.")),
            Length(max=1000, message=_("Uw uitleg is te lang. Maak de tekst korter dan 1000 tekens.")),
        ],
        description=_("De huurder kan deze uitleg lezen."),
    )


def _number(label: str = "", most: int = 100) -> WholeNumber:
    return WholeNumber(label, [InputRequired(_("Vul een heel getal in.")), NumberRange(0, most, _("Dit getal kan hier niet."))])


class PolicyForm(FlaskForm):  # type: ignore[misc]
    """Two numbers for each criterion (`weight_days`, `full_days`) and the four that hold for all."""

    bar = _number(_("Betrokken vanaf (punten)"))
    keep_bar = _number(_("Betrokken blijven tot en met (punten)"))
    a_day = _number(_("Hoogstens zoveel bijdragen per dag"))
    a_thread = _number(_("Hoogstens zoveel bijdragen per gesprek"), 1000)

    @classmethod
    def like(cls, policy: ScoringPolicy) -> PolicyForm:
        values = {f"weight_{name}": policy.weights[name] for name in CRITERIA} | {
            f"full_{name}": policy.full_marks[name] for name in CRITERIA
        }
        form = cls(data=values | {name: getattr(policy, name) for name in NUMBERS})
        for name in CRITERIA:
            what = criterion(name)
            form[f"weight_{name}"].label.text = now_("%(what)s: punten", what=what[:1].upper() + what[1:])
            form[f"full_{name}"].label.text = now_("%(what)s: alle punten bij", what=what[:1].upper() + what[1:])
        return form

    @property
    def weights(self) -> dict[str, int]:
        return {name: int(self[f"weight_{name}"].data) for name in CRITERIA}

    @property
    def full_marks(self) -> dict[str, int]:
        return {name: int(self[f"full_{name}"].data) for name in CRITERIA}


for _name in CRITERIA:
    setattr(PolicyForm, f"weight_{_name}", _number())
    setattr(PolicyForm, f"full_{_name}", _number())
