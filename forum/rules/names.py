"""What authors are called, on pages and in mail."""

from __future__ import annotations

from accounts.models import Party, Role
from forum.models import AuthorKind, Post
from foundation.i18n import _


def author_names(post: Post, parties: dict[Party, str]) -> tuple[str, str | None]:
    """Name and tag. Staff are shown by what they do, not by who they are. Needs the author loaded."""
    if post.author_kind is AuthorKind.GUEST or post.author is None:
        return post.guest_name or (post.author.alias if post.author else _("Gast")), None
    if post.author_kind is AuthorKind.TENANT:
        return post.author.alias, None
    if post.author.source_id:  # came with another forum: whose staff it was is not known here
        return _("Medewerker"), _("van een ander forum")
    roles = {
        Role.MODERATOR: _("Moderator"),
        Role.COORDINATOR: _("Coördinator klantenpanel"),
        Role.POLICY_OWNER: _("Beleidsmedewerker"),
        Role.BOARD: _("Bestuurslid"),
    }
    party = post.author.party
    return roles.get(post.author.role, _("Medewerker")), parties[Party.TENANTS if party is Party.TENANTS else Party.LANDLORD]
