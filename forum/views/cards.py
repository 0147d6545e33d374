"""The card: see, correct or withdraw one remark that staff entered for you, without an account. A code opens one post and never signs
anybody in; looking changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from flask import flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue

from accounts.access import ANYONE, open_to
from forum import rules, service
from forum.events import Notice
from forum.forms import CodeForm, WritingForm
from forum.models import ShownTo, Voice
from forum.queries import voices as voice_queries
from forum.service import voices
from forum.views import blueprint
from foundation import clock, codes
from foundation.db import transaction
from foundation.errors import NotFound, Refused
from foundation.i18n import _
from foundation.web import limiter

IN_HAND = "card_code"


def unknown_card() -> str:
    """One answer for every code that does not work, whatever the reason."""
    return _("Met deze code kunt u nu niets openen. Kijk of u de hele code heeft overgenomen. Lukt het niet? Bel ons, dan helpen wij u.")


@blueprint.route("/kaart", methods=["GET", "POST"])
@open_to(ANYONE)
@limiter.limit("20/hour", methods=["POST"])
def card_code() -> ResponseReturnValue:
    form = CodeForm(_("De code op uw kaart"))
    if form.validate_on_submit():
        if voice_queries.find_card(form.typed, clock.now()) is not None:
            session[IN_HAND] = codes.normalise(form.typed)
            return redirect(url_for("forum.card"), 303)
        form.code.errors = [unknown_card() if form.typed else _("Typ de code die op uw kaart staat.")]
    return render_template("forum/card_code.html", form=form), 422 if form.errors else 200


@blueprint.get("/kaart/<code>")
@open_to(ANYONE)
@limiter.limit("60/hour")
def follow_card(code: str) -> ResponseReturnValue:
    """From the square code. The code leaves the address at once: it moves to the cookie. Nothing is looked up or written here."""
    session[IN_HAND] = codes.normalise(code)
    return redirect(url_for("forum.card"), 303)


@blueprint.get("/kaart/bijdrage")
@open_to(ANYONE)
def card() -> ResponseReturnValue:
    voice = _in_hand()
    if voice is None:
        return render_template("forum/card_unknown.html", text=unknown_card()), 404
    return render_template("forum/card.html", **_shown(voice))


@blueprint.route("/kaart/verbeteren", methods=["GET", "POST"])
@open_to(ANYONE)
def card_correct() -> ResponseReturnValue:
    voice = _mine()
    reason = _why_not_correct(voice)
    if reason:
        raise Refused(reason)
    form, notice = WritingForm(), None
    form.label("", _("Zo moet het zijn"))
    if not form.is_submitted():
        form.body.data = voice.post.body
    elif form.hide.data:
        form.body.data = service.hide_private(form.body.data or "")
    elif form.validate():
        try:
            with transaction():
                voices.correct_voice(_mine(), form.body.data or "", clock.now(), seen=form.seen_keys)
            flash(_("Uw bijdrage is verbeterd."))
            return redirect(url_for("forum.card"), 303)
        except Refused as refusal:
            form.form_errors.append(refusal.reason)
        except service.NoticeFirst as first:
            notice = first.notice
            form.seen.data = ",".join(sorted(form.seen_keys | {notice.key}))
    return _correcting(form, notice), 422 if form.form_errors else 200


def _correcting(form: WritingForm, notice: Notice | None) -> str:
    return render_template("forum/card_correct.html", form=form, notice_first=notice)


@blueprint.route("/kaart/weghalen", methods=["GET", "POST"])
@open_to(ANYONE)
def card_withdraw() -> ResponseReturnValue:
    return _sure("withdraw", voices.withdraw_voice, _("Uw bijdrage is weggehaald."))


@blueprint.route("/kaart/niet-gezegd", methods=["GET", "POST"])
@open_to(ANYONE)
def card_deny() -> ResponseReturnValue:
    return _sure("deny", voices.deny_voice, _("De bijdrage is weggehaald. Wij zoeken uit hoe dit kon."))


def _sure(what: str, act: Callable[[Voice, datetime], None], done: str) -> ResponseReturnValue:
    voice, form = _mine(), WritingForm()
    if form.validate_on_submit():
        with transaction():
            act(_mine(), clock.now())
        flash(done)
        return redirect(url_for("forum.card"), 303)
    return render_template("forum/card_sure.html", what=what, **_shown(voice))


@blueprint.post("/kaart/klaar")
@open_to(ANYONE)
def put_card_away() -> ResponseReturnValue:
    """For a computer that others use too."""
    session.pop(IN_HAND, None)
    flash(_("Klaar. Deze computer weet uw code niet meer."))
    return redirect(url_for("forum.card_code"), 303)


def _in_hand() -> Voice | None:
    return voice_queries.find_card(session.get(IN_HAND) or "", clock.now())


def _mine() -> Voice:
    voice = _in_hand()
    if voice is None:
        raise NotFound
    return voice


def _why_not_correct(voice: Voice) -> str | None:
    post = voice.post
    if post.author is None:
        return None
    return rules.why_not_edit(post, post.thread.topic, post.author, clock.local_day(clock.now()))


def _shown(voice: Voice) -> dict[str, object]:
    """The person's own words and where they stand; nothing of anybody else. What others answered is for members to read."""
    post = voice.post
    return {
        "voice": voice, "post": post, "topic": post.thread.topic, "readable": post.shown_to is not ShownTo.NOBODY,
        "answers": voice_queries.answers_to(post), "why_not_correct": _why_not_correct(voice),
    }  # fmt: skip
