"""Keeping the word list."""

from __future__ import annotations

from datetime import datetime

from accounts.models import Account
from forum import rules
from forum.models import GlossaryTerm
from forum.queries.glossary import find_term, find_term_row, the_glossary
from forum.rules.glossary import Term, term_key, why_not_explain, why_not_this_term
from foundation import audit
from foundation.db import db
from foundation.errors import NotFound, Refused


def explain(term: str, variants: list[str], explanation: str, english: str, by: Account, now: datetime, *, key: str | None = None) -> Term:
    """Add a word, or with `key` change one; a shipped word is replaced by this corporation's own text."""
    _must(why_not_explain(by))
    if key is not None and find_term(key) is None:
        raise NotFound
    term = rules.clean_title(term)
    kept = tuple(dict.fromkeys(word for one in variants if (word := rules.clean_title(one))))
    explanation, english = (" ".join(rules.clean_text(text).split()) for text in (explanation, english))
    others = [other for other in the_glossary().terms if other.key != key]
    _must(why_not_this_term(term, kept, explanation, english, others))
    row = _row(key or term_key(term), by, now)
    row.term, row.variants, row.explanation, row.english, row.hidden = term, "\n".join(kept), explanation, english, False
    _note("forum.explain", row, by, now)
    return Term(row.term_key, term, kept, explanation, english)


def take_out(key: str, by: Account, now: datetime) -> None:
    """The word is no longer explained; a shipped one stays away."""
    _must(why_not_explain(by))
    found = find_term(key)
    if found is None:
        raise NotFound
    row = _row(key, by, now)
    row.term, row.hidden = row.term or found.term, True
    _note("forum.take_out_word", row, by, now)


def _row(key: str, by: Account, now: datetime) -> GlossaryTerm:
    row = find_term_row(key)
    if row is None:
        row = GlossaryTerm(term_key=key, term="", changed_at=now, changed_by_id=by.id)
        db.session.add(row)
    row.changed_at, row.changed_by_id = now, by.id
    return row


def _note(act: str, row: GlossaryTerm, by: Account, now: datetime) -> None:
    db.session.flush()
    audit.record(act, now=now, actor_id=by.id, actor_role=by.role.value, subject="word", subject_id=row.id)


def _must(reason: str | None) -> None:
    if reason:
        raise Refused(reason)
