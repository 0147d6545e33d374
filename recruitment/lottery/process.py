"""Solving in a child process that can be stopped: the web and job processes never hold the solver.

The child reads the problem as JSON on standard input and writes one JSON document on standard output; progress comes as lines on
standard error. It gives its best lottery when its time is up; a child that does not answer even then is killed.
"""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

from recruitment.lottery.lottery import GRACE, Lottery
from recruitment.lottery.messages import BadInput, Change, Impossible, Stopped, Text, _
from recruitment.lottery.problem import Problem
from recruitment.lottery.publish import canonical, lottery_from_text, sealed_text

ROOT = Path(__file__).resolve().parents[2]


def _pass_on(stream: IO[str], lines: queue.SimpleQueue[str | None]) -> None:
    for line in stream:
        lines.put(line.rstrip("\n"))
    lines.put(None)


def _unpack(answer: dict[str, Any]) -> Lottery:
    if "lottery" in answer:
        return lottery_from_text(answer["lottery"])
    if answer.get("error") == "impossible":
        raise Impossible([Change(**change) for change in answer["relaxation"]], Text(answer["msgid"], answer["params"]))
    if answer.get("error") == "bad_input":
        raise BadInput(answer["msgid"], **answer["params"])
    raise Stopped(answer["msgid"], **answer["params"])


def solve_in_child(
    problem: Problem, salt: str = "", seconds: float = 60.0, on_progress: Callable[[str], None] = lambda line: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Lottery:  # fmt: skip
    """As `solve`, elsewhere. `cancelled` is asked a few times a second; yes kills the child and raises Stopped."""
    question = canonical({"problem": sealed_text(problem, salt), "seconds": seconds})
    paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    child = subprocess.Popen(
        [sys.executable, "-m", "recruitment.lottery"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        text=True, encoding="utf-8", env=os.environ | {"PYTHONPATH": os.pathsep.join(paths)},
    )  # fmt: skip
    assert child.stdin and child.stdout and child.stderr
    answers: list[str] = []
    lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()
    listeners = [
        threading.Thread(target=_pass_on, args=(child.stderr, lines), daemon=True),
        threading.Thread(target=lambda out: answers.append(out.read()), args=(child.stdout,), daemon=True),
    ]
    try:
        for listener in listeners:
            listener.start()
        try:
            child.stdin.write(question)
            child.stdin.close()
        except BrokenPipeError:
            pass
        until, last = time.monotonic() + seconds + GRACE, ""
        while True:
            if cancelled() or time.monotonic() > until:
                raise Stopped(_("Het maken van de loting is gestopt."))
            try:
                line = lines.get(timeout=0.2)
            except queue.Empty:
                continue
            if line is None:
                break
            last = line
            on_progress(line)
        child.wait()
        listeners[1].join()
        if child.returncode != 0 or not answers or not answers[0]:
            raise RuntimeError(f"the solver ended with status {child.returncode}: {last}")
        return _unpack(json.loads(answers[0]))
    finally:
        if child.poll() is None:
            child.kill()
        child.wait()
        for listener in listeners:
            listener.join()
        child.stdout.close()
        child.stderr.close()
