"""Who may not write for a time. They go on reading, answering invitations and seeing their data."""

from __future__ import annotations

from forum.events import PostAttempt
from foundation.i18n import _, day
from moderation import queries


def why_not_write(attempt: PostAttempt) -> str | None:
    """Asked before a post is placed."""
    restriction = queries.restriction_of(attempt.author.id, attempt.topic.id, attempt.now)
    if restriction is None or restriction.until_at is None:
        return None
    return _(
        "U kunt tot en met %(day)s niet schrijven. Dat heeft een moderator besloten. Waarom, en hoe u bezwaar maakt, staat op uw pagina "
        "bij Besluiten over mijn bijdragen.", day=day(restriction.until_at),
    )  # fmt: skip
