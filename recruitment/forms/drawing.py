"""Forms of the draw and the chairs."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import StringField, TextAreaField
from wtforms.validators import InputRequired

from foundation.i18n import _


class PhraseForm(FlaskForm):  # type: ignore[misc]
    phrase = StringField()
    sealed = StringField()

    def __init__(self) -> None:
        super().__init__()
        self.phrase.label.text = _("Uw geheime zin")
        self.sealed.label.text = _("Of: een zegel dat u zelf hebt uitgerekend")


class RevealForm(FlaskForm):  # type: ignore[misc]
    phrase = StringField()
    nonce = StringField()

    def __init__(self) -> None:
        super().__init__()
        self.phrase.label.text = _("Uw zin, precies zoals ingeleverd")
        self.phrase.validators = [InputRequired(_("Typ de zin die uw partij inleverde."))]
        self.nonce.label.text = _("De code die u bij het inleveren kreeg")
        self.nonce.validators = [InputRequired(_("Typ de code die u bij het inleveren kreeg."))]


class WhyForm(FlaskForm):  # type: ignore[misc]
    reason = TextAreaField()

    def __init__(self, needed: bool = True) -> None:
        super().__init__()
        self.reason.label.text = _("Waarom?")
        self.reason.validators = [InputRequired(_("Schrijf op waarom."))] if needed else []


class CodeForm(FlaskForm):  # type: ignore[misc]
    code = StringField()

    def __init__(self) -> None:
        super().__init__()
        self.code.label.text = _("Code uit uw brief of mail")
        self.code.validators = [InputRequired(_("Typ de code uit uw brief of mail."))]
