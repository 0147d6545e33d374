"""`make bench`: every figure of this folder, one file after the other. `make bench ONLY=thread,lottery` runs those files alone."""

from __future__ import annotations

import importlib
import os
import sys
import time
import traceback
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

import pytest

from tests.bench.harness import FIGURES, Figure, Measure

NO_NOUNS = ("__main__", "harness")


def figures_of(measure: Measure) -> Iterator[Figure]:
    found = measure()
    yield from [found] if isinstance(found, Figure) else found


def run(noun: str) -> bool:
    """Whether every figure could be made."""
    print(f"\n{noun}", flush=True)
    FIGURES.clear()
    importlib.import_module(f"tests.bench.{noun}")
    well = True
    for measure in FIGURES:
        try:
            for one in figures_of(measure):
                print(one, flush=True)
        except pytest.skip.Exception as reason:
            print(f"  {measure.__name__}: skipped, {reason}", flush=True)
        except Exception:  # noqa: BLE001 - the other figures are still wanted
            well = False
            traceback.print_exc()
    return well


def main() -> int:
    nouns = sorted(file.stem for file in HERE.glob("*.py") if file.stem not in NO_NOUNS)
    only = os.environ.get("ONLY", "").replace(",", " ").split()
    if unknown := set(only) - set(nouns):
        print(f"No figures about {', '.join(sorted(unknown))}. There is: {', '.join(nouns)}", file=sys.stderr)
        return 2
    start = time.monotonic()
    well = [run(noun) for noun in only or nouns]
    print(f"\n{time.monotonic() - start:.0f} s")
    return 0 if all(well) else 1


if __name__ == "__main__":
    sys.exit(main())
