"""The door: headers, error pages, cross-site guard, logs. Knows HTTP, not the domain."""

from __future__ import annotations

import hashlib
import logging
import secrets
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

import structlog
from flask import Flask, Response, current_app, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_compress import Compress
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_wtf.csrf import CSRFError, CSRFProtect
from sqlalchemy.exc import DBAPIError, OperationalError
from werkzeug.exceptions import HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter, Map

from foundation.db import db, is_busy
from foundation.errors import BadInput, NotFound, Refused, traits
from foundation.i18n import _

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])
log = structlog.get_logger()
csrf = CSRFProtect()
limiter = Limiter(get_remote_address, default_limits=[])
compress = Compress()
KEEP_S = 365 * 24 * 3600

MAX_BODY = 25 * 1024 * 1024
MAX_FILES_BODY = 80 * 1024 * 1024
"""Where people send pictures: roomy, so that a file that is too large is refused with a sentence and the text beside it kept."""
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'; worker-src 'self'"
)


class RowNumber(IntegerConverter):
    """`<int:...>` in an address. A number that no database can hold as the number of a row is an address that is not there."""

    def __init__(self, map: Map, fixed_digits: int = 0, min: int | None = None, max: int | None = 2**31 - 1, signed: bool = False) -> None:
        super().__init__(map, fixed_digits, min, max, signed)


def set_up(app: Flask, *, behind_proxy: int, limits_url: str, secure: bool) -> None:
    app.url_map.converters["int"] = RowNumber
    app.config.update(
        MAX_CONTENT_LENGTH=MAX_BODY,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
        MAX_FORM_PARTS=1000,
        SESSION_COOKIE_NAME="__Host-session" if secure else "session",
        SESSION_COOKIE_SECURE=secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,  # we send no Referrer; the token and the SameSite cookie do the work
        RATELIMIT_STORAGE_URI=limits_url,
        RATELIMIT_HEADERS_ENABLED=False,
        COMPRESS_ALGORITHM=["br", "gzip"],
        COMPRESS_MIMETYPES=[
            "text/html",
            "text/css",
            "text/javascript",
            "image/svg+xml",
            "application/manifest+json",
            "application/atom+xml",
        ],
    )
    if behind_proxy:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=behind_proxy, x_proto=behind_proxy, x_host=0)  # type: ignore[method-assign]
    app.before_request(_make_room)  # before anything reads the form
    csrf.init_app(app)
    limiter.init_app(app)
    compress.init_app(app)
    app.url_defaults(_name_the_version)
    app.before_request(_name_the_request)
    app.after_request(_guard)
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(BadInput, _bad_input)
    app.register_error_handler(NotFound, lambda _error: page_for(404))
    app.register_error_handler(CSRFError, cross_site)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(OperationalError, _database)
    app.register_error_handler(DBAPIError, _database)
    app.register_error_handler(Exception, _unexpected)


def set_up_logs(testing: bool) -> None:
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),  # JSON escapes line breaks: one event stays one line
        ],
        logger_factory=structlog.PrintLoggerFactory(file=__import__("sys").stderr),
        wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR if testing else logging.INFO),
        cache_logger_on_first_use=not testing,
    )


def takes_files(view: View) -> View:
    """Marks a view whose form may carry large files."""
    view.takes_files = True  # type: ignore[attr-defined]
    return view


def _make_room() -> None:
    if getattr(current_app.view_functions.get(request.endpoint or ""), "takes_files", False):
        request.max_content_length = MAX_FILES_BODY


def _name_the_request() -> None:
    g.request_id = secrets.token_hex(6)
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request=g.request_id)


@cache
def _version(file: Path, _changed: float) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()[:12]


def _version_of(filename: str) -> str | None:
    """A short hash of a static file; None for fonts, which carry a number in their name because style sheets name them too."""
    file = Path(str(current_app.static_folder)) / filename
    return None if filename.startswith("fonts/") or not file.is_file() else _version(file, file.stat().st_mtime)


def _name_the_version(endpoint: str, values: dict[str, object]) -> None:
    if endpoint == "static" and (version := _version_of(str(values.get("filename", "")))):
        values.setdefault("v", version)


def _keeps() -> bool:
    """Whether this address always gives the same bytes, so that a browser need not ask again."""
    filename = str((request.view_args or {}).get("filename", ""))
    return filename.startswith("fonts/") or (bool(version := _version_of(filename)) and request.args.get("v") == version)


