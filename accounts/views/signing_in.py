"""Signing in and out. An address that is not known gets the same pages, word for word, as one that is."""

from __future__ import annotations

from flask import current_app, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_user, logout_user
from markupsafe import Markup

from accounts.access import ANYONE, Viewer, open_to, viewer
from accounts.forms.entering import Digits, NewPassword, SignIn
from accounts.models import Account, Role
from accounts.rules.signing_in import NEEDS_SECOND_STEP, SECOND_STEP_WITHIN, network_of
from accounts.service import signing_in, staff
from accounts.service.passwords import hash_password
from accounts.service.tries import note_try
from accounts.views import blueprint
from foundation import clock
from foundation.db import db, transaction
from foundation.errors import NotFound, Refused
from foundation.i18n import LANGUAGES, _
from foundation.letters import qr_svg
from foundation.web import local_path


def network() -> str:
    return network_of(request.remote_addr)


def onward() -> str:
    """The first page of whoever is signed in."""
    ours = ["home.mine"] if viewer.role is Role.TENANT else ["home.today", "home.mine"]
    return next((url_for(name) for name in ours if name in current_app.view_functions), "/")


def enter(account: Account) -> ResponseReturnValue:
    """Start a session of this person in a clean cookie; only where they were going comes along."""
    going = session.get("next")
    session.clear()
    login_user(Viewer(account))
    session.permanent = True
    session["language"] = account.language if account.language in LANGUAGES else "nl"
    return redirect(local_path(going or "") or url_for("accounts.arrived"), 303)


@blueprint.get("/welkom")
@open_to(frozenset(Role))
def arrived() -> ResponseReturnValue:
    """Each kind of person to their own first page, now that it is known who they are."""
    return redirect(onward(), 303)


@blueprint.route("/inloggen", methods=["GET", "POST"])
@open_to(ANYONE)
def sign_in() -> ResponseReturnValue:
    if request.method == "GET":
        going = local_path(request.args.get("next", ""))
        if viewer:
            return redirect(going or onward(), 303)
        session["next"] = going
    form = SignIn()
    if not form.validate_on_submit():
        return render_template("accounts/sign_in.html", form=form), 422 if form.is_submitted() else 200
    now, email, password = clock.now(), form.email.data, form.password.data
    try:
        with transaction():
            if password:
                note_try(now, password=email, password_network=network())
            else:
                note_try(now, mail_code=email, mail_code_network=network())
                signing_in.mail_codes(email, now)
    except Refused as no:
        form.form_errors.append(no.reason)
        return render_template("accounts/sign_in.html", form=form), 429
    if not password:
        session["mailed"] = email
        return redirect(url_for("accounts.mailed_code"), 303)
    account = signing_in.who_has(email, password)
    if account is None:
        form.form_errors.append(_("Het mailadres of het wachtwoord klopt niet. Zonder wachtwoord sturen wij u een code per mail."))
        return render_template("accounts/sign_in.html", form=form), 422
    return _first_step_done(account)


@blueprint.route("/inloggen/code", methods=["GET", "POST"])
@open_to(ANYONE)
def mailed_code() -> ResponseReturnValue:
    email = session.get("mailed")
    if not email:
        return redirect(url_for("accounts.sign_in"), 303)
    form = Digits()
    if not form.validate_on_submit():
        return render_template("accounts/mailed_code.html", form=form), 422 if form.is_submitted() else 200
    now = clock.now()
    try:
        with transaction():
            note_try(now, typed_code=email, typed_code_network=network())
            account = signing_in.use_code(email, form.digits.data, now)
    except Refused as no:
        form.form_errors.append(no.reason)
        return render_template("accounts/mailed_code.html", form=form), 429
    if account is None:
        form.digits.errors = [
            _("Deze code klopt niet, of hij is ouder dan tien minuten. Kijk in de nieuwste mail, of vraag een nieuwe code.")
        ]
        return render_template("accounts/mailed_code.html", form=form), 422
    return enter(account)


