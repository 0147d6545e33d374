"""Who does not want to be asked. The link in a mail works without signing in; the page acts only on a pressed button."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.access import ANYONE, open_to, the_account
from accounts.models import Role
from accounts.queries.contact import find_token, has_opted_out
from accounts.rules.contact import SCOPES
from accounts.service.contact import opt_in, opt_out
from accounts.views import blueprint
from foundation import clock
from foundation.db import transaction
from foundation.errors import NotFound
from foundation.i18n import _


@blueprint.route("/mijn/post", methods=["GET", "POST"])
@open_to(Role.TENANT)
def post_choices() -> ResponseReturnValue:
    """Being asked for panels, or not."""
    tenant_id = the_account().tenant_id
    if tenant_id is None:
        raise NotFound
    if request.method == "POST":
        asked = request.form.get("ask") == "yes"
        with transaction():
            opt_in(tenant_id, "invitations") if asked else opt_out(tenant_id, "invitations", clock.now())
        flash(_("Wij vragen u weer voor panels.") if asked else _("Wij vragen u niet meer voor panels."))
        return redirect(url_for("accounts.post_choices"), 303)
    return render_template("accounts/post_choices.html", out=has_opted_out(tenant_id, "invitations"))


@blueprint.route("/afmelden/<code>", methods=["GET", "POST"])
@open_to(ANYONE)
def unsubscribe(code: str) -> ResponseReturnValue:
    token = find_token(code, "unsubscribe", clock.now())
    if token is None or not 0 <= token.subject_id < len(SCOPES):
        raise NotFound
    tenant_id, scope = token.tenant_id, SCOPES[token.subject_id]
    done = has_opted_out(tenant_id, scope)
    if request.method == "POST" and not done:
        with transaction():
            opt_out(tenant_id, scope, clock.now())
        return redirect(url_for("accounts.unsubscribe", code=code), 303)
    return render_template("accounts/unsubscribe.html", scope=scope, done=done)
