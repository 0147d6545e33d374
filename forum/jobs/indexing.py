"""The search index and stored HTML kept up to date, and what the doctor looks at."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog

from forum import queries, service
from foundation.db import db, transaction
from foundation.doctor import check
from foundation.i18n import _
from foundation.jobs import Work, job
from foundation.search import IndexBroken, IndexBusy

log = structlog.get_logger()
BEHIND = timedelta(hours=1)


@job("forum.index", every=timedelta(minutes=1))
def index(now: datetime) -> Work:
    """Drain the queue into the search index, a batch at a time; make the index anew when it is not there, cannot be read, or does not
    hold as many posts as it should."""
    done = 0
    try:
        if queries.the_index().health() is not None:
            return Work(ran=_rebuild(if_needed=True))
        while (batch := service.index_batch()).seen:
            _settle(batch.seen, batch.post_ids)
            done += len(batch.seen)
        should = queries.count_for_index()
        if should is not None and should != (holds := queries.the_index().count()):
            log.warning("search index holds another number of posts", holds=holds, should=should)
            return Work(ran=done + _rebuild())
    except IndexBusy:
        log.info("search index busy")
    except IndexBroken:
        log.warning("search index cannot be written")
    db.session.rollback()
    return Work(ran=done, left=len(queries.waiting_for_index()))


@job("forum.words", every=timedelta(days=1))
def words(now: datetime) -> Work:
    """Learn the words of the forum anew, so that those of hidden and withdrawn posts are forgotten."""
    return Work(ran=_learn())


def _rebuild(if_needed: bool = False) -> int:
    posts, seen = service.rebuild_index(if_needed)
    _settle(seen)
    _learn()
    return posts


def _learn() -> int:
    counts = service.count_words()  # the long part, before the database is held
    with transaction():
        service.keep_words(counts)
    return len(counts)


def _settle(seen: list[tuple[int, datetime]], new_words_of: Sequence[int] = ()) -> None:
    for start in range(0, len(seen), 1000):
        with transaction():
            service.settle(seen[start : start + 1000])
            if start == 0 and new_words_of:
                service.learn_words(new_words_of)


@job("forum.render", every=timedelta(hours=1))
def render_again(now: datetime) -> Work:
    """Posts whose HTML an older version made."""
    done = 0
    while True:
        with transaction():
            count = service.render_batch()
        done += count
        if count == 0:
            return Work(ran=done)


@check("index")
def look_at_index(now: datetime) -> str | None:
    health = queries.the_index().health()
    if health is not None and queries.any_post():
        return _("De zoekindex is er niet, is beschadigd of is verouderd (%(health)s). Doe: flask forum reindex", health=health)
    waiting = queries.waiting_for_index(1)
    if waiting and waiting[0].since_at < now - BEHIND:
        return _("De zoekindex loopt meer dan een uur achter. Kijk of het taakproces draait: flask jobs work")
    return None
