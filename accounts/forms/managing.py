"""Staff, the registry, letters."""

from __future__ import annotations

from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, RadioField, SelectField, SelectMultipleField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from accounts.forms.entering import mail_address
from accounts.models import Party, Role
from foundation.i18n import later as _

ROLES = {
    Role.MODERATOR: _("Moderator"),
    Role.COORDINATOR: _("Panelcoördinator"),
    Role.POLICY_OWNER: _("Beleidsmedewerker (geeft akkoord voor de corporatie)"),
    Role.BOARD: _("Bestuur van de huurdersorganisatie (geeft akkoord voor de huurders)"),
    Role.ADMIN: _("Beheerder"),
}
PARTIES = {Party.LANDLORD: _("De corporatie"), Party.TENANTS: _("De huurdersorganisatie")}


class Checkboxes(SelectMultipleField):  # type: ignore[misc]
    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class NewStaff(FlaskForm):  # type: ignore[misc]
    alias = StringField(_("Naam, zoals anderen die zien"), [InputRequired(_("Vul een naam in.")), Length(max=60)])
    email = StringField(_("Mailadres"), [InputRequired(_("Vul een mailadres in.")), mail_address])
    role = RadioField(
        _("Rol"), [InputRequired(_("Kies een rol."))], choices=[SelectChoice(role.value, text) for role, text in ROLES.items()]
    )
    party = RadioField(
        _("Van welke kant?"),
        choices=[*(SelectChoice(party.value, text) for party, text in PARTIES.items()), SelectChoice("", _("Geen van beide (beheerder)"))],
        default="",
    )


class RegistryFile(FlaskForm):  # type: ignore[misc]
    file = FileField(_("Het bestand met alle huurders"), [FileRequired(_("Kies een bestand."))])


class Columns(FlaskForm):  # type: ignore[misc]
    """One choice per column of the file; made for the file at hand by `for_headers`."""


def for_headers(headers: list[str], choices: list[SelectChoice], guess: dict[int, str]) -> FlaskForm:
    class ThisFile(Columns):
        pass

    for number, header in enumerate(headers):
        setattr(ThisFile, f"column_{number}", SelectField(header, choices=choices, default=guess.get(number, "")))
    return ThisFile()


class Confirm(FlaskForm):  # type: ignore[misc]
    allow_gone = BooleanField(_("Ja, het bestand is compleet: deze huurders huren niet meer"))


class CodeLetters(FlaskForm):  # type: ignore[misc]
    which = RadioField(
        _("Voor wie?"),
        [InputRequired(_("Kies voor wie u codes maakt."))],
        choices=[SelectChoice("all", _("Alle huishoudens zonder account")), SelectChoice("some", _("Alleen deze complexen"))],
        default="all",
    )
    complexes = Checkboxes(_("Complexen"), coerce=int)
    way = RadioField(
        _("Hoe?"),
        [InputRequired(_("Kies hoe u de codes stuurt."))],
        choices=[
            SelectChoice("letter", _("Iedereen een brief op papier")),
            SelectChoice("mail", _("Per mail waar wij een mailadres hebben, anders op papier")),
        ],
        default="letter",
    )
