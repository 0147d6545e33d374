"""The author hears of it: the reasons as they are kept, the code to object with, and the mail or letter."""

from __future__ import annotations

from datetime import datetime

from accounts.models import Account
from forum.models import Post, Thread, Topic
from foundation import codes, outbox
from foundation.db import db
from foundation.house import house
from foundation.outbox import Way
from moderation import rules
from moderation.models import Act, Decision


def statement_of(decision: Decision, post: Post) -> list[str]:
    """In the language in force."""
    title = db.session.get_one(Thread, post.thread_id).title
    topic = db.session.get_one(Topic, decision.topic_id).title if decision.topic_id else ""
    return rules.statement(decision, title, topic)


def kept_statement(decision: Decision, post: Post) -> str:
    return "" if decision.act is Act.KEEP else "\n\n".join(statement_of(decision, post))


def code_of(decision: Decision, *, printed: bool) -> str:
    """The code on the mail or letter; unprinted, what is kept of it."""
    code = codes.derive(house().secret, "decision", decision.id)
    return codes.display(code) if printed else codes.fingerprint(code)


def tell_author(decision: Decision, now: datetime) -> None:
    if decision.act is not Act.KEEP:
        _tell(decision.about_id, "moderation.decision", {"decision": decision.id}, f"decision:{decision.id}", now)


def tell_answer(decision: Decision, objection_id: int, now: datetime) -> None:
    _tell(decision.about_id, "moderation.objection", {"objection": objection_id}, f"objection:{objection_id}", now)


def _tell(account_id: int | None, kind: str, ref: dict[str, int | str], once: str, now: datetime) -> None:
    account = db.session.get(Account, account_id) if account_id else None
    if account is not None and account.erased_at is None and (account.email or account.tenant_id):
        outbox.post(kind, ref, now=now, way=Way.MAIL if account.email else Way.LETTER, once=once)
