"""What somebody does with the card of a remark that staff entered for them."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from accounts.models import Account
from forum.models import Post, ReactionForm, Voice
from forum.service.writing import edit_post, withdraw_post
from foundation import audit
from foundation.db import db, lock
from foundation.errors import Refused
from foundation.i18n import _


def correct_voice(voice: Voice, body: str, now: datetime, *, seen: frozenset[str] = frozenset()) -> None:
    """Other words in the place of these. What stood there stays to be read, as after every change."""
    edit_post(voice.post, _author(voice), body, now, seen=seen)
    _note("forum.card_corrected", voice, now)


def withdraw_voice(voice: Voice, now: datetime) -> None:
    withdraw_post(voice.post, _author(voice), now)
    _note("forum.card_withdrew", voice, now)


def deny_voice(voice: Voice, now: datetime) -> None:
    """ "Dit heb ik niet gezegd": the words go away at once, and a coordinator finds out how they came there."""
    lock(voice)
    if voice.denied_at is not None:
        raise Refused(_("U heeft dit al aan ons laten weten. Wij zoeken het uit."))
    voice.denied_at = now
    if voice.post.withdrawn_at is None:
        withdraw_post(voice.post, _author(voice), now)
    _note("forum.card_denied", voice, now)


def settle_denial(voice: Voice, by: Account, now: datetime) -> None:
    """Somebody looked into it and spoke with whoever it is about."""
    lock(voice)
    if voice.denied_at is None or voice.settled_at is not None:
        raise Refused(_("Dit is al uitgezocht."))
    voice.settled_at, voice.settled_by_id = now, by.id
    audit.record("forum.denial_settled", now=now, actor_id=by.id, actor_role=by.role.value, subject="post", subject_id=voice.post_id)


def forget_voices(account: Account, *, now: datetime) -> None:
    """Cards and personal forms of somebody who is erased: their codes open nothing any more. Listens to accounts."""
    mine = sa.select(Post.id).where(Post.author_id == account.id)
    db.session.execute(sa.delete(Voice).where(Voice.post_id.in_(mine)), execution_options={"synchronize_session": "fetch"})
    if account.tenant_id is not None:
        used = sa.select(ReactionForm.id).where(ReactionForm.tenant_id == account.tenant_id)
        db.session.execute(
            sa.update(Voice).where(Voice.form_id.in_(used)).values(form_id=None), execution_options={"synchronize_session": "fetch"}
        )
        db.session.execute(
            sa.delete(ReactionForm).where(ReactionForm.tenant_id == account.tenant_id), execution_options={"synchronize_session": "fetch"}
        )


def _author(voice: Voice) -> Account:
    author = voice.post.author
    if author is None:  # never for what staff entered
        raise Refused(_("Deze bijdrage heeft geen schrijver."))
    return author


def _note(act: str, voice: Voice, now: datetime) -> None:
    audit.record(act, now=now, actor_role="card", subject="post", subject_id=voice.post_id)