def _first_step_done(account: Account) -> ResponseReturnValue:
    if account.role not in NEEDS_SECOND_STEP:
        return enter(account)
    session["half"] = [account.id, account.session_version, int(clock.now().timestamp())]
    return redirect(url_for("accounts.second_step" if account.totp_secret else "accounts.set_up_second_step"), 303)


def _half() -> Account | None:
    """Who gave the right password a short while ago. Not signed in: no page knows them but the second step."""
    try:
        account_id, version, at = session.get("half") or []
    except ValueError:
        return None
    account = db.session.get(Account, account_id)
    too_late = clock.now().timestamp() - at > SECOND_STEP_WITHIN.total_seconds()
    if account is None or too_late or account.closed_at is not None or account.session_version != version:
        session.pop("half", None)
        return None
    return account


@blueprint.route("/inloggen/tweede-stap", methods=["GET", "POST"])
@open_to(ANYONE)
def second_step() -> ResponseReturnValue:
    account = _half()
    if account is None:
        return redirect(url_for("accounts.sign_in"), 303)
    if not account.totp_secret:
        return redirect(url_for("accounts.set_up_second_step"), 303)
    return _second(account, "accounts/second_step.html")


@blueprint.route("/inloggen/tweede-stap/instellen", methods=["GET", "POST"])
@open_to(ANYONE)
def set_up_second_step() -> ResponseReturnValue:
    account = _half()
    if account is None or account.totp_secret:
        return redirect(url_for("accounts.sign_in"), 303)
    secret = session.setdefault("totp", signing_in.new_totp_secret())
    link = signing_in.totp_link(account, secret)
    square = Markup(qr_svg(link, _("Vierkante code om met uw telefoon te scannen")))  # noqa: S704 - made by us, the label is escaped there
    return _second(
        account,
        "accounts/set_up_second_step.html",
        secret,
        square=square,
        secret_shown=" ".join(secret[i : i + 4] for i in range(0, 32, 4)),
    )


def _second(account: Account, template: str, secret: str | None = None, **shown: object) -> ResponseReturnValue:
    form, status, account_id = Digits(), 200, account.id
    if form.validate_on_submit():
        now = clock.now()
        try:
            with transaction():
                note_try(now, second=str(account_id))
                fits = signing_in.use_totp(account_id, form.digits.data, now, secret)
        except Refused as no:
            form.form_errors.append(no.reason)
            return render_template(template, form=form, **shown), 429
        if fits:
            return enter(db.session.get_one(Account, account_id))
        form.digits.errors = [_("Deze cijfers kloppen niet, of ze zijn al gebruikt. Wacht op de volgende cijfers in uw app.")]
    if form.is_submitted():
        status = 422
    return render_template(template, form=form, **shown), status


@blueprint.post("/uitloggen")
@open_to(ANYONE)
def sign_out() -> ResponseReturnValue:
    """Ends every session of this person: a copied cookie must not outlive the button."""
    if viewer.id is not None:
        account_id = viewer.id
        with transaction():
            signing_in.sign_out_everywhere(account_id)
    language = session.get("language")
    logout_user()
    session.clear()
    if language:
        session["language"] = language
    flash(_("U bent uitgelogd, op al uw apparaten."))
    return redirect("/", 303)


@blueprint.route("/wachtwoord/<number>/<int(max=9999999999):until>/<code>", methods=["GET", "POST"])
@open_to(ANYONE)
def set_password(number: str, until: int, code: str) -> ResponseReturnValue:
    """The link a new member of staff gets by mail. It sets a password and signs nobody in."""
    account = staff.who_may_set_password(number, until, code, clock.now())
    if account is None:
        raise NotFound
    form = NewPassword()
    form.about = (account.alias, account.email or "")
    if not form.validate_on_submit():
        return render_template("accounts/set_password.html", form=form), 422 if form.is_submitted() else 200
    hashed = hash_password(form.password.data)
    with transaction():
        staff.set_password((number, until, code), hashed, clock.now())
    flash(_("Uw wachtwoord is opgeslagen. Log er nu mee in."))
    return redirect(url_for("accounts.sign_in"), 303)
