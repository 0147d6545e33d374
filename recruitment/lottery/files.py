"""What the commands need: a draw on plain tables, and the repeat of a published one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from recruitment.lottery.draw import draw, tidy
from recruitment.lottery.lottery import UNITS
from recruitment.lottery.messages import BadInput, _
from recruitment.lottery.publish import lottery_from_text, lottery_text
from recruitment.lottery.solve import solve
from recruitment.lottery.tables import Row, read_problem


def _phrases(*phrases: str) -> None:
    for phrase in phrases:
        try:
            tidy(phrase)
        except ValueError as error:
            raise BadInput(_("Een van de twee zinnen is leeg of niet te lezen. Geef twee zinnen op.")) from error


def draw_files(
    people_rows: Sequence[Row], quota_rows: Sequence[Row], seats: int, id_column: str | None = None, household_column: str | None = None, *,
    phrase_a: str, phrase_b: str, salt: str = "", stop: Callable[[], bool] = lambda: False, progress: Callable[[str], None] = lambda line: None,
) -> dict[str, Any]:  # fmt: skip
    """The fields of `flask recruitment draw --json`, without `seconds`, and one more: `lottery`, the text to publish.

    The same tables, phrases and salt give the same answer in every run. Raises BadInput, Impossible or Stopped.
    """
    _phrases(phrase_a, phrase_b)
    lottery = solve(read_problem(people_rows, quota_rows, seats, id_column, household_column), salt, stop, progress)
    drawn = draw(lottery, phrase_a, phrase_b)
    chances = lottery.chances
    some = [chance for chance in chances.values() if chance > 0]
    return {
        "selected": list(drawn.selected),
        "reserves": list(drawn.reserves),
        "chances": {person: chance / UNITS for person, chance in chances.items()},
        "panels": len(lottery.panels),
        "min_chance": min(some) / UNITS,
        "max_chance": max(some) / UNITS,
        "bound": lottery.bound / UNITS,
        "guarantee": lottery.guarantee / UNITS,
        "lottery_sha256": drawn.lottery_sha256,
        "seed": drawn.seed,
        "lottery": lottery_text(lottery),
    }


def verify_text(text: str, phrase_a: str, phrase_b: str) -> dict[str, Any]:
    """Repeat a draw from the published file alone. Raises BadInput for a file that is damaged or was changed by hand.

    A file changed by somebody who also mends its checksum has another hash: compare `lottery_sha256` with the one that was published.
    """
    _phrases(phrase_a, phrase_b)
    drawn = draw(lottery_from_text(text), phrase_a, phrase_b)
    return {"selected": list(drawn.selected), "reserves": list(drawn.reserves), "lottery_sha256": drawn.lottery_sha256, "seed": drawn.seed}
