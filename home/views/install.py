"""Meedenkers on the home screen of a phone, and what that phone shows without a connection."""

from __future__ import annotations

import hashlib
from pathlib import Path

from flask import Response, current_app, jsonify, render_template, url_for
from flask.typing import ResponseReturnValue

from accounts.access import ANYONE, open_to
from foundation.house import house
from foundation.i18n import LANGUAGES, _, speaking
from foundation.web import KEEP_S
from home.views import blueprint

PAPER, ACCENT = "#fcfbf7", "#0f5b5a"
"""As in base.css."""


@blueprint.get("/site.webmanifest")
@open_to(ANYONE)
def manifest() -> ResponseReturnValue:
    """`minimal-ui` keeps a back button: many readers have no other way to go back."""

    def icon(name: str, size: int, purpose: str = "any") -> dict[str, str]:
        address = url_for("static", filename=f"{name}.png")
        return {"src": address, "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}

    response = jsonify(
        id="/", start_url="/", scope="/", display="minimal-ui", lang="nl", name=f"Meedenkers - {house().name}", short_name="Meedenkers",
        background_color=PAPER, theme_color=house().colour or ACCENT,
        icons=[icon("icon-192", 192), icon("icon-512", 512), icon("icon-512-mask", 512, "maskable")],
    )  # fmt: skip
    response.mimetype = "application/manifest+json"
    return response


@blueprint.get("/favicon.ico")
@open_to(ANYONE)
def old_icon() -> ResponseReturnValue:
    """Asked for by browsers that do not read which icon a page names."""
    response = current_app.send_static_file("icon-192.png")
    response.headers["Cache-Control"] = f"public, max-age={KEEP_S}"
    return response


@blueprint.get("/geen-verbinding")
@open_to(ANYONE)
def offline() -> ResponseReturnValue:
    return _offline_page()


@blueprint.get("/sw.js")
@open_to(ANYONE)
def worker() -> ResponseReturnValue:
    """At the top, because a worker reaches no higher than its own address. It ends with a mark of the page it keeps: a browser that
    sees another mark fetches that page anew."""
    script = (Path(str(current_app.static_folder)) / "sw.js").read_text("utf-8")
    mark = hashlib.sha256(_offline_page().encode()).hexdigest()[:12]
    return Response(f"{script}// {mark}\n", mimetype="text/javascript")


def _offline_page() -> str:
    """The same for everybody, in every language at once: it is kept on the phone before anybody has chosen one."""
    parts = []
    for code in LANGUAGES:
        with speaking(code):
            parts.append(
                {
                    "lang": code, "title": _("Geen verbinding"), "again": _("Probeer het opnieuw"), "call": _("Bellen kan wel:"),
                    "text": _("U hebt nu geen internet. Schreef u een tekst? Die is bewaard op dit apparaat. U vindt hem terug als u weer verbinding hebt."),
                }
            )  # fmt: skip
    return render_template("home/offline.html", parts=parts)
