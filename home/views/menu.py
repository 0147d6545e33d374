"""The menu, and the switch of language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import current_app, has_request_context, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from accounts.access import ANYONE, allowed_on, open_to, the_account, viewer
from accounts.models import Role
from accounts.service.details import change_language
from foundation.db import transaction
from foundation.i18n import LANGUAGES, _, language
from foundation.web import local_path
from home.views import blueprint


@dataclass(frozen=True)
class Item:
    url: str
    label: str
    current: bool


def _entries() -> list[tuple[str, str]]:
    """(endpoint, label) for this viewer, most used first."""
    if not viewer:
        return [("home.front", _("Voorpagina")), ("accounts.begin", _("Ik heb een brief met een code"))]
    if viewer.role is Role.TENANT:
        return [
            ("home.front", _("Voorpagina")),
            ("forum.topics", _("Onderwerpen")),
            ("home.mine", _("Mijn pagina")),
            ("forum.search", _("Zoeken")),
        ]
    return [
        ("home.today", _("Vandaag")),
        ("forum.topics", _("Onderwerpen")),
        ("forum.agenda", _("Jaaragenda")),
        ("recruitment.panels", _("Panels")),
        ("forum.paper", _("Papier en telefoon")),
        ("moderation.queue", _("Meldingen")),
        ("accounts.registry", _("Huurders")),
        ("accounts.letters", _("Brieven")),
        ("accounts.staff", _("Medewerkers")),
        ("forum.search", _("Zoeken")),
        ("home.mine", _("Mijn pagina")),
    ]


@blueprint.app_context_processor
def _menu() -> dict[str, Any]:
    if not has_request_context():  # a mail or letter has no menu
        return {"lang": language()}
    views = current_app.view_functions
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    open_here = [
        (endpoint, label)
        for endpoint, label in _entries()
        if endpoint in views and viewer.role in (allowed_on(app, endpoint) or frozenset())
    ]
    return {
        "lang": language(),
        "navigation": [Item(url_for(endpoint), label, request.endpoint == endpoint) for endpoint, label in open_here],
    }


@blueprint.post("/taal")
@open_to(ANYONE)
def choose_language() -> ResponseReturnValue:
    chosen = request.form.get("language", "")
    if chosen in LANGUAGES:
        session["language"] = chosen
        if viewer:  # mail and letters speak it too
            my_id = the_account().id
            with transaction():
                change_language(my_id, chosen)
    return redirect(local_path(request.form.get("next", "")) or url_for("home.front"), 303)
