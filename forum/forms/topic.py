"""Forms of what stands on a topic page."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import StringField, TextAreaField
from wtforms.validators import Optional

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
