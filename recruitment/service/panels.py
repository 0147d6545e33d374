"""Making a panel: seats, evenings, quotas."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from accounts.models import Account
from accounts.queries.people import reachable_by_mail
from accounts.service.contact import move_tokens
from forum.models import Topic
from foundation import audit, outbox
from foundation.clock import end_of, local_day, start_of
from foundation.db import db, lock
from foundation.errors import Refused
from foundation.i18n import _
from foundation.outbox import Way
from recruitment.models import Invitation, InvitationState, Panel, PanelSession, Quota, Volunteer
from recruitment.queries.asking import TOKEN_PURPOSE, volunteers_of
from recruitment.queries.panels import find_panel_for, registry_margins, sessions_of
from recruitment.rules.panels import (
    QuotaLine,
    first_day,
    propose_quotas,
    why_not_cancel_evening,
    why_not_change,
    why_not_hold,
    why_not_panel,
    why_not_quotas,
    why_not_two_at_once,
)


@dataclass(frozen=True)
class Plan:
    """What the coordinator fills in about a panel."""

    title: str
    questions: str
    seats: int
    acceptance: int
    show_up: int


@dataclass(frozen=True)
class Evening:
    """What the coordinator fills in about an evening; instants in UTC."""

    starts_at: datetime
    ends_at: datetime
    place: str
    address: str
    notes: str


def create_panel(topic: Topic, plan: Plan, by: Account, now: datetime) -> Panel:
    """With quotas proposed from the registry, to be looked at and changed. The topic comes with its year."""
    if refusal := why_not_panel(topic, by):
        raise Refused(refusal)
    lock(topic)  # two coordinators at once: the second finds the first one's panel
    if find_panel_for(topic.id) is not None:
        raise Refused(_("Dit onderwerp heeft al een klantenpanel."))
    panel = Panel(topic_id=topic.id, created_at=now, created_by_id=by.id, **_columns(plan))
    db.session.add(panel)
    db.session.flush()
    _record("recruitment.panel_created", panel, by, now, {"seats": plan.seats})
    _write_quotas(panel, propose_quotas(registry_margins(), panel.seats))
    return panel


def change_panel(panel: Panel, plan: Plan, by: Account, now: datetime) -> None:
    lock(panel)
    if (panel.seats, panel.acceptance, panel.show_up) != (plan.seats, plan.acceptance, plan.show_up):
        _check(why_not_change(panel))
    for name, value in _columns(plan).items():
        setattr(panel, name, value)
    db.session.flush()
    _record("recruitment.panel_changed", panel, by, now, {"seats": plan.seats})


def set_quotas(panel: Panel, lines: Sequence[QuotaLine], by: Account, now: datetime) -> None:
    """These quotas instead of the ones there were."""
    lock(panel)
    _check(why_not_change(panel) or why_not_quotas(lines, panel.seats, registry_margins()))
    _write_quotas(panel, lines)
    _record("recruitment.quotas_set", panel, by, now, {"quotas": [[line.feature, line.value, line.min, line.max] for line in lines]})


def propose_again(panel: Panel, by: Account, now: datetime) -> None:
    """Back to what the registry says, for the number of seats there is now."""
    set_quotas(panel, propose_quotas(registry_margins(), panel.seats), by, now)


def add_evening(panel: Panel, evening: Evening, by: Account, now: datetime) -> PanelSession:
    lock(panel)
    _check(why_not_hold(panel, evening.starts_at, evening.ends_at, now))
    _check(why_not_two_at_once(evening.starts_at, sessions_of(panel.id)))
    session = PanelSession(panel_id=panel.id, changed_at=now, **vars(evening))
    db.session.add(session)
    db.session.flush()
    _move_answers(panel, now)
    _tell_of_evening(panel, session, now)
    _record("recruitment.evening_added", panel, by, now, {"evening": session.id})
    return session


def change_evening(panel: Panel, session: PanelSession, evening: Evening, by: Account, now: datetime) -> None:
    """A change raises `sequence`, so that calendars take the newer one; the same again changes nothing."""
    lock(panel)
    if all(getattr(session, name) == value for name, value in vars(evening).items()):
        return
    _check(why_not_cancel_evening(session, now) or why_not_hold(panel, evening.starts_at, evening.ends_at, now))
    for name, value in vars(evening).items():
        setattr(session, name, value)
    session.sequence += 1
    session.changed_at = now
    db.session.flush()
    _move_answers(panel, now)
    _tell_of_evening(panel, session, now)
    _record("recruitment.evening_changed", panel, by, now, {"evening": session.id})


def cancel_evening(panel: Panel, session: PanelSession, reason: str, by: Account, now: datetime) -> None:
    lock(panel)
    _check(why_not_cancel_evening(session, now))
    session.cancelled_at = session.changed_at = now
    session.sequence += 1
    db.session.flush()
    _move_answers(panel, now)
    _tell_of_evening(panel, session, now)
    _record("recruitment.evening_cancelled", panel, by, now, {"evening": session.id}, reason)


def cancel_panel(panel: Panel, reason: str, by: Account, now: datetime) -> None:
    """Nobody need answer any more, and who said yes is told."""
    lock(panel)
    if panel.cancelled_at is not None:
        raise Refused(_("Dit klantenpanel was al afgezegd."))
    panel.cancelled_at = now
    for session in sessions_of(panel.id):
        if session.cancelled_at is None and session.ended_at is None:
            session.cancelled_at = session.changed_at = now
            session.sequence += 1
    db.session.execute(
        sa.update(Invitation)
        .where(Invitation.panel_id == panel.id, Invitation.state.in_([InvitationState.DRAFTED, InvitationState.SENT]))
        .values(state=InvitationState.WITHDRAWN)
        .execution_options(synchronize_session=False)
    )
    told = volunteers_of(panel.id)
    _tell(told, "recruitment.cancelled", "panel-cancelled:", {}, now)
    _record("recruitment.panel_cancelled", panel, by, now, {"told": len(told)}, reason)


def _tell_of_evening(panel: Panel, session: PanelSession, now: datetime) -> None:
    """Who said yes, said yes to other evenings. Who has a seat already gets a calendar instead."""
    if panel.seated_at is None:
        ref = {"evening": session.id, "sequence": session.sequence}
        _tell(volunteers_of(panel.id), "recruitment.evenings", f"evening:{session.id}:{session.sequence}:", ref, now)


def _tell(volunteers: Iterable[Volunteer], kind: str, mark: str, ref: Mapping[str, int], now: datetime) -> None:
    """By letter to whom we asked on paper, by phone or at the desk, and to whom no mail reaches; by mail to the others."""
    people = {one.invitation_id: one.tenant_id for one in volunteers}
    asked = db.session.execute(sa.select(Invitation.id, Invitation.channel).where(Invitation.id.in_(people)))
    channels = {row.id: row.channel for row in asked}
    with_mail = reachable_by_mail(people.values())
    by_mail = {
        one for one, tenant_id in people.items() if tenant_id in with_mail and channels[one].value not in ("letter", "phone", "desk")
    }
    for way in Way:
        some = [one for one in people if (one in by_mail) == (way is Way.MAIL)]
        outbox.post_all(kind, (({"invitation": one, **ref}, f"{mark}{one}") for one in some), now=now, way=way)


def answers_until(panel_id: int, now: datetime) -> datetime:
    """When the tokens of this panel's invitations end: the day of the first evening, from when nothing can change any more."""
    day = first_day(sessions_of(panel_id))
    return start_of(day) if day is not None else end_of(local_day(now))


def _move_answers(panel: Panel, now: datetime) -> None:
    """The evening moved, so the last day to change an answer did too."""
    if first_day(sessions_of(panel.id)) is not None:
        ids = db.session.scalars(sa.select(Invitation.id).where(Invitation.panel_id == panel.id))
        move_tokens(TOKEN_PURPOSE, ids, answers_until(panel.id, now))


def _write_quotas(panel: Panel, lines: Sequence[QuotaLine]) -> None:
    db.session.execute(sa.delete(Quota).where(Quota.panel_id == panel.id))
    db.session.add_all(Quota(panel_id=panel.id, **vars(line)) for line in lines)
    db.session.flush()


def _columns(plan: Plan) -> dict[str, str | int]:
    return {**vars(plan), "title": plan.title.strip(), "questions": plan.questions.strip()}


def _check(refusal: str | None) -> None:
    if refusal:
        raise Refused(refusal)


def _record(act: str, panel: Panel, by: Account, now: datetime, detail: dict[str, object], reason: str = "") -> None:
    audit.record(act, now=now, actor_id=by.id, actor_role=by.role.value, subject="panel", subject_id=panel.id, detail=detail, reason=reason)
