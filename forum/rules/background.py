"""The background of a topic that is open: a new version needs both keys and says what is different."""

from __future__ import annotations

from datetime import date

from accounts.models import Account
from forum.models import Topic
from forum.rules.agenda import why_not_propose
from forum.rules.stages import Stage, topic_stage
from foundation.i18n import _
from foundation.markup import MAX_LENGTH

NOTE_LENGTH = 500


def background_text(topic: Topic, note: str, body: str) -> str:
    """What the keys of a new version stand on: the note as well, because it is what most readers read. Never translated."""
    return f"Onderwerp:\n{topic.slug}\n\nWat is er veranderd:\n{note}\n\nAchtergrond:\n{body}"


def why_not_change_background(topic: Topic, account: Account, today: date) -> str | None:
    """While the forum is open only: before it the proposal itself is changed, after it people have answered the text as it stood."""
    if refusal := why_not_propose(account):
        return refusal
    stage = topic_stage(topic, today)
    if stage in (Stage.PROPOSED, Stage.AGREED):
        return _("Dit onderwerp is nog niet open. Verander het voorstel zelf.")
    if stage is not Stage.OPEN:
        return _("Het forum is voorbij. Mensen hebben geantwoord op de tekst die er staat. Die blijft daarom zo.")
    return None


def why_not_this_background(note: str, body: str, current: str) -> str | None:
    if not note:
        return _("Schrijf op wat er veranderd is, en waarom. Dat lezen de huurders.")
    if len(note) > NOTE_LENGTH:
        return _("Wat er veranderd is, past niet in %(most)s tekens. Maak het korter.", most=NOTE_LENGTH)
    if not body.strip():
        return _("De achtergrond is leeg. Schrijf de hele nieuwe tekst op.")
    if len(body) > MAX_LENGTH:
        return _("De achtergrond is te lang: %(have)s tekens. Er passen er %(most)s in.", have=len(body), most=MAX_LENGTH)
    if body == current:
        return _("De tekst is nog dezelfde. Verander eerst iets.")
    return None
