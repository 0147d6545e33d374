"""The draw on the public instances, in processor seconds, beside what it may take."""

from __future__ import annotations

import csv
import time
from collections.abc import Iterator

import servers

from recruitment.lottery import read_problem
from recruitment.lottery.files import draw_files
from recruitment.lottery.solve import check
from tests.bench.harness import Figure, figure, within

LEAST = {
    "couples_2": 0.1, "example_small_20": 0.1, "opendlp_monitoring_30": 0.296703, "syn_200_25": 0.065844, "syn_200_50": 0.034161,
    "syn_1000_25": 0.015853,
}  # fmt: skip
"""The best known chance of whoever has the smallest one."""


def rows_of(name: str, file: str) -> list[dict[str, str]]:
    with servers.shared_data(f"sortition/{name}/{file}").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def may_take(people: int) -> float:
    return next(seconds for most, seconds in ((400, 2), (1_000, 4), (5_000, 25), (20_000, 120)) if people <= most)


@figure
def anchors() -> Iterator[Figure]:
    for name, least in LEAST.items():
        people, quotas, seats = rows_of(name, "respondents.csv"), rows_of(name, "categories.csv"), int(name.rsplit("_", 1)[1])
        start = time.process_time()
        found = draw_files(people, quotas, seats, phrase_a="a", phrase_b="b")
        spent = time.process_time() - start
        more = f", least {found['min_chance'] / least:.4f} of best"
        yield within(f"lottery of {name} ({len(people)} people)", spent, may_take(len(people)), more=more)


@figure
def preview() -> Figure:
    people, quotas = rows_of("syn_1000_25", "respondents.csv"), rows_of("syn_1000_25", "categories.csv")
    problem = read_problem(people, quotas, 25)
    start = time.process_time()
    check(problem)
    return within("can these quotas be met, 1,000 people", time.process_time() - start, 0.5)
