"""The statement of reasons, by mail or letter."""

from __future__ import annotations

from collections.abc import Mapping

from flask import render_template

from accounts.models import Account
from accounts.queries.people import letter_address
from accounts.rules.letters import LETTER_WORDS
from forum.models import Post
from foundation.house import house
from foundation.i18n import _, speaking
from foundation.letters import Letter
from foundation.letters.standard import standard_letter
from foundation.outbox import Mail, Way, renders
from moderation import queries
from moderation.models import Act, Decision
from moderation.rules import HOUSE_RULES, object_until

Ref = Mapping[str, int | str]
LETTER_WORDS["moderation.decision"] = lambda: _("Besluiten over bijdragen")


def _about(ref: Ref) -> tuple[Decision, Post, Account] | None:
    decision = queries.get_decision(int(ref["decision"]))
    post = queries.get_reported_post(decision.post_id)
    return (decision, post, post.author) if post.author is not None and post.author.erased_at is None else None


def _subject(decision: Decision) -> str:
    return _("Uw bijdrage is verborgen") if decision.act is Act.HIDE else _("Uw bijdrage staat weer op het forum")


def _text(decision: Decision, post: Post) -> str:
    return render_template(
        "moderation/mail/decision.txt", decision=decision, post=post, hidden=decision.act is Act.HIDE,
        rule=_(HOUSE_RULES[decision.rule]) if decision.rule else "", until=object_until(decision), url=house().url("/mijn/besluiten"),
    )  # fmt: skip


@renders("moderation.decision", Way.MAIL)
def decision_mail(ref: Ref) -> Mail | None:
    found = _about(ref)
    if found is None or not found[2].email:
        return None
    decision, post, author = found
    with speaking(author.language):
        return Mail(author.email or "", _subject(decision), _text(decision, post))


@renders("moderation.decision", Way.LETTER)
def decision_letter(ref: Ref) -> Letter | None:
    found = _about(ref)
    if found is None or found[2].tenant_id is None:
        return None
    decision, post, author = found
    paragraphs = tuple(part.strip() for part in _text(decision, post).split("\n\n") if part.strip())
    return standard_letter(house(), letter_address(int(author.tenant_id or 0)), _subject(decision), paragraphs, decision.decided_at)
