"""Forms to decide with."""

from __future__ import annotations

from collections.abc import Sequence

from flask_wtf import FlaskForm
from wtforms import DateField, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from forum.models import Topic
from foundation.i18n import N_, _
from moderation.models import Act, Outcome
from moderation.rules import HOUSE_RULES

ACTS = {
    Act.KEEP: N_("Laten staan"),
    Act.ASK_CHANGE: N_("Vragen om de tekst te veranderen"),
    Act.MASK: N_("Een stukje weghalen"),
    Act.HIDE: N_("De hele bijdrage verbergen"),
    Act.EMERGENCY: N_("Met spoed verbergen, hoogstens 24 uur"),
    Act.LOCK: N_("Het gesprek sluiten"),
    Act.MOVE: N_("Het gesprek naar een ander onderwerp verplaatsen"),
    Act.WARN: N_("De schrijver waarschuwen"),
    Act.RESTRICT: N_("De schrijver een tijd niet laten schrijven"),
    Act.SUSPEND: N_("De schrijver lang niet laten schrijven, na een waarschuwing"),
}
REACH = {"topic": N_("Alleen over dit onderwerp"), "forum": N_("Op het hele forum")}


class DecideForm(FlaskForm):  # type: ignore[misc]
    seen = HiddenField()
    act = RadioField()
    facts = TextAreaField()
    rule = SelectField(validate_choice=False)
    law = StringField()
    passage = TextAreaField()
    to = SelectField(validate_choice=False)
    until = DateField()
    reach = RadioField(default="topic")
    about_landlord = RadioField()

    def __init__(self, topics: Sequence[Topic] = ()) -> None:
        super().__init__()
        self.to.label.text = _("Naar welk onderwerp?")
        self.to.choices = [SelectChoice("", _("Kies een onderwerp")), *(SelectChoice(str(topic.id), topic.title) for topic in topics)]
        self.act.label.text = _("Wat besluit u?")
        self.act.choices = [SelectChoice(act.value, _(label)) for act, label in ACTS.items()]
        self.act.validators = [InputRequired(_("Kies wat u besluit."))]
        self.facts.label.text = _("Uitleg bij uw besluit")
        self.facts.validators = [
            InputRequired(_("Schrijf in één zin waarom u dit besluit.")),
            Length(max=4000, message=_("Uw uitleg is te lang. Maak de tekst korter dan 4000 tekens.")),
        ]
        self.rule.label.text = _("Welke huisregel is geschonden?")
        self.rule.choices = [SelectChoice("", _("Kies een regel")), *(SelectChoice(key, _(label)) for key, label in HOUSE_RULES.items())]
        self.law.label.text = _("Welke wet, met het artikel?")
        self.law.validators = [Optional(), Length(max=200, message=_("Maak dit korter dan 200 tekens."))]
        self.passage.label.text = _("Om welk stukje tekst gaat het?")
        self.passage.validators = [Optional(), Length(max=2000, message=_("Maak dit korter dan 2000 tekens."))]
        self.until.label.text = _("Tot en met welke dag mag de schrijver niet schrijven?")
        self.until.validators = [Optional()]
        self.reach.label.text = _("Waar mag de schrijver niet schrijven?")
        self.reach.choices = [SelectChoice(key, _(label)) for key, label in REACH.items()]
        self.reach.validators = [Optional()]
        self.about_landlord.label.text = _("Is de bijdrage kritiek op de verhuurder?")
        self.about_landlord.choices = [SelectChoice("no", _("Nee")), SelectChoice("yes", _("Ja"))]
        self.about_landlord.validators = [InputRequired(_("Kies of de bijdrage kritiek op de verhuurder is."))]


class NoteForm(FlaskForm):  # type: ignore[misc]
    """A few words with an act that needs no more."""

    facts = TextAreaField()

    def __init__(self) -> None:
        super().__init__()
        self.facts.label.text = _("Uitleg bij uw besluit")
        self.facts.validators = [InputRequired(_("Schrijf in één zin waarom u dit besluit."))]


class AgreeForm(FlaskForm):  # type: ignore[misc]
    """One press; the reasons are those of the proposal."""


class ObjectForm(FlaskForm):  # type: ignore[misc]
    text = TextAreaField()

    def __init__(self) -> None:
        super().__init__()
        self.text.label.text = _("Wilt u er iets bij schrijven? Dat hoeft niet.")
        self.text.validators = [Optional(), Length(max=4000, message=_("Uw uitleg is te lang. Maak de tekst korter dan 4000 tekens."))]


class CodeForm(FlaskForm):  # type: ignore[misc]
    code = StringField()

    def __init__(self) -> None:
        super().__init__()
        self.code.label.text = _("De code uit uw brief of mail")
        self.code.validators = [InputRequired(_("Typ de code uit uw brief of mail."))]


class AnswerForm(FlaskForm):  # type: ignore[misc]
    outcome = RadioField()
    answer = TextAreaField()
    passage = TextAreaField()
    until = DateField()

    def __init__(self) -> None:
        super().__init__()
        words = {
            Outcome.GRANTED: _("Eens: het besluit gaat helemaal van tafel"),
            Outcome.PARTLY: _("Voor een deel eens: het besluit wordt lichter"),
            Outcome.REJECTED: _("Niet eens: het besluit blijft"),
        }
        self.outcome.label.text = _("Wat vindt u van het bezwaar?")
        self.outcome.choices = [SelectChoice(outcome.value, label) for outcome, label in words.items()]
        self.outcome.validators = [InputRequired(_("Kies wat u van het bezwaar vindt."))]
        self.answer.label.text = _("Uw antwoord aan de schrijver")
        self.answer.validators = [
            InputRequired(_("Schrijf een antwoord. Wie bezwaar maakt krijgt altijd antwoord.")),
            Length(max=4000, message=_("Uw uitleg is te lang. Maak de tekst korter dan 4000 tekens.")),
        ]
        self.passage.label.text = _("Welk stukje blijft weg?")
        self.passage.validators = [Optional(), Length(max=2000, message=_("Maak dit korter dan 2000 tekens."))]
        self.until.label.text = _("Tot en met welke dag duurt het nog?")
        self.until.validators = [Optional()]
