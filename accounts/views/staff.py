"""The administrator's list of everyone who works here."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.access import open_to, the_account
from accounts.forms.managing import PARTIES, ROLES, NewStaff
from accounts.models import Account, Party, Role
from accounts.queries import logins
from accounts.service import staff as service
from accounts.views import blueprint
from foundation import clock
from foundation.db import db, transaction
from foundation.errors import NotFound, Refused
from foundation.i18n import _


@blueprint.get("/beheer/medewerkers")
@open_to(Role.ADMIN)
def staff() -> ResponseReturnValue:
    return render_template("accounts/staff.html", people=logins.staff(), roles=ROLES, parties=PARTIES)


@blueprint.route("/beheer/medewerkers/nieuw", methods=["GET", "POST"])
@open_to(Role.ADMIN)
def add_staff() -> ResponseReturnValue:
    form, by_id = NewStaff(), the_account().id
    if form.validate_on_submit():
        try:
            with transaction():
                party = Party(form.party.data) if form.party.data else None
                by = db.session.get_one(Account, by_id)
                service.add_staff(form.alias.data, form.email.data, Role(form.role.data), party, by, clock.now())
        except Refused as no:
            form.form_errors.append(no.reason)
        else:
            flash(_("De medewerker krijgt een mail met een link om een wachtwoord te kiezen. De link werkt 24 uur."))
            return redirect(url_for("accounts.staff"), 303)
    return render_template("accounts/add_staff.html", form=form), 422 if form.is_submitted() else 200


@blueprint.get("/beheer/medewerkers/<int:account_id>")
@open_to(Role.ADMIN)
def staff_member(account_id: int) -> ResponseReturnValue:
    person = logins.find_staff(account_id)
    if person is None:
        raise NotFound
    return render_template(
        "accounts/staff_member.html", member=person, role=ROLES[person.role], party=PARTIES.get(person.party) if person.party else "",
        is_self=person.id == the_account().id,
    )  # fmt: skip


@blueprint.post("/beheer/medewerkers/<int:account_id>/link")
@open_to(Role.ADMIN)
def send_password_link(account_id: int) -> ResponseReturnValue:
    by_id, version = the_account().id, request.form.get("version", type=int)
    with transaction():
        service.send_password_link(account_id, version or 0, db.session.get_one(Account, by_id), clock.now())
    flash(_("Er is een nieuwe link gemaild. Het oude wachtwoord werkt niet meer."))
    return redirect(url_for("accounts.staff"), 303)


@blueprint.post("/beheer/medewerkers/<int:account_id>/tweede-stap")
@open_to(Role.ADMIN)
def reset_second_step(account_id: int) -> ResponseReturnValue:
    by_id = the_account().id
    with transaction():
        service.reset_second_step(account_id, db.session.get_one(Account, by_id), clock.now())
    flash(_("De tweede stap wordt bij het volgende inloggen opnieuw ingesteld."))
    return redirect(url_for("accounts.staff"), 303)


@blueprint.post("/beheer/medewerkers/<int:account_id>/sluiten")
@open_to(Role.ADMIN)
def disable_staff(account_id: int) -> ResponseReturnValue:
    by_id = the_account().id
    with transaction():
        service.disable_staff(account_id, db.session.get_one(Account, by_id), clock.now())
    flash(_("Het account is gesloten. Wie nog ingelogd was, is dat niet meer."))
    return redirect(url_for("accounts.staff"), 303)
