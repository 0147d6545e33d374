"""Public instances are read where they lie; without them those tests are skipped, or fail where everything is required."""

from __future__ import annotations

import csv
import os
from collections.abc import Callable
from pathlib import Path

import pytest

Tables = tuple[list[dict[str, str]], list[dict[str, str]], int]
SHARED = Path(os.environ.get("MEEDENKERS_SHARED") or Path(__file__).parents[3].parent / "shared" / "data")


@pytest.fixture
def instance() -> Callable[[str], Tables]:
    def read(name: str) -> Tables:
        folder = SHARED / "sortition" / name
        if not folder.is_dir():
            if os.environ.get("MEEDENKERS_REQUIRE_ALL") == "1":
                pytest.fail(f"{folder} is missing and everything is required")
            pytest.skip(f"the public instances are not here: {folder}")
        tables = []
        for file in ("respondents.csv", "categories.csv"):
            with (folder / file).open(encoding="utf-8", newline="") as lines:
                tables.append(list(csv.DictReader(lines)))
        return tables[0], tables[1], int(name.rsplit("_", 1)[1])

    return read
