"""The background of a topic: what it says now, what it said before, and changing it with two keys."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.access import MEMBERS, STAFF, open_to, the_account
from accounts.models import Account, Role
from accounts.queries.keys import keys_on
from accounts.rules.keys import SIGNERS as WHO_SIGNS
from accounts.rules.keys import text_fingerprint
from forum import queries, rules
from forum.forms.topic import BackgroundForm
from forum.models import BackgroundVersion, Topic
from forum.queries.background import background_versions, find_background, newest_background, waiting_background
from forum.rules.background import background_text, why_not_change_background
from forum.rules.differences import word_changes
from forum.service.background import SUBJECT, propose_background, sign_background, withdraw_background
from forum.views import blueprint
from forum.views.agenda import the_topic
from forum.views.words import office, party_name
from foundation import clock
from foundation.db import db, transaction
from foundation.errors import NotFound, Refused
from foundation.i18n import _

SIGNERS = (Role.POLICY_OWNER, Role.BOARD)


def background_of(topic: Topic, newest: BackgroundVersion | None) -> dict[str, object]:
    """For `forum/_background.html`."""
    return {"background_html": newest.body_html if newest else topic.body_html, "background": newest, "background_by": proposer(newest)}


def proposer(version: BackgroundVersion | None) -> str:
    return office(WHO_SIGNS[version.proposed_by_party], version.proposed_by_party) if version else ""


@blueprint.get("/onderwerpen/<slug>/achtergrond")
@open_to(MEMBERS)
def background(slug: str) -> ResponseReturnValue:
    topic = open_topic(slug)
    return render_template("forum/background.html", topic=topic, versions=background_versions(topic.id), proposer=proposer)


@blueprint.get("/onderwerpen/<slug>/achtergrond/<int(max=2147483647):number>")
@open_to(MEMBERS)
def background_version(slug: str, number: int) -> ResponseReturnValue:
    """One version whole, and what it changed. Version 1 is the text of the agenda."""
    topic = open_topic(slug)
    version = find_background(topic.id, number)
    if version is None and number != 1:
        raise NotFound
    changes, body = None, topic.body
    if version is not None:
        before = find_background(topic.id, number - 1)
        changes, body = word_changes(before.body if before else topic.body, version.body), version.body
    text = background_text(topic, version.note, body) if version else rules.agreement_text(topic, topic.policy_year.year)
    return render_template(
        "forum/background_version.html", topic=topic, version=version, number=number, proposer=proposer(version), changes=changes,
        version_html=version.body_html if version else topic.body_html, fingerprint=text_fingerprint(text),
    )  # fmt: skip


@blueprint.get("/agenda/<int(max=2147483647):topic_id>/achtergrond")
@open_to(STAFF)
def change_background_form(topic_id: int) -> ResponseReturnValue:
    topic = the_topic(topic_id)
    newest = newest_background(topic.id)
    form = BackgroundForm()
    form.body.data = newest.body if newest else topic.body
    return _page(topic, form)


@blueprint.post("/agenda/<int(max=2147483647):topic_id>/achtergrond")
@open_to(*SIGNERS)
def change_background(topic_id: int) -> ResponseReturnValue:
    form, me = BackgroundForm(), the_account().id
    try:
        if form.validate():
            with transaction():
                by = db.session.get_one(Account, me)
                propose_background(the_topic(topic_id), form.note.data or "", form.body.data or "", by, clock.now())
            flash(_("De nieuwe versie staat klaar, met uw akkoord. Huurders zien haar als de andere partij ook akkoord is."))
            return redirect(url_for("forum.change_background_form", topic_id=topic_id), 303)
    except Refused as refusal:
        form.form_errors = [*form.form_errors, refusal.reason]
    return _page(the_topic(topic_id), form), 422


@blueprint.post("/agenda/<int(max=2147483647):topic_id>/achtergrond/tekenen")
@open_to(*SIGNERS)
def sign_background_version(topic_id: int) -> ResponseReturnValue:
    me, read = the_account().id, request.form.get("read", "")
    with transaction():
        topic = the_topic(topic_id)
        done = sign_background(_waiting(topic), topic, read, db.session.get_one(Account, me), clock.now())
    flash(_("Beide partijen zijn akkoord. Huurders zien nu de nieuwe versie.") if done else _("Uw akkoord is vastgelegd."))
    return redirect(url_for("forum.change_background_form", topic_id=topic_id), 303)


@blueprint.post("/agenda/<int(max=2147483647):topic_id>/achtergrond/intrekken")
@open_to(*SIGNERS)
def withdraw_background_version(topic_id: int) -> ResponseReturnValue:
    me = the_account().id
    with transaction():
        withdraw_background(_waiting(the_topic(topic_id)), db.session.get_one(Account, me), clock.now())
    flash(_("De nieuwe versie is ingetrokken. De achtergrond blijft zoals zij was."))
    return redirect(url_for("forum.change_background_form", topic_id=topic_id), 303)


def open_topic(slug: str) -> Topic:
    """A topic as readers know it: on the agenda, and not withdrawn."""
    topic = queries.get_topic(slug)
    if topic.agreed_at is None or topic.withdrawn_at is not None:
        raise NotFound
    return topic


def _waiting(topic: Topic) -> BackgroundVersion:
    version = waiting_background(topic.id)
    if version is None:
        raise Refused(_("Er wacht geen nieuwe versie op akkoord."))
    return version


def _page(topic: Topic, form: BackgroundForm) -> str:
    waiting, newest, me = waiting_background(topic.id), newest_background(topic.id), the_account()
    standing = keys_on(SUBJECT, waiting.id) if waiting else {}
    why_not = why_not_change_background(topic, me, clock.local_day(clock.now()))
    return render_template(
        "forum/background_change.html", topic=topic, form=form, waiting=waiting, why_not=why_not, proposer=proposer(waiting),
        changes=word_changes(newest.body if newest else topic.body, waiting.body) if waiting else None,
        signed=[party_name(party) for party in standing], to_sign=why_not is None and me.party not in standing,
        fingerprint=text_fingerprint(background_text(topic, waiting.note, waiting.body)) if waiting else "",
    )  # fmt: skip
