"""Background work. The rows that need work are the truth; Huey only says when to look at them.

A job is a function of the time that finds its own work in the database, may run twice, and does its work once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import sqlalchemy as sa
import structlog
from flask import Flask
from huey import PostgresHuey, RedisHuey, SqliteHuey, crontab
from huey.api import Huey
from prometheus_client import REGISTRY, start_http_server
from prometheus_client.core import GaugeMetricFamily
from sqlalchemy.orm import Mapped, mapped_column

from foundation import clock
from foundation.db import WAKERS, Model, db, transaction
from foundation.errors import traits

log = structlog.get_logger()


class JobRun(Model):
    """When a job last ran: the worker's heartbeat, and what `doctor` reads."""

    __tablename__ = "job_run"

    name: Mapped[str] = mapped_column(sa.String(60), primary_key=True)
    started_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    failed: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(sa.String(200), default="")


@dataclass(frozen=True)
class Work:
    """What one run of a job did: rows done, rows still waiting, rows that failed."""

    ran: int = 0
    left: int = 0
    failed: int = 0


@dataclass(frozen=True)
class Job:
    name: str
    run: Callable[[datetime], Work]
    every: timedelta


JOBS: dict[str, Job] = {}


def job(name: str, *, every: timedelta) -> Callable[[Callable[[datetime], Work]], Callable[[datetime], Work]]:
    """Register a job under `<area>.<what>`; it runs at least this often, and at once when a unit of work wakes it."""

    def register(run: Callable[[datetime], Work]) -> Callable[[datetime], Work]:
        JOBS[name] = Job(name, run, every)
        return run

    return register


def run(name: str, now: datetime) -> Work:
    """Run one job and note that it ran. A failure is noted and logged, never raised: the other jobs go on."""
    with transaction():
        row = db.session.get(JobRun, name) or JobRun(name=name)
        row.started_at = now
        db.session.add(row)
    work, error = Work(failed=1), ""
    try:
        work = JOBS[name].run(now)
    except Exception as problem:  # noqa: BLE001 - one job must not stop the others
        error = type(problem).__name__
        log.error("job failed", job=name, **traits(problem))
        db.session.rollback()
    with transaction():
        row = db.session.get_one(JobRun, name)
        row.done_at, row.failed, row.error = now, work.failed, error
    db.session.remove()
    return work


def run_due(now: datetime, everything: bool = False) -> Work:
    """Run each job whose time has come, or all of them."""
    last = {row.name: row.started_at for row in db.session.scalars(sa.select(JobRun))}
    db.session.rollback()
    total = [0, 0, 0]
    for name in sorted(JOBS):
        if everything or name not in last or last[name] + JOBS[name].every <= now + timedelta(seconds=5):
            work = run(name, now)
            total = [total[0] + work.ran, total[1] + work.left, total[2] + work.failed]
    return Work(*total)


def engine(url: str, data: Path) -> Huey:
    if url.startswith(("redis://", "rediss://", "unix://")):
        return RedisHuey("meedenkers", url=url)
    if url.startswith(("postgres", "postgresql")):
        return PostgresHuey("meedenkers", dsn=url)
    return SqliteHuey("meedenkers", filename=str(data / "jobs.sqlite"))


def set_up(app: Flask, url: str, data: Path) -> Huey:
    """Make the engine and its two tasks: the minute's round, and one job woken by a unit of work."""
    huey = engine(url, data)

    @huey.task(name="run", retries=0)  # type: ignore[untyped-decorator]
    def run_one(name: str) -> None:
        with app.app_context():
            if name in JOBS:  # a job that a newer version dropped is not an error
                run(name, clock.now())

    @huey.periodic_task(crontab(minute="*"), name="round")  # type: ignore[untyped-decorator]
    def round_of_the_minute() -> None:
        with app.app_context():
            run_due(clock.now())

    def wake(name: str) -> None:
        try:
            run_one(name)
        except Exception:  # noqa: BLE001 - the row is kept; the next round finds it
            log.warning("job engine out of reach", job=name)

    app.extensions["huey"] = huey
    app.extensions["wake"] = wake
    return huey


def wake_with(wake: Callable[[str], None] | None) -> None:
    """Who is told of new work from now on; None for nobody (tests run jobs by hand)."""
    WAKERS[:] = [wake] if wake else []


def work(app: Flask, metrics_port: int | None = None) -> None:
    """Be the worker until stopped. With a port, figures for a monitor are served on the loopback address."""
    huey: Huey = app.extensions["huey"]
    if metrics_port is not None:
        REGISTRY.register(_Figures(app))  # type: ignore[arg-type]
        start_http_server(metrics_port, addr="127.0.0.1")
    with app.app_context():
        run_due(clock.now())
    # Idle workers of an engine that is polled look again within a second: what somebody posts is to be found at once.
    huey.create_consumer(workers=2, periodic=True, check_worker_health=True, max_delay=1.0).run()


class _Figures:
    """Read from the rows at the moment a monitor asks."""

    def __init__(self, app: Flask) -> None:
        self.app = app

    def collect(self) -> Iterator[GaugeMetricFamily]:
        age = GaugeMetricFamily("meedenkers_job_age_seconds", "Seconds since a job last started", labels=["job"])
        failed = GaugeMetricFamily("meedenkers_job_failed", "Rows that failed in a job's last run", labels=["job"])
        with self.app.app_context():
            for row in db.session.scalars(sa.select(JobRun)):
                age.add_metric([row.name], (clock.now() - row.started_at).total_seconds())
                failed.add_metric([row.name], row.failed)
            db.session.remove()
        yield age
        yield failed
