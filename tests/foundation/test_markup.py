"""What a person typed becomes safe HTML, whatever they typed."""

from __future__ import annotations

import json
import threading
from html.parser import HTMLParser
from typing import ClassVar
from urllib.parse import urlsplit

import hostile
import nh3
import pytest
from servers import shared_data

from foundation import markup
from foundation.markup import excerpt, plain, render

VOID = {"br", "hr"}


class Judge(HTMLParser):
    """Knows the allow-list by itself, so that a wider list in the code is noticed."""

    ELEMENTS: ClassVar = {"p", "br", "strong", "em", "del", "ul", "ol", "li", "blockquote", "code", "pre", "h3", "h4", "hr", "a"}
    ATTRIBUTES: ClassVar = {"a": {"href", "title", "rel"}, "ol": {"start"}}

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.wrong: list[str] = []
        self.open: list[str] = []
        self.feed(html)
        self.close()
        if self.open:
            self.wrong.append(f"left open: {self.open}")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in self.ELEMENTS:
            self.wrong.append(f"element {tag}")
        if tag not in VOID:
            self.open.append(tag)
        for name, value in attrs:
            if name not in self.ATTRIBUTES.get(tag, ()):
                self.wrong.append(f"attribute {tag} {name}")
            if name == "href" and urlsplit(value or "").scheme not in ("http", "https", "mailto", "tel"):
                self.wrong.append(f"target {value!r}")
            if name == "rel" and value != "nofollow ugc noopener":
                self.wrong.append(f"rel {value!r}")
        if tag == "a" and "href" in dict(attrs) and "rel" not in dict(attrs):
            self.wrong.append("link without rel")

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(f"stray </{tag}>")

    def handle_comment(self, data: str) -> None:
        self.wrong.append(f"comment {data!r}")

    def handle_decl(self, decl: str) -> None:
        self.wrong.append(f"declaration {decl!r}")

    def unknown_decl(self, data: str) -> None:
        self.wrong.append(f"declaration {data!r}")

    def handle_pi(self, data: str) -> None:
        self.wrong.append(f"instruction {data!r}")


def assert_safe(source: str) -> None:
    html = render(source)
    assert Judge(html).wrong == [], (source, html)
    assert markup.clean(html) == html, source


@pytest.mark.parametrize(
    "html",
    ["<script>x</script>", "<p onclick=x>a</p>", '<a href="javascript:x" rel="nofollow ugc noopener">a</a>', "<p>", "</p>", "<!-- x -->",
     '<a href="https://a.nl">a</a>', '<img src="https://a.nl/x.png">', "<h1>a</h1>", '<p style="color:red">a</p>', '<p id="x">a</p>'],
)  # fmt: skip
def test_the_judge_sees_what_is_wrong(html: str) -> None:
    assert Judge(html).wrong


@pytest.mark.parametrize("name", hostile.SETS)
def test_published_hostile_texts(name: str) -> None:
    for text in hostile.dressed(name):
        assert_safe(text[: markup.MAX_LENGTH])
    for text in hostile.texts(name):
        plain(text)
        assert len(excerpt(text, 80)) <= 80


@pytest.mark.parametrize("name", hostile.SETS)
def test_the_gates_hold_without_the_renderer(name: str) -> None:
    for text in hostile.texts(name):
        html = markup.clean(text)
        assert Judge(html).wrong == [], (text, html)


@pytest.mark.parametrize("name", hostile.PATHOLOGICAL)
def test_pathological_texts_are_answered(name: str) -> None:
    assert_safe(hostile.PATHOLOGICAL[name])


