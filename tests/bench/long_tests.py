"""The property and race tests at full length: every `@given` with its full number of examples, every race many times."""

from __future__ import annotations

import subprocess
import sys

import servers

from tests.bench.harness import Figure, figure


@figure
def properties_and_races() -> Figure:
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-m", "hypothesis or race", "-n", "2", "--dist", "loadfile", "-p", "no:cacheprovider"],
        cwd=servers.ROOT, stdout=subprocess.PIPE, text=True, check=False,
    )  # fmt: skip
    last = done.stdout.strip().splitlines()[-1]
    if done.returncode:
        print(done.stdout)
        raise AssertionError(last)
    return Figure("property and race tests in full", last.strip("= "))
