"""Key documents on the page of a topic."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.access import ANYONE, open_to, the_account, viewer
from accounts.models import Account, Role
from forum.forms.documents import DocumentForm
from forum.models import Document, Topic
from forum.queries import topic_documents as queries
from forum.rules import files as rules
from forum.service import documents as service
from forum.views import blueprint
from forum.views.attaching import file_response, take_in_files
from forum.views.words import party_name
from forum.views.writing import topic_to_read
from foundation import clock
from foundation.db import db, transaction
from foundation.errors import NotFound, Refused
from foundation.i18n import _
from foundation.web import takes_files

KEEPERS = (Role.POLICY_OWNER, Role.BOARD, Role.COORDINATOR)


@blueprint.get("/stukken/<key>")
@open_to(ANYONE)
def document(key: str) -> ResponseReturnValue:
    row = queries.find_document(key, member=bool(viewer))
    if row is None:
        if not viewer:
            return redirect(url_for("accounts.sign_in", next=request.path))
        raise NotFound
    return file_response(key, lambda: queries.document_bytes(row), "application/pdf", row.filename)


@blueprint.get("/onderwerpen/<slug>/stukken/nieuw")
@open_to(*KEEPERS)
def document_form(slug: str) -> ResponseReturnValue:
    topic = topic_to_read(slug)
    old = _replacing(topic)
    form = DocumentForm(formdata=None)
    if old is not None:
        form.title.data, form.about.data, form.public.data = old.title, old.about, old.public
    return _draw(form, topic, old)


@blueprint.post("/onderwerpen/<slug>/stukken/nieuw")
@open_to(*KEEPERS)
@takes_files
def add_document(slug: str) -> ResponseReturnValue:
    form, topic = DocumentForm(), topic_to_read(slug)
    topic_id, me, key = topic.id, the_account().id, _replaces_key()
    _said, wrong = take_in_files(service.document_place(topic_id))
    try:
        if wrong:
            form.form_errors += wrong
        elif form.dated_on.data is None and form.dated_on.raw_data and form.dated_on.raw_data[0]:
            form.dated_on.errors = [_("Vul een dag in, zoals 2027-03-01.")]
        else:
            described = service.Described(form.title.data or "", form.about.data or "", form.dated_on.data, bool(form.public.data))
            with transaction():
                topic = db.session.get_one(Topic, topic_id)
                service.add_document(topic, db.session.get_one(Account, me), described, clock.now(), _old(topic, key))
            return redirect(url_for("forum.topic", slug=slug, _anchor="stukken"), 303)
    except Refused as refusal:
        form.form_errors = [*form.form_errors, refusal.reason]
    topic = topic_to_read(slug)
    return _draw(form, topic, _replacing(topic)), 422


@blueprint.post("/stukken/<key>/weghalen")
@open_to(*KEEPERS)
def withdraw_document(key: str) -> ResponseReturnValue:
    me = the_account().id
    with transaction():
        row = queries.find_document(key, member=True)
        if row is None:
            raise NotFound
        service.withdraw_document(row, db.session.get_one(Account, me), clock.now())
        slug = db.session.get_one(Topic, row.topic_id).slug
    return redirect(url_for("forum.topic", slug=slug, _anchor="stukken"), 303)


def _replaces_key() -> str:
    return request.args.get("vervangt", "")


def _replacing(topic: Topic) -> Document | None:
    return _old(topic, _replaces_key())


def _old(topic: Topic, key: str) -> Document | None:
    if not key:
        return None
    row = queries.find_document(key, member=True)
    if row is None or row.topic_id != topic.id:
        raise NotFound
    return row


def _draw(form: DocumentForm, topic: Topic, old: Document | None) -> str:
    return render_template(
        "forum/document_form.html", form=form, topic=topic, old=old, waiting=service.waiting_document(the_account().id, topic.id),
        crumbs=[(_("Onderwerpen"), url_for("forum.topics")), (topic.title, url_for("forum.topic", slug=topic.slug))],
    )  # fmt: skip


def _documents_on(topic: Topic) -> list[queries.Kept]:
    return queries.documents_of(topic, public_only=not viewer)


def _may_replace(row: Document) -> bool:
    me = viewer.account
    return me is not None and not rules.why_not_keep_documents(me) and not rules.why_not_replace(row.party, me)


@blueprint.app_context_processor
def _document_words() -> dict[str, object]:
    return {
        "documents_on": _documents_on, "may_replace": _may_replace, "party_name": party_name,
        "may_add_document": lambda: viewer.account is not None and not rules.why_not_keep_documents(viewer.account),
    }  # fmt: skip
