"""The form of a key document."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import BooleanField, DateField, StringField

from foundation.i18n import _


class DocumentForm(FlaskForm):  # type: ignore[misc]
    title = StringField()
    about = StringField()
    dated_on = DateField(format="%Y-%m-%d")
    public = BooleanField()

    def __init__(self, **values: object) -> None:
        super().__init__(**values)
        self.title.label.text, self.about.label.text = _("Titel van het stuk"), _("Wat is het? In één zin")
        self.dated_on.label.text = _("Datum van het stuk")
        self.public.label.text = _("Ook voor mensen zonder account")
