"""The languages a post may be in: what people write here, and which way it runs."""

from __future__ import annotations

from foundation.i18n import _

LANGUAGES = ("nl", "en", "ar", "tr", "pl", "ti", "uk", "fa", "so", "ru", "de", "fr", "es", "pt", "zh")


def language_names() -> dict[str, str]:
    """Each language by our name, for who looks for it, and by its own, for who writes in it."""
    theirs_and_ours = {
        "nl": ("Nederlands", ""),
        "en": ("English", ""),
        "ar": ("العربية", _("Arabisch")),
        "tr": ("Türkçe", _("Turks")),
        "pl": ("polski", _("Pools")),
        "ti": ("ትግርኛ", _("Tigrinya")),
        "uk": ("українська", _("Oekraïens")),
        "fa": ("فارسی", _("Perzisch")),
        "so": ("Soomaali", _("Somalisch")),
        "ru": ("русский", _("Russisch")),
        "de": ("Deutsch", _("Duits")),
        "fr": ("français", _("Frans")),
        "es": ("español", _("Spaans")),
        "pt": ("português", _("Portugees")),
        "zh": ("中文", _("Chinees")),
    }
    return {code: f"{ours} - {theirs}" if ours else theirs for code, (theirs, ours) in theirs_and_ours.items()}


def clean_language(code: str | None) -> str:
    """A code we know, or nothing: another language, or nobody said."""
    return code if code in LANGUAGES else ""
