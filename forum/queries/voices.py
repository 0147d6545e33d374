"""Cards and paper forms, by their codes and by what waits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from forum.models import Post, ReactionForm, ShownTo, Thread, Topic, Voice
from forum.rules.voices import why_not_use_card
from foundation import codes
from foundation.db import db

_WHOLE = (
    joinedload(Voice.post).joinedload(Post.author),
    joinedload(Voice.post).joinedload(Post.thread).joinedload(Thread.topic).joinedload(Topic.policy_year),
)


def find_card(typed: str, now: datetime) -> Voice | None:
    """The voice whose card this code stands on, while it works. It opens one post and never signs anybody in."""
    code = codes.normalise(typed)
    if code is None:
        return None
    voice = db.session.scalar(sa.select(Voice).where(Voice.fingerprint == codes.fingerprint(code)).options(*_WHOLE))
    if voice is None or why_not_use_card(voice.post.thread.topic, now) is not None:
        return None
    return voice


def find_voice(post_id: int) -> Voice | None:
    return db.session.scalar(sa.select(Voice).where(Voice.post_id == post_id).options(*_WHOLE))


def voices_in(topic: Topic, most: int = 50) -> Sequence[Voice]:
    """What was entered for somebody, newest first."""
    return db.session.scalars(
        sa.select(Voice).join(Voice.post).where(Post.topic_id == topic.id).options(*_WHOLE).order_by(Voice.id.desc()).limit(most)
    ).all()


def denied_voices() -> Sequence[Voice]:
    """ "Dit heb ik niet gezegd", and nobody has looked into it yet."""
    return db.session.scalars(
        sa.select(Voice).where(Voice.denied_at.is_not(None), Voice.settled_at.is_(None)).options(*_WHOLE).order_by(Voice.denied_at)
    ).all()


def answers_to(post: Post) -> int:
    """How many answers to it everybody can read."""
    found = sa.select(sa.func.count()).where(Post.parent_id == post.id, Post.shown_to == ShownTo.EVERYONE)
    return db.session.scalar(found) or 0


def find_reaction_form(typed: str) -> ReactionForm | None:
    code = codes.normalise(typed)
    if code is None:
        return None
    return db.session.scalar(
        sa.select(ReactionForm).where(ReactionForm.fingerprint == codes.fingerprint(code)).options(joinedload(ReactionForm.topic))
    )


def find_form_row(form_id: int | str | None) -> ReactionForm | None:
    """By its number, as a page carries it on; with the person it was made for."""
    if form_id is None or not (str(form_id).isascii() and str(form_id).isdigit() and len(str(form_id)) < 10):
        return None
    return db.session.scalar(
        sa.select(ReactionForm)
        .where(ReactionForm.id == int(form_id))
        .options(joinedload(ReactionForm.topic), joinedload(ReactionForm.tenant))
    )
