"""The corporation's own look: its colours as a style sheet, and its logo."""

from __future__ import annotations

from flask import Response, abort, send_file
from flask.typing import ResponseReturnValue

from accounts.access import ANYONE, open_to
from foundation import brand
from foundation.house import LOGO_KINDS, house
from foundation.web import KEEP_S
from home.views import blueprint


@blueprint.get("/huisstijl.css")
@open_to(ANYONE)
def brand_sheet() -> ResponseReturnValue:
    place = house()
    if not place.colour:
        abort(404)
    return _kept(Response(brand.sheet(place.colour, place.second_colour), mimetype="text/css"))


@blueprint.get("/logo")
@open_to(ANYONE)
def logo() -> ResponseReturnValue:
    place = house()
    if not place.logo:
        abort(404)
    file = place.data / place.logo
    return _kept(send_file(file, mimetype=LOGO_KINDS[file.suffix.lower()]))


def _kept(response: Response) -> Response:
    """Both addresses carry what they show (see House), so a browser may keep them."""
    response.headers["Cache-Control"] = f"public, max-age={KEEP_S}, immutable"
    return response
