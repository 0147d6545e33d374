from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import icalendar
import pytest
from dateutil.rrule import rrulestr  # type: ignore[import-untyped]
from hypothesis import given
from hypothesis import strategies as st

from foundation import ics
from foundation.clock import HERE

PLAIN = ics.Event(
    uid="evening-7@example.org",
    sequence=0,
    starts_at=datetime(2026, 11, 23, 18, 30, tzinfo=UTC),
    ends_at=datetime(2026, 11, 23, 20, 30, tzinfo=UTC),
    summary="Bijeenkomst",
    description="Neem uw leesbril mee.",
    location="Buurthuis, Kerkstraat 1",
    organizer_name="De Brug",
    organizer_mail="panel@example.org",
    url="https://example.org/avond/7?a=b,c;d",
    cancelled=False,
    stamp=datetime(2026, 10, 1, 9, 0, tzinfo=UTC),
)
WHO = ("Zoë Çelik", "zoe@example.org")


def event(**changes: Any) -> ics.Event:
    return dataclasses.replace(PLAIN, **changes)


def read(data: bytes) -> tuple[Any, Any]:
    whole: Any = icalendar.Calendar.from_ical(data)
    [item] = whole.walk("VEVENT")
    return whole, item


def test_everything_arrives() -> None:
    whole, item = read(ics.calendar(PLAIN))
    assert (whole["version"], whole["method"]) == ("2.0", "PUBLISH")
    assert (item["uid"], item["sequence"], item["status"]) == (PLAIN.uid, 0, "CONFIRMED")
    assert (item["summary"], item["description"], item["location"]) == (
        PLAIN.summary,
        PLAIN.description,
        PLAIN.location,
    )
    assert item["url"] == PLAIN.url
    assert item["organizer"] == "mailto:panel@example.org"
    assert item["organizer"].params["CN"] == "De Brug"
    assert item["dtstamp"].dt == PLAIN.stamp
    assert "attendee" not in item


def test_same_arguments_same_bytes() -> None:
    assert ics.calendar(PLAIN, WHO) == ics.calendar(event(), WHO)


@pytest.mark.parametrize(
    ("starts_at", "wall_clock"),
    [
        (datetime(2027, 3, 27, 18, 30, tzinfo=UTC), "20270327T193000"),  # the day before summer time
        (datetime(2027, 3, 28, 0, 30, tzinfo=UTC), "20270328T013000"),
        (datetime(2027, 3, 28, 1, 0, tzinfo=UTC), "20270328T030000"),  # 02:00 is not lived
        (datetime(2027, 3, 28, 17, 30, tzinfo=UTC), "20270328T193000"),
        (datetime(2027, 10, 30, 17, 30, tzinfo=UTC), "20271030T193000"),
        (datetime(2027, 10, 31, 0, 30, tzinfo=UTC), "20271031T023000"),  # first 02:30
        (datetime(2027, 10, 31, 18, 30, tzinfo=UTC), "20271031T193000"),
        (datetime(2028, 2, 29, 18, 30, tzinfo=timezone(timedelta(hours=-5))), "20280301T003000"),
    ],
)
def test_wall_clock_time_is_right_around_the_clock_change(starts_at: datetime, wall_clock: str) -> None:
    data = ics.calendar(event(starts_at=starts_at, ends_at=starts_at + timedelta(minutes=15)))
    assert f"DTSTART;TZID=Europe/Amsterdam:{wall_clock}\r\n".encode() in data
    assert read(data)[1]["dtstart"].dt.astimezone(UTC) == starts_at


@pytest.mark.parametrize("part", ["starts_at", "ends_at"])
def test_the_second_half_past_two_is_written_in_utc(part: str) -> None:
    twice = datetime(2027, 10, 31, 1, 30, tzinfo=UTC)
    times = {"starts_at": twice - timedelta(hours=2), "ends_at": twice + timedelta(hours=2)} | {part: twice}
    data = ics.calendar(event(**times))
    assert (b"DTSTART:20271031T013000Z" if part == "starts_at" else b"DTEND:20271031T013000Z") in data
    item = read(data)[1]
    assert (item["dtstart"].dt, item["dtend"].dt) == (times["starts_at"], times["ends_at"])


def test_the_zone_in_the_file_says_what_the_zone_database_says() -> None:
    """Read back the two yearly rules by hand and compare with zoneinfo, every sixth hour of five years."""
    [zone] = read(ics.calendar(PLAIN))[0].walk("VTIMEZONE")
    assert zone["tzid"] == "Europe/Amsterdam"
    changes: list[tuple[datetime, timedelta]] = []
    for part in zone.subcomponents:
        rule = rrulestr(part["rrule"].to_ical().decode(), dtstart=part["dtstart"].dt)
        for local in rule.between(datetime.fromisoformat("2024-01-01"), datetime.fromisoformat("2031-01-01")):
            changes.append(((local - part["tzoffsetfrom"].td).replace(tzinfo=UTC), part["tzoffsetto"].td))
    changes.sort()
    moment = datetime(2025, 1, 1, tzinfo=UTC)
    while moment.year < 2030:
        assert [after for since, after in changes if since <= moment][-1] == moment.astimezone(HERE).utcoffset()
        moment += timedelta(hours=1 if moment.month in (3, 10) else 6)


