"""What was decided: about one's own posts, and the log for everybody."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from accounts.access import MEMBERS, open_to, the_account
from moderation import queries
from moderation.rules import HOUSE_RULES, object_until
from moderation.views import blueprint


@blueprint.get("/mijn/besluiten")
@open_to(MEMBERS)
def my_decisions() -> ResponseReturnValue:
    rows = queries.decisions_about(the_account().id)
    return render_template("moderation/my_decisions.html", rows=rows, house_rules=HOUSE_RULES, object_until=object_until)


@blueprint.get("/moderatie/logboek")
@open_to(MEMBERS)
def log() -> ResponseReturnValue:
    return render_template("moderation/log.html", decisions=queries.newest_decisions(), house_rules=HOUSE_RULES)
