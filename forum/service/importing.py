"""Taking in a discussion of another forum, all or nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from datetime import date, datetime

import sqlalchemy as sa

from accounts.models import Account, Tenant
from accounts.service.imported_authors import accounts_for_authors
from forum import events, queries, rules
from forum.models import PolicyYear, Post, Regime, ShownTo, Thread, Topic, YearKind
from forum.rules.imports import Errors, Line, check_parents, read_lines, shifted
from forum.service.showing import queue
from foundation.clock import local_day, start_of
from foundation.db import db, lock
from foundation.errors import BadInput
from foundation.i18n import _
from foundation.markup import RENDER_VERSION, render

CHUNK = 500


@dataclass
class Imported:
    """Rows made by one run; `skipped` were already there."""

    topics: int = 0
    threads: int = 0
    posts: int = 0
    authors: int = 0
    guests: int = 0
    skipped: int = 0
    errors: list[dict[str, object]] = field(default_factory=list)


@dataclass(frozen=True)
class Reading:
    """A file read and rendered, before anything is kept: the long part, done outside the transaction."""

    lines: list[Line]
    html: dict[str, str]
    repeated: int


def refused(errors: list[dict[str, object]]) -> BadInput:
    error = BadInput(_("In het bestand staan fouten (%(count)s). Er is niets ingelezen.", count=len(errors)), errors)
    error.fields = asdict(Imported(errors=errors))  # type: ignore[attr-defined]
    return error


def read_posts(rows: Iterable[bytes], now: datetime) -> Reading:
    """Check the file and render what is new. Raises BadInput with every line that is wrong."""
    errors = Errors()
    lines, repeated = read_lines(rows, now, errors)
    known = queries.imported_texts(_named(lines))
    check_parents(lines, {source: thread for source, (thread, _digest) in known.items()}, errors)
    _check_known(lines, known, errors)
    if errors:
        raise refused(sorted(errors, key=lambda one: int(str(one["line"]))))
    return Reading(lines, {line.id: render(rules.clean_text(line.body)) for line in lines if line.id not in known}, repeated)


def import_by_year(reading: Reading, now: datetime) -> Imported:
    """One closed topic for each year in which a conversation was opened."""
    done = Imported(skipped=reading.repeated)
    openings = {line.id: line for line in reading.lines if line.parent_id is None}
    topics: dict[int, int] = {}

    def topic_of(thread_id: str) -> int:
        year = local_day(openings[thread_id].at).year
        if year not in topics:
            topics[year] = _imported_topic(year, now, done)
        return topics[year]

    return _keep(reading, reading.lines, topic_of, done, now)


def import_into_topic(reading: Reading, topic: Topic, first_on: date | None, now: datetime) -> Imported:
    """Every opening becomes a conversation of this topic, moved in time so that the first falls on a day (else the opening day)."""
    lock(topic)
    if topic.closed_at is not None or topic.withdrawn_at is not None:
        raise BadInput(_("Dit onderwerp is al afgesloten. Kies een ander onderwerp."))
    lines = shifted(reading.lines, first_on or topic.opens_on)
    return _keep(reading, lines, lambda _thread: topic.id, Imported(skipped=reading.repeated), now)


def link_author_posts(account: Account, tenant: Tenant, now: datetime) -> None:
    """An imported author turned out to be this tenant: their posts count for this household. Listens to accounts' author_linked."""
    theirs = sa.and_(Post.author_id == account.id, Post.household_id.is_(None))
    topics = list(db.session.scalars(sa.select(Post.topic_id).where(theirs).distinct()))
    db.session.execute(sa.update(Post).where(theirs).values(household_id=tenant.household_id))
    if topics:
        events.posts_imported.send(topics, now=now)


def _named(lines: list[Line]) -> set[str]:
    return {line.id for line in lines} | {line.parent_id for line in lines if line.parent_id}


def _check_known(lines: list[Line], known: dict[str, tuple[str, str]], errors: Errors) -> None:
    for line in lines:
        if line.id in known and known[line.id] != (line.thread_id, line.digest):
            errors.note(line.number, _("Bijdrage %(id)s is al eerder ingelezen, met een andere tekst.", id=line.id))


def _keep(reading: Reading, lines: list[Line], topic_of: Callable[[str], int], done: Imported, now: datetime) -> Imported:
    known = queries.imported_texts(_named(lines))  # once more, now under the write lock
    errors = Errors()
    _check_known(lines, known, errors)
    if errors:
        raise refused(errors)
    new = sorted((line for line in lines if line.id not in known), key=lambda line: (line.at, line.id))
    done.skipped += len(lines) - len(new)
    if not new:
        return done
    authors, done.authors = accounts_for_authors((line.author for line in new if line.author), now)
    threads = _threads(new, topic_of, done)
    rows = _rows(new, threads, authors, reading.html)
    ids = _insert_by_level(rows, new)
    done.posts = len(rows)
    done.guests = sum(line.author is None for line in new)
    _count(new, threads)
    queue(ids, now)
    events.posts_imported.send(sorted({thread.topic_id for thread in threads.values()}), now=now)
    return done


