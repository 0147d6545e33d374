"""A real worker beside an installation: another process that runs `flask jobs work`."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

from flask import Flask
from servers import ROOT

from foundation import jobs


@contextlib.contextmanager
def working(app: Flask) -> Iterator[None]:
    """Inside, work is done as on a server: a unit of work wakes the worker. The worker has looked round once when this begins."""
    from foundation.db import db
    from foundation.jobs import JobRun

    environment = {
        **os.environ, "MEEDENKERS_DATA": str(app.extensions["house"].data), "DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"],
        "MEEDENKERS_SECRET": app.config["SECRET_KEY"], "MAIL_URL": "file:",
    }  # fmt: skip
    worker = subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "wsgi", "jobs", "work"], cwd=ROOT, env=environment,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    jobs.wake_with(app.extensions["wake"])

    def looked_round() -> bool:
        db.session.rollback()
        last = db.session.get(JobRun, max(jobs.JOBS))
        return last is not None and last.done_at is not None

    try:
        until(looked_round, worker)
        yield
    finally:
        jobs.wake_with(None)
        worker.terminate()
        worker.wait(timeout=30)


def until(what: Callable[[], bool], worker: subprocess.Popen[bytes] | None = None, patience: float = 90) -> float:
    """Seconds it took until this was so. The patience is for a busy machine; nobody is judged by it."""
    start = time.perf_counter()
    while not what():
        assert worker is None or worker.poll() is None, "the worker stopped"
        assert time.perf_counter() - start < patience, "it never came"
        time.sleep(0.02)
    return time.perf_counter() - start
