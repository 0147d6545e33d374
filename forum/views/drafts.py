"""What was typed and not placed: kept while typing, gone on with, read back, thrown away; and saved when the session had ended."""

from __future__ import annotations

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from accounts.access import MEMBERS, open_to, the_account, viewer
from accounts.models import Account
from forum import queries, rules, service
from forum.forms import WritingForm
from forum.models import Topic
from forum.views import blueprint
from forum.views.desk import keep, why_not_here
from foundation import clock
from foundation.db import db, transaction
from foundation.i18n import _, time_of_day
from foundation.web import cross_site, page_for


def address_to_go_on(place: str) -> str:
    spot = rules.where(place)
    assert spot is not None, "only for a place where something can be placed"
    if spot.kind == "edit":
        return url_for("forum.edit_form", post_id=spot.id)
    ours = "forum.assisted_" if spot.kind.startswith("assisted:") else "forum."
    if spot.kind.endswith("topic"):
        return url_for(f"{ours}start_form", slug=db.session.get_one(Topic, spot.id).slug)
    return url_for(f"{ours}reply_form", post_id=spot.id)


@blueprint.get("/niet-geplaatst/<int:draft_id>")
@open_to(MEMBERS)
def draft(draft_id: int) -> ResponseReturnValue:
    """On with the writing; or, where that cannot be any more, the text to read and to copy."""
    found = queries.get_draft(draft_id, the_account().id)
    reason = why_not_here(found.place)
    if reason is None:
        return redirect(address_to_go_on(found.place), 302)
    return render_template("forum/draft.html", draft=found, reason=reason)


@blueprint.post("/niet-geplaatst/<int:draft_id>/weg")
@open_to(MEMBERS)
def throw_away(draft_id: int) -> ResponseReturnValue:
    me = the_account().id
    with transaction():
        service.drop_draft(me, queries.get_draft(draft_id, me).place)
    flash(_("De tekst is weggegooid."))
    return redirect(url_for("accounts.arrived"), 303)


@blueprint.post("/niet-geplaatst")
@open_to(MEMBERS)
def save_draft() -> ResponseReturnValue:
    """From the script, while somebody types."""
    form = WritingForm()
    if form.written_by is None:
        return jsonify(text=_("Bewaren lukt hier niet meer. Kopieer uw tekst en open deze pagina opnieuw.")), 422
    kept = keep(form, *form.written_by)
    return jsonify(text=_("Bewaard om %(time)s", time=time_of_day(clock.now())) if kept else "")


@blueprint.errorhandler(CSRFError)
@blueprint.errorhandler(403)
def interrupted(error: HTTPException) -> ResponseReturnValue:
    """The session ended while somebody wrote. The form says whose it was, so the text is kept for that person and waits behind signing in."""
    form = WritingForm() if request.method == "POST" and "writer" in request.form else None
    writer = form.written_by if form else None
    account = db.session.get(Account, writer[0]) if writer else None
    if form is None or writer is None or account is None or account.closed_at is not None:
        return cross_site(error) if isinstance(error, CSRFError) else page_for(403)
    keep(form, *writer)
    if request.endpoint == "forum.save_draft":
        return jsonify(text=_("U bent niet meer ingelogd. Uw tekst is wel bewaard.")), 403
    if viewer and viewer.id != writer[0]:
        flash(_("Uw tekst is bewaard bij het account waarmee u schreef. Log met dat account in om hem te plaatsen."), "warn")
        return redirect(url_for("accounts.arrived"), 303)
    if viewer:
        flash(_("Deze pagina stond te lang open. Uw tekst is bewaard. Kijk hem na en druk nog een keer op de knop."), "warn")
        return redirect(request.path, 303)
    flash(_("U was niet meer ingelogd. Uw tekst is bewaard. Log in, dan staat hij weer voor u klaar."), "warn")
    return redirect(url_for("accounts.sign_in", next=request.path), 303)
