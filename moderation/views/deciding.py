"""One case and the decision on it."""

from __future__ import annotations

from collections.abc import Callable

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from accounts.access import open_to, the_account
from accounts.models import Account, Role
from forum.models import Post, ShownTo
from foundation.clock import now
from foundation.db import db, transaction
from foundation.errors import Refused
from moderation import queries, service
from moderation.forms import HideForm, NoteForm
from moderation.rules import HOUSE_RULES, REASONS
from moderation.views import blueprint


@blueprint.get("/meldingen/<int:post_id>")
@open_to(Role.MODERATOR)
def case(post_id: int) -> ResponseReturnValue:
    return _case(post_id, HideForm(), NoteForm())


def _case(post_id: int, hide_form: HideForm, note_form: NoteForm, refused: FlaskForm | None = None) -> ResponseReturnValue:
    page = render_template(
        "moderation/case.html", post=queries.get_reported_post(post_id), reports=queries.reports_on(post_id),
        decisions=queries.decisions_on(post_id), hide_form=hide_form, note_form=note_form, reasons=REASONS, house_rules=HOUSE_RULES,
        hidden=ShownTo.NOBODY, form=refused,
    )  # fmt: skip
    return (page, 422) if refused is not None else page


def _decide(post_id: int, form: FlaskForm, act: Callable[[Post, Account], object]) -> ResponseReturnValue:
    if form.validate():
        try:
            with transaction():
                act(db.session.get_one(Post, queries.get_reported_post(post_id).id), db.session.get_one(Account, the_account().id))
        except Refused as error:
            form.form_errors.append(error.reason)
        else:
            return redirect(url_for(".queue"), 303)
    hide_form = form if isinstance(form, HideForm) else HideForm()
    note_form = form if isinstance(form, NoteForm) else NoteForm()
    return _case(post_id, hide_form, note_form, form)


@blueprint.post("/meldingen/<int:post_id>/verbergen")
@open_to(Role.MODERATOR)
def hide(post_id: int) -> ResponseReturnValue:
    form = HideForm()

    def act(post: Post, by: Account) -> object:
        about = form.about_landlord.data == "yes"
        return service.hide(post, by, form.rule.data or "", form.passage.data or "", form.facts.data or "", now(), about_landlord=about)

    return _decide(post_id, form, act)


@blueprint.post("/meldingen/<int:post_id>/laten-staan")
@open_to(Role.MODERATOR)
def keep(post_id: int) -> ResponseReturnValue:
    form = NoteForm()
    return _decide(post_id, form, lambda post, by: service.keep(post, by, form.facts.data, now(), about_landlord=form.about_landlord.data))


@blueprint.post("/meldingen/<int:post_id>/terugzetten")
@open_to(Role.MODERATOR)
def restore(post_id: int) -> ResponseReturnValue:
    form = NoteForm()
    return _decide(post_id, form, lambda post, by: service.restore(post, by, form.facts.data, now()))
