"""Who was asked, and who said yes. Whoever has not said yes stays a number here: no names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from accounts.models import Channel
from accounts.queries import features_of
from foundation.db import db
from foundation.errors import NotFound
from recruitment.models import Answer, Entrance, Invitation, InvitationState, Panel, Volunteer, Wave
from recruitment.rules.panels import QUOTA_FEATURES

TOKEN_PURPOSE = "invitation"  # noqa: S105 - a word, not a secret


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


def waves_of(panel_id: int) -> Sequence[Wave]:
    return db.session.scalars(sa.select(Wave).where(Wave.panel_id == panel_id).order_by(Wave.number)).all()


def counts_by_wave(panel_id: int) -> dict[int | None, Count]:
    """What came of each wave; None holds who came by themselves or on paper."""
    rows = db.session.execute(
        sa.select(Invitation.wave_id, Invitation.state, Invitation.answer, sa.func.count())
        .where(Invitation.panel_id == panel_id, Invitation.state != InvitationState.DRAFTED)
        .group_by(Invitation.wave_id, Invitation.state, Invitation.answer)
    )
    found: dict[int | None, Count] = {}
    for wave_id, state, answer, count in rows:
        found.setdefault(wave_id, Count()).take(state, answer, count)
    return found


@dataclass(frozen=True)
class BlindRow:
    """One invitation as staff see it in a list."""

    id: int
    entrance: Entrance
    channel: Channel
    state: InvitationState
    answer: Answer | None
    wave: int | None


def blind_rows(panel_id: int, after: int = 0, most: int = 50, state: InvitationState | None = None) -> list[BlindRow]:
    """Invitations without anybody's name, from the lowest number above `after`."""
    found = (
        sa.select(Invitation.id, Invitation.entrance, Invitation.channel, Invitation.state, Invitation.answer, Wave.number)
        .outerjoin(Wave, Wave.id == Invitation.wave_id)
        .where(Invitation.panel_id == panel_id, Invitation.id > after)
        .order_by(Invitation.id)
        .limit(most)
    )
    if state is not None:
        found = found.where(Invitation.state == state)
    return [BlindRow(*row) for row in db.session.execute(found)]


def get_invitation(panel_id: int, invitation_id: int) -> Invitation:
    """With its panel and topic; the person stays unnamed."""
    found = find_invitation(invitation_id)
    if found is None or found.panel_id != panel_id:
        raise NotFound
    return found


def find_invitation(invitation_id: int) -> Invitation | None:
    return db.session.scalar(
        sa.select(Invitation)
        .where(Invitation.id == invitation_id)
        .options(joinedload(Invitation.panel).joinedload(Panel.topic))
        .execution_options(populate_existing=True)
    )


def invitation_of(panel_id: int, tenant_id: int) -> Invitation | None:
    return db.session.scalar(sa.select(Invitation).where(Invitation.panel_id == panel_id, Invitation.tenant_id == tenant_id))


def invitations_for(tenant_id: int) -> Sequence[Invitation]:
    """Somebody's own invitations with their panels and topics, newest first: for their own page only."""
    return db.session.scalars(
        sa.select(Invitation)
        .where(Invitation.tenant_id == tenant_id, Invitation.state != InvitationState.DRAFTED)
        .options(joinedload(Invitation.panel).joinedload(Panel.topic))
        .order_by(Invitation.id.desc())
    ).all()


def volunteer_of(invitation_id: int) -> Volunteer | None:
    return db.session.scalar(sa.select(Volunteer).where(Volunteer.invitation_id == invitation_id))


@dataclass
class Composition:
    """People per value of one feature: how many were asked and how many said yes. Pages show it through `apart`."""

    asked: dict[str, int] = field(default_factory=dict)
    yes: dict[str, int] = field(default_factory=dict)


def composition_of(panel_id: int) -> dict[str, Composition]:
    people = db.session.execute(
        sa.select(Invitation.tenant_id, Volunteer.id)
        .outerjoin(Volunteer, sa.and_(Volunteer.invitation_id == Invitation.id, Volunteer.stopped_at.is_(None)))
        .where(Invitation.panel_id == panel_id, Invitation.state != InvitationState.DRAFTED)
    ).all()
    features = features_of(tenant_id for tenant_id, _volunteer in people)
    found = {feature: Composition() for feature in QUOTA_FEATURES}
    for tenant_id, volunteer in people:
        for feature, both in found.items():
            value = features[tenant_id][feature]
            both.asked[value] = both.asked.get(value, 0) + 1
            if volunteer is not None:
                both.yes[value] = both.yes.get(value, 0) + 1
    return found