def test_the_last_gate_changes_nothing_but_rel_on_ordinary_posts() -> None:
    """Two sanitisers agree, so the first (no longer maintained) can be dropped without anyone seeing it."""
    posts = [json.loads(line)["body"] for line in shared_data("forum/madrid_posts.jsonl").read_text().splitlines()[:600]]
    posts += ['*nadruk* en **meer**\n\n- een\n- twee\n\n> citaat\n\n`code`\n\n# kop\n\n[x](https://a.nl "t") www.a.nl <a@b.nl> & < >']
    for post in posts:
        before = str(markup._gates()[0].clean(markup._parser().reset().convert(markup._within_limits(post)))).replace("\xa0", "&nbsp;")
        assert nh3.clean(before, tags=set(markup.TAGS), attributes={"a": {"href", "title"}, "ol": {"start"}}, link_rel=None) == before
        assert render(post).replace(' rel="nofollow ugc noopener"', "") == before


def test_what_people_type() -> None:
    assert render("Hallo *allemaal*\nen **iedereen**") == "<p>Hallo <em>allemaal</em><br>\nen <strong>iedereen</strong></p>"
    assert render("- een\n- twee") == "<ul>\n<li>een</li>\n<li>twee</li>\n</ul>"
    assert render("3. drie\n4. vier") == '<ol start="3">\n<li>drie</li>\n<li>vier</li>\n</ol>'
    assert render("> u zei") == "<blockquote>\n<p>u zei</p>\n</blockquote>"
    assert render("```\na < b [x]\n```") == "<pre><code>a &lt; b [x]\n</code></pre>"
    assert render("~~oud~~ nieuw") == "<p><del>oud</del> nieuw</p>"
    assert render("boven\n\n---\n\nonder") == "<p>boven</p>\n<hr>\n<p>onder</p>"
    assert render("") == render(" \n ") == ""


def test_raw_html_is_shown_as_typed() -> None:
    assert render("<b>x</b> & <script>1</script>") == "<p>&lt;b&gt;x&lt;/b&gt; &amp; &lt;script&gt;1&lt;/script&gt;</p>"

    assert render("<div>\nx\n</div>\n\ny") == "<p>&lt;div&gt;<br>\nx<br>\n&lt;/div&gt;</p>\n<p>y</p>"


def test_the_gates_judge_by_themselves() -> None:
    assert markup.clean('<a href="https://bank.nl@kwaad.nl">a</a><a href="/pad">b</a>').count("href") == 0
    assert markup.clean('<ol start="x"><li>a</li></ol><ol start="7"></ol>') == '<ol><li>a</li></ol><ol start="7"></ol>'
    assert markup.clean("<p>a&#13;b&#0;</p>") == "<p>a\ufffdb\ufffd</p>"


def test_headings_start_below_those_of_the_page() -> None:
    assert [render("#" * level + " Kop") for level in (1, 2, 6)] == ["<h3>Kop</h3>", "<h3>Kop</h3>", "<h4>Kop</h4>"]
    assert render("Kop\n===\ntekst") == "<h3>Kop</h3>\n<p>tekst</p>"


@pytest.mark.parametrize("text", ["#lift is stuk", "Groet,\n--\nJan", "    ingesprongen"])
def test_letters_are_not_taken_for_markup(text: str) -> None:
    html = render(text)
    assert "<h" not in html
    assert "<pre" not in html
    assert text.split("\n")[0].strip() in html


@pytest.mark.parametrize(
    ("source", "target", "shown"),
    [
        ("zie https://www.a.nl/x_y_z?a=1&b=2.", "https://www.a.nl/x_y_z?a=1&amp;b=2", "https://www.a.nl/x_y_z?a=1&amp;b=2"),
        ("(www.a.nl)", "https://www.a.nl", "www.a.nl"),
        ("https://nl.wikipedia.org/wiki/Lift_(techniek)!", "https://nl.wikipedia.org/wiki/Lift_(techniek)", "https://nl.wikipedia.org/wiki/Lift_(techniek)"),
        ("**http://a.nl**", "http://a.nl", "http://a.nl"),
        ("<https://a.nl/*b*>", "https://a.nl/*b*", "https://a.nl/*b*"),
        ("<jan@a.nl>", "mailto:jan@a.nl", "jan@a.nl"),
        ("[site](www.a.nl)", "https://www.a.nl", "site"),
        ("[bel](tel:040 123 45 67)", "tel:0401234567", "bel"),
        ("![foto](https://a.nl/x.png)", "https://a.nl/x.png", "foto"),
        ("[a][1]\n\n[1]: https://a.nl", "https://a.nl", "a"),
    ],
)  # fmt: skip
def test_links(source: str, target: str, shown: str) -> None:
    assert f'<a href="{target}" rel="nofollow ugc noopener">{shown}</a>' in render(source)


