"""Language. Dutch is written in the code as msgids; English stands in catalogues/en.po and is compiled into the data folder at start."""

from __future__ import annotations

import os
import tempfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

from babel.dates import format_date, format_datetime
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask, has_request_context, request, session
from flask_babel import Babel, force_locale, get_locale, lazy_gettext
from flask_babel import gettext as _gettext
from flask_babel import ngettext as _ngettext

from foundation.clock import local

LANGUAGES = {"nl": "Nederlands", "en": "English"}
CATALOGUES = Path(__file__).parent / "catalogues"

babel = Babel()


def _(msgid: str, **values: Any) -> str:
    """The sentence in the reader's language; Dutch outside a request."""
    return str(_gettext(msgid, **values))


def N_(msgid: str) -> str:  # noqa: N802 - the name message extraction knows
    """Marks a sentence for the catalogue where it is kept before it is shown; show it with `_(kept)`."""
    return msgid


USUAL_HOURS = N_("maandag tot en met vrijdag, 9.00 tot 17.00 uur")


def setting_words(setting: str) -> str:
    """A text from the settings, such as when the phone is answered: in the reader's language where the catalogue has it, else as it is."""
    return str(_gettext(setting)) if setting else ""


def ngettext(one: str, many: str, num: int, **values: Any) -> str:
    return str(_ngettext(one, many, num, **values))


def later(msgid: str) -> Any:
    """A sentence that finds its language when it is shown: labels of form fields. Import it as `_` there."""
    return lazy_gettext(msgid)


def language() -> str:
    """Code of the language in force: `nl` or `en`."""
    return str(get_locale() or "nl")


def speaking(code: str) -> Any:
    """Context manager: speak this language, for a mail or letter to somebody else."""
    return force_locale(code if code in LANGUAGES else "nl")


def moment(value: datetime) -> str:
    """`maandag 23 november 2026, 19.30 uur`"""
    if language() == "nl":
        return format_datetime(local(value), "EEEE d MMMM y, HH.mm 'uur'", locale="nl")
    return format_datetime(local(value), "EEEE d MMMM y, HH:mm", locale="en")


def time_of_day(value: datetime) -> str:
    """`14.05 uur`"""
    return local(value).strftime("%H.%M uur" if language() == "nl" else "%H:%M")


def day(value: date | datetime) -> str:
    """`maandag 23 november 2026`"""
    if isinstance(value, datetime):
        value = local(value).date()
    return format_date(value, "EEEE d MMMM y", locale=language())


def set_up(app: Flask, data: Path) -> None:
    folder = data / "catalogues"
    for po in sorted(CATALOGUES.glob("*.po")):
        _compile(po, folder / po.stem / "LC_MESSAGES" / "messages.mo")
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(folder)
    babel.init_app(app, default_locale="nl", default_timezone="Europe/Amsterdam", locale_selector=_choose)
    app.jinja_env.filters["moment"] = moment
    app.jinja_env.filters["day"] = day
    app.jinja_env.filters["setting_words"] = setting_words


def _choose() -> str:
    if has_request_context():
        chosen = session.get("language")
        if chosen in LANGUAGES:
            return str(chosen)
        if request.accept_languages:
            return request.accept_languages.best_match(["nl", "en"], "nl") if "en" in _accepted() else "nl"
    return "nl"


def _accepted() -> set[str]:
    # Somebody whose browser asks for Dutch anywhere gets Dutch; English only when Dutch is not asked for at all.
    codes = {code.split("-")[0].lower() for code, _quality in request.accept_languages}
    return set() if "nl" in codes else codes


def _compile(po: Path, mo: Path) -> None:
    if mo.exists() and mo.stat().st_mtime >= po.stat().st_mtime:
        return
    mo.parent.mkdir(parents=True, exist_ok=True)
    with po.open("rb") as source:
        catalogue = read_po(source, locale=po.stem)
    handle, name = tempfile.mkstemp(dir=mo.parent)
    with os.fdopen(handle, "wb") as target:
        write_mo(target, catalogue)
    os.replace(name, mo)  # two processes may start at once: each leaves a whole file
