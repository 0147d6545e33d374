"""Chairs: who sits, who gives one up, and the reserve who takes it with a fresh yes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa

from accounts.models import Account
from accounts.queries import mail_address
from accounts.queries.people import reachable_by_mail
from accounts.service import issue_token, revoke_tokens
from accounts.service.contact import move_tokens
from foundation import audit, outbox
from foundation.db import after_commit, db, lock
from foundation.errors import Refused
from foundation.i18n import _
from foundation.outbox import Way
from recruitment.lottery import problem_from_sealed
from recruitment.lottery.reserve import ReserveChoice, next_reserve
from recruitment.models import Panel, Reserve, Seat, Volunteer
from recruitment.queries.asking import volunteers_of
from recruitment.queries.drawing import Place, chairs_and_evenings, find_draw, next_evening, reserves_of, seats_of
from recruitment.queries.panels import sessions_of
from recruitment.rules import drawing as rules

SEAT_TOKEN, RESERVE_TOKEN = "seat", "reserve"


def way_to(tenant_id: int) -> Way:
    return Way.MAIL if mail_address(tenant_id) else Way.LETTER


def seat_everybody(panel: Panel, now: datetime) -> None:
    """All volunteers fit and meet the quotas: nothing to draw."""
    seat_the_drawn(panel, [volunteer.number for volunteer in volunteers_of(panel.id)], [], now)


def seat_the_drawn(panel: Panel, selected: Sequence[str], reserves: Sequence[str], now: datetime) -> None:
    """Give the drawn their chairs, everybody else a place in the queue, and tell each."""
    everybody = db.session.scalars(sa.select(Volunteer).where(Volunteer.panel_id == panel.id))
    people = {volunteer.number: volunteer for volunteer in everybody}
    empty = []
    for chair, number in enumerate(selected, start=1):
        if people[number].stopped_at is None:
            _sit(panel, people[number], chair, now, from_reserve=False)
        else:  # withdrew between freezing and drawing: the result stands as drawn, and the chair is for a reserve
            empty.append(_seat(panel, people[number], chair, now, given_up_at=now, given_up_reason="cancelled"))
    for place, number in enumerate(reserves, start=1):
        db.session.add(Reserve(panel_id=panel.id, volunteer_id=people[number].id, place=place))
        if people[number].stopped_at is not None:
            continue
        outbox.post(
            "recruitment.not_drawn", {"volunteer": people[number].id}, now=now, way=way_to(people[number].tenant_id),
            once=f"not-drawn:{people[number].id}",
        )  # fmt: skip
    panel.seated_at = now
    db.session.flush()
    for seat in empty:
        ask_next_reserve(panel, seat, now)


def _seat(panel: Panel, volunteer: Volunteer, chair: int, now: datetime, **more: object) -> Seat:
    seat = Seat(
        panel_id=panel.id,
        volunteer_id=volunteer.id,
        household_id=volunteer.household_id,
        chair=chair,
        seats=panel.seats,
        seated_at=now,
        **more,
    )
    db.session.add(seat)
    db.session.flush()
    return seat


def _sit(panel: Panel, volunteer: Volunteer, chair: int, now: datetime, *, from_reserve: bool) -> Seat:
    seat = _seat(panel, volunteer, chair, now, from_reserve=from_reserve)
    issue_token(SEAT_TOKEN, seat.id, volunteer.tenant_id, _last_moment(panel, now), now)
    outbox.post("recruitment.seated", {"seat": seat.id}, now=now, way=way_to(volunteer.tenant_id), once=f"seated:{seat.id}")
    after_commit("recruitment.calendar")
    return seat


def _last_moment(panel: Panel, now: datetime) -> datetime:
    return max((one.ends_at for one in sessions_of(panel.id) if one.cancelled_at is None), default=now + timedelta(days=60))


def give_up(seat: Seat, now: datetime, *, by: Account | None = None, withdrawn: bool = False) -> None:
    """Empty a chair: cancelled by the person (in time or late), or withdrawn by the organiser. The next fitting reserve is asked."""
    panel = db.session.get_one(Panel, seat.panel_id)
    lock(panel)
    lock(seat)
    evening = next_evening(panel.id)
    over = evening is not None and (evening.ended_at is not None or evening.ends_at <= now)
    if reason := rules.why_not_give_up(seat, over):
        raise Refused(reason)
    in_time = evening is None or rules.how_given_up(evening.starts_at, now) == "cancelled"
    seat.given_up_at = now
    seat.given_up_reason = "withdrawn" if withdrawn else "cancelled" if in_time else "cancelled_late"
    volunteer = db.session.get_one(Volunteer, seat.volunteer_id)
    volunteer.stopped_at = now
    revoke_tokens(SEAT_TOKEN, seat.id, volunteer.tenant_id, now)
    db.session.flush()
    audit.record(
        "recruitment.seat_given_up", now=now, actor_id=by.id if by else None, actor_role=by.role.value if by else "tenant", subject="seat",
        subject_id=seat.id, detail={"how": seat.given_up_reason},
    )  # fmt: skip
    after_commit("recruitment.calendar")
    ask_next_reserve(panel, seat, now)


def ask_next_reserve(panel: Panel, seat: Seat, now: datetime) -> Reserve | None:
    """Ask the first reserve in drawn order with whom the quotas still hold. None when nobody fits: a person then decides. Nor is
    anybody asked once the evening has begun."""
    choice = reserve_for(panel, seat, now)
    if choice is None or choice.smallest_change:
        return None
    return _ask(panel, choice.id, seat, now) if choice.id else None


def reserve_for(panel: Panel, seat: Seat, now: datetime) -> ReserveChoice | None:
    """The lottery's choice of reserve for a given-up seat, with the smallest quota change it would take; None without a draw."""
    draw = find_draw(panel.id)
    evening = next_evening(panel.id)
    free = [one for one in reserves_of(panel.id) if one.asked_at is None and one.said_no_at is None and one.volunteer.stopped_at is None]
    if draw is None or evening is None or evening.starts_at <= now or panel.cancelled_at is not None or not free:
        return None
    everybody = {
        one.id: one.number for one in db.session.execute(sa.select(Volunteer.id, Volunteer.number).where(Volunteer.panel_id == panel.id))
    }
    asked = [one for one in reserves_of(panel.id) if one.asked_at is not None and one.said_no_at is None and one.said_yes_at is None]
    sitting = [everybody[one.volunteer_id] for one in seats_of(panel.id)] + [everybody[one.volunteer_id] for one in asked]
    leaving = everybody[seat.volunteer_id]
    return next_reserve(problem_from_sealed(draw.sealed), [*sitting, leaving], [one.volunteer.number for one in free], leaving)


