"""A topic on one page, the form that comes back, and the poster."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from accounts.access import MEMBERS, open_to
from forum.queries import find_tenant
from forum.service import cards
from forum.views import blueprint
from forum.views.leaflets import digest_leaflet, digest_of, form_leaflet, poster_leaflet
from forum.views.paper import STAFF, as_pdf
from forum.views.writing import topic_to_read
from foundation import clock
from foundation.db import transaction
from foundation.errors import Refused
from foundation.i18n import _


@blueprint.get("/onderwerpen/<slug>/op-een-pagina")
@open_to(MEMBERS)
def digest(slug: str) -> ResponseReturnValue:
    return render_template("forum/digest.html", digest=digest_of(topic_to_read(slug), clock.now()))


@blueprint.get("/onderwerpen/<slug>/op-een-pagina.pdf")
@open_to(MEMBERS)
def digest_pdf(slug: str) -> ResponseReturnValue:
    return as_pdf(digest_leaflet(digest_of(topic_to_read(slug), clock.now())), f"{slug}-op-een-pagina")


@blueprint.get("/onderwerpen/<slug>/poster.pdf")
@open_to(MEMBERS)
def poster(slug: str) -> ResponseReturnValue:
    return as_pdf(poster_leaflet(topic_to_read(slug)), f"{slug}-poster")


@blueprint.post("/papier/<slug>/formulier")
@open_to(STAFF)
def print_form(slug: str) -> ResponseReturnValue:
    """For everybody, or with `number` for one person. The first time it makes the code."""
    number = request.form.get("number", "").strip()
    with transaction():
        topic = topic_to_read(slug)
        tenant = find_tenant(number) if number else None
        if number and (tenant is None or tenant.gone_at is not None):
            raise Refused(_("Wij vinden geen huurder met dit nummer."))
        leaflet = form_leaflet(cards.reaction_form(topic, tenant, clock.now()), topic)
    return as_pdf(leaflet, f"{slug}-formulier")
