"""Files that were chosen and never placed."""

from __future__ import annotations

from datetime import datetime, timedelta

from forum.service.files import drop_forgotten
from foundation.db import transaction
from foundation.jobs import Work, job


@job("forum.files", every=timedelta(hours=6))
def drop_forgotten_files(now: datetime) -> Work:
    """Pictures that were chosen for a post that never came."""
    done = 0
    while True:
        with transaction():
            count = drop_forgotten(now)
        done += count
        if count == 0:
            return Work(ran=done)
