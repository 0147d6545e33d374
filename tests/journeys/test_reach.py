"""What axe cannot see: room for a thumb and for larger letters, focus that stays in sight, colours and paper a reader chose, the Esc key."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from journeys.chromium import NARROW, Site
from playwright.sync_api import Browser, Error, Page

from accounts.models import Role

pytestmark = pytest.mark.browser
PAGES = 36
"""At most, for one role."""
STEPS = 30
"""Of Tab on one page, each way."""

SPACED = """*{line-height:1.5!important;letter-spacing:.12em!important;word-spacing:.16em!important}p{margin-bottom:2em!important}"""
"""What a reader may set for all text (WCAG 1.4.12)."""
SIZES = """() => [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary")].flatMap((one) => {
    const style = getComputedStyle(one), box = one.getBoundingClientRect(), hidden = one.closest(".visually-hidden, [hidden]");
    const sentence = style.display === "inline" && [...one.parentElement.childNodes].some((near) => near !== one && near.nodeType === 3 && near.data.trim().length > 1);
    if (!one.checkVisibility({visibilityProperty: true}) || hidden || box.width < 2 || box.bottom < 0 || one.matches("#inhoud-link, .skip")) return [];
    const label = one.labels?.[0]?.getBoundingClientRect();
    const high = Math.max(box.height, label && one.matches("[type=radio], [type=checkbox]") ? label.height : 0);
    const main = one.matches(".button-primary, main .buttons .button, input[type=text], input[type=search], input[type=email], input[type=password], select, textarea");
    const least = main ? 43.5 : sentence ? 0 : 23.5;
    return high < least || box.width < (sentence ? 0 : 23.5) && !label ? [`${one.outerHTML.slice(0, 90)} ${Math.round(box.width)}x${Math.round(high)}`] : [];
}).slice(0, 4)"""
CUT = """() => [...document.querySelectorAll("main *, header *, footer *")].filter((one) => {
    const style = getComputedStyle(one);
    return one.checkVisibility() && !one.closest(".visually-hidden, svg, .chart-wrap, table") && one.clientWidth > 1 && one.innerText?.trim()
        && !one.matches("textarea, select, input")
        && (style.overflowX === "hidden" || style.overflowY === "hidden" || style.overflowX === "clip")
        && (one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1);
}).map((one) => `${one.tagName}.${one.className}`).slice(0, 4)"""
WIDE = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
FOCUS = """() => {
    const one = document.activeElement;
    if (!one || one === document.body || one.closest("iframe")) return null;
    const rects = [...one.getClientRects()].filter((box) => box.width > 1 && box.height > 1);
    const told = one.outerHTML.slice(0, 110);
    const seen = rects.some((box) => {
        const x = Math.min(Math.max(box.left + box.width / 2, 1), innerWidth - 2), y = Math.min(Math.max(box.top + box.height / 2, 1), innerHeight - 2);
        const top = document.elementFromPoint(x, y);
        return box.bottom > 0 && box.top < innerHeight && top && (one.contains(top) || top.contains(one) || [...(one.labels || [])].some((label) => label.contains(top)));
    });
    const style = getComputedStyle(one), around = getComputedStyle(one.labels?.[0] || one);
    const ring = [style, around].some((it) => (it.outlineStyle !== "none" && parseFloat(it.outlineWidth) > 0) || it.boxShadow !== "none");
    one.dataset.walked = (one.dataset.walked || 0) * 1 + 1;
    return {told, seen, ring, again: one.dataset.walked > 1};
}"""
MOVES = """() => [...document.querySelectorAll("*")].filter((one) => {
    const style = getComputedStyle(one);
    return [...style.transitionDuration.split(","), ...style.animationDuration.split(",")].some((time) => parseFloat(time) > 0.01) || style.scrollBehavior === "smooth";
}).map((one) => one.tagName).slice(0, 3)"""
FAINT = """() => {
    const light = (text) => {
        const [red, green, blue] = text.match(/[\\d.]+/g).map(Number).map((part) => (part /= 255) <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const under = (one) => {
        for (; one; one = one.parentElement) {
            const colour = getComputedStyle(one).backgroundColor;
            if (!/, 0\\)|transparent/.test(colour)) return colour;
        }
        return "rgb(255, 255, 255)";
    };
    return [...document.querySelectorAll("main *, footer *, header *")].filter((one) =>
        one.checkVisibility() && !one.closest("svg, .visually-hidden") && [...one.childNodes].some((part) => part.nodeType === 3 && part.data.trim()) && !one.disabled
    ).filter((one) => {
        const [a, b] = [light(getComputedStyle(one).color), light(under(one))].sort((x, y) => y - x);
        return (a + 0.05) / (b + 0.05) < 4.5;
    }).map((one) => `${one.tagName}.${one.className} ${one.textContent.trim().slice(0, 30)}`).slice(0, 3);
}"""
UNSEEN_BUTTONS = """() => [...document.querySelectorAll(".button-primary, .button-secondary, input[type=text], textarea, select")].filter((one) => {
    const style = getComputedStyle(one);
    return one.checkVisibility() && (style.borderTopStyle === "none" || parseFloat(style.borderTopWidth) < 1);
}).map((one) => `${one.tagName}.${one.className}`).slice(0, 3)"""
"""In forced colours a background is gone: only an edge still says what is a button."""
LEFT_ON_PAPER = """() => [...document.querySelectorAll("nav, .marks, .post-actions, .skip, body > header form, [data-print], main form button")].filter((one) =>
    one.checkVisibility()).map((one) => `${one.tagName}.${one.className}`).slice(0, 3)"""


def kinds_of_page(site: Site, page: Page, role: Role) -> Iterator[str]:
    """One address of every kind of page that this role reaches by following links."""
    waiting = [f"{site.address}/", f"{site.address}/mijn", f"{site.address}/woordenlijst"]
    if role is Role.COORDINATOR:
        waiting.insert(0, f"{site.address}/vandaag")
    seen: set[str | None] = {None, "static"}
    while waiting and len(seen) < PAGES:
        url = waiting.pop(0).partition("#")[0]
        kind = site.endpoint(url)
        if kind in seen:
            continue
        seen.add(kind)
        try:
            answer = page.goto(url, wait_until="load")
        except Error as download:
            if "Download is starting" not in str(download):
                raise
            continue
        if answer is None or answer.status >= 400 or "text/html" not in answer.headers.get("content-type", ""):
            continue
        waiting += page.evaluate("[...document.querySelectorAll('a[href]')].map((one) => one.href)")
        yield url.removeprefix(site.address)


def walk(page: Page, key: str) -> list[str]:
    """What goes wrong for the focus on a walk with this key."""
    wrong: list[str] = []
    page.evaluate("document.querySelectorAll('[data-walked]').forEach((one) => delete one.dataset.walked)")
    for _step in range(STEPS):
        page.keyboard.press(key)
        at = page.evaluate(FOCUS)
        if at is None or at["again"]:
            break
        if not at["seen"]:
            wrong.append(f"{key}: out of sight: {at['told']}")
        if not at["ring"]:
            wrong.append(f"{key}: no ring: {at['told']}")
    return wrong[:3]


@pytest.mark.parametrize("role", [Role.TENANT, Role.COORDINATOR], ids=["tenant", "coordinator"])
def test_every_kind_of_page_is_within_reach(site: Site, chromium: Browser, role: Role) -> None:
    context = site.as_role(chromium, role)
    page = context.new_page()
    wrong: list[str] = []
    walked = 0
    for where in kinds_of_page(site, page, role):
        walked += 1
        page.emulate_media(reduced_motion="reduce")  # so that what comes into sight is there at once
        wrong += [f"{where}: small: {told}" for told in page.evaluate(SIZES)]
        for key in ("Tab", "Shift+Tab"):
            wrong += [f"{where}: {told}" for told in walk(page, key)]
        page.emulate_media(color_scheme="dark", reduced_motion="reduce")
        wrong += [f"{where}: moves: {told}" for told in page.evaluate(MOVES)]
        wrong += [f"{where}: faint in the dark: {told}" for told in page.evaluate(FAINT)]
        page.emulate_media(color_scheme="light", forced_colors="active")
        wrong += [f"{where}: no edge in forced colours: {told}" for told in page.evaluate(UNSEEN_BUTTONS)]
        page.emulate_media(forced_colors="none", media="print")
        wrong += [f"{where}: on paper: {told}" for told in page.evaluate(LEFT_ON_PAPER)]
        page.emulate_media(media="screen", color_scheme="light", reduced_motion="no-preference")
        # As at 400 %: 1280 x 1024 seen through a quarter of it.
        page.set_viewport_size({"width": 320, "height": 256})
        wrong += [f"{where}: {page.evaluate(WIDE)} px too wide at 400 %" for _once in [0] if page.evaluate(WIDE) > 0]
        page.set_viewport_size({"width": NARROW["width"], "height": NARROW["height"]})
        page.evaluate(
            "(css) => { const sheet = new CSSStyleSheet(); sheet.replaceSync(css); document.adoptedStyleSheets = [sheet]; }", SPACED
        )
        wrong += [f"{where}: cut off when spaced: {told}" for told in page.evaluate(CUT)]
        wrong += [f"{where}: {page.evaluate(WIDE)} px too wide when spaced" for _once in [0] if page.evaluate(WIDE) > 0]
        page.evaluate("() => { document.adoptedStyleSheets[0].replaceSync('html { font-size: 200% !important }'); }")
        wrong += [f"{where}: cut off in letters of twice the size: {told}" for told in page.evaluate(CUT)]
        page.set_viewport_size({"width": 600, "height": 700})
        wrong += [f"{where}: {page.evaluate(WIDE)} px too wide in letters of twice the size" for _once in [0] if page.evaluate(WIDE) > 0]
        page.set_viewport_size({"width": NARROW["width"], "height": NARROW["height"]})
    context.close()
    assert walked > 15
    assert not wrong, "\n".join(wrong)


def test_esc_closes_the_list_of_names_and_keeps_the_text(site: Site, chromium: Browser) -> None:
    context = site.as_role(chromium, Role.TENANT)
    page = context.new_page()
    page.goto(next(where for where in kinds_of_page(site, page, Role.TENANT) if where.endswith("/antwoord")))
    page.locator("textarea").press_sequentially("Eens met @")
    names = page.locator("#namen")
    assert names.is_visible() and names.get_by_role("option").count()
    page.keyboard.press("Escape")
    assert not names.is_visible()
    assert page.locator("textarea").input_value() == "Eens met @"
    context.close()
