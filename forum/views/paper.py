"""For staff: everything on paper and by phone in one place. What is printed, what comes back, and the cards that people get."""

from __future__ import annotations

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from accounts.access import open_to, the_account
from accounts.models import Account, Role
from forum import queries
from forum.forms import CodeForm
from forum.models import Voice
from forum.queries import voices as voice_queries
from forum.service import cards, voices
from forum.views import blueprint
from forum.views.leaflets import card_leaflet
from forum.views.words import reader, stage_of, stage_words
from forum.views.writing import topic_to_read
from foundation import clock
from foundation.db import db, transaction
from foundation.errors import NotFound, Refused
from foundation.i18n import _
from foundation.letters import Leaflet, leaflet_pdf
from foundation.outbox import Way, post

STAFF = frozenset({Role.COORDINATOR, Role.MODERATOR})
CARD = "forum.card"


def as_pdf(leaflet: Leaflet, name: str) -> Response:
    content = leaflet_pdf([leaflet], leaflet.title, clock.now())
    return Response(content, mimetype="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}.pdf"'})


@blueprint.route("/papier", methods=["GET", "POST"])
@open_to(STAFF)
def paper() -> ResponseReturnValue:
    """Typing the code of a form that came back leads to the page on which it is entered."""
    form = CodeForm(_("Code op het formulier"))
    if form.validate_on_submit():
        found = voice_queries.find_reaction_form(form.typed)
        if found is not None:
            return redirect(url_for("forum.assisted_start_form", slug=found.topic.slug, formulier=found.id), 303)
        form.code.errors = [_("Deze code hoort niet bij een formulier van ons. Kijk of u de hele code heeft overgenomen.")]
    today = clock.local_day(clock.now())
    rows = [(topic, *stage_words()[stage_of(topic)]) for topic in queries.running_topics(today)]
    page = render_template("forum/paper.html", form=form, rows=rows, denied=voice_queries.denied_voices())
    return page, 422 if form.errors else 200


@blueprint.get("/papier/<slug>")
@open_to(STAFF)
def paper_topic(slug: str) -> ResponseReturnValue:
    topic = topic_to_read(slug)
    label, kind = stage_words()[stage_of(topic)]
    entered = voice_queries.voices_in(topic)
    titled = queries.titles_shown({voice.post.thread_id for voice in entered}, reader())
    return render_template("forum/paper_topic.html", topic=topic, stage_label=label, stage_kind=kind, voices=entered, titled=titled)


@blueprint.get("/papier/kaart/<int:post_id>")
@open_to(STAFF)
def card_to_give(post_id: int) -> ResponseReturnValue:
    voice = _voice(post_id)
    author = voice.post.author
    return render_template(
        "forum/card_to_give.html", voice=voice, post=voice.post, topic=voice.post.thread.topic, by_post=bool(author and author.tenant_id)
    )


@blueprint.post("/papier/kaart/<int:post_id>/pdf")
@open_to(STAFF)
def print_card(post_id: int) -> ResponseReturnValue:
    """Behind a button and not a link: the code on it is the person's, and who printed it stands in the log."""
    with transaction():
        voice = _voice(post_id)
        cards.note_card_printed(voice, db.session.get_one(Account, the_account().id), clock.now())
    voice = _voice(post_id)
    return as_pdf(card_leaflet(voice), f"kaart-{post_id}")


@blueprint.post("/papier/kaart/<int:post_id>/brief")
@open_to(STAFF)
def post_card(post_id: int) -> ResponseReturnValue:
    with transaction():
        voice = _voice(post_id)
        if voice.post.author is None or voice.post.author.tenant_id is None:
            raise Refused(_("Van deze persoon weten wij geen adres. Print de kaart en geef die mee."))
        post(CARD, {"post_id": post_id, "issue": voice.issue}, now=clock.now(), way=Way.LETTER, once=f"{CARD}:{post_id}:{voice.issue}")
    flash(_("De kaart ligt bij de brieven die nog geprint worden."))
    return redirect(url_for("forum.card_to_give", post_id=post_id), 303)


@blueprint.post("/papier/kaart/<int:post_id>/nieuw")
@open_to(STAFF)
def new_card(post_id: int) -> ResponseReturnValue:
    with transaction():
        cards.new_card(_voice(post_id), db.session.get_one(Account, the_account().id), clock.now())
    flash(_("De oude kaart werkt niet meer. Print de nieuwe."))
    return redirect(url_for("forum.card_to_give", post_id=post_id), 303)


@blueprint.post("/papier/kaart/<int:post_id>/uitgezocht")
@open_to(STAFF)
def settle_denial(post_id: int) -> ResponseReturnValue:
    with transaction():
        voices.settle_denial(_voice(post_id), db.session.get_one(Account, the_account().id), clock.now())
    flash(_("Vastgelegd dat dit is uitgezocht."))
    return redirect(url_for("forum.paper"), 303)


def _voice(post_id: int) -> Voice:
    voice = voice_queries.find_voice(post_id)
    if voice is None:
        raise NotFound
    return voice
