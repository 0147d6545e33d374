"""What people see and change of their own account."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_user
from flask_wtf import FlaskForm

from accounts.access import MEMBERS, Viewer, open_to, the_account
from accounts.forms.entering import Alias, ChangePassword, Language, MailAddress, Press
from accounts.models import Account, Role
from accounts.service import details as service
from accounts.service.passwords import fits, hash_password
from accounts.service.signing_in import sign_out_everywhere
from accounts.service.tries import note_try
from accounts.views import blueprint
from foundation import clock
from foundation.db import db, transaction
from foundation.errors import Refused
from foundation.i18n import LANGUAGES, _


@blueprint.get("/mijn/gegevens")
@open_to(MEMBERS)
def details() -> ResponseReturnValue:
    account = the_account()
    return render_template(
        "accounts/details.html", account=account, tongue=LANGUAGES.get(account.language, ""), is_tenant=account.role is Role.TENANT
    )


def _one_form(form: FlaskForm, keep: Callable[[], str], **words: object) -> ResponseReturnValue:
    """Show a small form, or do what it asks inside a unit of work; `keep` returns what to say afterwards."""
    if form.validate_on_submit():
        try:
            with transaction():
                said = keep()
        except Refused as no:
            form.form_errors.append(no.reason)
        else:
            flash(said)
            return redirect(url_for("accounts.details"), 303)
    return render_template("accounts/one_form.html", form=form, **words), 422 if form.is_submitted() else 200


@blueprint.route("/mijn/gegevens/schuilnaam", methods=["GET", "POST"])
@open_to(MEMBERS)
def change_alias() -> ResponseReturnValue:
    account_id = the_account().id
    form = Alias(alias=the_account().alias)

    def keep() -> str:
        service.change_alias(account_id, form.alias.data)
        return _("Uw schuilnaam is gewijzigd. Hij staat ook bij wat u eerder schreef.")

    return _one_form(form, keep, title=_("Uw schuilnaam"), lead=_("Zo zien buren en medewerkers u."), button=_("Opslaan"))


@blueprint.route("/mijn/gegevens/mail", methods=["GET", "POST"])
@open_to(MEMBERS)
def change_email() -> ResponseReturnValue:
    account_id = the_account().id
    form = MailAddress(email=the_account().email)

    def keep() -> str:
        service.change_email(account_id, form.email.data or None, clock.now())
        return _("Uw mailadres is gewijzigd.")

    lead = _("Hier komen de codes om in te loggen. Uw oude adres krijgt bericht dat het gewijzigd is.")
    return _one_form(form, keep, title=_("Uw mailadres"), lead=lead, button=_("Opslaan"))


@blueprint.route("/mijn/gegevens/wachtwoord", methods=["GET", "POST"])
@open_to(MEMBERS)
def change_password() -> ResponseReturnValue:
    account = the_account()
    account_id, stored = account.id, account.password_hash
    form = ChangePassword()
    form.about = (account.alias, account.email or "")
    if stored is None:
        del form.old
    words = {
        "title": _("Uw wachtwoord"),
        "lead": _("Minstens 8 tekens. Drie woorden achter elkaar zijn goed te onthouden. Op andere apparaten wordt u uitgelogd."),
        "button": _("Opslaan"),
    }
    if form.validate_on_submit():
        try:
            with transaction():
                note_try(clock.now(), password=f"own {account_id}")
        except Refused as no:
            form.form_errors.append(no.reason)
            return render_template("accounts/one_form.html", form=form, **words), 429
        if stored is not None and not fits(stored, form.old.data or ""):
            form.old.errors = [_("Dit is niet uw wachtwoord van nu.")]
        else:
            hashed = hash_password(form.password.data)
            with transaction():
                service.change_password(account_id, hashed, clock.now())
            login_user(Viewer(db.session.get_one(Account, account_id)))
            flash(_("Uw wachtwoord is opgeslagen."))
            return redirect(url_for("accounts.details"), 303)
    return render_template("accounts/one_form.html", form=form, **words), 422 if form.is_submitted() else 200


@blueprint.route("/mijn/gegevens/taal", methods=["GET", "POST"])
@open_to(MEMBERS)
def change_language() -> ResponseReturnValue:
    account_id = the_account().id
    form = Language(language=the_account().language)

    def keep() -> str:
        service.change_language(account_id, form.language.data)
        session["language"] = form.language.data
        return _("Uw taal is opgeslagen.")

    return _one_form(form, keep, title=_("Taal"), lead=_("In deze taal krijgt u mail en brieven van ons."), button=_("Opslaan"))


@blueprint.post("/mijn/gegevens/overal-uitloggen")
@open_to(MEMBERS)
def end_sessions() -> ResponseReturnValue:
    """Every session but this one."""
    account_id = the_account().id
    with transaction():
        sign_out_everywhere(account_id)
    login_user(Viewer(db.session.get_one(Account, account_id)))
    flash(_("U bent op al uw andere apparaten uitgelogd."))
    return redirect(url_for("accounts.details"), 303)


@blueprint.route("/mijn/gegevens/verwijderen", methods=["GET", "POST"])
@open_to(Role.TENANT)
def erase() -> ResponseReturnValue:
    account_id = the_account().id
    form = Press()
    if form.validate_on_submit():
        with transaction():
            service.erase_account(account_id, clock.now())
        session.clear()
        flash(_("Uw account is verwijderd."))
        return redirect("/", 303)
    return render_template("accounts/erase.html", form=form)
