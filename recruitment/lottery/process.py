"""The solver in a process of its own: it can be stopped, it has a time limit, and it never holds up a web worker."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass

from recruitment.lottery.messages import BadInput, Change, Impossible, Stopped, Text, _
from recruitment.lottery.publish import sha256

GRACE = 30.0
"""Seconds beyond its limit after which a child that does not end by itself is killed."""
BEAT = 0.2


@dataclass(frozen=True)
class Solved:
    """The published file and its hash."""

    text: str
    sha256: str


def solve_in_child(
    sealed: str, *, seconds: float, stop: Callable[[], bool] = lambda: False, progress: Callable[[str], None] = lambda _line: None
) -> Solved:
    """Solve the sealed problem. Raises Impossible, BadInput, or Stopped (pressed, or the time was up before there was any lottery)."""
    began = time.monotonic()
    with tempfile.TemporaryFile() as question, tempfile.TemporaryFile() as answer, tempfile.TemporaryFile() as said:
        question.write(json.dumps({"sealed": sealed, "seconds": seconds}).encode())
        question.seek(0)
        child = subprocess.Popen([sys.executable, "-m", "recruitment.lottery"], stdin=question, stdout=answer, stderr=said)
        try:
            while child.poll() is None:
                if stop() or time.monotonic() - began > seconds + GRACE:
                    raise Stopped(_("Het rekenen is gestopt. Er is geen loting gemaakt."))
                time.sleep(BEAT)
        finally:
            if child.poll() is None:
                child.kill()
                child.wait()
        said.seek(0)
        for line in said.read().decode("utf-8", "replace").splitlines():
            progress(line)
        answer.seek(0)
        return _read(child.returncode, answer.read().decode("utf-8"))


def _read(status: int, text: str) -> Solved:
    if status == 0:
        return Solved(text, sha256(text))
    if status != 2 or not text:
        raise ChildProcessError(f"the solver ended with status {status}")
    refusal = json.loads(text)
    said = Text(refusal["msgid"], refusal["params"])
    if refusal["kind"] == "impossible":
        raise Impossible([Change(**change) for change in refusal["relaxation"]], said)
    kind = Stopped if refusal["kind"] == "stopped" else BadInput
    raise kind(said.msgid, **said.params)
