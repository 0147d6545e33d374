"""Arguments, the corporation's answers, and telling everybody who contributed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from accounts.models import Account, Channel, Tenant
from accounts.queries.people import reachable_by_mail
from forum.models import Topic
from foundation import audit, outbox
from foundation.db import db, lock
from foundation.errors import Refused
from foundation.i18n import _
from foundation.outbox import Outgoing, SendState, Way
from foundation.plain import plain
from recruitment.models import Argument, ArgumentPost, Outcome, Panel, PanelSession, Telling, Verdict
from recruitment.queries.outcomes import (
    Person,
    argument_counts,
    find_outcome,
    is_contributor,
    not_told,
    people_to_tell,
    postable,
    telling_began,
)
from recruitment.rules.outcomes import why_not_answer, why_not_close, why_not_list_argument, why_not_tell

KIND = "recruitment.telling"


@dataclass(frozen=True)
class Words:
    """What is filled in about an argument."""

    body: str
    session_id: int | None = None
    post_ids: tuple[int, ...] = ()


def add_argument(topic: Topic, words: Words, by: Account, now: datetime) -> Argument:
    lock(topic)
    _check(why_not_list_argument(topic, by, words.body, telling_began(topic.id)))
    last = db.session.scalar(sa.select(sa.func.max(Argument.number)).where(Argument.topic_id == topic.id)) or 0
    argument = Argument(topic_id=topic.id, number=last + 1, added_at=now, body=_text(words.body), panel_session_id=_evening(topic, words))
    db.session.add(argument)
    db.session.flush()
    _link(argument, words.post_ids)
    _record("recruitment.argument_added", argument, by, now)
    return argument


def change_argument(topic: Topic, argument: Argument, words: Words, by: Account, now: datetime) -> None:
    lock(topic)
    _check(why_not_list_argument(topic, by, words.body, telling_began(topic.id)))
    if find_outcome(argument.id) is not None and _text(words.body) != argument.body:
        raise Refused(_("Dit argument heeft al een antwoord. De tekst kan niet meer veranderen."))
    argument.body, argument.panel_session_id = _text(words.body), _evening(topic, words)
    _link(argument, words.post_ids)
    _record("recruitment.argument_changed", argument, by, now)


def remove_argument(topic: Topic, argument: Argument, by: Account, now: datetime) -> None:
    """Only what nobody answered yet: an answer is never made to disappear."""
    lock(topic)
    _check(why_not_list_argument(topic, by, argument.body, telling_began(topic.id)))
    if find_outcome(argument.id) is not None:
        raise Refused(_("Dit argument heeft al een antwoord. U kunt het niet meer weghalen."))
    _record("recruitment.argument_removed", argument, by, now)
    _link(argument, ())
    db.session.delete(argument)
    db.session.flush()


def answer_argument(
    topic: Topic, argument: Argument, verdict: Verdict, reason: str, owner: str, due_on: date | None, by: Account, now: datetime
) -> Outcome:  # fmt: skip
    lock(topic)
    _check(why_not_answer(topic, by, reason, telling_began(topic.id), now))
    outcome = find_outcome(argument.id) or Outcome(argument_id=argument.id)
    outcome.verdict, outcome.reason, outcome.owner, outcome.due_on = verdict, _text(reason), plain(owner).strip(), due_on
    outcome.decided_at, outcome.decided_by_id = now, by.id
    db.session.add(outcome)
    db.session.flush()
    _record("recruitment.argument_answered", argument, by, now, {"verdict": verdict.value})
    return outcome


def tell_contributors(topic: Topic, now: datetime, by: Account | None = None) -> int:
    """A message to everybody who contributed and has none yet, each by their own channel. Pressing twice tells nobody twice."""
    lock(topic)
    _check(why_not_tell(topic, *argument_counts(topic.id)))
    nothing, _under_way = not_told(topic)
    _queue(topic, nothing, now)
    if by is not None:
        audit.record(
            "recruitment.contributors_told", now=now, actor_id=by.id, actor_role=by.role.value, subject="topic", subject_id=topic.id,
            detail={"people": len(nothing)},
        )  # fmt: skip
    return len(nothing)


def tell_latecomers(topic: Topic, now: datetime) -> int:
    """Who became a contributor after the others were told: a restored post, somebody entered later."""
    lock(topic)
    if topic.closed_at is not None or not telling_began(topic.id) or why_not_tell(topic, *argument_counts(topic.id)):
        return 0
    nothing, _under_way = not_told(topic)
    _queue(topic, nothing, now)
    return len(nothing)


def tell_otherwise(topic: Topic, now: datetime) -> int:
    """A message that did not arrive goes by the next channel: mail, then letter, then a notice on the topic's own page. The message holds
    nothing private to this person, so one that may have arrived is sent again."""
    lock(topic)
    lost = (SendState.FAILED, SendState.DROPPED, SendState.UNSURE)
    waiting = db.session.scalars(sa.select(Telling).where(Telling.topic_id == topic.id, Telling.told_at.is_(None))).all()
    states = _states(waiting)
    done = 0
    for row in waiting:
        if states.get(row.id) not in lost:
            continue
        done += 1
        if not is_contributor(row.topic_id, row.account_id, row.tenant_id):
            db.session.delete(row)
        elif row.channel is Channel.MAIL and row.tenant_id in _with_an_address([row.tenant_id] if row.tenant_id else []):
            row.channel = Channel.LETTER
            outbox.post(KIND, {"telling": row.id}, now=now, way=Way.LETTER, once=_key(row))
        else:
            row.channel, row.told_at = Channel.WEB, now
    db.session.flush()
    return done


def on_outgoing_left(row: Outgoing, now: datetime) -> None:
    """The mail was accepted or the letter printed: told."""
    if row.kind != KIND:
        return
    telling = db.session.get(Telling, int(row.ref["telling"]))
    if telling is not None and telling.told_at is None:
        telling.told_at = now


def why_not_close_untold(topic: Topic, now: datetime) -> str | None:
    """Asked before a topic closes. wsgi.py puts it into forum.events.before_close."""
    arguments, unanswered = argument_counts(topic.id)
    nothing, under_way = not_told(topic)
    return why_not_close(arguments, unanswered, len(nothing) + len(under_way), len(people_to_tell(topic)))


def forget_tellings(account: Account, now: datetime) -> None:
    """For accounts.events.account_erased: nothing may tie the erased account to its tenant. Who also came keeps the message as a tenant."""
    for row in db.session.scalars(sa.select(Telling).where(Telling.account_id == account.id)).all():
        if row.tenant_id is not None and is_contributor(row.topic_id, None, row.tenant_id):
            row.account_id = None
        else:
            db.session.delete(row)
    db.session.flush()


def _queue(topic: Topic, people: Sequence[Person], now: datetime) -> None:
    tenants = [person.tenant_id for person in people if person.tenant_id is not None]
    by_mail, by_letter = reachable_by_mail(tenants), _with_an_address(tenants)
    alone = [person.account_id for person in people if person.tenant_id is None and person.account_id is not None]
    with_mail = set(db.session.scalars(sa.select(Account.id).where(Account.id.in_(alone), Account.email.is_not(None)))) if alone else set()

    def channel(person: Person) -> Channel:
        if person.tenant_id in by_mail or (person.tenant_id is None and person.account_id in with_mail):
            return Channel.MAIL
        return Channel.LETTER if person.tenant_id in by_letter else Channel.WEB

    rows = [
        Telling(topic_id=topic.id, account_id=person.account_id, tenant_id=person.tenant_id, channel=channel(person), queued_at=now)
        for person in people
    ]
    for row in rows:
        row.told_at = now if row.channel is Channel.WEB else None  # the page is open to them from this moment
    db.session.add_all(rows)
    db.session.flush()
    for way, by_way in ((Way.MAIL, Channel.MAIL), (Way.LETTER, Channel.LETTER)):
        outbox.post_all(KIND, [({"telling": row.id}, _key(row)) for row in rows if row.channel is by_way], now=now, way=way)


def _key(row: Telling) -> str:
    return f"telling:{row.id}" if row.channel is Channel.MAIL else f"telling:{row.id}:{row.channel.value}"


def _states(rows: Sequence[Telling]) -> dict[int, SendState]:
    keys = {_key(row): row.id for row in rows}
    found: dict[int, SendState] = {}
    names = list(keys)
    for start in range(0, len(names), 500):
        some = sa.select(Outgoing.once, Outgoing.state).where(Outgoing.once.in_(names[start : start + 500]))
        found |= {keys[str(once)]: state for once, state in db.session.execute(some)}
    return found


def _with_an_address(tenant_ids: Iterable[int]) -> set[int]:
    """Who moved out gets no letter: somebody else lives there now."""
    ids = list(tenant_ids)
    found: set[int] = set()
    for start in range(0, len(ids), 5000):
        some = sa.select(Tenant.id).where(Tenant.id.in_(ids[start : start + 5000]), Tenant.gone_at.is_(None))
        found |= set(db.session.scalars(some))
    return found


def _evening(topic: Topic, words: Words) -> int | None:
    if words.session_id is None:
        return None
    found = sa.select(PanelSession.id).join(Panel, Panel.id == PanelSession.panel_id)
    known = db.session.scalar(
        found.where(PanelSession.id == words.session_id, Panel.topic_id == topic.id, PanelSession.cancelled_at.is_(None))
    )
    if known is None:
        raise Refused(_("Deze bijeenkomst hoort niet bij dit onderwerp."))
    return known


def _link(argument: Argument, post_ids: Sequence[int]) -> None:
    wanted = set(post_ids)
    if unknown := wanted - postable(argument.topic_id, list(wanted)):
        raise Refused(_("Bijdrage %(number)s staat niet in dit onderwerp, of is niet te lezen voor iedereen.", number=min(unknown)))
    db.session.execute(sa.delete(ArgumentPost).where(ArgumentPost.argument_id == argument.id))
    db.session.add_all(ArgumentPost(argument_id=argument.id, post_id=post_id) for post_id in sorted(wanted))
    db.session.flush()


def _text(text: str) -> str:
    return plain(text, lines=True).strip()


def _check(refusal: str | None) -> None:
    if refusal:
        raise Refused(refusal)


def _record(act: str, argument: Argument, by: Account, now: datetime, detail: dict[str, object] | None = None) -> None:
    audit.record(
        act, now=now, actor_id=by.id, actor_role=by.role.value, subject="argument", subject_id=argument.id,
        detail={"topic": argument.topic_id, **(detail or {})},
    )  # fmt: skip
