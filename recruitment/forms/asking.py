"""Forms for asking and for answering."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, DateField, IntegerField, RadioField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from accounts.models import Channel
from recruitment.forms.panels import line, lines
from recruitment.models import Answer, Entrance
from recruitment.rules.asking import MOST_A_WAVE, REASONS, reason_name


class WaveForm(FlaskForm):  # type: ignore[misc]
    entrance = RadioField(_("Wie wilt u uitnodigen?"), validators=[InputRequired(_("Kies wie u wilt uitnodigen."))])
    count = IntegerField(
        _("Hoeveel uitnodigingen?"),
        validators=[InputRequired(_("Vul een aantal in.")), NumberRange(1, MOST_A_WAVE, _("Vul een aantal in van 1 tot en met 2000."))],
    )
    only = SelectField(
        _("Alleen uit deze groep"), validators=[Optional()], description=_("Voor een groep waar nog vrijwilligers ontbreken.")
    )
    expires_on = DateField(
        _("Antwoord uiterlijk op"), format=["%Y-%m-%d", "%d-%m-%Y"], validators=[InputRequired(_("Kies de laatste dag om te antwoorden."))]
    )


class PaperForm(FlaskForm):  # type: ignore[misc]
    number = StringField(_("Huurdernummer"), filters=[line], validators=[InputRequired(_("Vul het huurdernummer in.")), Length(max=40)])
    channel = RadioField(
        _("Hoe gaat het verder?"),
        choices=[
            SelectChoice(Channel.LETTER.value, _("Wij sturen een brief met een code")),
            SelectChoice(Channel.PHONE.value, _("Wij bellen, en vullen het antwoord hier in")),
        ],
        default=Channel.LETTER.value,
    )
    said_yes = BooleanField(_("Deze huurder heeft zelf al ja gezegd, per telefoon, op papier of aan de balie"))
    reason = TextAreaField(
        _("Waarom voert u deze huurder in?"), filters=[lines],
        validators=[InputRequired(_("Schrijf op waarom.")), Length(min=4, max=1000, message=_("Schrijf op waarom, in één of twee zinnen."))],
    )  # fmt: skip


def _reasons() -> list[SelectChoice]:
    return [SelectChoice("", _("Dat zeg ik liever niet")), *(SelectChoice(reason, reason_name(reason)) for reason in REASONS)]


class AnswerForm(FlaskForm):  # type: ignore[misc]
    """The person's own answer. Nobody has to say why."""

    answer = RadioField(
        _("Doet u mee?"),
        choices=[
            SelectChoice(Answer.YES.value, _("Ja, ik doe mee aan de loting")),
            SelectChoice(Answer.NO.value, _("Nee, ik doe niet mee")),
        ],
        validators=[DataRequired(_("Kies ja of nee."))],
    )
    needs = TextAreaField(
        _("Zegt u ja: wat heeft u nodig om te kunnen komen?"), filters=[lines],
        description=_("Bijvoorbeeld vervoer, een tolk, of een plaats voor een rolstoel. Wij wissen dit na de bijeenkomst."),
        validators=[Optional(), Length(max=1000, message=_("Maak de tekst korter."))],
    )  # fmt: skip
    reason = SelectField(_("Zegt u nee: waarom niet?"), choices=_reasons, validators=[Optional()])
    remark = TextAreaField(
        _("Wilt u nog iets zeggen?"), filters=[lines], validators=[Optional(), Length(max=1000, message=_("Maak de tekst korter."))]
    )
    never_again = BooleanField(_("Nodig mij nooit meer uit voor een klantenpanel"))


class AnswerForForm(AnswerForm):
    """The same, heard by staff."""

    channel = RadioField(
        _("Hoe kwam het antwoord?"),
        choices=[
            SelectChoice(Channel.PHONE.value, _("Per telefoon")),
            SelectChoice(Channel.LETTER.value, _("Op papier")),
            SelectChoice(Channel.DESK.value, _("Aan de balie")),
        ],
        default=Channel.PHONE.value,
    )


class CodeForm(FlaskForm):  # type: ignore[misc]
    code = StringField(_("Uw code"), filters=[line], validators=[InputRequired(_("Typ de code uit uw brief of mail.")), Length(max=200)])


class NominationForm(FlaskForm):  # type: ignore[misc]
    needs = TextAreaField(
        _("Wat heeft u nodig om te kunnen komen?"), filters=[lines],
        description=_("Bijvoorbeeld vervoer, een tolk, of een plaats voor een rolstoel. Wij wissen dit na de bijeenkomst."),
        validators=[Optional(), Length(max=1000, message=_("Maak de tekst korter."))],
    )  # fmt: skip


def entrances() -> list[SelectChoice]:
    return [
        SelectChoice(Entrance.ENGAGED.value, _("Huurders die op het forum betrokken zijn")),
        SelectChoice(Entrance.RANDOM.value, _("Een brief aan huishoudens in complexen waar niemand iets schreef")),
    ]
