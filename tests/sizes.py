"""How long the long tests are. `make test` runs them reduced; `make bench` sets MEEDENKERS_BENCH=1 and runs them in full."""

from __future__ import annotations

import os

FULL = os.environ.get("MEEDENKERS_BENCH") == "1"
RACES = 25
"""Times that a test marked `race` runs then."""


def size(reduced: int, full: int) -> int:
    return full if FULL else reduced
