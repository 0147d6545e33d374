"""Keeps engagement up to date: woken by changed posts, and every ten minutes by itself."""

from __future__ import annotations

from datetime import datetime, timedelta

from foundation.db import transaction
from foundation.jobs import Work, job
from recruitment.service import ensure_first_policy, score


@job("recruitment.score", every=timedelta(minutes=10))
def bring_up_to_date(now: datetime) -> Work:
    with transaction():
        ensure_first_policy(now)
        return Work(ran=score(now))
