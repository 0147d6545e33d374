"""What a figure is, how two pieces of work are timed beside each other, and a throwaway installation to time them in.

A figure is a function marked `@figure` in a file of this folder. It takes nothing and gives one Figure, or yields several. It never
fails because something was slow: it says how slow, beside what it is compared with. `@figure_on_both` hands it an empty installation on
SQLite and then one on PostgreSQL.
"""

from __future__ import annotations

import contextlib
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import servers
import sqlalchemy as sa
from browser import Browser
from conftest import create_database, make_settings
from flask import Flask
from statements import statements

from foundation import jobs
from foundation.db import db
from wsgi import create_app

ROUNDS = 15


@dataclass(frozen=True)
class Figure:
    """`ratio` is to what `to` says and should stay at or under `bar`."""

    name: str
    value: str
    ratio: float | None = None
    to: str = ""
    bar: float | None = None

    def __str__(self) -> str:
        compared = "" if self.ratio is None else f"{self.ratio:.2f} x {self.to}"
        over = self.bar is not None and self.ratio is not None and self.ratio > self.bar
        return (
            f"  {self.name:<52} {self.value:<22} {compared:<34} {'' if self.bar is None else f'bar {self.bar:g}'}{'  OVER' if over else ''}"
        )


Measure = Callable[[], Figure | Iterator[Figure]]
FIGURES: list[Measure] = []


def figure(measure: Measure) -> Measure:
    FIGURES.append(measure)
    return measure


def figure_on_both(measure: Callable[[Flask, str], Iterator[Figure]]) -> None:
    """`measure(app, kind)`; put the kind in the names."""

    def both() -> Iterator[Figure]:
        for kind in ("sqlite", "postgresql"):
            with site(kind) as app:
                yield from measure(app, kind)

    both.__name__ = measure.__name__
    figure(both)


def within(name: str, seconds: float, bar: float, *, more: str = "") -> Figure:
    """Seconds beside the seconds it may take."""
    return Figure(name, f"{seconds:.2f} s{more}", seconds / bar, f"{bar:g} s", 1)


def seconds_of(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def paired(
    name: str, work: Callable[[], object], beside: Callable[[], object], to: str, bar: float | None = None, rounds: int = ROUNDS
) -> Figure:
    """Both in turn, so that a busy moment hits both; the middle one of the ratios."""
    work(), beside()
    pairs = [(seconds_of(work), seconds_of(beside)) for _round in range(rounds)]
    middle = statistics.median(one for one, _other in pairs)
    return Figure(name, f"{middle * 1000:.1f} ms", statistics.median(one / other for one, other in pairs), to, bar)


@contextlib.contextmanager
def site(kind: str = "sqlite") -> Iterator[Flask]:
    """An empty installation on this kind of database, inside its app context; gone afterwards."""
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="meedenkers-bench-")))
        url = f"sqlite:///{folder / 'bench.sqlite'}"
        if kind == "postgresql":
            url = create_database(stack.enter_context(servers.postgres()), "bench")
        app = create_app(make_settings(folder, url))
        app.config["RATELIMIT_ENABLED"] = False
        jobs.wake_with(None)
        with app.app_context():
            db.create_all()
            db.session.remove()
            yield app
            db.session.remove()
            db.engine.dispose()


def analyse() -> None:
    """What a database that has been there for a day knows of its tables."""
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.text("ANALYZE"))


def page(browser: Browser, path: str) -> str:
    """One page as it goes over the wire, without being read."""
    answer = browser._request(browser.client.get, path)
    assert answer.status_code == 200, (path, answer.status_code)
    return str(answer.text)


def queries_of(work: Callable[[], object]) -> int:
    with statements(db.engine) as sent:
        work()
    return len([one for one in sent if not one.startswith(("BEGIN", "PRAGMA"))])
