"""The form to report a post."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import BooleanField, RadioField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length

from foundation.i18n import _
from moderation.rules import REASONS


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
