"""Searching, for members."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from accounts.access import MEMBERS, open_to
from forum.views import blueprint


@blueprint.get("/zoeken")
@open_to(MEMBERS)
def search() -> ResponseReturnValue:
    asked = " ".join(request.args.get("q", "").split())[:200]
    return render_template("forum/search.html", asked=asked, hits=[], limited=False)
