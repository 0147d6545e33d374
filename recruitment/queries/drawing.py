"""The draw, its deposits, seats and reserves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, joinedload

from accounts.queries import features_of
from foundation.audit import Entry
from foundation.db import db
from foundation.errors import NotFound
from recruitment.models import Deposit, Draw, PanelSession, Reserve, Seat, Volunteer
from recruitment.queries.asking import volunteers_of
from recruitment.rules.drawing import Head

Turn = TypeVar("Turn", Seat, Reserve)


def find_draw(panel_id: int) -> Draw | None:
    return db.session.scalar(sa.select(Draw).where(Draw.panel_id == panel_id))


def get_draw(panel_id: int) -> Draw:
    found = find_draw(panel_id)
    if found is None:
        raise NotFound
    return found


def heads_of(panel_id: int) -> list[Head]:
    """Everybody who would be drawn from now, in order of their opaque number."""
    volunteers = volunteers_of(panel_id)
    features = features_of(volunteer.tenant_id for volunteer in volunteers)
    return [Head(one.number, str(one.household_id), features[one.tenant_id]) for one in volunteers]


def deposits_on(draw_id: int) -> Sequence[Deposit]:
    return db.session.scalars(sa.select(Deposit).where(Deposit.draw_id == draw_id).order_by(Deposit.party)).all()


def unsolved_draws() -> Sequence[Draw]:
    return db.session.scalars(
        sa.select(Draw).where(Draw.lottery.is_(None), Draw.all_seated.is_(False), Draw.solving_error == "").order_by(Draw.id)
    ).all()


def is_wanted(draw_id: int, sealed: str) -> bool:
    """Whether this sealed list still waits for its lottery."""
    return db.session.execute(sa.select(Draw.solving_error, Draw.sealed).where(Draw.id == draw_id)).one_or_none() == ("", sealed)


def seats_of(panel_id: int, standing: bool = True) -> Sequence[Seat]:
    """Seats by chair, with volunteer and tenant loaded; given-up ones too when not `standing`."""
    found = sa.select(Seat).where(Seat.panel_id == panel_id).options(joinedload(Seat.volunteer).joinedload(Volunteer.tenant))
    if standing:
        found = found.where(Seat.given_up_at.is_(None))
    return db.session.scalars(found.order_by(Seat.chair, Seat.id)).all()


def get_seat(seat_id: int) -> Seat:
    return _with_person(Seat, Seat.volunteer, Seat.id == seat_id)


def reserves_of(panel_id: int) -> Sequence[Reserve]:
    """In drawn order, with the volunteer loaded."""
    return db.session.scalars(
        sa.select(Reserve).where(Reserve.panel_id == panel_id).options(joinedload(Reserve.volunteer)).order_by(Reserve.place)
    ).all()


def get_reserve(reserve_id: int) -> Reserve:
    return _with_person(Reserve, Reserve.volunteer, Reserve.id == reserve_id)


def _with_person(kind: type[Turn], volunteer: InstrumentedAttribute[Volunteer], which: sa.ColumnElement[bool]) -> Turn:
    """Read afresh, with volunteer and tenant loaded."""
    found = db.session.scalar(
        sa.select(kind).where(which).options(joinedload(volunteer).joinedload(Volunteer.tenant)).execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound
    return found


def next_evening(panel_id: int) -> PanelSession | None:
    """The first evening that is not cancelled."""
    return db.session.scalar(
        sa.select(PanelSession)
        .where(PanelSession.panel_id == panel_id, PanelSession.cancelled_at.is_(None))
        .order_by(PanelSession.starts_at)
        .limit(1)
    )


@dataclass(frozen=True)
class Place:
    """One chair on one evening."""

    seat: Seat
    evening: PanelSession
    tenant_id: int


def chairs_and_evenings(now: datetime) -> list[Place]:
    """Every chair, given up or not, with each evening of its panel that is not over, cancelled or not."""
    rows = db.session.execute(
        sa.select(Seat, PanelSession, Volunteer.tenant_id)
        .join(PanelSession, PanelSession.panel_id == Seat.panel_id)
        .join(Volunteer, Volunteer.id == Seat.volunteer_id)
        .where(PanelSession.ends_at > now)
        .order_by(Seat.id, PanelSession.starts_at)
    )
    return [Place(*row) for row in rows]


def overdue_reserves(now: datetime) -> Sequence[Reserve]:
    return db.session.scalars(
        sa.select(Reserve)
        .where(Reserve.asked_at.is_not(None), Reserve.said_yes_at.is_(None), Reserve.said_no_at.is_(None), Reserve.answer_by_at <= now)
        .order_by(Reserve.id)
    ).all()


RESTARTS = ("recruitment.phrases_restarted", "recruitment.unfrozen")


def ceremony_restarts(panel_id: int) -> Sequence[Entry]:
    """Times the phrases were started over or the list was opened again, with the reason: shown with the result. They belong to the
    panel, so that opening the list again does not wipe them out."""
    return db.session.scalars(
        sa.select(Entry).where(Entry.act.in_(RESTARTS), Entry.subject == "panel", Entry.subject_id == panel_id).order_by(Entry.id)
    ).all()
