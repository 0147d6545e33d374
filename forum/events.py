"""What the forum announces, and its two asks. The forum does not know who listens."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from blinker import Signal

if TYPE_CHECKING:
    from accounts.models import Account
    from forum.models import Topic

post_changed = Signal()
"""sender: Post; now. Written, edited, hidden, restored or withdrawn."""
topic_agreed = Signal()
"""sender: Topic; now. Both keys stand."""
posts_imported = Signal()
"""sender: list of topic ids; now. Sent once for a whole import, instead of post_changed for each post."""
topic_closed = Signal()
"""sender: Topic; now."""


@dataclass(frozen=True)
class Notice:
    """Something the author must be shown once before this post is placed. `key` comes back with the form when it was seen."""

    key: str
    title: str
    text: str
    button: str
    """What the button says that places the post after reading."""
    kind: str = "warn"
    """How it looks: `warn`, or `info` for an offer that may be passed by."""
    phone: str = ""
    """A number to call instead, shown large."""
    hide: str = ""
    """What a second button says, that takes the personal data out of the text and gives the form back. Empty: no such button."""


@dataclass(frozen=True)
class PostAttempt:
    """A post about to be placed: who, where, what, and the notices already seen with this form."""

    author: Account
    topic: Topic
    title: str
    body: str
    now: datetime
    seen: frozenset[str] = frozenset()
    edits: int | None = None
    """Id of the post whose text this replaces; None for a new post."""
    assisted: bool = False
    """Staff types it in for somebody on paper or phone: the author is not there to read a notice."""


BeforePost = Callable[[PostAttempt], "str | Notice | None"]
before_post: list[BeforePost] = []
"""Asked in the same transaction, in order, before a tenant's post is placed; a text refuses, a Notice is shown first. wsgi.py fills it."""

BeforeClose = Callable[["Topic", datetime], "str | None"]
before_close: list[BeforeClose] = []
"""Asked before a topic closes; a text says why it cannot yet. wsgi.py fills it."""
