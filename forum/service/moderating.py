"""What moderation does to a post. The forum keeps no reasons: those are moderation's."""

from __future__ import annotations

from datetime import datetime

from forum.models import Post, ShownTo
from forum.service.showing import show
from foundation.db import lock
from foundation.errors import Refused
from foundation.i18n import _


def hide_post(post: Post, now: datetime) -> None:
    lock(post)
    show(post, ShownTo.NOBODY, now)


def hold_post(post: Post, now: datetime) -> None:
    """Show a post to its author alone until somebody has looked. May be called by a listener of post_changed."""
    lock(post)
    if post.shown_to is not ShownTo.NOBODY:
        show(post, ShownTo.AUTHOR, now)


def restore_post(post: Post, now: datetime) -> None:
    lock(post)
    if post.withdrawn_at is not None:
        raise Refused(_("De schrijver heeft deze bijdrage zelf weggehaald. Alleen de schrijver kan haar opnieuw plaatsen."))
    show(post, ShownTo.EVERYONE, now)
