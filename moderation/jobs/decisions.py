"""The statement of reasons and the answer to an objection, by mail or letter; and the end of emergency measures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from flask import render_template

from accounts.models import Account
from accounts.queries.people import letter_address
from accounts.rules.letters import LETTER_WORDS
from foundation.db import db, transaction
from foundation.house import house
from foundation.i18n import _, speaking
from foundation.jobs import Work, job
from foundation.letters import Letter
from foundation.letters.standard import standard_letter
from foundation.outbox import Mail, Way, renders
from moderation import queries, rules, service
from moderation.models import Decision, Objection

Ref = Mapping[str, int | str]
LETTER_WORDS["moderation.decision"] = lambda: _("Besluiten over bijdragen")
LETTER_WORDS["moderation.objection"] = lambda: _("Antwoorden op bezwaren")


def _author(decision: Decision) -> Account | None:
    account = db.session.get(Account, decision.about_id) if decision.about_id else None
    return account if account is not None and account.erased_at is None else None


def _reasons(decision: Decision) -> list[str]:
    return service.statement_of(decision, queries.get_reported_post(decision.post_id))


def _code(decision: Decision) -> str | None:
    return service.code_of(decision, printed=True) if decision.code else None


def _mail(author: Account, subject: str, paragraphs: Sequence[str], code: str | None) -> Mail | None:
    if not author.email:
        return None
    text = render_template(
        "moderation/mail/decision.txt", alias=author.alias, paragraphs=paragraphs, code=code, url=house().url("/bezwaar"),
        mine=house().url("/mijn/besluiten"),
    )  # fmt: skip
    return Mail(author.email, subject, text)


def _letter(author: Account, subject: str, paragraphs: Sequence[str], code: str | None, at: datetime) -> Letter | None:
    if author.tenant_id is None:
        return None
    with_way = [*paragraphs]
    if code:
        with_way.append(_("Bezwaar maken? Ga naar %(url)s en typ uw code. Bellen mag ook.", url=house().url("/bezwaar")))
    return standard_letter(house(), letter_address(author.tenant_id), subject, with_way, at, code=code)


@renders("moderation.decision", Way.MAIL)
def decision_mail(ref: Ref) -> Mail | None:
    decision = queries.get_decision(int(ref["decision"]))
    author = _author(decision)
    if author is None:
        return None
    with speaking(author.language):
        return _mail(author, _(rules.SUBJECTS[decision.act]), _reasons(decision), _code(decision))


@renders("moderation.decision", Way.LETTER)
def decision_letter(ref: Ref) -> Letter | None:
    decision = queries.get_decision(int(ref["decision"]))
    author = _author(decision)
    if author is None:
        return None
    at = decision.stands_at or decision.decided_at
    return _letter(author, _(rules.SUBJECTS[decision.act]), _reasons(decision), _code(decision), at)


def _answered(ref: Ref) -> tuple[Objection, Decision, Account] | None:
    objection = queries.get_objection(int(ref["objection"]))
    decision = queries.get_decision(objection.decision_id)
    author = _author(decision)
    return (objection, decision, author) if author is not None and objection.outcome is not None else None


@renders("moderation.objection", Way.MAIL)
def answer_mail(ref: Ref) -> Mail | None:
    found = _answered(ref)
    if found is None:
        return None
    objection, _decision, author = found
    with speaking(author.language):
        return _mail(author, _("Antwoord op uw bezwaar"), rules.answer_words(objection), None)


@renders("moderation.objection", Way.LETTER)
def answer_letter(ref: Ref) -> Letter | None:
    found = _answered(ref)
    if found is None:
        return None
    objection, decision, author = found
    at = objection.answered_at or decision.decided_at
    return _letter(author, _("Antwoord op uw bezwaar"), rules.answer_words(objection), None, at)


@job("moderation.lapse", every=timedelta(minutes=5))
def lapse(now: datetime) -> Work:
    """Emergency measures whose day is over fall back."""
    over = [decision.id for decision in queries.emergencies_over(now)]
    for decision_id in over:
        with transaction():
            service.lapse(queries.get_decision(decision_id), now)
    return Work(ran=len(over))
