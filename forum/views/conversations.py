"""A conversation, page by page; a post by its own address; what a post said before."""

from __future__ import annotations

from collections.abc import Mapping

from flask import current_app, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.access import MEMBERS, open_to, the_account
from forum import queries, rules
from forum.models import Post, ShownTo, Thread
from forum.queries import Place, ThreadPage, View
from forum.queries.files import attachment_changes
from forum.rules import head_path
from forum.views import blueprint
from forum.views.words import reader
from foundation import clock
from foundation.errors import NotFound
from foundation.i18n import _

VIEW = "weergave"
"""Name of the choice in an address, and of the cookie that remembers it."""
VERSIONS = 30
"""As many changes of one text are shown, the newest first."""


def thread_title(shown: bool, title: str) -> str:
    return title if shown else _("Gesprek waarvan de eerste bijdrage is weggehaald")


def title_of(found: Thread) -> str:
    """For a page about one post: the opening of its conversation may be hidden while the post is not."""
    return thread_title(found.id in queries.titles_shown([found.id], reader()), found.title)


@blueprint.app_context_processor
def _titles() -> dict[str, object]:
    return {"title_of": title_of}


def chosen_view() -> View:
    """What the address says, else what this reader chose before: a conversation as a tree, or in order of time."""
    for choice in (request.args.get(VIEW), request.cookies.get(VIEW)):
        if choice in set(View):
            return View(choice)
    return View.TREE


def address_of(post: Post, view: View | None = None) -> str:
    """The page on which a post stands, in the view of this reader."""
    view = view or chosen_view()
    path = head_path(post.path) if view is View.TREE else ""
    head = queries.find_head(post, path) if path else None
    after = queries.page_start(post, reader(), view, head)
    if head:
        return url_for("forum.further", post_id=head.id, na=after, _anchor=f"b{post.id}")
    return url_for("forum.thread", thread_id=post.thread_id, na=after, _anchor=f"b{post.id}")


def number_in(values: Mapping[str, str], name: str) -> int | None:
    text = values.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


@blueprint.get("/gesprekken/<int:thread_id>")
@open_to(MEMBERS)
def thread(thread_id: int) -> ResponseReturnValue:
    found = queries.find_thread(thread_id)
    opening = queries.opening_of(found, reader()) if found else None
    if found is None or opening is None:
        raise NotFound
    view = chosen_view()
    page = queries.thread_page(found, reader(), view, after=number_in(request.args, "na"), before=number_in(request.args, "tot"))
    answer = make_response(_page(found, opening, page))
    if request.args.get(VIEW) == view and request.cookies.get(VIEW) != view:  # a taste of this browser; no row changes
        answer.set_cookie(
            VIEW, view.value, max_age=365 * 24 * 3600, secure=current_app.config["SESSION_COOKIE_SECURE"], httponly=True, samesite="Lax"
        )
    return answer


@blueprint.get("/bijdragen/<int:post_id>/verder")
@open_to(MEMBERS)
def further(post_id: int) -> ResponseReturnValue:
    """The answers below one post by themselves, where the tree grew too deep for the page of the conversation."""
    place = queries.find_headed(post_id, reader())
    found = queries.find_thread(place.post.thread_id) if place else None
    opening = queries.opening_of(found, reader()) if found else None
    if place is None or found is None or opening is None:
        raise NotFound
    page = queries.thread_page(found, reader(), head=place.post, after=number_in(request.args, "na"), before=number_in(request.args, "tot"))
    return _page(found, opening, page, place)


def _page(found: Thread, opening: Place, page: ThreadPage, head: Place | None = None) -> str:
    walked_to = number_in(request.args, "gezien")
    reading = queries.reading_of(found, the_account().id, page, walked_to)
    onward = walked_to or (reading.newest if page.first else None)

    def link(after: int | None = None, before: int | None = None) -> str:
        if head:
            return url_for("forum.further", post_id=head.post.id, na=after, tot=before)
        return url_for("forum.thread", thread_id=found.id, na=after, tot=before, gezien=onward if after else None)

    return render_template(
        "forum/thread.html",
        thread=found,
        topic=found.topic,
        title=thread_title(opening.shown, found.title),
        title_lang=opening.post.lang if opening.shown else None,
        page=page,
        head=head,
        reading=reading,
        marks=queries.marks_on(page.ids, the_account().id),
        newer_url=None if page.first else link(before=page.places[0].post.id),
        older_url=None if page.last else link(after=page.places[-1].post.id),
        why_not=rules.why_not_post(found.topic, the_account(), clock.local_day(clock.now())) or rules.why_not_write_in(found),
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
    earlier = queries.versions_of(found, VERSIONS)
    texts = [found.body, *(version.body for version in earlier)]
    steps = [(one, rules.word_changes(one.body, after)) for one, after in zip(earlier, texts, strict=False)]
    return render_template("forum/versions.html", post=found, steps=steps, files=attachment_changes(found))
