"""Searching, for members. What was asked is in no log: it may say more about somebody than they know."""

from __future__ import annotations

from typing import Any

from babel.numbers import format_decimal
from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.access import MEMBERS, open_to
from forum import queries, rules
from forum.models import AuthorKind
from forum.queries import Found, Narrowed
from forum.views import blueprint
from forum.views.conversations import thread_title
from forum.views.words import reader
from foundation import clock
from foundation.i18n import _, language
from foundation.plain_text import text_of
from foundation.search.snippet import Piece, marked, snippet


@blueprint.get("/zoeken")
@open_to(MEMBERS)
def search() -> ResponseReturnValue:
    asked = " ".join(_said("q").split())[: rules.MOST]
    question = rules.read_question(asked, clock.local_day(clock.now()))
    chosen = Narrowed(_said("onderwerp")[:120], _said("jaar")[:4], _said("wie")[:20])
    leaf_said = _said("blad")
    page = int(leaf_said) if leaf_said.isascii() and leaf_said.isdigit() and len(leaf_said) < 6 else 1
    found = queries.found_posts(question, reader(), chosen, page)
    narrowed = {name: value for name, value in (("onderwerp", chosen.topic), ("jaar", chosen.year), ("wie", chosen.kind)) if value}

    def link(**changed: Any) -> str:
        return url_for("forum.search", **({"q": asked, **narrowed} | changed))

    def leaf(step: int) -> str | None:
        return link(blad=found.page + step) if 1 <= found.page + step <= found.pages else None

    return render_template(
        "forum/search.html",
        asked=asked,
        question=question,
        found=found,
        hits=[_shown(hit, found) for hit in found.hits],
        also=[_shown(hit, found) for hit in found.also],
        count=_number(found.total),
        refine=_ways(found),
        link=link,
        narrowed=narrowed,
        all_url=url_for("forum.search", q=asked),
        instead_url=url_for("forum.search", q=f"{found.meant} {question.operators}".strip()),
        newer_url=leaf(-1),
        older_url=leaf(1),
        recent=queries.RECENT,
    )


def _said(name: str) -> str:
    return request.args.get(name, "").replace("\0", " ")


def _shown(hit: queries.Hit, found: Found) -> dict[str, object]:
    post = hit.post
    title: list[Piece] = [(thread_title(False, ""), False)] if hit.title is None else marked(hit.title, found.stems)
    return {"post": post, "title": title, "text": snippet(text_of(post.body_html), found.stems), "answer": post.depth > 0}


def _ways(found: Found) -> list[dict[str, object]]:
    """What to narrow by: a name in the address, a heading, and each choice with its label and number."""
    kinds = {
        AuthorKind.TENANT: _("Huurders"),
        AuthorKind.STAFF: _("Medewerkers"),
        AuthorKind.ORGANISATION: _("Huurdersorganisatie"),
        AuthorKind.GUEST: _("Gasten"),
    }
    return [
        {
            "name": name,
            "title": title,
            "choices": [(choice.value, labels.get(choice.value, choice.label), _number(choice.posts)) for choice in choices],
        }
        for name, title, choices, labels in (
            ("onderwerp", _("Onderwerp"), found.topics, {}),
            ("jaar", _("Jaar"), found.years, {}),
            ("wie", _("Wie schreef"), found.kinds, {kind.value: word for kind, word in kinds.items()}),
        )
        if choices
    ]


def _number(count: int) -> str:
    """Above what can be leafed through nobody needs a figure."""
    most = queries.MOST_COUNTED
    figure = format_decimal(min(count, most), locale=language())
    return _("meer dan %(most)s", most=figure) if count > most else figure
