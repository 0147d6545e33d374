"""The word list: finding its words in a text that is shown, and what may stand in it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from accounts.models import Account, Role
from foundation.i18n import _

TERM_LENGTH, EXPLANATION_LENGTH = 80, 400

_TAG = re.compile(r"""<(/?)([a-zA-Z][a-zA-Z0-9]*)(?:"[^"]*"|[^">])*>""")
_WORD = re.compile(r"&#?\w+;|[^\W_]+(?:[-'’][^\W_]+)*")
_QUIET = frozenset({"a", "code", "pre", "h3", "h4"})
"""Inside these a word gets no mark: a link in a link is none, code is no Dutch, and a heading stays a heading."""


class Term(NamedTuple):
    key: str
    """As it stands in addresses."""
    term: str
    variants: tuple[str, ...]
    explanation: str
    english: str


class Glossary:
    """Terms, and their forms by first word: a text is read once, whatever the number of terms."""

    def __init__(self, terms: Iterable[Term]) -> None:
        self.terms = sorted(terms, key=lambda term: term.key)
        self._forms: dict[str, list[tuple[tuple[str, ...], Term]]] = {}
        for term in self.terms:
            for form in (term.term, *term.variants):
                if words := tuple(_WORD.findall(form.casefold())):
                    self._forms.setdefault(words[0], []).append((words, term))
        for found in self._forms.values():
            found.sort(key=lambda one: -len(one[0]))

    def mark(self, html: str, seen: set[str], link: Callable[[Term, str], str]) -> str:
        """Sanitised HTML with `link` around the first place of every term that is not in `seen` yet."""
        out: list[str] = []
        quiet: list[str] = []
        at = 0
        for tag in _TAG.finditer(html):
            out.append(html[at : tag.start()] if quiet else self._text(html[at : tag.start()], seen, link))
            out.append(tag.group())
            at, name = tag.end(), tag[2].lower()
            if not tag[1] and name in _QUIET:
                quiet.append(name)
            elif tag[1] and quiet and quiet[-1] == name:
                quiet.pop()
        out.append(html[at:] if quiet else self._text(html[at:], seen, link))
        return "".join(out)

    def _text(self, text: str, seen: set[str], link: Callable[[Term, str], str]) -> str:
        words = list(_WORD.finditer(text))
        out: list[str] = []
        at = 0
        for place, word in enumerate(words):
            if word.start() < at or (forms := self._forms.get(word.group().casefold())) is None:
                continue
            for form, term in forms:
                there = words[place : place + len(form)]
                if term.key not in seen and _is(there, form, text):
                    seen.add(term.key)
                    out += [text[at : word.start()], link(term, text[word.start() : there[-1].end()])]
                    at = there[-1].end()
                    break
        return "".join([*out, text[at:]]) if out else text


def _is(there: Sequence[re.Match[str]], form: tuple[str, ...], text: str) -> bool:
    if len(there) != len(form) or any(one.group().casefold() != word for one, word in zip(there, form, strict=True)):
        return False
    return all(text[one.end() : other.start()].isspace() for one, other in pairwise(there))


def term_key(term: str) -> str:
    """`HR-ketel (groot)` -> `hr-ketel-groot`"""
    letters = unicodedata.normalize("NFKD", term).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-")[:TERM_LENGTH]


def why_not_explain(account: Account) -> str | None:
    if account.role is not Role.TENANT:
        return None
    return _("Alleen medewerkers veranderen de woordenlijst.")


def why_not_this_term(term: str, variants: Sequence[str], explanation: str, english: str, others: Iterable[Term]) -> str | None:
    if not term_key(term):
        return _("Vul het woord in.")
    if any(len(form) > TERM_LENGTH for form in (term, *variants)):
        return _("Een woord is te lang. Maak er hoogstens %(most)s tekens van.", most=TERM_LENGTH)
    if not explanation:
        return _("Leg het woord uit, in een of twee korte zinnen.")
    if max(len(explanation), len(english)) > EXPLANATION_LENGTH:
        return _("De uitleg is te lang. Maak er hoogstens %(most)s tekens van.", most=EXPLANATION_LENGTH)
    mine = {form.casefold() for form in (term, *variants)}
    for other in others:
        if other.key == term_key(term):
            return _("%(word)s staat al in de lijst, bij %(term)s.", word=term, term=other.term)
        if twice := mine & {form.casefold() for form in (other.term, *other.variants)}:
            return _("%(word)s staat al in de lijst, bij %(term)s.", word=min(twice), term=other.term)
    return None
