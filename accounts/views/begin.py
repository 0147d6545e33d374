"""From the letter to an account. Nothing personal is shown before the account is there, and no GET changes anything."""

from __future__ import annotations

from flask import flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue

from accounts.access import ANYONE, open_to
from accounts.forms.entering import LetterCode, NewAccount, Surname
from accounts.models import AccessCode
from accounts.queries.logins import find_access_code, people_at
from accounts.service.opening import open_account, who_opens
from accounts.service.passwords import hash_password
from accounts.service.tries import note_try
from accounts.views import blueprint
from accounts.views.signing_in import enter, network
from foundation import clock, codes
from foundation.db import db, transaction
from foundation.errors import Refused
from foundation.i18n import _, language


@blueprint.get("/begin/c/<code>")
@open_to(ANYONE)
def begin_by_link(code: str) -> ResponseReturnValue:
    """The square code of the letter: the code moves from the address to the form, where a person presses the button."""
    plain = codes.normalise(code)
    session["typed"] = codes.display(plain) if plain else ""
    return redirect(url_for("accounts.begin"), 303)


@blueprint.route("/begin", methods=["GET", "POST"])
@open_to(ANYONE)
def begin() -> ResponseReturnValue:
    form = LetterCode()
    if not form.is_submitted():
        form.code.data = session.get("typed", "")
    if not form.validate_on_submit():
        return render_template("accounts/begin.html", form=form), 422 if form.is_submitted() else 200
    now, row_id = clock.now(), None
    try:
        with transaction():
            note_try(now, letter_code_network=network())
            row = find_access_code(form.code.data, now)
            if row is not None:
                row_id, household_id = row.id, row.household_id
    except Refused as no:
        form.form_errors.append(no.reason)
        return render_template("accounts/begin.html", form=form), 429
    if row_id is None:
        form.code.errors = [
            _("Wij kennen deze code niet. Kijk of u alle 13 tekens goed hebt overgenomen, of bel ons voor een nieuwe brief.")
        ]
        return render_template("accounts/begin.html", form=form), 422
    try:
        tenant = who_opens(household_id)
    except Refused as no:
        form.form_errors.append(no.reason)
        return render_template("accounts/begin.html", form=form), 422
    session.pop("typed", None)
    session["begin"] = [row_id, tenant.id if tenant else None]
    return redirect(url_for("accounts.begin_account" if tenant else "accounts.begin_name"), 303)


def _begun() -> tuple[AccessCode, int | None] | None:
    """The code that was typed in this browser, if it still stands, and whose account it opens, if that is known."""
    try:
        row_id, tenant_id = session.get("begin") or []
    except ValueError:
        return None
    row = db.session.get(AccessCode, row_id)
    if row is None or row.revoked_at is not None or row.expires_at <= clock.now():
        return None
    return row, tenant_id


@blueprint.route("/begin/naam", methods=["GET", "POST"])
@open_to(ANYONE)
def begin_name() -> ResponseReturnValue:
    begun = _begun()
    if begun is None:
        return redirect(url_for("accounts.begin"), 303)
    row_id, household_id = begun[0].id, begun[0].household_id
    form = Surname()
    if not form.validate_on_submit():
        return render_template("accounts/begin_name.html", form=form), 422 if form.is_submitted() else 200
    try:
        with transaction():
            note_try(clock.now(), surname=str(household_id))
            tenant = who_opens(household_id, form.name.data)
            tenant_id = tenant.id if tenant else None
    except Refused as no:
        form.form_errors.append(no.reason)
        return render_template("accounts/begin_name.html", form=form), 422
    if tenant_id is None:
        form.name.errors = [_("Deze naam staat niet bij deze code. Schrijf uw naam precies zoals boven de brief.")]
        return render_template("accounts/begin_name.html", form=form), 422
    session["begin"] = [row_id, tenant_id]
    return redirect(url_for("accounts.begin_account"), 303)


@blueprint.route("/begin/account", methods=["GET", "POST"])
@open_to(ANYONE)
def begin_account() -> ResponseReturnValue:
    begun = _begun()
    if begun is None or begun[1] is None:
        return redirect(url_for("accounts.begin"), 303)
    household_id, tenant_id = begun[0].household_id, begun[1]
    form = NewAccount()
    if not form.is_submitted():
        form.language.data = language()
    if not form.validate_on_submit():
        return render_template("accounts/begin_account.html", form=form), 422 if form.is_submitted() else 200
    hashed = hash_password(form.password.data) if form.password.data else None
    try:
        with transaction():
            if tenant_id not in {tenant.id for tenant, _account in people_at(household_id)}:
                raise Refused(_("Deze code hoort niet meer bij uw adres. Bel ons voor een nieuwe brief."))
            account = open_account(tenant_id, form.alias.data, form.email.data or None, hashed, form.language.data, clock.now())
    except Refused as no:
        form.form_errors.append(no.reason)
        return render_template("accounts/begin_account.html", form=form), 422
    session.pop("next", None)
    answer = enter(db.session.get_one(type(account), account.id))
    flash(_("Uw account is klaar. Welkom!"))
    return answer
