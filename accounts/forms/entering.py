"""Opening an account and signing in."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import Field, PasswordField, RadioField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from accounts.rules.aliases import why_not_alias
from accounts.rules.passwords import why_not_password
from accounts.rules.registry import email_address
from accounts.service.opening import house_names
from foundation.i18n import LANGUAGES
from foundation.i18n import _ as now_
from foundation.i18n import later as _


def mail_address(_form: FlaskForm, field: Field) -> None:
    found = email_address(field.data or "")
    if found is None:
        raise ValidationError(now_("Dit is geen mailadres. Schrijf het zoals naam@voorbeeld.nl."))
    field.data = found


def good_password(form: FlaskForm, field: Field) -> None:
    about = [str(form[name].data or "") for name in ("alias", "email") if name in form]
    if reason := why_not_password(field.data or "", [*about, *getattr(form, "about", ())]):
        raise ValidationError(reason)


def free_alias(_form: FlaskForm, field: Field) -> None:
    if reason := why_not_alias(field.data or "", house_names()):
        raise ValidationError(reason)


class LetterCode(FlaskForm):  # type: ignore[misc]
    code = StringField(_("De code uit uw brief"), [InputRequired(_("Vul de code uit uw brief in.")), Length(max=60)])


class Surname(FlaskForm):  # type: ignore[misc]
    name = StringField(_("Uw achternaam"), [InputRequired(_("Vul uw achternaam in.")), Length(max=160)])


class NewAccount(FlaskForm):  # type: ignore[misc]
    alias = StringField(_("Uw schuilnaam"), [InputRequired(_("Kies een schuilnaam.")), free_alias])
    email = StringField(_("Uw mailadres"), [Optional(), mail_address])
    password = PasswordField(_("Een wachtwoord"), [Optional(), good_password])
    language = RadioField(_("Taal"), choices=[SelectChoice(code, name) for code, name in LANGUAGES.items()], default="nl")


class SignIn(FlaskForm):  # type: ignore[misc]
    email = StringField(_("Uw mailadres"), [InputRequired(_("Vul uw mailadres in.")), mail_address])
    password = PasswordField(_("Uw wachtwoord"), [Optional(), Length(max=1000)])


class Digits(FlaskForm):  # type: ignore[misc]
    digits = StringField(_("De code van zes cijfers"), [InputRequired(_("Vul de zes cijfers in.")), Length(max=20)])


class Alias(FlaskForm):  # type: ignore[misc]
    alias = StringField(_("Uw schuilnaam"), [InputRequired(_("Kies een schuilnaam.")), Length(max=60)])


class MailAddress(FlaskForm):  # type: ignore[misc]
    email = StringField(_("Uw mailadres"), [Optional(), mail_address])


class NewPassword(FlaskForm):  # type: ignore[misc]
    password = PasswordField(_("Uw nieuwe wachtwoord"), [InputRequired(_("Vul een wachtwoord in.")), good_password])


class ChangePassword(NewPassword):
    old = PasswordField(_("Uw wachtwoord van nu"), [Length(max=1000)])


class Language(FlaskForm):  # type: ignore[misc]
    language = RadioField(_("Taal"), choices=[SelectChoice(code, name) for code, name in LANGUAGES.items()])


class Press(FlaskForm):  # type: ignore[misc]
    """Nothing to fill in: only a button."""
