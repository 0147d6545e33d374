"""The child's side: a sealed problem on standard input, the published lottery on standard output, progress on standard error."""

from __future__ import annotations

import json
import sys
import time

from recruitment.lottery.messages import Impossible, Said, Stopped
from recruitment.lottery.publish import lottery_text, problem_from_sealed
from recruitment.lottery.solve import solve


def main() -> int:
    question = json.load(sys.stdin)
    end = time.monotonic() + float(question["seconds"])
    salt = json.loads(question["sealed"])["salt"]
    try:
        found = solve(
            problem_from_sealed(question["sealed"]), salt, stop=lambda: time.monotonic() > end,
            progress=lambda line: print(line, file=sys.stderr, flush=True),  # noqa: T201
        )  # fmt: skip
    except Said as refusal:
        kind = "impossible" if isinstance(refusal, Impossible) else "stopped" if isinstance(refusal, Stopped) else "bad"
        changes = [change.as_dict() for change in refusal.relaxation] if isinstance(refusal, Impossible) else []
        json.dump({"kind": kind, "msgid": refusal.msgid, "params": refusal.params, "relaxation": changes}, sys.stdout)
        return 2
    sys.stdout.write(lottery_text(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
