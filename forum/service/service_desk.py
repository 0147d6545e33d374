"""Who asks for a repair is told of the people who mend things, before the words stand on a forum where nobody mends anything."""

from __future__ import annotations

from forum import rules
from forum.events import Notice, PostAttempt
from foundation.house import house
from foundation.i18n import _

KEY = "service-desk"


def offer_service_desk(attempt: PostAttempt) -> Notice | None:
    """Shown once with a form, never with a refusal: the second press places the post. Nothing is kept about anybody. Not for an edit, which
    stands there already, nor for what staff types in, whose author is not there to phone."""
    if attempt.assisted or attempt.edits is not None or KEY in attempt.seen:
        return None
    sentence = rules.personal_case(attempt.title, attempt.body)
    if sentence is None:
        return None
    return Notice(
        key=KEY,
        title=_("Heeft u hulp nodig met uw eigen woning?"),
        text=_(
            "U schreef: “%(sentence)s” Bel daarvoor de servicedienst: %(phone)s. Daar kunnen ze u meteen helpen. "
            "Dit forum gaat over plannen en regels: hier leest geen monteur mee. Wilt u uw bijdrage toch op het forum? Dat mag.",
            phone=house().service_desk,
            sentence=sentence if len(sentence) <= 120 else sentence[:119] + "…",
        ),
        button=_("Plaats mijn bijdrage toch"),
        kind="info",
        phone=house().service_desk,
    )
