"""Forms of moderation."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import BooleanField, RadioField, SelectField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length

from foundation.i18n import _
from moderation.rules import HOUSE_RULES, REASONS


class ReportForm(FlaskForm):  # type: ignore[misc]
    reason = RadioField()
    explanation = TextAreaField()
    honest = BooleanField()

    def __init__(self) -> None:
        super().__init__()
        self.reason.label.text = _("Waarom meldt u deze bijdrage?")
        self.reason.choices = [SelectChoice(key, _(label)) for key, label in REASONS.items()]
        self.reason.validators = [InputRequired(_("Kies waarom u de bijdrage meldt."))]
        self.explanation.label.text = _("Wilt u er iets bij schrijven? Dat hoeft niet.")
        self.explanation.validators = [Length(max=2000, message=_("Uw uitleg is te lang. Maak de tekst korter dan 2000 tekens."))]
        self.honest.label.text = _("Ik meld dit eerlijk en naar waarheid.")
        self.honest.validators = [InputRequired(_("Vink aan dat u dit eerlijk meldt."))]


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
