"""Who may be asked, who was, and who said yes. Whoever has not said yes stays a number here: no names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from accounts.models import Channel
from foundation.db import db
from recruitment.models import Answer, Entrance, Invitation, InvitationState, Volunteer


@dataclass
class Count:
    """Invitations by what became of them. `asked` is everyone an invitation went out to, whatever came of it."""

    asked: int = 0
    open: int = 0
    yes: int = 0
    no: int = 0
    expired: int = 0
    withdrawn: int = 0

    def take(self, state: InvitationState, answer: Answer | None, count: int) -> None:
        self.asked += count
        if state is InvitationState.ANSWERED:
            if answer is Answer.YES:
                self.yes += count
            else:
                self.no += count
        elif state is InvitationState.EXPIRED:
            self.expired += count
        elif state is InvitationState.WITHDRAWN:
            self.withdrawn += count
        else:
            self.open += count


@dataclass
class Funnel(Count):
    by_entrance: dict[Entrance, Count] = field(default_factory=dict)
    by_channel: dict[Channel, Count] = field(default_factory=dict)
    """How people were asked: mail, letter, phone, or web for who came by themselves."""
    reasons: dict[str, int] = field(default_factory=dict)
    """Why not, of those who said no and gave a reason. Groups under 5 are not shown."""


def funnel_of(panel_id: int) -> Funnel:
    """Counts of everyone asked for this panel, people without e-mail as much as others. One query."""
    rows = db.session.execute(
        sa.select(Invitation.entrance, Invitation.channel, Invitation.state, Invitation.answer, Invitation.reason, sa.func.count())
        .where(Invitation.panel_id == panel_id, Invitation.state != InvitationState.DRAFTED)
        .group_by(Invitation.entrance, Invitation.channel, Invitation.state, Invitation.answer, Invitation.reason)
    )
    funnel = Funnel()
    for entrance, channel, state, answer, reason, count in rows:
        funnel.take(state, answer, count)
        funnel.by_entrance.setdefault(entrance, Count()).take(state, answer, count)
        funnel.by_channel.setdefault(channel, Count()).take(state, answer, count)
        if answer is Answer.NO and reason:
            funnel.reasons[reason] = funnel.reasons.get(reason, 0) + count
    return funnel


def volunteers_of(panel_id: int) -> Sequence[Volunteer]:
    """Everyone whose yes to the draw stands, with the tenant loaded. In order of their number, which says nothing about them."""
    return db.session.scalars(
        sa.select(Volunteer)
        .where(Volunteer.panel_id == panel_id, Volunteer.stopped_at.is_(None))
        .options(joinedload(Volunteer.tenant))
        .order_by(Volunteer.number)
    ).all()
