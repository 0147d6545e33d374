"""Who may set which mark on a post."""

from __future__ import annotations

from accounts.models import Account, Role
from forum.models import MarkKind, Post, ShownTo
from foundation.i18n import _


def why_not_mark(post: Post, account: Account, kind: MarkKind) -> str | None:
    """Saving is one's own affair; the other two say something to the author, and "mee eens" says what tenants think."""
    if post.shown_to is ShownTo.NOBODY or (post.shown_to is ShownTo.AUTHOR and post.author_id != account.id):
        return _("Deze bijdrage is niet meer te zien.")
    if kind is MarkKind.SAVED:
        return None
    if post.author_id == account.id:
        return _("Dit is uw eigen bijdrage.")
    if kind is MarkKind.AGREE and account.role is not Role.TENANT:
        return _("Alleen huurders kunnen laten zien dat zij het eens zijn.")
    return None
