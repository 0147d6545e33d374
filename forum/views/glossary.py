"""The word list for everybody, keeping it, and the marks in texts that are shown."""

from __future__ import annotations

from itertools import groupby

from flask import flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from accounts.access import ANYONE, STAFF, open_to, the_account
from accounts.models import Account
from forum.forms.topic import TermForm
from forum.queries.glossary import find_term, the_glossary
from forum.rules.glossary import Glossary, Term
from forum.service import glossary as service
from forum.views import blueprint
from foundation import clock
from foundation.db import db, transaction
from foundation.errors import NotFound, Refused
from foundation.i18n import _, language


class Marks:
    """The words marked on one page: each once, at its first place."""

    def __init__(self, glossary: Glossary) -> None:
        self._glossary = glossary
        self._seen: set[str] = set()
        self.terms: list[Term] = []

    def __call__(self, html: str) -> Markup:
        return Markup(self._glossary.mark(html, self._seen, self._link))  # noqa: S704 - stored, sanitised HTML with links of ours

    def _link(self, term: Term, text: str) -> str:
        self.terms.append(term)
        return Markup('<a class="term" id="w-{}" href="#woord-{}" title="{}">{}</a>').format(
            term.key,
            term.key,
            explanation_of(term),
            Markup(text),  # noqa: S704 - a piece of that same HTML
        )


def explanation_of(term: Term) -> str:
    return term.english if language() == "en" and term.english else term.explanation


@blueprint.app_template_filter("terms")
def _terms(html: str) -> Markup:
    """Stored HTML with its housing words marked; the list of them stands in `forum/_words.html`."""
    if "term_marks" not in g:
        g.term_marks = Marks(the_glossary())
    marked: Markup = g.term_marks(html)
    return marked


@blueprint.app_context_processor
def _marked() -> dict[str, object]:
    return {"marked_terms": lambda: g.term_marks.terms if "term_marks" in g else [], "explanation_of": explanation_of}


@blueprint.get("/woordenlijst")
@open_to(ANYONE)
def glossary() -> ResponseReturnValue:
    terms = the_glossary().terms
    groups = [(letter.upper(), list(found)) for letter, found in groupby(terms, key=lambda term: term.key[0])]
    return render_template("forum/glossary.html", groups=groups, count=len(terms))


@blueprint.get("/woordenlijst/nieuw")
@open_to(STAFF)
def new_term_form() -> ResponseReturnValue:
    return _page(TermForm(), None)


@blueprint.post("/woordenlijst/nieuw")
@open_to(STAFF)
def new_term() -> ResponseReturnValue:
    return _keep(None)


@blueprint.get("/woordenlijst/<key>/veranderen")
@open_to(STAFF)
def change_term_form(key: str) -> ResponseReturnValue:
    term = _the_term(key)
    return _page(TermForm(term=term.term, variants="\n".join(term.variants), explanation=term.explanation, english=term.english), key)


@blueprint.post("/woordenlijst/<key>/veranderen")
@open_to(STAFF)
def change_term(key: str) -> ResponseReturnValue:
    _the_term(key)
    return _keep(key)


@blueprint.post("/woordenlijst/<key>/weghalen")
@open_to(STAFF)
def take_out_term(key: str) -> ResponseReturnValue:
    me = the_account().id
    with transaction():
        service.take_out(key, db.session.get_one(Account, me), clock.now())
    flash(_("Dit woord staat niet meer in de lijst."))
    return redirect(url_for("forum.glossary"), 303)


def _the_term(key: str) -> Term:
    term = find_term(key)
    if term is None:
        raise NotFound
    return term


def _keep(key: str | None) -> ResponseReturnValue:
    form, me = TermForm(), the_account().id
    try:
        with transaction():
            variants = (form.variants.data or "").splitlines()
            by = db.session.get_one(Account, me)
            term = service.explain(
                form.term.data or "", variants, form.explanation.data or "", form.english.data or "", by, clock.now(), key=key
            )
    except Refused as refusal:
        form.form_errors = [refusal.reason]
        return _page(form, key), 422
    flash(_("Het woord is bewaard."))
    return redirect(url_for("forum.glossary", _anchor=f"woord-{term.key}"), 303)


def _page(form: TermForm, key: str | None) -> str:
    return render_template("forum/glossary_term.html", form=form, key=key)