def _threads(new: list[Line], topic_of: Callable[[str], int], done: Imported) -> dict[str, Thread]:
    wanted = sorted({line.thread_id for line in new})
    found: dict[str, Thread] = {}
    for start in range(0, len(wanted), CHUNK):
        query = sa.select(Thread).where(Thread.source_id.in_(wanted[start : start + CHUNK])).with_for_update()
        found |= {str(thread.source_id): thread for thread in db.session.scalars(query)}
    for line in new:
        if line.parent_id is None:
            found[line.id] = Thread(
                topic_id=topic_of(line.id), title=rules.clean_title(line.title) or "-", started_at=line.at, last_post_at=line.at,
                post_count=0, next_child=2, source_id=line.id,
            )  # fmt: skip
            done.threads += 1
    db.session.add_all(found.values())
    db.session.flush()
    return found


def _rows(new: list[Line], threads: dict[str, Thread], authors: dict[str, int], html: dict[str, str]) -> dict[str, dict[str, object]]:
    """Column values of each new post, with the path its place in time and tree gives it."""
    numbers: dict[str, int] = {}
    for line in new:
        if line.parent_id is None:
            numbers[line.id] = 1
        else:
            thread = threads[line.thread_id]
            numbers[line.id], thread.next_child = thread.next_child, thread.next_child + 1
    here = {line.id: line for line in new}
    above = queries.imported_places(line.parent_id for line in new if line.parent_id and line.parent_id not in here)
    paths = {source: path for source, (_id, path) in above.items()}
    for line in new:
        chain = [line]
        while (parent := chain[-1].parent_id) and parent in here and parent not in paths:
            chain.append(here[parent])
        for one in reversed(chain):
            paths[one.id] = rules.child_path(paths[one.parent_id] if one.parent_id else "", numbers[one.id])
    rows: dict[str, dict[str, object]] = {}
    for line in new:
        body = rules.clean_text(line.body)
        rows[line.id] = {
            "thread_id": threads[line.thread_id].id, "topic_id": threads[line.thread_id].topic_id, "path": paths[line.id],
            "depth": rules.depth_of(paths[line.id]), "author_id": authors[line.author] if line.author else None, "author_kind": line.kind,
            "body": body, "body_html": html.get(line.id) or render(body), "render_version": RENDER_VERSION,
            "text_key": rules.text_key(body) or rules.text_key(line.title), "created_at": line.at, "day": local_day(line.at).isoformat(),
            "shown_to": ShownTo.EVERYONE, "source_id": line.id, "meta": {**line.meta, "digest": line.digest},
        }  # fmt: skip
    return rows


def _insert_by_level(rows: dict[str, dict[str, object]], new: list[Line]) -> list[int]:
    """Parents first: a post needs the id its parent got. Returns the new ids."""
    left = {line.id: line.parent_id for line in new}
    children: dict[str | None, list[str]] = defaultdict(list)
    for source, parent in left.items():
        children[parent if parent in left else None].append(source)
    known = queries.imported_places(parent for parent in left.values() if parent and parent not in left)
    ids = {source: post_id for source, (post_id, _path) in known.items()}
    made: list[int] = []
    level = children[None]
    while level:
        values = [{**rows[source], "parent_id": ids[above] if (above := left[source]) else None} for source in level]
        for start in range(0, len(values), CHUNK):
            kept = db.session.execute(sa.insert(Post).returning(Post.source_id, Post.id), values[start : start + CHUNK])
            fresh = {str(source): post_id for source, post_id in kept}
            ids |= fresh
            made += fresh.values()
        level = [child for source in level for child in children[source]]
    return made


def _count(new: list[Line], threads: dict[str, Thread]) -> None:
    for line in new:
        thread = threads[line.thread_id]
        thread.post_count += 1
        thread.last_post_at = max(thread.last_post_at, line.at)
    db.session.flush()


def _imported_topic(year: int, now: datetime, done: Imported) -> int:
    slug = f"import-{year}"
    if topic := db.session.scalar(sa.select(Topic).where(Topic.slug == slug)):
        return topic.id
    agenda = db.session.scalar(sa.select(PolicyYear).where(PolicyYear.year == year, PolicyYear.kind == YearKind.IMPORTED))
    if agenda is None:
        agenda = PolicyYear(year=year, kind=YearKind.IMPORTED)
        db.session.add(agenda)
        db.session.flush()
    opens = date(year, 1, 1)
    topic = Topic(
        policy_year_id=agenda.id, slug=slug, title=_("Ingelezen gesprekken uit %(year)s", year=year), summary="", body="", body_html="",
        regime=Regime.NONE, opens_on=opens, closes_on=date(year, 12, 31), proposed_at=now, agreed_at=start_of(opens),
        closed_at=now,
    )  # fmt: skip
    db.session.add(topic)
    db.session.flush()
    done.topics += 1
    return topic.id
