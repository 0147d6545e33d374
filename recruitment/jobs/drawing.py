"""The solver's turn, overdue reserves, calendars, and what the draw sends."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import structlog
from flask import render_template

from accounts.queries import account_of, letter_address, mail_address, standing_token
from accounts.service import code_of
from foundation import clock, ics
from foundation.codes import display
from foundation.db import db, transaction
from foundation.errors import traits
from foundation.house import house
from foundation.i18n import _, moment, speaking
from foundation.jobs import Work, job
from foundation.letters import Letter
from foundation.letters.standard import standard_letter
from foundation.outbox import Attachment, Mail, Way, renders
from recruitment.lottery import Said, Stopped, lottery_text, problem_from_sealed
from recruitment.lottery.process import solve_in_child
from recruitment.models import Draw, PanelSession, Reserve, Volunteer
from recruitment.queries import drawing as queries
from recruitment.queries.panels import get_panel
from recruitment.service import drawing, seats

Ref = Mapping[str, int | str]
MOST_SECONDS = 600
log = structlog.get_logger()


@job("recruitment.solve", every=timedelta(minutes=2))
def solve(_now: datetime) -> Work:
    waiting = [draw.id for draw in queries.unsolved_draws()]
    db.session.rollback()
    done = [solve_one(draw_id) for draw_id in waiting]
    return Work(ran=len(done), failed=done.count(False))


def solve_one(draw_id: int) -> bool:
    """Solve one frozen draw in a child process and keep the lottery; says whether that came to one. The long work is between two
    transactions."""
    with transaction():
        sealed = drawing.take_up(db.session.get_one(Draw, draw_id), clock.now())
    if sealed is None:
        return False

    def stopped() -> bool:
        found = queries.is_wanted(draw_id, sealed)
        db.session.rollback()
        return not found

    error, text = "", None
    try:
        salt = str(json.loads(sealed)["salt"])
        text = lottery_text(solve_in_child(problem_from_sealed(sealed), salt, MOST_SECONDS, cancelled=stopped))
    except Stopped:
        error = "stopped"
    except Said as problem:
        error = drawing.in_words(problem.text)
    except (RuntimeError, OSError, ValueError) as problem:
        log.error("solver_failed", draw=draw_id, **traits(problem))
        error = _("Het rekenen is mislukt. Probeer het opnieuw. Lukt het weer niet? Vraag dan de beheerder om hulp.")
    with transaction():
        return drawing.keep_lottery(draw_id, sealed, text, error, clock.now())


@job("recruitment.reserves", every=timedelta(minutes=10))
def reserves(now: datetime) -> Work:
    """Who did not answer in time makes room for the next."""
    late = [reserve.id for reserve in queries.overdue_reserves(now)]
    db.session.rollback()
    for reserve_id in late:
        with transaction():
            reserve = db.session.get_one(Reserve, reserve_id)
            if reserve.said_yes_at is None and reserve.said_no_at is None:
                seats.decline_chair(reserve, now)
    return Work(ran=len(late))


@job("recruitment.calendar", every=timedelta(minutes=10))
def calendar(now: datetime) -> Work:
    with transaction():
        return Work(ran=seats.update_calendars(now))


class _Writing:
    """One person's mail or letter about a panel, in their language."""

    def __init__(self, volunteer: Volunteer) -> None:
        self.tenant_id = volunteer.tenant_id
        self.panel = get_panel(volunteer.panel_id)
        self.evening = queries.next_evening(volunteer.panel_id)
        self.account = account_of(volunteer.tenant_id)

    @property
    def language(self) -> str:
        return self.account.language if self.account else "nl"

    def text(self, what: str, **values: object) -> str:
        return render_template(f"recruitment/mail/{what}.txt", panel=self.panel, evening=self.evening, **values)

    def mail(self, subject: str, text: str, attachments: Sequence[Attachment] = ()) -> Mail | None:
        to = mail_address(self.tenant_id)
        return Mail(to, subject, text, tuple(attachments)) if to else None

    def letter(self, subject: str, text: str, at: datetime, *, code: str | None = None, url: str | None = None) -> Letter:
        paragraphs = [" ".join(part.split()) for part in text.split("\n\n") if part.strip()]
        return standard_letter(house(), letter_address(self.tenant_id), subject, paragraphs, at, code=code, url=url)


