"""The registry: where it stands, and an import in four pages. The file rests between pages and is gone after."""

from __future__ import annotations

from flask import flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from wtforms.fields import SelectChoice

from accounts.access import open_to, the_account
from accounts.forms.managing import Confirm, RegistryFile, for_headers
from accounts.models import Account, Role
from accounts.queries.registry import Plan, imports, plan_of, read_people, size
from accounts.rules import mapping
from accounts.rules.registry import PURPOSES, REQUIRED, too_many_gone
from accounts.service.registry import import_registry
from accounts.service.uploads import drop_upload, find_upload, keep_upload
from accounts.views import blueprint
from foundation import clock, sheets
from foundation.db import db, transaction
from foundation.errors import BadInput, Refused
from foundation.i18n import _
from foundation.sheets import Sheet

MOST_ERRORS_SHOWN = 50


@blueprint.get("/huurders")
@open_to(Role.ADMIN, Role.COORDINATOR)
def registry() -> ResponseReturnValue:
    return render_template("accounts/registry.html", form=RegistryFile(), size=size(), imports=imports())


@blueprint.post("/huurders/bestand")
@open_to(Role.ADMIN, Role.COORDINATOR)
def registry_file() -> ResponseReturnValue:
    form = RegistryFile()
    if form.validate_on_submit():
        data = form.file.data.read()
        try:
            sheet = sheets.read(data, form.file.data.filename or "")
        except sheets.Unreadable as wrong:
            form.file.errors = [_(wrong.msgid, **wrong.params)]
        else:
            drop_upload(session.get("registry_file"))
            session["registry_file"] = keep_upload(data)
            session["registry_columns"] = {str(number): purpose for number, purpose in mapping.guess(sheet.headers).items()}
            return redirect(url_for("accounts.registry_columns"), 303)
    return render_template("accounts/registry.html", form=form, size=size(), imports=imports()), 422


def _sheet() -> Sheet | None:
    data = find_upload(session.get("registry_file"))
    return sheets.read(data, "") if data is not None else None


def _gone() -> ResponseReturnValue:
    flash(_("Het bestand is er niet meer: wij bewaren het een uur. Kies het opnieuw."), "info")
    return redirect(url_for("accounts.registry"), 303)


def purposes() -> dict[str, str]:
    """What a column can be for, in words."""
    words = {
        "huurdernummer": _("Huurdernummer"), "naam": _("Naam"), "geboortejaar": _("Geboortejaar (wij bewaren alleen de leeftijdsgroep)"),
        "email": _("Mailadres"), "telefoon": _("Telefoon"), "straat": _("Straat"), "huisnummer": _("Huisnummer"),
        "toevoeging": _("Toevoeging bij het huisnummer"), "postcode": _("Postcode"), "plaats": _("Plaats"), "complex": _("Complex"),
        "woningtype": _("Soort woning"), "ingang_huur": _("Begin van de huur"), "huishouden": _("Nummer van het huishouden"),
        "district": _("Wijk"),
    }  # fmt: skip
    return {purpose: words[purpose] + (" *" if purpose in REQUIRED else "") for purpose in PURPOSES}


@blueprint.route("/huurders/kolommen", methods=["GET", "POST"])
@open_to(Role.ADMIN, Role.COORDINATOR)
def registry_columns() -> ResponseReturnValue:
    sheet = _sheet()
    if sheet is None:
        return _gone()
    chosen = {int(number): purpose for number, purpose in session.get("registry_columns", {}).items()}
    choices = [SelectChoice("", _("Niet inlezen")), *(SelectChoice(purpose, words) for purpose, words in purposes().items())]
    form = for_headers(sheet.headers, choices, chosen)
    if form.validate_on_submit():
        picked = {str(number): form[f"column_{number}"].data for number in range(len(sheet.headers)) if form[f"column_{number}"].data}
        twice = [purpose for purpose in picked.values() if list(picked.values()).count(purpose) > 1]
        missing = [purpose for purpose in REQUIRED if purpose not in picked.values()]
        if twice:
            form.form_errors.append(_("Twee kolommen zijn voor hetzelfde: %(what)s. Kies er één.", what=purposes()[twice[0]].rstrip(" *")))
        elif missing:
            names = ", ".join(purposes()[purpose].rstrip(" *") for purpose in missing)
            form.form_errors.append(_("Kies ook een kolom voor: %(what)s.", what=names))
        else:
            session["registry_columns"] = picked
            return redirect(url_for("accounts.registry_check"), 303)
    sample = [row.cells for row in sheet.rows[:1]]
    page = render_template("accounts/registry_columns.html", form=form, rows=len(sheet.rows), sample=sample[0] if sample else [])
    return page, 422 if form.is_submitted() else 200


def _asked(sheet: Sheet) -> dict[str, str]:
    """Exactly what was chosen: a purpose nobody chose is left out, also when a column happens to have its name."""
    chosen = {purpose: sheet.headers[int(number)] for number, purpose in session.get("registry_columns", {}).items()}
    return {purpose: chosen.get(purpose, "") for purpose in PURPOSES}


@blueprint.route("/huurders/controle", methods=["GET", "POST"])
@open_to(Role.ADMIN, Role.COORDINATOR)
def registry_check() -> ResponseReturnValue:
    sheet = _sheet()
    if sheet is None:
        return _gone()
    form, now, asked = Confirm(), clock.now(), _asked(sheet)
    if form.validate_on_submit():
        by_id, people = the_account().id, read_people(sheet, asked, clock.local_day(now))
        try:
            with transaction():
                counts = import_registry(people, asked, now, by=db.session.get_one(Account, by_id), allow_gone=form.allow_gone.data)
        except (BadInput, Refused) as no:
            form.form_errors.append(no.message if isinstance(no, BadInput) else no.reason)
        else:
            _forget()
            flash(_("Ingelezen: %(added)s erbij, %(changed)s gewijzigd, %(unchanged)s gelijk, %(gone)s weg.", **counts))
            return redirect(url_for("accounts.registry"), 303)
    plan: Plan = plan_of(sheet, asked, clock.local_day(now))
    page = render_template(
        "accounts/registry_check.html", form=form, plan=plan, counts=plan.counts(), shown=plan.errors[:MOST_ERRORS_SHOWN],
        many_gone=too_many_gone(len(plan.gone), plan.before), unfinished=sheet.unfinished, last=sheet.rows[-1].line if sheet.rows else 1,
    )  # fmt: skip
    return page, 422 if form.is_submitted() else 200


@blueprint.post("/huurders/weg")
@open_to(Role.ADMIN, Role.COORDINATOR)
def registry_cancel() -> ResponseReturnValue:
    _forget()
    flash(_("Het bestand is weggegooid. Er is niets gewijzigd."), "info")
    return redirect(url_for("accounts.registry"), 303)


def _forget() -> None:
    drop_upload(session.pop("registry_file", None))
    session.pop("registry_columns", None)
