"""The child process: see `process.py`. Its only clock is the time it was given."""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from typing import Any

from recruitment.lottery.lottery import GRACE
from recruitment.lottery.messages import BadInput, Impossible, Said
from recruitment.lottery.publish import canonical, lottery_text, problem_from_sealed
from recruitment.lottery.solve import solve


def _answer(question: dict[str, Any]) -> dict[str, Any]:
    until = time.monotonic() + question["seconds"]
    if hasattr(signal, "alarm"):  # the last resort, for when nobody is left to kill it
        signal.alarm(int(question["seconds"] + GRACE) + 5)
    salt = json.loads(question["problem"])["salt"]
    try:
        problem = problem_from_sealed(question["problem"])
        return {"lottery": lottery_text(solve(problem, salt, lambda: time.monotonic() > until, _tell))}
    except Impossible as refusal:
        relaxation = [change.as_dict() for change in refusal.relaxation]
        return {"error": "impossible", "msgid": refusal.msgid, "params": refusal.params, "relaxation": relaxation}
    except Said as refusal:
        return {"error": "bad_input" if isinstance(refusal, BadInput) else "stopped", "msgid": refusal.msgid, "params": refusal.params}


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)  # noqa: T201 - how the parent hears of progress


def main() -> None:
    sys.stdin.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    # Nothing but the answer may reach standard output, whatever a library prints there.
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    with out:
        out.write(canonical(_answer(json.load(sys.stdin))))


if __name__ == "__main__":
    main()
