"""The card that goes with every remark staff enter for somebody, and the codes on paper forms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from accounts.models import Account, Channel, Tenant
from forum.models import Consent, Post, ReactionForm, Topic, Voice
from foundation import audit, codes
from foundation.clock import local_day
from foundation.db import db, lock
from foundation.house import house


@dataclass(frozen=True)
class Assisted:
    """Staff typing in for somebody who said it elsewhere."""

    by: Account
    channel: Channel
    said_on: date | None = None
    """None: today."""
    consent: Consent = Consent.SPOKEN
    form_id: int | None = None
    entry_key: str | None = None
    """One-time key of the form staff typed in."""

    @property
    def key(self) -> str | None:
        return f"{self.by.id}:{self.entry_key}" if self.entry_key else None


def entered_before(assisted: Assisted | None) -> Post | None:
    """The post this very form made already. Waits for another press of the same button to be done."""
    if assisted is None or assisted.key is None:
        return None
    lock(assisted.by)
    return db.session.scalar(sa.select(Post).join(Voice, Voice.post_id == Post.id).where(Voice.entry_key == assisted.key))


def note_voice(post: Post, assisted: Assisted, now: datetime) -> Voice:
    """How the remark came here, and its card."""
    voice = Voice(
        post_id=post.id, said_on=assisted.said_on or local_day(now), consent=assisted.consent, form_id=assisted.form_id,
        entry_key=assisted.key, issue=1, entered_at=now,
    )  # fmt: skip
    voice.fingerprint = codes.fingerprint(card_code(voice))
    db.session.add(voice)
    db.session.flush()
    return voice


def card_code(voice: Voice) -> str:
    """The code on the card, made again from the house's secret: the row keeps its fingerprint only."""
    return codes.derive(house().secret, "voice-card", voice.post_id, voice.issue)


def new_card(voice: Voice, by: Account, now: datetime) -> None:
    """A card that was lost, or came into other hands, stops working; the next one gets another code."""
    lock(voice)
    voice.issue += 1
    voice.fingerprint = codes.fingerprint(card_code(voice))
    _note("forum.new_card", by, now, "post", voice.post_id)


def note_card_printed(voice: Voice, by: Account, now: datetime) -> None:
    _note("forum.card_printed", by, now, "post", voice.post_id)


def reaction_form(topic: Topic, tenant: Tenant | None, now: datetime) -> ReactionForm:
    """The one form of this topic for everybody, or for this person; made when it is not there yet."""
    lock(topic)
    tenant_id = tenant.id if tenant else None
    mine = ReactionForm.tenant_id == tenant_id if tenant_id else ReactionForm.tenant_id.is_(None)
    form = db.session.scalar(sa.select(ReactionForm).where(ReactionForm.topic_id == topic.id, mine))
    if form is None:
        form = ReactionForm(topic_id=topic.id, tenant_id=tenant_id, made_at=now)
        form.fingerprint = codes.fingerprint(form_code(form))
        db.session.add(form)
        db.session.flush()
    return form


def form_code(form: ReactionForm) -> str:
    return codes.derive(house().secret, "reaction-form", form.topic_id, form.tenant_id or 0)


def _note(act: str, by: Account, now: datetime, subject: str, subject_id: int) -> None:
    audit.record(act, now=now, actor_id=by.id, actor_role=by.role.value, subject=subject, subject_id=subject_id)
