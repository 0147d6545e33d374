"""What happens when. Acts are collected in any order and run in the order of their moments, so that every rule that looks at what was
before (a cool-down, a key, an advice term) sees what it would have seen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import sqlalchemy as sa

from foundation import outbox
from foundation.clock import local_day, start_of
from foundation.db import db
from foundation.outbox import Outgoing, SendState, Way

Act = Callable[[datetime], object]
MAIL_TAKES = timedelta(minutes=2)
STILL_HERE = timedelta(hours=30)
"""The newest mail is left for the real worker to send."""


class Timeline:
    def __init__(self) -> None:
        self._acts: list[tuple[datetime, int, Act]] = []

    def at(self, moment: datetime, act: Act) -> None:
        """`act` may put further acts on the line itself."""
        self._acts.append((moment, len(self._acts), act))
        self._acts.sort(key=lambda one: one[:2], reverse=True)

    def run(self, until: datetime) -> None:
        """Everything up to `until`; what lies behind it does not happen."""
        day = None
        while self._acts and self._acts[-1][0] <= until:
            moment, _place, act = self._acts.pop()
            if local_day(moment) != day:
                day = local_day(moment)
                deliver(min(start_of(day), until - STILL_HERE))
            act(moment)


def deliver(before: datetime, way: Way | None = None) -> None:
    """Whatever was queued before this moment has left: mail at once, letters at this moment."""
    found = sa.select(Outgoing).where(Outgoing.state == SendState.QUEUED, Outgoing.queued_at < before).order_by(Outgoing.id)
    rows = db.session.scalars(found if way is None else found.where(Outgoing.way == way)).all()
    for row in rows:
        row.state, row.sent_at, row.tries = SendState.SENT, row.queued_at + MAIL_TAKES if row.way is Way.MAIL else before, 1
    db.session.flush()
    for row in rows:
        outbox.left.send(row, now=row.sent_at)
