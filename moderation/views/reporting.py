"""Reporting a post."""

from __future__ import annotations

from collections.abc import Callable

from flask import abort, has_request_context, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue

from accounts.access import MEMBERS, open_to, the_account, viewer
from accounts.models import Account
from forum.models import Post, ShownTo
from forum.queries import Reader, find_post
from foundation.clock import now
from foundation.codes import display
from foundation.db import db, transaction
from foundation.errors import Refused
from foundation.i18n import _
from moderation import service
from moderation.forms import ReportForm
from moderation.views import blueprint


def _links(post: Post) -> list[tuple[str, str]]:
    """What else a reader can do with a post of somebody else."""
    if not viewer or post.author_id == viewer.id or post.shown_to is not ShownTo.EVERYONE:
        return []
    return [(_("Meld deze bijdrage"), url_for("moderation.report", post_id=post.id))]


@blueprint.app_context_processor
def _on_posts() -> dict[str, Callable[[Post], list[tuple[str, str]]]]:
    return {"post_links": _links} if has_request_context() else {}


def _reported(post_id: int) -> Post:
    return find_post(post_id, Reader(the_account().id)) or abort(404)


@blueprint.get("/bijdragen/<int:post_id>/melden")
@open_to(MEMBERS)
def report(post_id: int) -> ResponseReturnValue:
    return render_template("moderation/report.html", form=ReportForm(), post=_reported(post_id))


@blueprint.post("/bijdragen/<int:post_id>/melden")
@open_to(MEMBERS)
def send_report(post_id: int) -> ResponseReturnValue:
    form = ReportForm()
    _reported(post_id)
    if form.validate():
        try:
            with transaction():
                reporter = db.session.get_one(Account, the_account().id)
                code = service.report_post(
                    db.session.get_one(Post, post_id), form.reason.data, form.explanation.data or "", reporter, now()
                )
        except Refused as error:
            form.form_errors.append(error.reason)
        else:
            session["receipt"] = code
            return redirect(url_for(".receipt"), 303)
    return render_template("moderation/report.html", form=form, post=_reported(post_id)), 422


@blueprint.get("/melden/ontvangen")
@open_to(MEMBERS)
def receipt() -> ResponseReturnValue:
    code = session.get("receipt") or abort(404)
    return render_template("moderation/receipt.html", code=display(code))
