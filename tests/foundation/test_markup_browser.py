"""The same hostile texts judged by a real browser: what it makes of our HTML, not what we think it makes of it."""

from __future__ import annotations

import html
from collections.abc import Iterator
from typing import Any

import hostile
import pytest
from playwright.sync_api import Browser, sync_playwright
from servers import CHROMIUM_FLAGS, chromium_path

from foundation.markup import MAX_LENGTH, render

pytestmark = pytest.mark.browser

ADDRESS = "https://judge.example/"
WALK = """() => {
    const allowed = {A: ["href", "title", "rel"], OL: ["start"]};
    const plain = ["P", "BR", "STRONG", "EM", "DEL", "UL", "OL", "LI", "BLOCKQUOTE", "CODE", "PRE", "H3", "H4", "HR", "A"];
    const schemes = ["http:", "https:", "mailto:", "tel:"];
    const wrong = [];
    const walk = (root, label) => {
        for (const element of root.querySelectorAll("*")) {
            if (!plain.includes(element.tagName) || element.namespaceURI !== "http://www.w3.org/1999/xhtml")
                wrong.push(`${label}: element ${element.tagName}`);
            for (const attribute of element.attributes)
                if (!(allowed[element.tagName] || []).includes(attribute.name))
                    wrong.push(`${label}: attribute ${element.tagName} ${attribute.name}`);
            if (element.tagName === "A" && element.hasAttribute("href") && !schemes.includes(element.protocol))
                wrong.push(`${label}: target ${element.getAttribute("href")} is ${element.protocol}`);
        }
        const comments = document.createTreeWalker(root, NodeFilter.SHOW_COMMENT);
        if (comments.nextNode()) wrong.push(`${label}: comment`);
    };
    const cases = [...document.body.children];
    cases.forEach((one, number) => {
        if (one.tagName !== "SECTION" || one.dataset.n !== String(number)) wrong.push(`case ${number} broke out`);
        walk(one, `case ${number}`);
        // Once more the way a script would put it in, twice: what changes on the way may turn into something else.
        const again = document.createElement("div");
        again.innerHTML = one.innerHTML;
        if (again.innerHTML !== one.innerHTML) wrong.push(`case ${number}: changes when put in again`);
        document.head.append(again);
        walk(again, `case ${number} again`);
    });
    return {cases: cases.length, wrong, fired: window.fired || []};
}"""
TRAP = """window.fired = []; for (const name of ["alert", "confirm", "prompt", "print", "open"])
    window[name] = (...all) => { window.fired.push(name + ":" + all.join()); };"""


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    program = chromium_path()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


def judge(chromium: Browser, fragments: list[str]) -> dict[str, Any]:
    """One page with every fragment in a section of its own; no request may leave it."""
    sections = "".join(f'<section data-n="{number}">{fragment}</section>' for number, fragment in enumerate(fragments))
    document = f"<!doctype html><html><head><meta charset=utf-8><title>x</title></head><body>{sections}</body></html>"
    page = chromium.new_page()
    left: list[str] = []

    def answer(route: Any) -> None:
        if route.request.url == ADDRESS:
            route.fulfill(body=document.encode("utf-8", "replace"), content_type="text/html; charset=utf-8")
        else:
            left.append(route.request.url)
            route.abort()

    page.route("**/*", answer)
    page.on("dialog", lambda dialog: (left.append("dialog"), dialog.dismiss()))
    page.add_init_script(TRAP)
    page.goto(ADDRESS)
    verdict: dict[str, Any] = page.evaluate(WALK)
    page.wait_for_timeout(100)  # what was put in again gets its turn to fire
    verdict["fired"] = page.evaluate("window.fired")
    verdict["left"] = left
    page.close()
    return verdict


def test_the_judge_sees_what_is_wrong(chromium: Browser) -> None:
    verdict = judge(
        chromium, ["<script>alert(1)</script>", "<p onclick='x'>a</p>", "<a href='javascript:1'>a</a>", "<img src=x onerror=alert(2)>"]
    )
    assert {"alert:1", "alert:2"} <= set(verdict["fired"])
    assert verdict["left"]
    assert len(verdict["wrong"]) >= 5
    assert judge(chromium, ["</section><p>a</p>"])["wrong"]
    assert judge(chromium, [html.escape("<script>alert(1)</script>")]) == {"cases": 1, "wrong": [], "fired": [], "left": []}


@pytest.mark.parametrize("name", hostile.SETS)
def test_published_hostile_texts(chromium: Browser, name: str) -> None:
    """Every text as it is and in one dress, by turns; all dresses are in test_markup.py."""
    every = list(hostile.dressed(name))
    chosen = [every[place + turn] for place in range(0, len(every), 6) for turn in (0, 1 + place // 6 % 5)]
    fragments = [render(text[:MAX_LENGTH]) for text in chosen]
    assert judge(chromium, fragments) == {"cases": len(fragments), "wrong": [], "fired": [], "left": []}


def test_pathological_texts(chromium: Browser) -> None:
    fragments = [render(text[:2_000]) for text in hostile.PATHOLOGICAL.values()]
    assert judge(chromium, fragments) == {"cases": len(fragments), "wrong": [], "fired": [], "left": []}
