"""Forms to decide with."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import BooleanField, RadioField, SelectField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired

from foundation.i18n import _
from moderation.rules import HOUSE_RULES


class HideForm(FlaskForm):  # type: ignore[misc]
    rule = SelectField(validate_choice=False)
    passage = TextAreaField()
    facts = TextAreaField()
    about_landlord = RadioField()

    def __init__(self) -> None:
        super().__init__()
        self.rule.label.text = _("Welke huisregel is geschonden?")
        self.rule.choices = [SelectChoice("", _("Kies een regel")), *(SelectChoice(key, _(label)) for key, label in HOUSE_RULES.items())]
        self.passage.label.text = _("Om welk stukje tekst gaat het?")
        self.facts.label.text = _("Wat is er mis? De schrijver leest dit.")
        self.about_landlord.label.text = _("Gaat de bijdrage over de verhuurder?")
        self.about_landlord.choices = [SelectChoice("no", _("Nee")), SelectChoice("yes", _("Ja"))]
        self.about_landlord.validators = [InputRequired(_("Kies of de bijdrage over de verhuurder gaat."))]


class NoteForm(FlaskForm):  # type: ignore[misc]
    facts = TextAreaField()
    about_landlord = BooleanField()

    def __init__(self) -> None:
        super().__init__()
        self.facts.label.text = _("Uitleg bij uw besluit")
        self.facts.validators = [InputRequired(_("Schrijf in één zin waarom u dit besluit."))]
        self.about_landlord.label.text = _("Deze bijdrage is kritiek op de verhuurder")