def ask_anyway(panel: Panel, seat: Seat, by: Account, reason: str, now: datetime) -> Reserve:
    """No reserve keeps the quotas: the coordinator asks the one with the smallest change, with a reason that is logged and reported."""
    lock(panel)
    lock(seat)
    if seat.given_up_at is None or _is_waited_for(seat) or _taken_or_asked(panel) >= panel.seats:
        raise Refused(_("Voor deze plaats is al iemand gevraagd."))
    choice = reserve_for(panel, seat, now)
    if choice is None or choice.id is None:
        raise Refused(_("Er is geen reserve meer die gevraagd kan worden."))
    if not choice.smallest_change:
        return _ask(panel, choice.id, seat, now)
    if not reason.strip():
        raise Refused(_("Schrijf op waarom u deze reserve vraagt. Dit komt in het verslag."))
    audit.record(
        "recruitment.quota_eased", now=now, actor_id=by.id, actor_role=by.role.value, subject="panel", subject_id=panel.id,
        detail={"changes": [change.as_dict() for change in choice.smallest_change]}, reason=reason.strip(),
    )  # fmt: skip
    return _ask(panel, choice.id, seat, now)


def _is_waited_for(seat: Seat) -> bool:
    """Whether a reserve was asked for this very chair who did not say no: one who sits in it, or may still answer."""
    found = sa.select(Reserve.id).where(Reserve.for_seat_id == seat.id, Reserve.said_no_at.is_(None))
    return db.session.scalar(found.limit(1)) is not None


def _taken_or_asked(panel: Panel) -> int:
    open_questions = [
        one for one in reserves_of(panel.id) if one.asked_at is not None and one.said_yes_at is None and one.said_no_at is None
    ]
    return len(seats_of(panel.id)) + len(open_questions)


