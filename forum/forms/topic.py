"""Forms of what stands on a topic page."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import TextAreaField

from foundation.i18n import _


class BackgroundForm(FlaskForm):  # type: ignore[misc]
    """A new version of the background, with what is different in it."""

    note = TextAreaField()
    body = TextAreaField()

    def __init__(self) -> None:
        super().__init__()
        self.note.label.text, self.body.label.text = _("Wat is er veranderd, en waarom?"), _("De hele nieuwe tekst")