def _code(purpose: str, subject_id: int, tenant_id: int, now: datetime) -> str | None:
    token = standing_token(purpose, subject_id, tenant_id, now)
    return code_of(token) if token else None


def _seated(ref: Ref, way: Way) -> Mail | Letter | None:
    seat, now = queries.get_seat(int(ref["seat"])), clock.now()
    code = _code(seats.SEAT_TOKEN, seat.id, seat.volunteer.tenant_id, now)
    who = _Writing(seat.volunteer)
    if seat.given_up_at is not None or code is None or who.panel.cancelled_at is not None:
        return None
    with speaking(who.language):
        url = house().url(f"/plaats/{code}")
        text = who.text("seated", code=display(code), url=url, by_letter=way is Way.LETTER)
        subject = _("U hebt een plaats in het klantenpanel")
        return who.mail(subject, text) if way is Way.MAIL else who.letter(subject, text, seat.seated_at, code=display(code), url=url)


def _not_drawn(ref: Ref, way: Way) -> Mail | Letter | None:
    volunteer = db.session.get_one(Volunteer, int(ref["volunteer"]))
    who = _Writing(volunteer)
    if volunteer.stopped_at is not None or who.panel.cancelled_at is not None:
        return None
    with speaking(who.language):
        text = who.text("not_drawn", public=house().url(f"/loting/{who.panel.id}"), number=volunteer.number)
        subject = _("Uitslag van de loting voor het klantenpanel")
        return who.mail(subject, text) if way is Way.MAIL else who.letter(subject, text, clock.now())


def _reserve(ref: Ref, way: Way) -> Mail | Letter | None:
    reserve, now = queries.get_reserve(int(ref["reserve"])), clock.now()
    code = _code(seats.RESERVE_TOKEN, reserve.id, reserve.volunteer.tenant_id, now)
    if reserve.said_no_at is not None or reserve.said_yes_at is not None or code is None or reserve.answer_by_at is None:
        return None
    who = _Writing(reserve.volunteer)
    if who.panel.cancelled_at is not None:
        return None
    with speaking(who.language):
        url = house().url(f"/reserve/{code}")
        text = who.text("reserve", code=display(code), url=url, until=reserve.answer_by_at, by_letter=way is Way.LETTER)
        subject = _("Er is een plaats vrij in het klantenpanel. Komt u?")
        return who.mail(subject, text) if way is Way.MAIL else who.letter(subject, text, now, code=display(code), url=url)


def _calendar(ref: Ref, way: Way) -> Mail | Letter | None:
    seat, evening, now = queries.get_seat(int(ref["seat"])), db.session.get_one(PanelSession, int(ref["evening"])), clock.now()
    who = _Writing(seat.volunteer)
    cancelled = seat.given_up_at is not None or evening.cancelled_at is not None
    with speaking(who.language):
        text = who.text("calendar", when=evening, cancelled=cancelled, own=seat.given_up_at is not None)
        subject = (
            _("Afgezegd: %(title)s", title=who.panel.title) if cancelled else _("In uw agenda: %(when)s", when=moment(evening.starts_at))
        )
        if way is Way.LETTER:
            return who.letter(subject, text, now)
        event = ics.Event(
            uid=f"panel-{evening.id}-seat-{seat.id}@meedenkers.invalid",
            sequence=evening.sequence + (1 if cancelled else 0),
            starts_at=evening.starts_at,
            ends_at=evening.ends_at,
            summary=who.panel.title,
            description=who.panel.questions,
            location=f"{evening.place}, {evening.address}",
            organizer_name=house().name,
            organizer_mail=house().mail,
            url=house().base_url,
            cancelled=cancelled,
            stamp=now,
        )
        to = mail_address(who.tenant_id)
        guest = (seat.volunteer.tenant.name, to) if to else None
        return who.mail(subject, text, [Attachment("bijeenkomst.ics", ics.calendar(event, guest), ics.mime_type(event, guest))])


def _both_ways(kind: str, write: object) -> None:
    renders(kind, Way.MAIL)(lambda ref: write(ref, Way.MAIL))  # type: ignore[operator]
    renders(kind, Way.LETTER)(lambda ref: write(ref, Way.LETTER))  # type: ignore[operator]


_both_ways("recruitment.seated", _seated)
_both_ways("recruitment.not_drawn", _not_drawn)
_both_ways("recruitment.reserve", _reserve)
_both_ways("recruitment.calendar", _calendar)
