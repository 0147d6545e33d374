import json
import re

import pytest
import servers
from hypothesis import given
from hypothesis import strategies as st

from forum.queries.glossary import shipped_terms
from forum.rules.glossary import Glossary, Term, term_key, why_not_this_term
from foundation.markup import render

HEATING = Term("stookkosten", "stookkosten", (), "Wat u betaalt voor de verwarming.", "")
SHARED = Term("algemene-ruimte", "algemene ruimte", ("algemene ruimtes",), "Een plek van alle bewoners.", "")
GLOSSARY = Glossary([HEATING, SHARED, Term("amp", "amp", (), "Een maat.", "")])


def mark(html, seen=None):
    return GLOSSARY.mark(html, set() if seen is None else seen, lambda term, text: f"[{term.key}|{text}]")


@pytest.mark.parametrize(
    ("html", "marked"),
    [
        ("<p>De Stookkosten zijn hoog.</p>", "<p>De [stookkosten|Stookkosten] zijn hoog.</p>"),
        ("<p>stookkosten, stookkosten</p>", "<p>[stookkosten|stookkosten], stookkosten</p>"),
        ("<p>een algemene\nruimte</p>", "<p>een [algemene-ruimte|algemene\nruimte]</p>"),
        ("<p>alle algemene ruimtes</p>", "<p>alle [algemene-ruimte|algemene ruimtes]</p>"),
        ("<p>algemene <em>ruimte</em></p>", "<p>algemene <em>ruimte</em></p>"),
        ("<p>stookkostenvoorschot, x-stookkosten</p>", "<p>stookkostenvoorschot, x-stookkosten</p>"),
        ('<p><a href="/x" title="a > stookkosten">stookkosten</a></p>', '<p><a href="/x" title="a > stookkosten">stookkosten</a></p>'),
        ("<pre><code>stookkosten</code></pre><h3>Stookkosten</h3>", "<pre><code>stookkosten</code></pre><h3>Stookkosten</h3>"),
        ("<p>a &amp; b</p>", "<p>a &amp; b</p>"),
        ("stookkosten", "[stookkosten|stookkosten]"),
    ],
)
def test_where_a_mark_stands(html, marked):
    assert mark(html) == marked


def test_a_term_is_marked_once_a_page():
    seen = set()
    assert "[" in mark("<p>stookkosten</p>", seen) and "[" not in mark("<p>stookkosten</p>", seen)


def test_nothing_but_marks_is_added():
    hostile = [one for one in json.loads(servers.shared_data("security/xss-patt-a.json").read_text()) if isinstance(one, str)]
    for payload in [*hostile, "[stookkosten](javascript:alert(1)) stookkosten", "<b>stookkosten</b> & 'stookkosten'"]:
        html = render(payload + "\n\nstookkosten")
        assert re.sub(r"\[stookkosten\|(\w+)\]", r"\1", mark(html)) == html, payload


@given(st.lists(st.sampled_from(["stookkosten", "algemene", "ruimte", " ", "<em>", "</em>", '<a href="x">', "</a>", "&lt;", "\n", "é"])))
def test_the_text_stays_the_text(parts):
    html = "".join(parts)
    assert re.sub(r"\[[a-z-]+\|([^\]]*)\]", r"\1", mark(html)) == html


def test_the_shipped_list_is_whole():
    terms = shipped_terms()
    assert len(terms) >= 80
    forms = [form.casefold() for term in terms.values() for form in (term.term, *term.variants)]
    assert len(forms) == len(set(forms)), "one word, one explanation"
    for key, term in terms.items():
        others = [other for other in terms.values() if other.key != key]
        assert why_not_this_term(term.term, term.variants, term.explanation, term.english, others) is None, key
        assert term.english, key
        for sentence in re.split(r"(?<=[.!?:])\s+", term.explanation):
            assert len(sentence.split()) <= 20, sentence


@pytest.mark.parametrize(
    ("term", "variants", "explanation", "english", "word"),
    [
        (" ", [], "x", "", "Vul het woord in"), ("!!!", [], "x", "", "Vul het woord in"), ("x" * 81, [], "x", "", "te lang"),
        ("huur", ["v" * 81], "x", "", "te lang"), ("huur", [], "", "", "Leg het woord uit"), ("huur", [], "x" * 401, "", "te lang"),
        ("huur", [], "x", "x" * 401, "te lang"), ("Stookkosten", [], "x", "", "staat al"), ("huur", ["Algemene ruimtes"], "x", "", "staat al"),
    ],
)  # fmt: skip
def test_words_that_cannot_be_kept(term, variants, explanation, english, word):
    assert word in why_not_this_term(term, variants, explanation, english, [HEATING, SHARED])


def test_keys_stand_in_addresses():
    assert term_key("HR-ketel (groot)") == "hr-ketel-groot" and term_key("Café") == "cafe" and term_key("日本") == ""
