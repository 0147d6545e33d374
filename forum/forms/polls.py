"""Forms of polls."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import BooleanField, DateField, RadioField, SelectChoice, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from accounts.models import Channel
from forum.models import PollKind
from foundation.i18n import _


class PollForm(FlaskForm):  # type: ignore[misc]
    kind = RadioField()
    question = TextAreaField()
    explanation = TextAreaField(validators=[Optional()])
    options = TextAreaField(validators=[Optional()])
    closes_on = DateField(format="%Y-%m-%d")

    def __init__(self, **values: object) -> None:
        super().__init__(**values)
        self.kind.choices = [
            SelectChoice(PollKind.ONE.value, _("Men kiest een antwoord")),
            SelectChoice(PollKind.SEVERAL.value, _("Men kiest een of meer antwoorden")),
            SelectChoice(PollKind.STATEMENT.value, _("Een stelling: mee eens, neutraal, niet mee eens")),
        ]
        self.kind.label.text, self.question.label.text = _("Wat voor vraag is het?"), _("De vraag of de stelling")
        self.explanation.label.text, self.options.label.text = _("Uitleg"), _("Antwoorden, elk op een eigen regel")
        self.closes_on.label.text = _("Laatste dag om te stemmen")
        self.closes_on.validators = [InputRequired(message=_("Vul een dag in."))]

    def validate_in_words(self) -> bool:
        """WTForms speaks English about days and choices it cannot read."""
        if self.validate():
            return True
        if self.closes_on.errors:
            self.closes_on.errors = [_("Vul een dag in, zoals 2027-03-01.")]
        if self.kind.errors:
            self.kind.errors = [_("Kies een van de antwoorden.")]
        return False


class VoteForm(FlaskForm):  # type: ignore[misc]
    """The answers of one poll, as circles or, where several may be chosen, as boxes. What was sent that is no answer is left out."""

    one = RadioField(coerce=int, validate_choice=False)
    several = SelectMultipleField(
        coerce=int, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput(), validate_choice=False, validators=[Optional()]
    )

    def ask(self, question: str, options: list[tuple[int, str]], several: bool, chosen: set[int] | None = None) -> None:
        """`chosen` fills a fresh form with the vote that stands."""
        self.answer = self.several if several else self.one
        self.answer.label.text = question
        self.answer.flags.optional = False
        self.answer.choices = [SelectChoice(option_id, text) for option_id, text in options]
        if chosen:
            self.answer.data = sorted(chosen) if several else min(chosen)

    @property
    def chosen(self) -> list[int]:
        data = self.answer.data
        return [] if data is None else list(data) if isinstance(data, list) else [data]


class PaperVoteForm(VoteForm):
    number = StringField()
    channel = RadioField(validate_choice=False)
    consent = BooleanField()

    def __init__(self) -> None:
        super().__init__()
        self.number.label.text = _("Huurdernummer")
        self.channel.label.text = _("Hoe kwam de stem binnen?")
        self.consent.label.text = _("Deze huurder heeft gevraagd om deze stem mee te tellen")
        self.channel.choices = channel_choices()

    def validate_number(self, field: StringField) -> None:
        if not (field.data or "").strip():
            raise ValidationError(_("Vul het huurdernummer in."))

    def validate_channel(self, field: RadioField) -> None:
        if field.data not in [choice.value for choice in field.choices]:
            raise ValidationError(_("Kies hoe de stem binnenkwam."))

    def validate_consent(self, field: BooleanField) -> None:
        if not field.data:
            raise ValidationError(_("Voer alleen een stem in als de huurder dat heeft gevraagd. Zet dan een vinkje."))


def channel_choices() -> list[SelectChoice]:
    return [
        SelectChoice(Channel.LETTER.value, _("Op papier")),
        SelectChoice(Channel.PHONE.value, _("Aan de telefoon")),
        SelectChoice(Channel.DESK.value, _("Aan de balie")),
    ]
