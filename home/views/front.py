"""The front page."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from accounts.access import ANYONE, MEMBERS, open_to
from home.views import blueprint


@blueprint.get("/")
@open_to(ANYONE)
def front() -> ResponseReturnValue:
    return render_template("home/front.html")


@blueprint.get("/mijn")
@open_to(MEMBERS)
def mine() -> ResponseReturnValue:
    return render_template("home/front.html")


@blueprint.get("/over/<name>")
@open_to(ANYONE)
def page(name: str) -> ResponseReturnValue:
    return render_template("home/front.html")
