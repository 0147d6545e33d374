"""Who may write, change and withdraw what."""

from __future__ import annotations

from datetime import date

from accounts.models import Account, Role
from forum.models import AuthorKind, Post, ShownTo, Thread, Topic
from forum.rules.stages import Stage, topic_stage
from foundation.i18n import _, day


def author_kind(account: Account) -> AuthorKind:
    """Whoever gave no number, or came with another forum without one, is nobody's household: a guest when staff typed it in here."""
    if account.role is Role.TENANT:
        return AuthorKind.GUEST if account.tenant_id is None and account.source_id is None else AuthorKind.TENANT
    return AuthorKind.ORGANISATION if account.role is Role.BOARD else AuthorKind.STAFF


def why_not_post(topic: Topic, account: Account, today: date) -> str | None:
    stage = topic_stage(topic, today)
    if stage in (Stage.PROPOSED, Stage.AGREED):
        if stage is Stage.AGREED:
            return _("Dit onderwerp is nog niet open. U kunt schrijven vanaf %(day)s.", day=day(topic.opens_on))
        return _("Over dit onderwerp kunt u nog niet schrijven: de twee partijen zijn het er nog niet over eens.")
    if stage is not Stage.OPEN:
        return _("Het forum over dit onderwerp is gesloten sinds %(day)s. U kunt alles nog wel lezen.", day=day(topic.closes_on))
    if account.closed_at is not None or account.erased_at is not None:
        return _("Dit account is gesloten.")
    if account.role is Role.ADMIN:
        return _("De beheerder schrijft niet mee op het forum.")
    return None


def why_not_write_in(thread: Thread) -> str | None:
    if thread.locked_at is not None:
        return _("Dit gesprek is gesloten door een moderator. U kunt alles nog wel lezen.")
    return None


def why_not_reply(parent: Post) -> str | None:
    if parent.shown_to is ShownTo.EVERYONE:
        return None
    if parent.shown_to is ShownTo.AUTHOR:
        return _("Op deze bijdrage kunt u nog niet antwoorden: een moderator bekijkt haar eerst.")
    return _("Op deze bijdrage kunt u niet antwoorden: zij is niet meer te zien.")


def why_not_edit(post: Post, topic: Topic, account: Account, today: date) -> str | None:
    if post.author_id != account.id:
        return _("U kunt alleen uw eigen bijdragen veranderen.")
    if post.shown_to is ShownTo.NOBODY:
        return _("Deze bijdrage is niet meer te zien. U kunt haar niet veranderen.")
    if post.unmasked is not None:
        return _("Een moderator heeft een deel van deze bijdrage weggehaald. U kunt haar nu niet veranderen. U kunt wel bezwaar maken.")
    return why_not_post(topic, account, today)


def why_not_withdraw(post: Post, account: Account) -> str | None:
    """Withdrawing is possible for ever: your words stay yours."""
    if post.author_id != account.id:
        return _("U kunt alleen uw eigen bijdragen weghalen.")
    if post.withdrawn_at is not None:
        return _("U heeft deze bijdrage al weggehaald.")
    return None
