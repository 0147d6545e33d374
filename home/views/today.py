"""The day of whoever works here: what needs you now, the oldest on top. And the mail people sent us."""

from __future__ import annotations

from flask import current_app, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from accounts.access import STAFF, open_to, the_account
from accounts.models import Role
from foundation.clock import now
from foundation.db import db, transaction
from foundation.errors import NotFound
from foundation.i18n import ngettext
from foundation.incoming import Incoming
from home import queries
from home.views import blueprint


@blueprint.get("/vandaag")
@open_to(STAFF)
def today() -> ResponseReturnValue:
    rows = [
        {
            "url": url_for(one.endpoint, **one.values), "title": one.title, "why": one.why,
            "age": ngettext("%(num)s dag", "%(num)s dagen", days) if (days := (now() - one.since_at).days) > 0 else "",
        }
        for one in queries.waiting_for(the_account(), now())
        if one.endpoint in current_app.view_functions
    ]  # fmt: skip
    return render_template("home/today.html", rows=rows)


@blueprint.get("/post-in")
@open_to(Role.COORDINATOR, Role.ADMIN)
def inbox() -> ResponseReturnValue:
    return render_template("home/inbox.html", messages=queries.unhandled_mail())


@blueprint.post("/post-in/<int:message_id>")
@open_to(Role.COORDINATOR, Role.ADMIN)
def handled(message_id: int) -> ResponseReturnValue:
    with transaction():
        message = db.session.get(Incoming, message_id)
        if message is None:
            raise NotFound
        message.handled_at, message.handled_by_id = now(), the_account().id
    return redirect(url_for(".inbox"), 303)
