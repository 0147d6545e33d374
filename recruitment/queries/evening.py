"""Who has a seat on an evening, who came, and the minutes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from foundation.clock import local_day
from foundation.db import db
from foundation.errors import NotFound
from recruitment.models import Amendment, Attendance, Minutes, Panel, PanelSession, Seat, Volunteer


@dataclass(frozen=True)
class Chair:
    """One line of the check-in list."""

    seat: Seat
    mark: Attendance | None

    @property
    def name(self) -> str:
        return self.seat.volunteer.tenant.name

    @property
    def needs(self) -> str:
        return self.seat.volunteer.needs


def check_in_list(session: PanelSession) -> list[Chair]:
    """Everybody whose seat stands, and who was marked before giving up a later seat; by surname. Names are fine here: they said yes."""
    rows = db.session.execute(
        sa.select(Seat, Attendance)
        .outerjoin(Attendance, sa.and_(Attendance.seat_id == Seat.id, Attendance.panel_session_id == session.id))
        .where(Seat.panel_id == session.panel_id, sa.or_(Seat.given_up_at.is_(None), Attendance.came.is_(True)))
        .options(joinedload(Seat.volunteer).joinedload(Volunteer.tenant))
    )
    return sorted((Chair(seat, mark) for seat, mark in rows), key=lambda chair: (_surname(chair.name), chair.seat.chair))


def _surname(name: str) -> tuple[str, str]:
    words = name.casefold().split()
    return (words[-1] if words else "", " ".join(words))


def unmarked(session: PanelSession) -> int:
    marked = sa.select(Attendance.seat_id).where(Attendance.panel_session_id == session.id)
    found = sa.select(sa.func.count()).where(Seat.panel_id == session.panel_id, Seat.given_up_at.is_(None), Seat.id.not_in(marked))
    return db.session.scalar(found) or 0


def find_mark(session_id: int, seat_id: int) -> Attendance | None:
    return db.session.scalar(sa.select(Attendance).where(Attendance.panel_session_id == session_id, Attendance.seat_id == seat_id))


def seats_that_came(session_id: int) -> Sequence[Seat]:
    return db.session.scalars(
        sa.select(Seat)
        .join(Attendance, Attendance.seat_id == Seat.id)
        .where(Attendance.panel_session_id == session_id, Attendance.came.is_(True))
        .options(joinedload(Seat.volunteer).joinedload(Volunteer.tenant))
        .order_by(Seat.chair, Seat.id)
    ).all()


def find_seat_that_came(session_id: int, tenant_id: int) -> Seat | None:
    """The seat this person sat in on this evening."""
    return db.session.scalar(
        sa.select(Seat)
        .join(Attendance, Attendance.seat_id == Seat.id)
        .join(Volunteer, Volunteer.id == Seat.volunteer_id)
        .where(Attendance.panel_session_id == session_id, Attendance.came.is_(True), Volunteer.tenant_id == tenant_id)
    )


def evening_at_hand(sessions: Sequence[PanelSession], now: datetime) -> PanelSession | None:
    """The evening a coordinator means: today's, else the first whose list is open, else the last one held."""
    standing = [one for one in sessions if one.cancelled_at is None]
    today = [one for one in standing if local_day(one.starts_at) == local_day(now)]
    still = [one for one in standing if one.ended_at is None]
    return next(iter([*today, *still, *reversed(standing)]), None)


def find_minutes(session_id: int) -> Minutes | None:
    return db.session.scalar(sa.select(Minutes).where(Minutes.panel_session_id == session_id))


def minutes_with_evening(minutes_id: int) -> tuple[Minutes, PanelSession]:
    """With the session's panel and topic."""
    row = db.session.execute(
        sa.select(Minutes, PanelSession)
        .join(PanelSession, PanelSession.id == Minutes.panel_session_id)
        .where(Minutes.id == minutes_id)
        .options(joinedload(PanelSession.panel).joinedload(Panel.topic))
        .execution_options(populate_existing=True)
    ).first()
    if row is None:
        raise NotFound
    return row[0], row[1]


def amendments_on(minutes_id: int) -> Sequence[Amendment]:
    return db.session.scalars(sa.select(Amendment).where(Amendment.minutes_id == minutes_id).order_by(Amendment.id)).all()


def find_amendment(minutes_id: int, seat_id: int, body: str) -> Amendment | None:
    """Exactly this wish of this person."""
    return db.session.scalar(
        sa.select(Amendment).where(Amendment.minutes_id == minutes_id, Amendment.seat_id == seat_id, Amendment.body == body).limit(1)
    )


def unanswered_amendments(minutes_id: int) -> int:
    found = sa.select(sa.func.count()).where(Amendment.minutes_id == minutes_id, Amendment.answered_at.is_(None))
    return db.session.scalar(found) or 0


def minutes_for(tenant_id: int) -> list[tuple[Minutes, PanelSession]]:
    """Shared minutes of the evenings this person was at, newest first; each with its panel."""
    rows = db.session.execute(
        sa.select(Minutes, PanelSession)
        .join(PanelSession, PanelSession.id == Minutes.panel_session_id)
        .join(Attendance, Attendance.panel_session_id == PanelSession.id)
        .join(Seat, Seat.id == Attendance.seat_id)
        .join(Volunteer, Volunteer.id == Seat.volunteer_id)
        .where(Volunteer.tenant_id == tenant_id, Attendance.came.is_(True), Minutes.shared_at.is_not(None))
        .options(joinedload(PanelSession.panel))
        .order_by(PanelSession.starts_at.desc(), Minutes.id)
    )
    return [(minutes, session) for minutes, session in rows]


def evenings_with_minutes(panel_id: int) -> Sequence[PanelSession]:
    """Evenings whose minutes were sent to those who were there."""
    return db.session.scalars(
        sa.select(PanelSession)
        .join(Minutes, Minutes.panel_session_id == PanelSession.id)
        .where(PanelSession.panel_id == panel_id, Minutes.shared_at.is_not(None))
        .order_by(PanelSession.starts_at)
    ).all()
