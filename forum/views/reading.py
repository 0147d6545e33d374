"""What was read, and the marks of a reader. Reading a page changes nothing; a button does, or the script that presses it."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.access import MEMBERS, open_to, the_account
from accounts.models import Account
from forum import queries, service
from forum.models import MarkKind
from forum.views import blueprint
from forum.views.conversations import address_of, number_in
from forum.views.words import reader
from forum.views.writing import topic_to_read
from foundation.db import db, transaction
from foundation.errors import NotFound
from foundation.i18n import _
from foundation.web import local_path


def _to_first_new(thread_id: int, account_id: int) -> ResponseReturnValue:
    post_id = queries.first_new(thread_id, account_id)
    post = queries.find_place(post_id, reader()) if post_id else None
    return redirect(address_of(post) if post else url_for("forum.thread", thread_id=thread_id), 303)


def _known(thread_id: int) -> str:
    """The slug of its topic, for who may know of this conversation."""
    thread = queries.find_thread(thread_id)
    if thread is None or queries.opening_of(thread, reader()) is None:
        raise NotFound
    return thread.topic.slug


@blueprint.get("/gesprekken/<int:thread_id>/nieuw")
@open_to(MEMBERS)
def first_new(thread_id: int) -> ResponseReturnValue:
    _known(thread_id)
    return _to_first_new(thread_id, the_account().id)


@blueprint.post("/gesprekken/<int:thread_id>/gelezen")
@open_to(MEMBERS)
def read(thread_id: int) -> ResponseReturnValue:
    """`tot` is what stood on the page, `alles` everything that was there then. The script asks with `stil` and needs no page."""
    slug, me, what = _known(thread_id), the_account().id, request.form.get("wat", "")
    up_to = number_in(request.form, "alles" if what == "alles" else "tot") or 0
    with transaction():
        service.mark_read(me, thread_id, up_to)
    if what == "stil":
        return "", 204
    if what == "volgende":
        return _to_first_new(thread_id, me)
    flash(_("Dit gesprek is gelezen. Komt er iets bij, dan ziet u dat in de lijst."))
    return redirect(url_for("forum.topic", slug=slug, _anchor="gesprekken"), 303)


@blueprint.post("/onderwerpen/<slug>/gelezen")
@open_to(MEMBERS)
def read_topic(slug: str) -> ResponseReturnValue:
    me, up_to = the_account().id, number_in(request.form, "tot") or 0
    topic_id = topic_to_read(slug).id
    with transaction():
        service.mark_topic_read(me, topic_id, up_to)
    flash(_("Alle gesprekken over dit onderwerp zijn gelezen."))
    return redirect(url_for("forum.topic", slug=slug, _anchor="gesprekken"), 303)


@blueprint.post("/bijdragen/<int:post_id>/merk")
@open_to(MEMBERS)
def mark(post_id: int) -> ResponseReturnValue:
    """`zet` is a mark and 1 or 0: pressing twice does the same twice."""
    kind, _dash, on = request.form.get("zet", "").partition("-")
    if kind not in set(MarkKind):
        raise NotFound
    me = the_account().id
    with transaction():
        post = queries.find_place(post_id, reader())
        if post is None:
            raise NotFound
        service.set_mark(post, db.session.get_one(Account, me), MarkKind(kind), on == "1")
    back = local_path(request.form.get("next", ""))
    return redirect(f"{back}#b{post_id}" if back else url_for("forum.post", post_id=post_id), 303)


@blueprint.get("/mijn/bewaard")
@open_to(MEMBERS)
def saved() -> ResponseReturnValue:
    posts, more = queries.saved_posts(the_account().id, number_in(request.args, "voor"))
    older = url_for("forum.saved", voor=posts[-1].id) if more else None
    return render_template("forum/saved.html", posts=posts, older_url=older)
