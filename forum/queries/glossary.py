"""The words as they are now: what ships with the product, with the changes of this corporation."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import sqlalchemy as sa

from forum.models import GlossaryTerm
from forum.rules.glossary import Glossary, Term, term_key
from foundation.db import db

SHIPPED = Path(__file__).parent.parent / "glossary.json"

Row = tuple[str, str, str, str, str, bool]
_kept: tuple[list[Row], Glossary] | None = None


@cache
def shipped_terms() -> dict[str, Term]:
    found = {}
    for one in json.loads(SHIPPED.read_text("utf-8")):
        term = Term(term_key(one["term"]), one["term"], tuple(one["variants"]), one["explanation"], one["english"])
        found[term.key] = term
    return found


def the_glossary() -> Glossary:
    """One query for the rows of this corporation, which are few; the whole is put together again when one of them changed."""
    global _kept  # noqa: PLW0603 - a process keeps what it put together last
    found = db.session.execute(
        sa.select(
            GlossaryTerm.term_key,
            GlossaryTerm.term,
            GlossaryTerm.variants,
            GlossaryTerm.explanation,
            GlossaryTerm.english,
            GlossaryTerm.hidden,
        ).order_by(GlossaryTerm.id)
    )
    rows: list[Row] = [(row[0], row[1], row[2], row[3], row[4], row[5]) for row in found]
    kept = _kept
    if kept is None or kept[0] != rows:
        kept = _kept = (rows, Glossary(_terms(rows)))
    return kept[1]


def find_term(key: str) -> Term | None:
    return next((term for term in the_glossary().terms if term.key == key), None)


def find_term_row(key: str) -> GlossaryTerm | None:
    return db.session.scalar(sa.select(GlossaryTerm).where(GlossaryTerm.term_key == key))


def _terms(rows: list[Row]) -> list[Term]:
    terms = dict(shipped_terms())
    for key, term, variants, explanation, english, hidden in rows:
        terms.pop(key, None)
        if not hidden:
            terms[key] = Term(key, term, tuple(filter(None, variants.split("\n"))), explanation, english)
    return list(terms.values())
