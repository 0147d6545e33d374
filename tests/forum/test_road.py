"""Where a topic stands, in words with their days."""

from datetime import date, timedelta

import pytest
from factories import NOW, make_topic

from forum.models import Regime, Topic
from forum.views.words import road
from foundation import clock


@pytest.fixture(autouse=True)
def _the_clock(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


EVENING = (NOW + timedelta(days=10, hours=6, minutes=30), NOW + timedelta(days=10, hours=8, minutes=30))
PAST = (NOW - timedelta(days=10), NOW - timedelta(days=10) + timedelta(hours=2))
OVER = {"opens_on": date(2026, 9, 1), "closes_on": date(2026, 10, 1)}


@pytest.mark.parametrize(
    ("topic", "evenings", "current"),
    [
        ({}, (), "open"), ({}, (EVENING,), "open"), ({"opens_on": date(2026, 12, 1)}, (), "agreed"), (OVER, (), "decision"),
        (OVER, (EVENING,), "panel"), (OVER, (PAST,), "decision"), (OVER | {"decided_at": NOW}, (PAST,), "closed"),
        (OVER | {"decided_at": NOW, "closed_at": NOW}, (PAST,), None),
    ],
)  # fmt: skip
def test_the_step_it_is_at(db, topic, evenings, current):
    assert road(make_topic_row(topic), evenings)[1] == current


def make_topic_row(values):
    more = {key: value for key, value in values.items() if key not in ("opens_on", "closes_on")}
    return make_topic(**{key: value for key, value in values.items() if key in ("opens_on", "closes_on")}, **more)


def test_every_step_says_its_day(db):
    topic = make_topic_row(OVER | {"regime": Regime.ADVICE, "advice_asked_on": date(2026, 11, 20)})
    steps, _current = road(topic, (PAST, EVENING))
    assert [note for _key, _label, note in steps] == [
        "zaterdag 24 oktober 2026", "dinsdag 1 september 2026 tot en met donderdag 1 oktober 2026",
        "vrijdag 13 november 2026 (geweest), donderdag 3 december 2026, 19.30 uur", "na vrijdag 1 januari 2027, of zodra het advies er is", "",
    ]  # fmt: skip
    assert isinstance(topic, Topic)
