"""From what a person typed to HTML that may stand in a page, and to plain text for mail and excerpts.

The only file that knows the Markdown library and the two sanitisers. Rendering happens once, when a text is written: the HTML is stored
beside its source with RENDER_VERSION, and pages print the stored HTML as it is. Nothing here raises for bad input; what cannot be
rendered within the limits is shown as it was typed.
"""

from __future__ import annotations

import html
import logging
import re
import threading
from typing import Any
from xml.etree import ElementTree

import bleach
import markdown
import nh3
from markdown.blockprocessors import HashHeaderProcessor, SetextHeaderProcessor
from markdown.inlinepatterns import InlineProcessor, LinkInlineProcessor, SimpleTagInlineProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from foundation.plain_text import text_of

MAX_LENGTH = 10_000  # characters; forms refuse more, and a longer text (an import) is shown without markup
RENDER_VERSION = 1  # raise it when the HTML of an unchanged source would change; stored HTML is then made again

TAGS = frozenset(["p", "br", "strong", "em", "del", "ul", "ol", "li", "blockquote", "code", "pre", "h3", "h4", "hr", "a"])
ATTRIBUTES = {"a": frozenset({"href", "title"}), "ol": frozenset({"start"})}
SCHEMES = frozenset({"http", "https", "mailto", "tel"})
REL = "nofollow ugc noopener"

_MAX_BRACKETS = 200  # Python-Markdown is quadratic in opening brackets
_MAX_MARKERS = 20  # and recursive in list and quote markers on one line

_log = logging.getLogger(__name__)
_own = threading.local()  # parser and sanitiser carry state: one set for each thread

# A character that must not be read as markup is parked in the private-use area and put back after parsing. Unlike a backslash
# this leaves no trace inside code.
_PARKED = {ord(char): 0xE000 + ord(char) for char in "[>*+-.)"}
_UNPARK = {parked: char for char, parked in _PARKED.items()}
_UNWANTED = dict.fromkeys([*range(0x09), *range(0x0B, 0x20), 0x7F, *range(0xD800, 0xE000), *_UNPARK, 0xFFFE, 0xFFFF], "\ufffd")
_MARKER = re.compile(r"[ \t]*(?:>|[*+-](?=[ \t])|\d{1,9}[.)](?=[ \t]))")
_RULE = re.compile(r" {0,3}(?:(?:-+ {0,2}){3,}|(?:_+ {0,2}){3,}|(?:\*+ {0,2}){3,}) *$")

_WEB = re.compile(r"https?://[^\W_][\w-]*(?:\.[\w-]+)*\.?(?::\d{1,5})?(?:[/?#][^\s<>\"\\]*)?", re.IGNORECASE)
_MAIL = re.compile(r"mailto:[\w.!#$%&'*+/=^`{|}~-]+@[\w-]+(?:\.[\w-]+)+(?:\?[^\s<>\"\\]*)?", re.IGNORECASE)
_PHONE = re.compile(r"tel:\+?[\d().-]{3,20}", re.IGNORECASE)


def render(source: str) -> str:
    """HTML of a typed text, safe to print unescaped."""
    source = source.replace("\r\n", "\n").replace("\r", "\n").translate(_UNWANTED)
    if len(source) > MAX_LENGTH:
        return _as_typed(source)
    try:
        return clean(_parser().reset().convert(_within_limits(source)).translate(_UNPARK))
    except Exception:  # noqa: BLE001  a parser that gives up (RecursionError, a bug) must not cost anyone what they typed
        _own.__dict__.clear()
        _log.warning("markup could not be rendered, shown as typed", exc_info=True)
        return _as_typed(source)


def clean(fragment: str) -> str:
    """The two gates every fragment passes; cleaning what is clean changes nothing."""
    first, last = _gates()
    return last.clean(str(first.clean(fragment))).translate(_UNWANTED)  # control characters can come in as entities


def plain(source: str) -> str:
    """The text without markup, for mail: paragraphs kept, bullets and quotes marked, addresses written out."""
    return text_of(render(source), addresses=True)


def excerpt(source: str, length: int) -> str:
    """The beginning of a text on one line, cut between words. Quotes of others are left out unless there is nothing else."""
    rendered = render(source)
    text = text_of(rendered, quotes=False) or re.sub(r"(?m)^(> )+", "", text_of(rendered))
    line = " ".join(text.split())
    if len(line) <= length:
        return line
    head = line[: max(length - 1, 0)]
    if not line[len(head)].isspace() and " " in head:
        head = head[: head.rindex(" ")]
    return head.rstrip(" ,;:.-") + "…"


def _as_typed(source: str) -> str:
    blocks = [block.strip("\n") for block in re.split(r"\n[ \t]*\n", source) if block.strip()]
    fragment = "\n".join(f"<p>{html.escape(block, quote=False)}</p>".replace("\n", "<br>\n") for block in blocks)
    return _gates()[1].clean(fragment)


def _within_limits(source: str) -> str:
    head, *rest = source.split("[", _MAX_BRACKETS)
    if len(rest) == _MAX_BRACKETS:
        rest[-1] = rest[-1].replace("[", chr(_PARKED[ord("[")]))
    return "\n".join(_within_depth(line) for line in "[".join([head, *rest]).split("\n"))


def _within_depth(line: str) -> str:
    at = 0
    for _ in range(_MAX_MARKERS):
        found = _MARKER.match(line, at)
        if found is None:
            return line
        at = found.end()
    if (found := _MARKER.match(line, at)) is None or _RULE.match(line):
        return line
    return line[: found.end() - 1] + line[found.end() - 1 :].translate(_PARKED)


