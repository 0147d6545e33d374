"""The evening and its minutes."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from accounts.models import Account
from accounts.queries.people import reachable_by_mail
from accounts.service import issue_token
from foundation import audit, outbox
from foundation.db import db, lock
from foundation.errors import Refused
from foundation.markup import render
from foundation.outbox import Way
from foundation.plain import plain
from recruitment.models import Amendment, Attendance, Minutes, PanelSession, Seat, Volunteer
from recruitment.queries.evening import (
    find_amendment,
    find_mark,
    find_minutes,
    find_seat_that_came,
    seats_that_came,
    unanswered_amendments,
    unmarked,
)
from recruitment.queries.panels import sessions_of
from recruitment.rules.evening import (
    ABSENCES,
    AMEND_DAYS,
    MINUTES_TOKEN,
    READ_AFTER_WINDOW,
    amend_until,
    needs_may_go,
    why_not_amend,
    why_not_answer_amendment,
    why_not_attend,
    why_not_close_list,
    why_not_settle,
    why_not_share,
    why_not_write,
)


def note_attendance(session: PanelSession, seat: Seat, came: bool, reason: str, by: Account, now: datetime) -> Attendance:
    """Came, or did not and why. Noting again corrects it, until the list is closed."""
    lock(session)
    lock(seat)
    _check(why_not_attend(session, seat, now))
    mark = find_mark(session.id, seat.id)
    mark = mark or Attendance(panel_session_id=session.id, seat_id=seat.id)
    mark.came = came
    mark.reason = "" if came else (reason if reason in ABSENCES else "unknown")
    mark.noted_at, mark.noted_by_id = now, by.id
    session.opened_at = session.opened_at or now
    db.session.add(mark)
    db.session.flush()
    return mark


def close_list(session: PanelSession, by: Account, now: datetime) -> None:
    """Who came stands from here. After the last evening of a panel, what its people needed to be able to come is deleted."""
    lock(session)
    _check(why_not_close_list(session, unmarked(session), now))
    session.ended_at = now
    db.session.flush()
    if needs_may_go(sessions_of(session.panel_id)):
        db.session.execute(
            sa.update(Volunteer)
            .where(Volunteer.panel_id == session.panel_id, Volunteer.needs != "")
            .values(needs="")
            .execution_options(synchronize_session="fetch")
        )
    came = len(seats_that_came(session.id))
    _record("recruitment.list_closed", "panel_session", session.id, by, now, {"came": came})


def write_minutes(session: PanelSession, body: str, by: Account, now: datetime) -> Minutes:
    """A new text, or a better one until the minutes are settled."""
    lock(session)
    minutes = find_minutes(session.id)
    _check(why_not_write(session, minutes))
    minutes = minutes or Minutes(panel_session_id=session.id)
    minutes.body = plain(body, lines=True).strip()
    minutes.body_html = render(minutes.body)
    minutes.written_by_id = by.id
    db.session.add(minutes)
    db.session.flush()
    _record("recruitment.minutes_written", "minutes", minutes.id, by, now, {"shared": minutes.shared_at is not None})
    return minutes


def share_minutes(minutes: Minutes, by: Account, now: datetime, days: int = AMEND_DAYS) -> int:
    """Send them to everybody who was there, each by their own channel; the amendment window starts. Returns how many."""
    session = db.session.get_one(PanelSession, minutes.panel_session_id)
    lock(session)
    lock(minutes)
    seats = seats_that_came(session.id)
    _check(why_not_share(session, minutes, len(seats)))
    minutes.shared_at, minutes.amend_until_at = now, amend_until(now, days)
    people = {seat.id: seat.volunteer.tenant_id for seat in seats}
    by_mail = reachable_by_mail(people.values())
    for tenant_id in people.values():
        issue_token(MINUTES_TOKEN, minutes.id, tenant_id, minutes.amend_until_at + READ_AFTER_WINDOW, now)
    for way in Way:
        refs = [
            ({"minutes": minutes.id, "seat": seat_id}, f"minutes:{minutes.id}:{seat_id}")
            for seat_id, tenant_id in people.items()
            if (tenant_id in by_mail) == (way is Way.MAIL)
        ]
        outbox.post_all("recruitment.minutes", refs, now=now, way=way)
    db.session.flush()
    _record("recruitment.minutes_shared", "minutes", minutes.id, by, now, {"to": len(people), "days": days})
    return len(people)


def ask_amendment(minutes: Minutes, tenant_id: int, body: str, now: datetime, by: Account | None = None) -> Amendment:
    """By somebody who was there; with `by`, heard from them on the phone or on paper."""
    lock(minutes)
    seat = find_seat_that_came(minutes.panel_session_id, tenant_id)
    _check(why_not_amend(minutes, seat is not None, now))
    assert seat is not None
    body = plain(body, lines=True).strip()
    if standing := find_amendment(minutes.id, seat.id, body):
        return standing  # the same wish, sent twice
    amendment = Amendment(minutes_id=minutes.id, seat_id=seat.id, body=body, asked_at=now)
    db.session.add(amendment)
    db.session.flush()
    if by is not None:
        _record("recruitment.amendment_entered", "minutes", minutes.id, by, now, {"amendment": amendment.id})
    return amendment


def answer_amendment(minutes: Minutes, amendment: Amendment, taken_over: bool, answer: str, by: Account, now: datetime) -> None:
    """Changing the text itself is a separate act: see write_minutes."""
    lock(minutes)
    _check(why_not_answer_amendment(minutes, amendment, answer))
    amendment.taken_over, amendment.answer, amendment.answered_at = taken_over, plain(answer, lines=True).strip(), now
    db.session.flush()
    _record("recruitment.amendment_answered", "minutes", minutes.id, by, now, {"amendment": amendment.id, "taken_over": taken_over})


def settle_minutes(minutes: Minutes, by: Account, now: datetime) -> None:
    lock(minutes)
    _check(why_not_settle(minutes, unanswered_amendments(minutes.id), now))
    minutes.settled_at = now
    db.session.flush()
    _record("recruitment.minutes_settled", "minutes", minutes.id, by, now, {})


def _check(refusal: str | None) -> None:
    if refusal:
        raise Refused(refusal)


def _record(act: str, subject: str, subject_id: int, by: Account, now: datetime, detail: dict[str, object]) -> None:
    audit.record(act, now=now, actor_id=by.id, actor_role=by.role.value, subject=subject, subject_id=subject_id, detail=detail)