def test_a_change_keeps_the_uid_and_raises_the_sequence() -> None:
    first = read(ics.calendar(PLAIN, WHO))[1]
    later = read(ics.calendar(event(sequence=1, starts_at=PLAIN.starts_at - timedelta(hours=1)), WHO))[1]
    assert first["uid"] == later["uid"]
    assert (first["sequence"], later["sequence"]) == (0, 1)
    assert first["dtstart"].dt - later["dtstart"].dt == timedelta(hours=1)


def test_a_request_names_the_one_it_is_for() -> None:
    whole, item = read(ics.calendar(PLAIN, WHO))
    assert whole["method"] == "REQUEST"
    assert item["attendee"] == "mailto:zoe@example.org"
    assert (item["attendee"].params["CN"], item["attendee"].params["PARTSTAT"]) == ("Zoë Çelik", "ACCEPTED")
    assert ics.mime_type(PLAIN, WHO) == "text/calendar; charset=utf-8; method=REQUEST"


@pytest.mark.parametrize("who", [None, WHO])
def test_a_cancellation_takes_it_out_of_the_calendar(who: tuple[str, str] | None) -> None:
    off = event(sequence=2, cancelled=True)
    whole, item = read(ics.calendar(off, who))
    assert (whole["method"], item["status"], item["sequence"], item["uid"]) == ("CANCEL", "CANCELLED", 2, PLAIN.uid)
    assert ics.mime_type(off, who).endswith("method=CANCEL")


hostile = st.text() | st.sampled_from(
    [
        "x\r\nATTENDEE:mailto:evil@x.test",
        "x\nEND:VEVENT\nBEGIN:VEVENT",
        'x";RSVP=TRUE:mailto:evil@x.test',
        "x\u2028END:VCALENDAR",
        "\u202egpj.exe",
        "\\n;,\\\\",
        "\x00\x1b[31m",
        "é" * 300,
        "\ud800",
    ]
)


@given(summary=hostile, description=hostile, location=hostile, name=hostile)
def test_no_text_becomes_a_line_or_a_parameter(summary: str, description: str, location: str, name: str) -> None:
    text = event(summary=summary, description=description, location=location, organizer_name=name)
    data = ics.calendar(text, (name, "a@example.org"))
    lines = data.split(b"\r\n")
    assert b"".join(lines).count(b"\n") == b"".join(lines).count(b"\r") == 0
    assert all(len(line) <= 75 for line in lines)
    whole, item = read(data)
    assert [each.name for each in whole.walk()] == [each.name for each in read(ics.calendar(PLAIN))[0].walk()]
    assert set(item) <= {*read(ics.calendar(PLAIN, WHO))[1]}
    assert set(item["attendee"].params) <= {"CN", "ROLE", "PARTSTAT", "RSVP"}
    assert item["attendee"].params["RSVP"] == "FALSE"
    assert item["summary"].count("\n") == 0
    assert not set("\u202e\x00\x1b") & set(item["summary"] + item.get("description", ""))


def test_text_with_signs_of_the_format_comes_back_as_it_was() -> None:
    text = 'Eén; twee, drie \\ vier: "vijf" = 100 %'
    item = read(ics.calendar(event(summary=text, description=f"{text}\r\n{text}", location=text)))[1]
    assert (item["summary"], item["location"], item["description"]) == (text, text, f"{text}\n{text}")


@pytest.mark.parametrize(
    "wrong",
    [
        {"starts_at": datetime.fromisoformat("2026-11-23T19:00")},
        {"stamp": datetime.fromisoformat("2026-11-23T19:00")},
        {"ends_at": PLAIN.starts_at},
        {"sequence": -1},
        {"uid": ""},
        {"uid": "a\r\nX:y"},
        {"organizer_mail": "a@b.nl, c@d.nl"},
        {"organizer_mail": "a@b.nl\r\nX:y"},
        {"organizer_mail": "geen adres"},
        {"url": "javascript:alert(1)"},
        {"url": "https://x.test/\r\nX:y"},
    ],
)
def test_an_impossible_event_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"zone|after|sequence|uid|address"):
        event(**wrong)


def test_an_attendee_with_two_addresses_is_refused() -> None:
    with pytest.raises(ValueError, match="address"):
        ics.calendar(PLAIN, ("Jan", "a@b.nl,c@d.nl"))
