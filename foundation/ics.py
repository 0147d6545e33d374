"""Appointments as iCalendar (RFC 5545, 5546). The only file that knows the icalendar library."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import icalendar

from foundation.clock import HERE
from foundation.plain import plain

_UID = re.compile(r"[A-Za-z0-9._+:@-]{1,200}")
_MAIL = re.compile(r"[^\s@<>()\[\]\\,;:\"]{1,64}@[^\s@<>()\[\]\\,;:\"]{1,255}")
_URL = re.compile(r"https?://[!-~]{1,2000}")


@dataclass(frozen=True)
class Event:
    """One appointment. A change keeps `uid` and raises `sequence`; a cancellation does so too, with `cancelled`."""

    uid: str
    sequence: int
    starts_at: datetime
    ends_at: datetime
    summary: str
    description: str
    location: str
    organizer_name: str
    organizer_mail: str
    url: str | None
    cancelled: bool
    stamp: datetime

    def __post_init__(self) -> None:
        for name in ("starts_at", "ends_at", "stamp"):
            if getattr(self, name).utcoffset() is None:
                raise ValueError(f"{name} needs a time zone")
        if self.ends_at <= self.starts_at:
            raise ValueError("an event ends after it starts")
        if self.sequence < 0:
            raise ValueError("a sequence starts at 0")
        if not _UID.fullmatch(self.uid):
            raise ValueError("a uid holds letters, digits and . _ + : @ - only")
        if not _MAIL.fullmatch(self.organizer_mail):
            raise ValueError("organizer_mail is not one address")
        if self.url is not None and not _URL.fullmatch(self.url):
            raise ValueError("url is not a web address")


def calendar(event: Event, attendee: tuple[str, str] | None = None) -> bytes:
    """The file to send or offer. METHOD follows from what is known: CANCEL for a cancelled event; REQUEST when it is
    meant for one `attendee` (name, address) who already said yes; else PUBLISH, because RFC 5546 allows no REQUEST
    without an attendee."""
    out = icalendar.Calendar()
    out.add("prodid", "-//Open source//Calendar 1//NL")
    out.add("version", "2.0")
    out.add("calscale", "GREGORIAN")
    out.add("method", _method(event, attendee))
    out.add_component(_zone())
    out.add_component(_event(event, attendee))
    return bytes(out.to_ical())


def mime_type(event: Event, attendee: tuple[str, str] | None = None) -> str:
    """The content type that goes with `calendar` for the same arguments; mail programs want the method in it."""
    return f"text/calendar; charset=utf-8; method={_method(event, attendee)}"


def _method(event: Event, attendee: tuple[str, str] | None) -> str:
    return "CANCEL" if event.cancelled else "REQUEST" if attendee else "PUBLISH"


def _event(event: Event, attendee: tuple[str, str] | None) -> icalendar.Event:
    out = icalendar.Event()
    out.add("uid", event.uid)
    out.add("sequence", event.sequence)
    out.add("dtstamp", event.stamp.astimezone(UTC))
    out.add("last-modified", event.stamp.astimezone(UTC))
    starts, ends = _wall_clock(event)
    out.add("dtstart", starts)
    out.add("dtend", ends)
    out.add("summary", plain(event.summary))
    if event.description:
        out.add("description", plain(event.description, lines=True))
    if event.location:
        out.add("location", plain(event.location))
    if event.url:
        out.add("url", event.url)
    out.add("status", "CANCELLED" if event.cancelled else "CONFIRMED")
    out.add("transp", "TRANSPARENT" if event.cancelled else "OPAQUE")
    out.add("organizer", _person(event.organizer_name, event.organizer_mail))
    if attendee:
        if not _MAIL.fullmatch(attendee[1]):
            raise ValueError("the attendee's mail is not one address")
        person = _person(*attendee)
        person.params.update({"ROLE": "REQ-PARTICIPANT", "PARTSTAT": "ACCEPTED", "RSVP": "FALSE"})
        out.add("attendee", person)
    return out


def _wall_clock(event: Event) -> tuple[datetime, datetime]:
    """Local times, so that calendars show the zone people live in. The hour that is lived twice in October has no
    unambiguous name in this format: an event that touches its second time is written in UTC."""
    starts, ends = event.starts_at.astimezone(HERE), event.ends_at.astimezone(HERE)
    if starts.fold or ends.fold:
        return event.starts_at.astimezone(UTC), event.ends_at.astimezone(UTC)
    return starts, ends


def _person(name: str, mail: str) -> icalendar.vCalAddress:
    person = icalendar.vCalAddress("mailto:" + quote(mail, safe="@+.-_~!$*'"))
    if shown := plain(name).strip():
        person.params["CN"] = shown
    return person


def _zone() -> icalendar.Timezone:
    """The European summer time rule as two yearly rules: every calendar program understands these, whatever zones it
    ships."""
    out = icalendar.Timezone()
    out.add("tzid", HERE.key)
    summer, winter = icalendar.TimezoneDaylight(), icalendar.TimezoneStandard()
    for part, name, since, before in (
        (summer, "CEST", datetime.fromisoformat("1970-03-29T02:00"), 1),
        (winter, "CET", datetime.fromisoformat("1970-10-25T03:00"), 2),
    ):
        part.add("dtstart", since)
        part.add("rrule", {"freq": "yearly", "bymonth": since.month, "byday": "-1SU"})
        part.add("tzoffsetfrom", timedelta(hours=before))
        part.add("tzoffsetto", timedelta(hours=3 - before))
        part.add("tzname", name)
        out.add_component(part)
    return out
