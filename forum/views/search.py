"""Searching, for members."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from accounts.access import MEMBERS, open_to, viewer
from forum import queries
from forum.queries import Found
from forum.views import blueprint
from foundation.plain_text import text_of

EXCERPT = 220


@blueprint.get("/zoeken")
@open_to(MEMBERS)
def search() -> ResponseReturnValue:
    asked = " ".join(request.args.get("q", "").replace("\0", " ").split())[:200]
    found = queries.found_posts(asked, viewer.id) if asked else Found([], more=False, limited=False)
    hits = [(post, _excerpt(post.body_html)) for post in found.posts]
    return render_template("forum/search.html", asked=asked, hits=hits, more_hits=found.more, limited=found.limited)


def _excerpt(html: str) -> str:
    line = " ".join(text_of(html).split())
    return line if len(line) <= EXCERPT else line[:EXCERPT].rsplit(" ", 1)[0] + "…"
