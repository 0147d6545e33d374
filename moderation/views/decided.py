"""What was decided: about one's own posts, and the log for everybody."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from accounts.access import MEMBERS, open_to, the_account
from accounts.models import Role
from foundation.clock import local_day, now
from moderation import queries
from moderation.rules import HOUSE_RULES, SUBJECTS, why_not_object
from moderation.views import blueprint
from moderation.views.words import log_words


@blueprint.get("/mijn/besluiten")
@open_to(MEMBERS)
def my_decisions() -> ResponseReturnValue:
    rows = queries.decisions_about(the_account().id)
    objections = queries.objections_to([decision.id for decision, _post in rows])
    return render_template(
        "moderation/my_decisions.html",
        rows=rows,
        objections=objections,
        subjects=SUBJECTS,
        may_object=lambda one: not why_not_object(one, now()),
    )


@blueprint.get("/moderatie/logboek")
@open_to(MEMBERS)
def log() -> ResponseReturnValue:
    return render_template(
        "moderation/log.html", decisions=queries.newest_decisions(), house_rules=HOUSE_RULES, this_year=local_day(now()).year
    )


@blueprint.get("/moderatie/logboek/volledig")
@open_to(Role.MODERATOR, Role.BOARD, Role.POLICY_OWNER)
def full_log() -> ResponseReturnValue:
    """For both parties: who did what, with every word of the reasons, and the chain that shows nothing was left out."""
    before = request.args.get("voor", "")
    rows = queries.entries(int(before) if before.isdecimal() and len(before) < 18 else None)
    return render_template("moderation/full_log.html", rows=rows, house_rules=HOUSE_RULES, acts=log_words())
