"""Forms of what stands on a topic page."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import DateField, StringField, TextAreaField
from wtforms.validators import InputRequired, Optional

from foundation.i18n import _


class BackgroundForm(FlaskForm):  # type: ignore[misc]
    """A new version of the background, with what is different in it."""

    note = TextAreaField()
    body = TextAreaField()

    def __init__(self) -> None:
        super().__init__()
        self.note.label.text, self.body.label.text = _("Wat is er veranderd, en waarom?"), _("De hele nieuwe tekst")


class TermForm(FlaskForm):  # type: ignore[misc]
    term = StringField()
    variants = TextAreaField(validators=[Optional()])
    explanation = TextAreaField()
    english = TextAreaField(validators=[Optional()])

    def __init__(self, **values: object) -> None:
        super().__init__(**values)
        self.term.label.text, self.variants.label.text = _("Het woord"), _("Andere vormen, elk op een eigen regel")
        self.explanation.label.text, self.english.label.text = _("Uitleg in gewone taal"), _("Uitleg in het Engels")


class SummaryForm(FlaskForm):  # type: ignore[misc]
    from_on = DateField(format="%Y-%m-%d")
    until_on = DateField(format="%Y-%m-%d")
    body = TextAreaField()
    plain = TextAreaField()

    def __init__(self, **values: object) -> None:
        super().__init__(**values)
        self.from_on.label.text, self.until_on.label.text = _("Eerste dag"), _("Laatste dag")
        self.body.label.text, self.plain.label.text = _("De samenvatting"), _("Hetzelfde in gewone taal")
        for field in (self.from_on, self.until_on):
            field.validators = [InputRequired(message=_("Vul een dag in."))]

    def validate_in_words(self) -> bool:
        """WTForms speaks English about days it cannot read."""
        if self.validate():
            return True
        for field in (self.from_on, self.until_on):
            if field.errors:
                field.errors = [_("Vul een dag in, zoals 2027-03-01.")]
        return False


class RemarkForm(FlaskForm):  # type: ignore[misc]
    remark = TextAreaField()

    def __init__(self) -> None:
        super().__init__()
        self.remark.label.text = _("Wat wilt u ernaast zetten?")
