"""A conversation, page by page; a post by its own address; what a post said before."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.access import MEMBERS, open_to, the_account
from forum import queries, rules
from forum.models import Post, ShownTo
from forum.views import blueprint
from forum.views.words import reader
from foundation import clock
from foundation.errors import NotFound
from foundation.i18n import _


def thread_title(shown: bool, title: str) -> str:
    return title if shown else _("Gesprek waarvan de eerste bijdrage is weggehaald")


def address_of(post: Post) -> str:
    """The page of its conversation on which a post stands."""
    after = queries.page_of(post, reader())
    return url_for("forum.thread", thread_id=post.thread_id, na=after or None, _anchor=f"b{post.id}")


@blueprint.get("/gesprekken/<int:thread_id>")
@open_to(MEMBERS)
def thread(thread_id: int) -> ResponseReturnValue:
    found = queries.find_thread(thread_id)
    opening = queries.opening_of(found, reader()) if found else None
    if found is None or opening is None:
        raise NotFound
    after = request.args.get("na", "")
    page = queries.thread_page(found, reader(), after if after.isascii() and after.isalnum() and len(after) <= 900 else "")

    def link(start: str | None) -> str | None:
        return None if start is None else url_for("forum.thread", thread_id=thread_id, na=start or None)

    return render_template(
        "forum/thread.html",
        thread=found,
        topic=found.topic,
        title=thread_title(opening.shown, found.title),
        page=page,
        newer_url=link(page.newer_after),
        older_url=link(page.older_after),
        first_page=page.newer_after is None,
        why_not=rules.why_not_post(found.topic, the_account(), clock.local_day(clock.now())),
    )


@blueprint.get("/bijdragen/<int:post_id>")
@open_to(MEMBERS)
def post(post_id: int) -> ResponseReturnValue:
    """A lasting address. Also for a stump: who follows an old link lands where the post stood."""
    found = queries.find_place(post_id, reader())
    if found is None:
        raise NotFound
    return redirect(address_of(found), 302)


@blueprint.get("/bijdragen/<int:post_id>/versies")
@open_to(MEMBERS)
def versions(post_id: int) -> ResponseReturnValue:
    found = queries.find_post(post_id, reader())
    if found is None or found.shown_to is ShownTo.NOBODY:
        raise NotFound
    return render_template("forum/versions.html", post=found, versions=queries.versions_of(found))
