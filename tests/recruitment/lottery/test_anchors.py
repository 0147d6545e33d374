"""The public instances: the smallest chance, the quotas of the drawn panel, and the repeat from the published file."""

from __future__ import annotations

import pytest

from recruitment.lottery import Impossible, read_problem
from recruitment.lottery.files import draw_files, verify_text
from recruitment.lottery.solve import check

ANCHORS = [
    ("couples_2", 0.1, 0.1),
    ("example_small_20", 0.1, 0.1),
    ("opendlp_monitoring_30", 0.296703, 0.333333),
    ("syn_200_25", 0.065844, 1.0),
    ("syn_200_50", 0.034161, 1.0),
    ("syn_1000_25", 0.015853, 1.0),
]


@pytest.mark.parametrize(("name", "least", "most"), ANCHORS)
def test_the_lottery_is_as_fair_as_is_known(instance, name, least, most):
    people, quotas, seats = instance(name)
    found = draw_files(people, quotas, seats, phrase_a="Regen in mei", phrase_b="De brug is open")

    assert found["min_chance"] >= 0.999 * least
    assert found["min_chance"] <= found["bound"] <= seats / len(people) + 1e-9
    assert found["max_chance"] == pytest.approx(most, rel=1e-3)
    assert found["guarantee"] >= 0.999
    assert sum(found["chances"].values()) == pytest.approx(seats, abs=1e-6)
    assert len(found["chances"]) == len(people)

    problem = read_problem(people, quotas, seats)
    chosen = [person for person in problem.people if person.id in set(found["selected"])]
    assert len(chosen) == seats
    for quota in problem.quotas:
        assert quota.min <= sum(person.features[quota.category] == quota.value for person in chosen) <= quota.max
    assert sorted([*found["selected"], *found["reserves"]]) == sorted(found["chances"])
    assert verify_text(found["lottery"], "Regen in mei", "De brug is open") == {
        key: found[key] for key in ("selected", "reserves", "lottery_sha256", "seed")
    }


def test_quotas_that_contradict_each_other_come_with_the_smallest_change(instance):
    people, quotas, seats = instance("inconsistent_quotas_12")
    with pytest.raises(Impossible) as refusal:
        draw_files(people, quotas, seats, phrase_a="a", phrase_b="b")
    assert [change.as_dict() for change in refusal.value.relaxation] == [
        {"category": "politics", "value": "center", "min": 2, "max": 3, "new_min": 2, "new_max": 4}
    ] or sum(change.cost for change in refusal.value.relaxation) == 1
    changed = {(change.category, change.value): change for change in refusal.value.relaxation}
    for row in quotas:
        if change := changed.get((row["category"], row["feature"])):
            row["min"], row["max"] = str(change.new_min), str(change.new_max)
    assert len(draw_files(people, quotas, seats, phrase_a="a", phrase_b="b")["selected"]) == seats


@pytest.mark.parametrize("name", ["syn_200_25", "syn_1000_25"])
def test_the_preview_says_the_same_as_the_lottery(instance, name):
    people, quotas, seats = instance(name)
    problem = read_problem(people, quotas, seats)
    preview = check(problem)
    least = next(anchor[1] for anchor in ANCHORS if anchor[0] == name)
    assert preview.feasible
    assert preview.never_seated == ()
    assert min(preview.chances.values()) == pytest.approx(least, rel=1e-4)
    assert preview.even == seats / len(people)
    worst = min(preview.chances, key=lambda person: preview.chances[person])
    assert preview.limits[worst] in {(quota.category, quota.value) for quota in problem.quotas}