def _address(raw: str) -> str | None:
    """A link target in the form we let through, or None."""
    target = "".join(html.unescape(raw).split())
    if target[:4].lower() == "www.":
        target = "https://" + target
    fits = len(target) <= 2_000 and (_WEB.fullmatch(target) or _MAIL.fullmatch(target) or _PHONE.fullmatch(target))
    return target if fits else None


def _label(data: str, index: int) -> tuple[str, int, bool]:
    """What stands up to the closing bracket, nested ones included. The library's own goes character by character, three times over."""
    depth = 1
    for bracket in re.compile(r"[\[\]]").finditer(data, index):
        depth += 1 if bracket.group() == "[" else -1
        if depth == 0:
            return data[index : bracket.start()], bracket.end(), True
    return "", len(data), False


class _BareAddress(InlineProcessor):  # type: ignore[misc]
    """https://... and www. ... become links; nothing else does, because people forget the space after a full stop ("lek.Is")."""

    ANCESTOR_EXCLUDES = ("a",)

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[ElementTree.Element | None, int | None, int | None]:  # noqa: N802
        shown = m.group(0)
        while shown and (shown[-1] in ".,;:!?'*_~" or any(shown[-1] == b and shown.count(a) < shown.count(b) for a, b in ("()", "[]"))):
            shown = shown[:-1]
        target = _address(shown)
        if target is None or "." not in shown[4:]:
            return None, None, None
        link = ElementTree.Element("a", href=target)
        link.text = AtomicString(shown)
        return link, m.start(), m.start() + len(shown)


class _MailAddress(InlineProcessor):  # type: ignore[misc]
    """<name@example.org>, without the library's disguise in entities."""

    ANCESTOR_EXCLUDES = ("a",)

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[ElementTree.Element, int, int]:  # noqa: N802
        link = ElementTree.Element("a", href="mailto:" + m.group(1))
        link.text = AtomicString(m.group(1))
        return link, m.start(), m.end()


class _Settle(Treeprocessor):  # type: ignore[misc]
    """Headings start below those of the page; a link that leads nowhere we allow is left as its text."""

    def run(self, root: ElementTree.Element) -> None:
        for element in root.iter():
            if element.tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
                # Both of the marks people use for a heading give the same one, so that a text never skips a level below the page's own.
                element.tag = "h3" if element.tag in ("h1", "h2") else "h4"
            elif element.tag == "a":
                target = _address(element.get("href", ""))
                if target is None:
                    element.tag, element.attrib = "span", {}  # the gates drop the tag and keep the text
                else:
                    element.set("href", target)


def _parser() -> Any:
    if not hasattr(_own, "parser"):
        _own.parser = _make_parser()
    return _own.parser


def _make_parser() -> Any:
    md = markdown.Markdown(extensions=["nl2br", "sane_lists", "fenced_code"], output_format="html")
    md.preprocessors.deregister("html_block")
    md.inlinePatterns.deregister("html")
    md.parser.blockprocessors.deregister("code")  # an indented line in a letter is no program; fences still make code
    # "#lift" is no heading and a signature's "--" makes none.
    hashes, underlined = HashHeaderProcessor(md.parser), SetextHeaderProcessor(md.parser)
    hashes.RE = re.compile(HashHeaderProcessor.RE.pattern.replace("#{1,6})", "#{1,6})(?=[ \\t])", 1))
    underlined.RE = re.compile(r"^.*?\n(?:=+|-{3,})[ ]*(\n|$)", re.MULTILINE)
    md.parser.blockprocessors.register(hashes, "hashheader", 70)
    md.parser.blockprocessors.register(underlined, "setextheader", 60)
    # No images: a picture elsewhere tells its owner who reads. What is written as one becomes a link to it.
    for name in ("image_reference", "short_image_ref"):
        md.inlinePatterns.deregister(name)
    md.inlinePatterns.register(LinkInlineProcessor(r"!\[", md), "image_link", 150)
    for name in ("reference", "link", "image_link", "short_reference"):
        md.inlinePatterns[name].getText = _label
    md.inlinePatterns.register(_MailAddress(r"<([^<> !]+@[^@<> ]+)>", md), "automail", 110)
    bare = r"(?i)(?<![\w@./-])(?:https?://|www\.)[^\s<>\"\x02\x03]+"
    md.inlinePatterns.register(_BareAddress(bare, md), "bare_address", 105)
    md.inlinePatterns.register(SimpleTagInlineProcessor(r"(~~)(?=\S)(.+?)~~", "del"), "del", 55)
    md.treeprocessors.register(_Settle(md), "settle", -10)
    return md


def _gates() -> tuple[Any, nh3.Cleaner]:
    if not hasattr(_own, "gates"):
        attributes = {tag: sorted(names) for tag, names in ATTRIBUTES.items()}
        first = bleach.Cleaner(tags=TAGS, attributes=attributes, protocols=SCHEMES, strip=True, strip_comments=True)
        last = nh3.Cleaner(tags=TAGS, attributes=ATTRIBUTES, attribute_filter=_kept, url_schemes=SCHEMES, url_relative="deny", link_rel=REL)
        _own.gates = (first, last)
    gates: tuple[Any, nh3.Cleaner] = _own.gates
    return gates


def _kept(tag: str, name: str, value: str) -> str | None:
    if name == "href":
        return value if _address(value) == value else None
    if name == "start":
        return value if value.isascii() and value.isdigit() and len(value) <= 9 else None
    return value
