"""Two languages: everything extraction finds has an English text with the same placeholders, and no sentence slips past extraction."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po
from browser import Browser

ROOT = Path(__file__).parent.parent
CATALOGUES = ROOT / "foundation" / "catalogues"
AREAS = ("accounts", "forum", "foundation", "home", "involvement", "moderation", "recruitment")

MARKERS = ("_", "N_", "later", "now_", "lazy_gettext", "ngettext")
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%%")
JINJA = re.compile(r"\{#.*?#\}|\{%-?\s*trans\b.*?endtrans\s*-?%\}|\{%.*?%\}", re.DOTALL)
READ_ATTRIBUTE = re.compile(r"\b(?:title|alt|placeholder|aria-label|content)=\"([^\"]*)\"")
SAME_IN_BOTH = {"Meedenkers", "Nederlands", "English"}
DUTCH = re.compile(
    r"\b(het|een|uw|niet|geen|wij|voor|huurders|onderwerp|onderwerpen|inloggen|wachtwoord|mailadres|gesprek|bijdrage)\b", re.IGNORECASE
)


@cache
def extracted() -> dict[str | tuple[str, str], str]:
    """Each msgid (a pair with a plural) and the file it stands in."""
    with (CATALOGUES / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    keywords = {**DEFAULT_KEYWORDS, "N_": None, "later": None, "now_": None}
    options = {pattern: {**choice, "silent": "false"} for pattern, choice in options.items()}
    found: dict[str | tuple[str, str], str] = {}
    for folder in (*AREAS, "templates"):
        # A template that cannot be parsed fails here; the command line would leave its texts out in silence.
        prefixed = [(pattern.removeprefix("templates/") if folder == "templates" else pattern, how) for pattern, how in methods]
        choices = {pattern.removeprefix("templates/") if folder == "templates" else pattern: choice for pattern, choice in options.items()}
        for name, line, msgid, _comments, _context in extract_from_dir(ROOT / folder, prefixed, choices, keywords=keywords):
            if msgid:
                found.setdefault(msgid if isinstance(msgid, str) else (msgid[0], msgid[1]), f"{folder}/{name}:{line}")
    return found


@cache
def english() -> dict[str, str | tuple[str, ...]]:
    """English by msgid, or by the singular msgid."""
    with (CATALOGUES / "en.po").open("rb") as file:
        catalogue = read_po(file, locale="en")
    return {(one.id if isinstance(one.id, str) else one.id[0]): one.string for one in catalogue if one.id and not one.fuzzy}


def _forms(text: str | tuple[str, ...] | None) -> tuple[str, ...]:
    return (text or "",) if isinstance(text, str) or text is None else tuple(text)


def _first(msgid: str | tuple[str, str]) -> str:
    return msgid if isinstance(msgid, str) else msgid[0]


def test_extraction_finds_python_templates_mails_and_marked_texts() -> None:
    found = extracted()
    places = {place.split(":")[0] for place in found.values()}
    assert len(found) > 1500
    assert any(place.endswith(".txt") for place in places)
    assert {"accounts/forms/entering.py", "recruitment/lottery/messages.py", "foundation/sheets/sheet.py", "templates/base.html"} <= places
    assert any(isinstance(msgid, tuple) for msgid in found)


def test_every_text_has_english() -> None:
    texts = english()
    missing = []
    for msgid, place in extracted().items():
        forms = _forms(texts.get(_first(msgid)))
        if len(forms) < len(_forms(msgid)) or not all(forms):
            missing.append(f"{place}: {_first(msgid)}")
    assert not missing, f"no English (make catalogues, then fill in en.po) for {len(missing)}:\n" + "\n".join(sorted(missing))


def test_placeholders_are_the_same_in_both_languages() -> None:
    texts = english()
    wrong = []
    for msgid in extracted():
        for dutch, text in zip(_forms(msgid), _forms(texts.get(_first(msgid))), strict=False):
            if text and sorted(PLACEHOLDER.findall(dutch)) != sorted(PLACEHOLDER.findall(text)):
                wrong.append(f"{dutch} -> {text}")
            if text and dutch.endswith((".", "?", "!", ":")) != text.endswith((".", "?", "!", ":")):
                wrong.append(f"end: {dutch} -> {text}")
    assert not wrong, "\n".join(wrong)


def test_english_has_no_dutch_left() -> None:
    left = [text for one in english().values() for text in _forms(one) if DUTCH.search(text)]
    assert not left, left


def _bare(source: str) -> list[str]:
    text = JINJA.sub(" ", source)
    text = re.sub(r"\{\{.*?\}\}", " ", text, flags=re.DOTALL)
    read = READ_ATTRIBUTE.findall(re.sub(r"<meta[^>]*>", " ", text))
    text = re.sub(r"<(code|script|style)\b.*?</\1>", " ", text, flags=re.DOTALL)
    text = re.sub(r"<[^>]*>|&\w+;", " ", text)
    return [word for word in re.findall(r"[^\W\d_]{2,}", " ".join([text, *read])) if word not in SAME_IN_BOTH]


def test_templates_say_nothing_outside_the_catalogue() -> None:
    bare = {}
    for path in sorted((ROOT / "templates").rglob("*")):
        if path.suffix in {".html", ".txt"} and (words := _bare(_without_class_blocks(path.read_text(encoding="utf-8")))):
            bare[str(path.relative_to(ROOT))] = words
    assert not bare, bare


def _without_class_blocks(source: str) -> str:
    """Blocks that fill a class attribute hold class names."""
    for name in _class_blocks():
        source = re.sub(r"\{%-?\s*block " + name + r"\s*-?%\}.*?\{%-?\s*endblock", " {% endblock", source, flags=re.DOTALL)
    return source


@cache
def _class_blocks() -> tuple[str, ...]:
    base = (ROOT / "templates" / "base.html").read_text(encoding="utf-8")
    return tuple(re.findall(r"class=\"[^\"]*\{% block (\w+) %\}", base)) or ("no_such_block",)


@pytest.mark.parametrize(
    "source", ["<p>Welkom</p>", '<input placeholder="Uw naam">', "{% if a %}ja{% endif %}", '<a href="/x">{{ _("a") }} lees</a>']
)
def test_a_bare_word_is_seen(source: str) -> None:
    assert _bare(source)


def _literals(node: ast.AST) -> list[ast.Constant | ast.JoinedStr]:
    """Literal sentences (constants, f-strings) in an expression, but not what a marker already wraps."""
    if isinstance(node, ast.Call):
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        return [] if name in MARKERS or name != "join" else [one for part in node.args for one in _literals(part)]
    if isinstance(node, ast.JoinedStr):
        return [node] if any(isinstance(part, ast.Constant) and re.search(r"[^\W\d_]{3,}", str(part.value)) for part in node.values) else []
    if isinstance(node, ast.Constant):
        return [node] if isinstance(node.value, str) and re.search(r"[^\W\d_]{2,}", node.value) else []
    if isinstance(node, ast.BinOp):
        return _literals(node.left) + _literals(node.right)
    if isinstance(node, ast.IfExp):
        return _literals(node.body) + _literals(node.orelse)
    return []


SAYS = {"Refused", "BadInput", "ValidationError", "Unreadable", "Said", "flash"}
LABELS = {"label", "description", "message"}
FIELDS = re.compile(r"\w+Field$")


def _bare_in(tree: ast.AST) -> list[int]:
    """Lines on which a text for a reader is a plain literal: refusals, flashes, labels of form fields, `why_not_...` answers."""
    lines = []
    for node in ast.walk(tree):
        said: list[ast.AST] = []
        if isinstance(node, ast.Call):
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            if name in SAYS or FIELDS.search(name):
                said += node.args[:1]
            if FIELDS.search(name) or name[:1].isupper():
                said += [keyword.value for keyword in node.keywords if keyword.arg in LABELS]
        elif isinstance(node, ast.FunctionDef) and node.name.startswith(("why_not", "_why_not")):
            said += [one.value for one in ast.walk(node) if isinstance(one, ast.Return) and one.value is not None]
        lines += [literal.lineno for one in said for literal in _literals(one)]
    return lines


def test_python_says_nothing_outside_the_catalogue() -> None:
    bare = []
    for area in AREAS:
        for path in sorted((ROOT / area).rglob("*.py")):
            if path.parts[-2:-1] != ("demo",):
                bare += [f"{path.relative_to(ROOT)}:{line}" for line in _bare_in(ast.parse(path.read_text(encoding="utf-8")))]
    assert not bare, bare


@pytest.mark.parametrize(
    "source",
    [
        'raise Refused("Dit kan niet.")',
        'flash(f"Er zijn {n} brieven.")',
        'name = StringField("Uw naam")',
        'def why_not_x():\n    return "nee"',
    ],
)
def test_a_bare_literal_is_seen(source: str) -> None:
    assert _bare_in(ast.parse(source))
    wrapped = re.sub(r'f?("[^"]*")', r"_(\1)", source)
    assert not _bare_in(ast.parse(wrapped))


def _sentences() -> list[tuple[int, str]]:
    found = []
    for msgid in extracted():
        for text in _forms(msgid):
            for sentence in re.split(r"(?<=[.?!:])\s+", text):
                if words := [word for word in sentence.split() if re.search(r"\w", word)]:
                    found.append((len(words), sentence))
    return sorted(found, reverse=True)


def test_dutch_sentences_are_short() -> None:
    """B1: no sentence above 25 words, and full sentences are 13 words or fewer on average."""
    sentences = _sentences()
    assert sentences[0][0] <= 25, sentences[:12]
    full = [length for length, sentence in sentences if sentence.endswith((".", "?", "!"))]
    assert sum(full) / len(full) <= 13


def test_nobody_is_addressed_informally() -> None:
    informal = re.compile(r"\b(je|jij|jouw|jullie)\b", re.IGNORECASE)
    assert not [text for msgid in extracted() for text in _forms(msgid) if informal.search(text)]


@pytest.mark.parametrize(
    "path", ["/", "/inloggen", "/begin", "/onderwerpen", "/over/privacy", "/over/huisregels", "/over/toegankelijkheid"]
)
def test_public_pages_in_english_have_no_dutch(browser: Browser, path: str) -> None:
    browser.get(path, headers={"Accept-Language": "en"})
    assert browser.status == 200
    assert 'lang="en"' in browser.response.text
    house = browser.client.application.extensions["house"]
    text = browser.text
    for own in (house.name, house.tenants_organisation, house.phone_hours, house.town, *house.address):
        text = text.replace(own, " ")
    assert not DUTCH.findall(text), text


def test_no_sentence_hides_in_an_f_string() -> None:
    """Extraction does not look inside one: the sentence would stay Dutch."""
    hidden = [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for area in AREAS for path in (ROOT / area).rglob("*.py")
        for text in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(text, ast.JoinedStr)
        for call in ast.walk(text) if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in MARKERS
    ]  # fmt: skip
    assert not hidden, "\n".join(hidden)
