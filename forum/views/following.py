"""What somebody wants to hear of by mail, and how often; and the link that stops it."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.access import ANYONE, MEMBERS, open_to, the_account
from accounts.models import Account
from forum.forms import FrequencyForm, LevelForm
from forum.models import Thread, Topic
from forum.models.following import Feed, Frequency, Level
from forum.queries import find_thread, following, opening_of
from forum.rules.following import USUAL_LEVEL, level_in_force
from forum.service import following as service
from forum.views import blueprint
from forum.views.conversations import thread_title
from forum.views.words import reader
from forum.views.writing import topic_to_read
from foundation import clock
from foundation.db import db, transaction
from foundation.errors import NotFound
from foundation.i18n import _
from foundation.web import csrf

AS_TOPIC = "topic"


def level_words() -> dict[str, str]:
    return {
        Level.ALL.value: _("Alles: elke nieuwe bijdrage"),
        Level.ANSWERS.value: _("Alleen antwoorden aan mij, of als iemand mij noemt"),
        Level.NOTHING.value: _("Niets"),
    }


def frequency_words() -> dict[str, str]:
    return {
        Frequency.AT_ONCE.value: _("Meteen, bij elk bericht"),
        Frequency.DAILY.value: _("Eén keer per dag, 's ochtends, en alleen als er iets is"),
        Frequency.WEEKLY.value: _("Eén keer per week, op maandag, en alleen als er iets is"),
        Frequency.NEVER.value: _("Nooit"),
    }


@blueprint.route("/onderwerpen/<slug>/volgen", methods=["GET", "POST"])
@open_to(MEMBERS)
def follow_topic(slug: str) -> ResponseReturnValue:
    topic, me = topic_to_read(slug), the_account()
    form = LevelForm(level_words(), level=(following.levels_of(me.id, topic.id).of_topic or USUAL_LEVEL).value)
    if _chosen(form):
        topic_id, me_id = topic.id, me.id
        with transaction():
            service.follow_topic(
                db.session.get_one(Account, me_id), db.session.get_one(Topic, topic_id), Level(form.level.data), clock.now()
            )
        flash(_said(Level(form.level.data)))
        return redirect(url_for("forum.topic", slug=slug), 303)
    crumbs = [(_("Onderwerpen"), url_for("forum.topics")), (topic.title, url_for("forum.topic", slug=slug))]
    return _level_page(form, _("Wat wilt u horen over dit onderwerp?"), crumbs, topic)


@blueprint.route("/gesprekken/<int:thread_id>/volgen", methods=["GET", "POST"])
@open_to(MEMBERS)
def follow_thread(thread_id: int) -> ResponseReturnValue:
    thread, me = find_thread(thread_id), the_account()
    opening = opening_of(thread, reader()) if thread else None
    if thread is None or opening is None:
        raise NotFound
    topic, levels = thread.topic, following.levels_of(me.id, thread.topic_id, thread.id)
    as_topic = _("Zoals bij het onderwerp (nu: %(level)s)", level=_in_short(level_in_force(None, levels.of_topic)))
    form = LevelForm({AS_TOPIC: as_topic, **level_words()}, level=levels.of_thread.value if levels.of_thread else AS_TOPIC)
    if _chosen(form):
        me_id, level = me.id, None if form.level.data == AS_TOPIC else Level(form.level.data)
        with transaction():
            service.follow_thread(db.session.get_one(Account, me_id), db.session.get_one(Thread, thread_id), level, clock.now())
        flash(_said(level_in_force(level, levels.of_topic)))
        return redirect(url_for("forum.thread", thread_id=thread_id), 303)
    crumbs = [
        (topic.title, url_for("forum.topic", slug=topic.slug)),
        (thread_title(opening.shown, thread.title), url_for("forum.thread", thread_id=thread_id)),
    ]
    return _level_page(form, _("Wat wilt u horen over dit gesprek?"), crumbs, None)


def _in_short(level: Level) -> str:
    return {Level.ALL: _("alles"), Level.ANSWERS: _("antwoorden aan mij"), Level.NOTHING: _("niets")}[level]


def followed(topic_id: int, thread_id: int | None = None) -> str:
    """What the viewer hears of this topic or conversation, in a few words."""
    levels = following.levels_of(the_account().id, topic_id, thread_id)
    return _in_short(level_in_force(levels.of_thread, levels.of_topic))


@blueprint.app_context_processor
def _words() -> dict[str, object]:
    return {"followed": followed}


def _chosen(form: LevelForm | FrequencyForm) -> bool:
    if form.validate_on_submit():
        return True
    field = form.level if isinstance(form, LevelForm) else form.frequency
    if field.errors:
        field.errors = [_("Kies een van de antwoorden.")]
    return False


def _said(level: Level) -> str:
    return {
        Level.ALL: _("U krijgt voortaan mail bij elke nieuwe bijdrage."),
        Level.ANSWERS: _("U krijgt voortaan mail als iemand u antwoordt of noemt."),
        Level.NOTHING: _("U krijgt hierover geen mail meer."),
    }[level]


def _level_page(form: LevelForm, heading: str, crumbs: list[tuple[str, str]], topic: Topic | None) -> ResponseReturnValue:
    me = the_account()
    page = render_template(
        "forum/follow.html", form=form, heading=heading, crumbs=crumbs, topic=topic, address=me.email,
        how_often=frequency_words()[following.frequency_of(me).value],
    )  # fmt: skip
    return page, 422 if form.is_submitted() else 200


@blueprint.route("/mijn/mail", methods=["GET", "POST"])
@open_to(MEMBERS)
def my_mail() -> ResponseReturnValue:
    """Everything about forum mail on one page."""
    me = the_account()
    form = FrequencyForm(frequency_words(), frequency=following.frequency_of(me).value)
    if _chosen(form):
        me_id, chosen = me.id, Frequency(form.frequency.data)
        with transaction():
            service.choose_frequency(db.session.get_one(Account, me_id), chosen, clock.now())
        flash(_("U krijgt geen mail van het forum meer.") if chosen is Frequency.NEVER else _("Uw keuze is bewaard."))
        return redirect(url_for(".my_mail"), 303)
    words = level_words()
    page = render_template(
        "forum/my_mail.html",
        form=form,
        address=me.email,
        comes_back=following.mail_comes_back(me),
        topics=[(topic, words[level.value]) for topic, level in following.followed_topics(me.id)],
        threads=[
            (thread, thread_title(shown, thread.title), words[level.value]) for thread, level, shown in following.followed_threads(me.id)
        ],
        feeds=[(feed, topic, service.feed_url(feed)) for feed, topic in following.feeds_of(me.id)],
    )
    return page, 422 if form.is_submitted() else 200


@blueprint.post("/onderwerpen/<slug>/feed")
@open_to(MEMBERS)
def make_feed(slug: str) -> ResponseReturnValue:
    topic_id, me_id = topic_to_read(slug).id, the_account().id
    with transaction():
        service.make_feed(db.session.get_one(Account, me_id), db.session.get_one(Topic, topic_id), clock.now())
    return redirect(url_for(".my_mail", _anchor="feeds"), 303)


@blueprint.post("/mijn/mail/feeds/<int:feed_id>/stoppen")
@open_to(MEMBERS)
def end_feed(feed_id: int) -> ResponseReturnValue:
    me_id = the_account().id
    with transaction():
        feed = db.session.get(Feed, feed_id)
        if feed is None or feed.account_id != me_id:
            raise NotFound
        service.end_feed(feed, clock.now())
    flash(_("Dit adres werkt niet meer."))
    return redirect(url_for(".my_mail", _anchor="feeds"), 303)


@csrf.exempt  # RFC 8058: the mail program of the reader presses it, without a session; the code is what counts
@blueprint.route("/mail/stoppen/<code>", methods=["GET", "POST"])
@open_to(ANYONE)
def stop_mail(code: str) -> ResponseReturnValue:
    """Stops forum mail and nothing else. Looking changes nothing; pressing does, and answers without sending the presser elsewhere."""
    account = following.find_stopper(code)
    if account is None:
        raise NotFound
    if request.method == "POST":
        account_id = account.id
        with transaction():
            service.choose_frequency(db.session.get_one(Account, account_id), Frequency.NEVER, clock.now())
        account = db.session.get_one(Account, account_id)
    return render_template("forum/stop_mail.html", done=following.frequency_of(account) is Frequency.NEVER)
