"""A demo of its own and a browser for each file of journeys that asks."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from journeys.chromium import Site, serve
from playwright.sync_api import Browser, sync_playwright
from servers import CHROMIUM_FLAGS, chromium_path


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    yield from serve(tmp_path_factory.mktemp("demo"), tmp_path_factory.getbasetemp())


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=CHROMIUM_FLAGS)
        yield browser
        browser.close()
