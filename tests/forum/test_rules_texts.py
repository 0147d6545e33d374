"""Naming and quoting: what is done with the words people type."""

import json
import re
import unicodedata

import pytest
from servers import shared_data

from accounts.rules.aliases import tidy_alias
from forum.rules import Where, clean_language, clean_title, names_meant, quote, where, with_links
from foundation.markup import render

PEOPLE = {"jan": "/bijdragen/1", "jandeboer": "/bijdragen/2", "buurvandriehoog": "/bijdragen/3"}


def linked(text):
    shown, found = with_links(render(text), PEOPLE)
    return re.findall(r'<a href="(/bijdragen/\d)"><bdi>(.*?)</bdi></a>', shown), found


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("@Jan, weet jij dat?", [("/bijdragen/1", "@Jan")]),
        ("Dag @jan de boer!", [("/bijdragen/2", "@jan de boer")]),
        ("@Jan de Bakker", [("/bijdragen/1", "@Jan")]),
        ('Vraag het @"Buur van Drie Hoog".', [("/bijdragen/3", "@Buur van Drie Hoog")]),
        ("@Buur van Drie Hoog en @Jan", [("/bijdragen/3", "@Buur van Drie Hoog"), ("/bijdragen/1", "@Jan")]),
        ("**@Jan** schreef", [("/bijdragen/1", "@Jan")]),
        ("Janneke @Janneke", []),
        ("mail jan@jan.nl of x@jan", []),
        ("`@Jan`", []),
        ("> @Jan\n\nWie zei dat?", []),
        ("[lees @Jan](https://delinde.example/x)", []),
        ("@@Jan @ Jan @", []),
    ],
)
def test_the_longest_name_of_somebody_here_is_meant(text, links):
    found, names = linked(text)
    assert found == links
    assert len(names) == len(set(links)) and names <= names_meant(render(text))


def test_naming_changes_nothing_else_in_a_text():
    text = "@Jan & <b>vet</b> \"zo\" <script> @Jan de Boer a<b [x](https://a.example/?b=1&c=%22 'een > twee')"
    plain, (shown, _names) = render(text), with_links(render(text), PEOPLE)
    assert re.sub(r'<a href="/bijdragen/\d"><bdi>(.*?)</bdi></a>', r"\1", shown) == plain
    assert with_links(plain, {}) == (plain, set())


@pytest.mark.parametrize("hostile", ["@" * 9000, "@Jan " * 2000, "@" + "a " * 5000, '@"' * 4000, "@Jan\u202e <@Jan>" * 500])
def test_many_names_are_looked_for_up_to_a_number(hostile):
    assert len(names_meant(render(hostile))) <= 20 * 21
    assert with_links(render(hostile), PEOPLE)[1] <= set(PEOPLE)


def test_a_quote_says_who_and_shows_no_more_than_was_seen():
    assert quote("Jan", "Eerste regel\n\n- twee") == "> **Jan schreef:**\n>\n> Eerste regel\n>\n> - twee\n\n"
    assert "<strong>Jan [x](y) * schreef:</strong>" in render(quote("Jan [x](y) *", "a"))
    assert "\u202e" not in quote("a\u202eb", "c\u202ed")


def test_places_and_languages_are_read_or_nothing():
    assert where("assisted:post:17") == Where("assisted:post", 17) and where("topic:3") == Where("topic", 3)
    assert [where(bad) for bad in ("", "topic:", "topic:x", "post:\u0663", "elders:3", "post:" + "9" * 40)] == [None] * 6
    assert [clean_language(code) for code in ("ar", "nl", "", None, "xx", '"><b>')] == ["ar", "nl", "", "", "", ""]


def test_no_name_or_title_can_turn_a_line():
    """U+202E and its family: what cannot be seen does not steer what can."""
    for text in ("Jan\u202enaJ", "\u2066\u202aJan\u2069", "Ja\u200fn\u061c"):
        for cleaned in (tidy_alias(text), clean_title(text)):
            assert not [sign for sign in cleaned if unicodedata.category(sign) == "Cf"], ascii(cleaned)
    for text in json.loads(shared_data("security/blns.json").read_text("utf-8")):
        assert not {"\u202a", "\u202b", "\u202c", "\u202d", "\u202e", "\u2066", "\u2067", "\u2068", "\u2069"} & set(clean_title(str(text)))
