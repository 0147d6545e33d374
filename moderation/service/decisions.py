"""Deciding. Every act stands in the log, and its author hears the reasons."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from accounts.models import Account, Party
from forum.models import Post, Thread, Topic
from forum.service import move_thread
from foundation import audit
from foundation.db import db, lock
from foundation.errors import Refused
from foundation.i18n import speaking
from moderation import queries, rules
from moderation.models import Act, Decision, Report, Scope
from moderation.rules import Reasons
from moderation.service.effects import put_in_force, take_back
from moderation.service.telling import code_of, kept_statement, tell_author

_LEAVES_REPORTS = frozenset({Act.EMERGENCY, Act.LAPSE}) | rules.ON_PEOPLE
"""After these the post itself still waits for a decision."""


def decide(
    post: Post, act: Act, by: Account, why: Reasons, now: datetime, *,
    until_at: datetime | None = None, topic: Topic | None = None, to: Topic | None = None, seen: int | None = None,
) -> Decision:  # fmt: skip
    """Decide on a post, or because of it. What takes two moderators is a proposal until the second agrees (`stands_at` is empty).

    `topic` limits a restriction of its author; `to` is where a conversation moves; `seen` is the newest decision that stood on the page (see `rules.why_not_newer`).
    """
    lock(post)
    earlier = queries.decisions_on(post.id)
    author = db.session.get(Account, post.author_id) if post.author_id else None
    must(rules.why_not_newer(seen, earlier))
    must(rules.why_not_act(act, post, author, by, why, now, until_at=until_at, earlier=earlier))
    if act is Act.KEEP:
        must(rules.why_not_keep(queries.open_reports(post.id), post.shown_to))
    if act is Act.MOVE:
        must(rules.why_not_move(post, to))
        topic = db.session.get_one(Topic, post.topic_id)  # to be found back
    if act is Act.SUSPEND:
        must(rules.why_not_suspend(queries.warnings_of(post.author_id), now))
    criticism = rules.is_criticism(why, earlier)
    decision = write(
        post, act, by, why, now, criticism=criticism, until_at=now + rules.EMERGENCY if act is Act.EMERGENCY else until_at,
        topic=topic if act in (Act.RESTRICT, Act.MOVE) else None,
    )  # fmt: skip
    if rules.takes_two(act, criticism):
        note(f"moderation.propose_{act.value}", decision, by, now)
    else:
        stand(decision, post, by, now)
    if act is Act.MOVE and to is not None:
        move_thread(db.session.get_one(Thread, post.thread_id), to, now)
    return decision


def agree(decision: Decision, by: Account, now: datetime) -> None:
    """The second moderator, of the tenants' side, agrees: from now on it holds."""
    post = db.session.get_one(Post, decision.post_id)
    lock(post)
    lock(decision)
    must(rules.why_not_second(decision, by))
    decision.second_by_id, decision.second_for = by.id, by.party
    stand(decision, post, by, now)


def turn_down(decision: Decision, by: Account, facts: str, now: datetime) -> None:
    """The proposal goes no further; the post stays as it is and its reports wait for another decision."""
    lock(decision)
    must(rules.why_not_turn_down(decision, by))
    decision.ended_at = now
    note("moderation.turn_down", decision, by, now, facts=facts.strip())


def restore(post: Post, by: Account, facts: str, now: datetime, *, undone: Decision | None = None, seen: int | None = None) -> Decision:
    """Undo a decision: the post is back where it stood. Without `undone`: whatever hides it now, or else the newest that holds."""
    lock(post)
    earlier = queries.decisions_on(post.id)
    must(rules.why_not_newer(seen, earlier))
    must(rules.why_not_act(Act.RESTORE, post, None, by, Reasons(facts), now))
    standing = [one for one in earlier if rules.in_force(one) and one.act in rules.WITH_REASONS]
    undone = undone or next((one for one in standing if one.act in rules.HIDING), standing[-1] if standing else None)
    must(rules.why_not_restore(post, undone))
    assert undone is not None
    return undo(undone, post, by, facts, now)


def undo(undone: Decision, post: Post, by: Account, facts: str, now: datetime, *, told: bool = True) -> Decision:
    """`told` False: the author hears of it another way."""
    decision = write(post, Act.RESTORE, by, Reasons(facts), now, criticism=undone.about_landlord, replaces=undone)
    decision.scope = undone.scope
    take_back(undone, post, now)
    stand(decision, post, by, now, told=told)
    return decision


def lapse(emergency: Decision, now: datetime) -> None:
    """The day of an emergency measure is over and nobody decided: the post is back."""
    post = db.session.get_one(Post, emergency.post_id)
    lock(post)
    lock(emergency)
    if not rules.in_force(emergency) or rules.in_force(emergency, now):
        return
    take_back(emergency, post, now)
    decision = write(post, Act.LAPSE, None, Reasons(""), now, criticism=emergency.about_landlord, replaces=emergency)
    stand(decision, post, None, now)


def write(
    post: Post, act: Act, by: Account | None, why: Reasons, now: datetime, *, criticism: bool = False,
    until_at: datetime | None = None, topic: Topic | None = None, replaces: Decision | None = None,
) -> Decision:  # fmt: skip
    """The row, without effect yet."""
    decision = Decision(
        post_id=post.id, about_id=post.author_id, act=act, rule=why.rule if act in rules.WITH_REASONS else "",
        law=why.law.strip()[:200] if why.rule == "law" else "", passage=why.passage.strip()[:2000], facts=why.facts.strip()[:4000],
        scope=Scope.TOPIC if topic and act is not Act.MOVE else rules.SCOPES.get(act, Scope.POST), topic_id=topic.id if topic else None, until_at=until_at,
        found=why.found, about_landlord=criticism, decided_by_id=by.id if by else None,
        decided_for=(by.party or Party.LANDLORD) if by else None, decided_at=now, replaces_id=replaces.id if replaces else None,
    )  # fmt: skip
    db.session.add(decision)
    db.session.flush()
    return decision


def stand(decision: Decision, post: Post, by: Account | None, now: datetime, *, told: bool = True) -> None:
    """From now on it holds: shown, logged, and told to the author."""
    if decision.act in rules.HIDING:  # the database holds one hiding decision a post
        for earlier in queries.decisions_on(post.id):
            if earlier.act in rules.HIDING and rules.in_force(earlier):
                earlier.ended_at = now
        db.session.flush()
    with db.session.no_autoflush, speaking("nl"):  # it may only stand together with its reasons
        decision.stands_at = now
        decision.statement = kept_statement(decision, post)
    if decision.act in rules.WITH_REASONS:
        decision.code = code_of(decision, printed=False)
    db.session.flush()
    put_in_force(decision, post, now)
    if decision.act not in _LEAVES_REPORTS:
        db.session.execute(sa.update(Report).where(Report.post_id == post.id, Report.decision_id.is_(None)).values(decision_id=decision.id))
    note(f"moderation.{decision.act.value}", decision, by, now)
    if told:
        tell_author(decision, now)


def note(act: str, decision: Decision, by: Account | None, now: datetime, *, facts: str | None = None) -> None:
    """One line in the log. The words of the reasons stand beside the chain, their hash in it."""
    audit.record(
        act, now=now, actor_id=by.id if by else None, actor_role=by.role.value if by else "system", subject="post",
        subject_id=decision.post_id, reason=decision.facts if facts is None else facts,
        detail={"decision": decision.id, "rule": decision.rule, "for": by.party.value if by and by.party else ""},
    )  # fmt: skip


def must(reason: str | None) -> None:
    if reason:
        raise Refused(reason)
