"""What waits for a moderator."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from accounts.access import open_to
from accounts.models import Role
from moderation import queries
from moderation.views import blueprint


@blueprint.get("/meldingen")
@open_to(Role.MODERATOR)
def queue() -> ResponseReturnValue:
    return render_template("moderation/queue.html", cases=queries.open_cases())