def _ask(panel: Panel, number: str, seat: Seat, now: datetime) -> Reserve:
    reserve = db.session.scalars(
        sa.select(Reserve).join(Reserve.volunteer).where(Reserve.panel_id == panel.id, Volunteer.number == number)
    ).one()  # fmt: skip
    evening = next_evening(panel.id)
    assert evening is not None
    volunteer = db.session.get_one(Volunteer, reserve.volunteer_id)
    reserve.asked_at, reserve.answer_by_at, reserve.for_seat_id = now, rules.answer_by(now, evening.starts_at), seat.id
    issue_token(RESERVE_TOKEN, reserve.id, volunteer.tenant_id, reserve.answer_by_at, now)
    outbox.post("recruitment.reserve", {"reserve": reserve.id}, now=now, way=way_to(volunteer.tenant_id), once=f"reserve:{reserve.id}")
    db.session.flush()
    return reserve


def take_chair(reserve: Reserve, now: datetime) -> Seat:
    """A reserve's fresh yes. Locks the panel, so that a chair is never given twice."""
    panel = db.session.get_one(Panel, reserve.panel_id)
    lock(panel)
    lock(reserve)
    volunteer = db.session.get_one(Volunteer, reserve.volunteer_id)
    standing = seats_of(panel.id)
    taken = {seat.chair for seat in standing}
    same_household = any(seat.household_id == volunteer.household_id for seat in standing)
    if reason := rules.why_not_take_chair(reserve, panel, len(taken), same_household, now):
        raise Refused(reason)
    reserve.said_yes_at = now
    revoke_tokens(RESERVE_TOKEN, reserve.id, volunteer.tenant_id, now)
    chair = min(set(range(1, panel.seats + 1)) - taken)
    return _sit(panel, volunteer, chair, now, from_reserve=True)


def decline_chair(reserve: Reserve, now: datetime) -> None:
    """No, or no answer in time: the next reserve is asked."""
    panel = db.session.get_one(Panel, reserve.panel_id)
    lock(panel)
    lock(reserve)
    if reserve.asked_at is None:
        raise Refused(_("Er is voor u nog geen plaats vrij."))
    if reserve.said_yes_at is not None or reserve.said_no_at is not None:
        raise Refused(_("U hebt al geantwoord."))
    reserve.said_no_at = now
    db.session.flush()
    volunteer = db.session.get_one(Volunteer, reserve.volunteer_id)
    revoke_tokens(RESERVE_TOKEN, reserve.id, volunteer.tenant_id, now)
    if reserve.for_seat_id is not None:
        ask_next_reserve(panel, db.session.get_one(Seat, reserve.for_seat_id), now)


def update_calendars(now: datetime) -> int:
    """Queue an .ics for every seat whose calendar is behind: new, changed and cancelled evenings, and chairs given up."""
    places = chairs_and_evenings(now)
    by_mail = reachable_by_mail(place.tenant_id for place in places)
    keys = [_calendar_mark(place) + end for place in places for end in ("gone", *map(str, range(place.evening.sequence + 1)))]
    sent = outbox.posted(keys)
    told = {key.rpartition(":")[0] + ":" for key in sent}
    wanted = []
    for place in places:
        seat, evening, mark = place.seat, place.evening, _calendar_mark(place)
        way = Way.MAIL if place.tenant_id in by_mail else Way.LETTER
        gone = seat.given_up_at is not None or evening.cancelled_at is not None
        changed = gone or evening.changed_at > seat.seated_at
        # the letter about the seat said when and where: write again only when that changed since, and not to who left themselves
        behind = changed and seat.given_up_at is None if way is Way.LETTER else mark in told or not gone
        once = mark + ("gone" if gone else str(evening.sequence))
        if behind and once not in sent:
            wanted.append((place, way, once, gone))
    for panel_id in {place.seat.panel_id for place, _way, _once, gone in wanted if not gone}:
        # who may cancel until a later evening, may do so with the code they have
        seats = [place.seat.id for place, _way, _once, gone in wanted if not gone and place.seat.panel_id == panel_id]
        last = max(place.evening.ends_at for place in places if place.seat.panel_id == panel_id and place.evening.cancelled_at is None)
        move_tokens(SEAT_TOKEN, seats, last)
    for place, way, once, _gone in wanted:
        outbox.post("recruitment.calendar", {"seat": place.seat.id, "evening": place.evening.id}, now=now, way=way, once=once)
    return len(wanted)


def _calendar_mark(place: Place) -> str:
    return f"ics:{place.seat.id}:{place.evening.id}:"
