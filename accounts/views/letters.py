"""Letters: making codes for households, and the pile that waits for the printer, of whatever kind."""

from __future__ import annotations

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms.fields import SelectChoice

from accounts.access import open_to, the_account
from accounts.forms.managing import CodeLetters
from accounts.models import Account, Role
from accounts.queries.letters import piles, reach, without_returned_letter
from accounts.rules.letters import letter_words
from accounts.service.opening import make_code_letters
from accounts.service.printing import BATCH, mark_printed, take_batch
from accounts.service.returned import write_to_returned
from accounts.views import blueprint
from foundation import clock
from foundation.db import db, transaction
from foundation.errors import BadInput, Refused
from foundation.i18n import _, ngettext
from foundation.letters import pdf


@blueprint.get("/brieven")
@open_to(Role.ADMIN, Role.COORDINATOR)
def letters() -> ResponseReturnValue:
    return render_template("accounts/letters.html", piles=piles(), words=letter_words, batch=BATCH, returned=len(without_returned_letter()))


def _batch() -> tuple[str, int]:
    kind, upto = request.form.get("kind", ""), request.form.get("upto", "")
    if not (upto.isascii() and upto.isdigit() and len(upto) < 16 and kind in {pile.kind for pile in piles()}):
        raise BadInput(_("Deze brieven wachten niet meer. Ga terug naar de lijst."))
    return kind, int(upto)


@blueprint.post("/brieven/pdf")
@open_to(Role.ADMIN, Role.COORDINATOR)
def download_letters() -> ResponseReturnValue:
    (kind, upto), by_id, now = _batch(), the_account().id, clock.now()
    with transaction():
        batch = take_batch(kind, upto, db.session.get_one(Account, by_id), now)
    if not batch:
        flash(_("Deze brieven hoeven niet meer: niemand krijgt er nog een."), "info")
        return redirect(url_for("accounts.letters"), 303)
    name = f"brieven-{kind.replace('.', '-')}-{clock.local(now):%Y-%m-%d-%H%M}.pdf"
    return Response(
        pdf(batch, letter_words(kind), now), mimetype="application/pdf", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


@blueprint.post("/brieven/geprint")
@open_to(Role.ADMIN, Role.COORDINATOR)
def letters_printed() -> ResponseReturnValue:
    (kind, upto), by_id = _batch(), the_account().id
    with transaction():
        count = mark_printed(kind, upto, db.session.get_one(Account, by_id), clock.now())
        if not count:
            raise Refused(_("Download de brieven eerst. Daarna kunt u zeggen dat ze geprint zijn."))
    flash(_("%(n)s brieven staan als geprint en verstuurd in het systeem.", n=count))
    return redirect(url_for("accounts.letters"), 303)


@blueprint.post("/brieven/mail-kwam-terug")
@open_to(Role.ADMIN, Role.COORDINATOR)
def letters_for_returned_mail() -> ResponseReturnValue:
    by_id = the_account().id
    with transaction():
        made = write_to_returned(db.session.get_one(Account, by_id), clock.now())
    flash(ngettext("%(num)s brief staat klaar om te printen.", "%(num)s brieven staan klaar om te printen.", made))
    return redirect(url_for("accounts.letters"), 303)


@blueprint.route("/codebrieven", methods=["GET", "POST"])
@open_to(Role.ADMIN, Role.COORDINATOR)
def code_letters() -> ResponseReturnValue:
    form, by_id, places = CodeLetters(), the_account().id, reach()
    form.complexes.choices = [SelectChoice(place.complex_id, f"{place.name} ({place.without})") for place in places if place.without]
    if form.validate_on_submit():
        if form.which.data == "some" and not form.complexes.data:
            form.complexes.errors = [_("Kies minstens één complex.")]
        else:
            some = form.complexes.data if form.which.data == "some" else None
            with transaction():
                made = make_code_letters(some, by_mail=form.way.data == "mail", by=db.session.get_one(Account, by_id), now=clock.now())
            flash(_("Klaargezet: %(letters)s brieven om te printen en %(mails)s mails.", **made))
            return redirect(url_for("accounts.letters"), 303)
    without, households = sum(place.without for place in places), sum(place.households for place in places)
    page = render_template("accounts/code_letters.html", form=form, without=without, households=households)
    return page, 422 if form.is_submitted() else 200
