"""Deciding in tests: a post with something wrong in it, and one call for every act."""

from datetime import timedelta

from factories import NOW, make_topic

from foundation.db import transaction
from moderation import service
from moderation.models import Act
from moderation.rules import Reasons

BODY = "De lift is kapot. Henk van nummer 12 is een sukkel. Wanneer komt er iemand?"
PASSAGE = "Henk van nummer 12 is een sukkel."
WEEK = NOW + timedelta(days=7)


def decide(post, act, by, now=NOW, until_at=None, topic=None, to=None, seen=None, **more):
    why = Reasons(**{"facts": "Er staat een scheldwoord.", "rule": "respect", "passage": PASSAGE, **more})
    with transaction():
        if act in (Act.RESTRICT, Act.SUSPEND):
            until_at = until_at or WEEK
        if act is Act.MOVE:
            to = to or make_topic()
        return service.decide(post, act, by, why, now, until_at=until_at, topic=topic, to=to, seen=seen)
