"""Yes, no, and a changed mind."""

from __future__ import annotations

import secrets
from datetime import datetime

from accounts.models import Account, Channel
from accounts.service import opt_out
from foundation import audit, codes
from foundation.clock import local_day
from foundation.db import db, lock
from foundation.errors import Refused
from recruitment.models import Answer, Invitation, InvitationState, Panel, Volunteer, Wave
from recruitment.queries.asking import volunteer_of
from recruitment.queries.eligible import OPT_OUT_SCOPE
from recruitment.queries.panels import sessions_of
from recruitment.rules.asking import REASONS, last_day_to_answer, why_not_answer
from recruitment.rules.panels import first_day

NUMBER_LENGTH = 10


def answer(
    invitation: Invitation, choice: Answer, *, reason: str = "", remark: str = "", needs: str = "", never_again: bool = False,
    channel: Channel = Channel.WEB, by: Account | None = None, now: datetime,
) -> None:  # fmt: skip
    """The person's own answer, or with `by` the answer staff heard from them. The same person may answer again; the newest counts.
    The panel's row is held, so that no answer slips in behind the freezing of the draw."""
    panel = db.session.get_one(Panel, invitation.panel_id)
    lock(panel)
    lock(invitation)
    day = first_day(sessions_of(panel.id))
    wave = db.session.get(Wave, invitation.wave_id) if invitation.wave_id else None
    last_day = last_day_to_answer(invitation.created_at, wave.expires_on if wave else None, day)
    refusal = why_not_answer(panel, invitation, first_day=day, last_day=last_day, today=local_day(now), by_staff=by is not None)
    if refusal:
        raise Refused(refusal)
    if never_again:
        opt_out(invitation.tenant_id, OPT_OUT_SCOPE, now)
    write_answer(invitation, choice, reason=reason, remark=remark, needs=needs, channel=channel, by=by, now=now)
    if by is not None:
        audit.record(
            "recruitment.answered_for", now=now, actor_id=by.id, actor_role=by.role.value, subject="invitation", subject_id=invitation.id,
            detail={"answer": choice.value, "channel": channel.value, "never_again": never_again},
        )  # fmt: skip


def write_answer(
    invitation: Invitation, choice: Answer, *, reason: str = "", remark: str = "", needs: str = "", channel: Channel, now: datetime,
    by: Account | None = None,
) -> None:  # fmt: skip
    """Without asking whether it may: the caller did, and holds the panel."""
    said_yes = choice is Answer.YES
    invitation.state = InvitationState.ANSWERED
    invitation.answer = choice
    invitation.answered_at = now
    invitation.answered_by_channel = channel
    invitation.answered_by_id = by.id if by else None
    invitation.reason = reason if not said_yes and reason in REASONS else ""
    invitation.remark = remark.strip()
    volunteer = volunteer_of(invitation.id)
    if said_yes and volunteer is None:
        volunteer = Volunteer(
            panel_id=invitation.panel_id, invitation_id=invitation.id, tenant_id=invitation.tenant_id, household_id=invitation.household_id,
            number="".join(secrets.choice(codes.ALPHABET) for _place in range(NUMBER_LENGTH)), said_yes_at=now,
        )  # fmt: skip
        db.session.add(volunteer)
    if volunteer is not None:
        if said_yes and volunteer.stopped_at is not None:
            volunteer.said_yes_at = now
        volunteer.stopped_at = None if said_yes else (volunteer.stopped_at or now)
        volunteer.needs = needs.strip() if said_yes else ""
    db.session.flush()