@pytest.mark.parametrize(
    "source",
    ["De lift is stuk.De buurman belt.Is dat zo", "a@b.nl", "http://", "www.", "https://localhost", "[x](javascript:alert(1))", "[x](/pad)",
     "[x](//a.nl)", "[x](ftp://a.nl)", "[x](data:text/html,x)", "[x](https://bank.nl@kwaad.nl)", "[x](JaVa&#115;cript:1)", "`www.a.nl`",
     "```\nhttps://a.nl\n```", "[x](xhttps://a.nl)", "[x](#kop)", "[x]()"],
)  # fmt: skip
def test_no_link(source: str) -> None:
    assert "href" not in render(source)


def test_too_long_is_shown_without_markup() -> None:
    source = "*a* <b>\nregel\n\n" + "x" * markup.MAX_LENGTH
    assert render(source).startswith("<p>*a* &lt;b&gt;<br>\nregel</p>\n<p>xxx")
    assert render("*a*" + "x" * (markup.MAX_LENGTH - 3)).startswith("<p><em>a</em>")


def test_brackets_past_the_limit_are_kept_as_text() -> None:
    html = render("[" * 150 + "]" * 150 + " [x](https://a.nl) " + "[" * 49 + "]" * 49 + " [y](https://a.nl)")
    assert html.count("[") == 150 + 49 + 1
    assert ">x</a>" in html
    assert "[y](" in html


def test_markers_past_the_limit_are_kept_as_text() -> None:
    assert render("> " * 30 + "x").count("<blockquote>") == 20
    assert render("> " * 30 + "x").count("&gt;") == 10
    assert render("1. " * 400 + "x").count("<ol>") == 20
    assert render("- " * 40) == "<hr>"


def test_a_parser_that_gives_up_costs_nobody_their_text(monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken:
        def reset(self) -> Broken:
            raise RecursionError

    monkeypatch.setattr(markup, "_parser", Broken)
    assert render("*a* <b>\nc\n\nd") == "<p>*a* &lt;b&gt;<br>\nc</p>\n<p>d</p>"


def test_threads_do_not_share_a_parser() -> None:
    wrong: list[str] = []

    def work(number: int) -> None:
        for turn in range(60):
            source = f"*{number}* [x](https://a.nl/{number}) `{turn}`\n\n- {number}\n- {turn}"
            html = render(source)
            if html.count(f"<em>{number}</em>") != 1 or f"<code>{turn}</code>" not in html or f"<li>{turn}</li>" not in html:
                wrong.append(html)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_plain_text_for_mail() -> None:
    source = """# Lift
De *lift* is [hier](https://a.nl/x) stuk,
zie www.b.nl & <jan@a.nl>.

- een
- twee
    1. diep

> u zei
>
> dit

```
a

 < b
```
"""
    assert plain(source) == (
        "Lift\n\nDe lift is hier (https://a.nl/x) stuk,\nzie www.b.nl & jan@a.nl.\n\n- een\n- twee\n  1. diep\n\n"
        "> u zei\n\n> dit\n\na\n\n < b"
    )
    assert plain("") == ""


def test_excerpt() -> None:
    assert excerpt("> oud\n\nDe *lift* is\nstuk. [Kijk](https://a.nl)", 80) == "De lift is stuk. Kijk"
    assert excerpt("> alleen citaat", 80) == "alleen citaat"
    assert excerpt("een twee drie vier", 12) == "een twee…"
    assert excerpt("een twee, drie", 10) == "een twee…"
    assert excerpt("x" * 50, 10) == "x" * 9 + "…"
    assert excerpt("precies", 7) == "precies"
    assert excerpt("", 10) == ""
