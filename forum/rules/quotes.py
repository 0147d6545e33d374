"""Quoting somebody in an answer."""

from __future__ import annotations

import re

from foundation.i18n import _
from foundation.plain import plain

_MARKUP = re.compile(r"([\\`*_\[\]~<>])")


def quote(name: str, shown: str) -> str:
    """Markdown of a quote. `shown`: what a reader sees of the post, so that nothing comes along that they do not."""
    lines = plain(shown, lines=True).strip().split("\n")
    who = _MARKUP.sub(r"\\\1", " ".join(plain(name).split()))
    wrote = _("%(who)s schreef:", who=who)
    return "\n".join([f"> **{wrote}**", ">", *(f"> {line}".rstrip() for line in lines)]) + "\n\n"
