"""Objecting, and the written answer of another moderator."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from accounts.models import Account
from forum.models import Post, Topic
from foundation.db import db, lock
from moderation import queries, rules
from moderation.models import Act, Decision, Objection, Outcome
from moderation.rules import Reasons
from moderation.service.decisions import must, note, stand, undo, write
from moderation.service.effects import take_back
from moderation.service.telling import tell_answer


def object_to(decision: Decision, text: str, now: datetime) -> Objection:
    """Take an objection in. Pressing twice is one objection."""
    lock(decision)
    if there := queries.find_objection_to(decision.id):
        return there
    must(rules.why_not_object(decision, now))
    objection = Objection(
        decision_id=decision.id,
        text=text.strip()[:4000],
        filed_at=now,
        first_by_id=decision.decided_by_id,
        second_by_id=decision.second_by_id,
    )
    db.session.add(objection)
    db.session.flush()
    note("moderation.object", decision, None, now, facts="")
    return objection


def answer_objection(
    objection: Objection, by: Account, outcome: Outcome, answer: str, now: datetime, *, passage: str = "", until_at: datetime | None = None
) -> None:
    """Granted: everything is as it was. Partly: only `passage` stays out, or the restriction ends at `until_at`. Always in writing."""
    decision = queries.get_decision(objection.decision_id)
    post = db.session.get_one(Post, decision.post_id)
    lock(post)
    lock(objection)
    lock(decision)
    must(rules.why_not_this_answer(objection, decision, by, outcome, answer, passage, until_at, now))
    objection.outcome, objection.answer = outcome, answer.strip()[:4000]
    objection.answered_by_id, objection.answered_for, objection.answered_at = by.id, by.party, now
    db.session.flush()
    if outcome is Outcome.GRANTED:
        undo(decision, post, by, objection.answer, now, told=False)
    elif outcome is Outcome.PARTLY:
        _soften(decision, post, by, objection.answer, now, passage, until_at)
    note(f"moderation.objection_{outcome.value}", decision, by, now, facts=objection.answer)
    tell_answer(decision, objection.id, now)


def _soften(decision: Decision, post: Post, by: Account, answer: str, now: datetime, passage: str, until_at: datetime | None) -> None:
    on_text = decision.act in rules.HIDING | {Act.MASK}
    take_back(decision, post, now)
    topic = db.session.get_one(Topic, decision.topic_id) if decision.topic_id else None
    softer = write(
        post, Act.MASK if on_text else decision.act, by,
        Reasons(answer, decision.rule, decision.law, passage if on_text else decision.passage, decision.found), now,
        criticism=decision.about_landlord, until_at=None if on_text else until_at, topic=topic, replaces=decision,
    )  # fmt: skip
    stand(softer, post, by, now, told=False)


def forget_objections(account: Account, *, now: datetime) -> None:
    """An erased account's own words go; that there was an objection and what was answered stays."""
    mine = sa.select(Decision.id).where(Decision.about_id == account.id)
    db.session.execute(sa.update(Objection).where(Objection.decision_id.in_(mine)).values(text=""))