def _guard(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", POLICY)
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "no-referrer")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
    if current_app.config["SESSION_COOKIE_SECURE"]:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
    if request.endpoint == "static":
        if response.status_code == 200 and _keeps():
            headers["Cache-Control"] = f"public, max-age={KEEP_S}, immutable"
    else:
        headers.setdefault("Cache-Control", "no-store")
        if not response.cache_control.public:
            headers.setdefault("Vary", "Cookie")
    return response


def page_for(code: int, *, title: str = "", what: str = "", todo: str = "") -> ResponseReturnValue:
    """The plain page for each kind of no: what happened, what to do, who helps (base.html names the helper)."""
    texts = _texts().get(code, _texts()[500] if code >= 500 else _texts()[400])
    page = render_template(
        "error.html", code=code, title=title or texts[0], what=what or texts[1], todo=todo or texts[2], request_id=g.get("request_id")
    )
    return page, code


def _texts() -> dict[int, tuple[str, str, str]]:
    back = _("Ga terug en probeer het nog een keer.")
    return {
        400: (_("Dit begrijpen wij niet"), _("Er klopte iets niet in wat uw browser stuurde."), back),
        403: (_("Deze pagina is niet voor u"), _("Met uw account kunt u deze pagina niet openen."), _("Ga naar de voorpagina, of log in.")),
        404: (
            _("Deze pagina is er niet"),
            _("Het adres klopt niet, of de pagina is weg."),
            _("Ga naar de voorpagina en zoek daar verder."),
        ),
        405: (_("Dit kan zo niet"), _("Deze pagina kunt u niet op deze manier openen."), back),
        409: (
            _("Dit kan nu niet"),
            _("Wat u wilde doen, kan op dit moment niet."),
            _("Ga terug naar de vorige pagina, of naar de voorpagina."),
        ),
        413: (_("Dit is te groot"), _("Wat u stuurde is te groot."), _("Stuur een kleiner bestand of een kortere tekst.")),
        422: (_("Er ging iets mis"), _("Wij konden dit niet verwerken."), back),
        429: (_("Even wachten"), _("U deed dit te vaak achter elkaar."), _("Wacht een paar minuten. Probeer het dan nog een keer.")),
        500: (
            _("Er ging iets mis bij ons"),
            _("Dit is een fout van ons. Wat u al had opgeslagen, is er nog."),
            _("Probeer het straks nog een keer. Lukt het dan niet? Bel ons."),
        ),
        503: (
            _("Even geduld"),
            _("Het is druk. Uw tekst is niet weg: die staat nog in uw browser."),
            _("Wacht tien seconden. Ga terug en druk nog een keer op de knop."),
        ),
    }


def _refused(error: Refused) -> ResponseReturnValue:
    return page_for(409, what=error.reason)


def _bad_input(error: BadInput) -> ResponseReturnValue:
    return page_for(422, what=error.message)


def cross_site(_error: CSRFError) -> ResponseReturnValue:
    return page_for(
        400,
        title=_("Deze pagina was te lang open"),
        what=_("Voor uw veiligheid hebben wij niets opgeslagen. Uw tekst staat nog op de vorige pagina."),
        todo=_("Ga terug, kopieer uw tekst, ververs de pagina en probeer het nog een keer."),
    )


def _http(error: HTTPException) -> ResponseReturnValue:
    if error.response is not None:
        return error.response
    page = page_for(error.code or 500)
    if error.code == 405 and isinstance(page, tuple):
        return page[0], 405, {"Allow": ", ".join(getattr(error, "valid_methods", None) or [])}
    return page


def _database(error: DBAPIError) -> ResponseReturnValue:
    db.session.rollback()
    if is_busy(error):
        log.warning("database busy")
        return page_for(503)
    return _unexpected(error)


def _unexpected(error: Exception) -> ResponseReturnValue:
    db.session.rollback()
    log.error("unexpected error", **traits(error), endpoint=request.endpoint)
    if current_app.config.get("PROPAGATE_EXCEPTIONS"):
        raise error
    return page_for(500)


def local_path(target: str) -> str | None:
    """A path on this site to go on to, or None for anything that could lead elsewhere."""
    if not target.startswith("/") or target.startswith(("//", "/\\")) or any(ord(char) < 33 or char == "\\" for char in target):
        return None
    parts = urlsplit(target)
    return None if parts.scheme or parts.netloc else target
