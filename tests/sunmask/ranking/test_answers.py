"""Agreement on the questions of a campaign is that of a library, and who answers by chance is named."""

import krippendorff
import numpy as np
import pytest

from sunmask.ranking import answers
from sunmask.ranking.queues import shared_out

JUDGES = ("Ana", "Ben", "Cleo")
REASONS = ("voice-leading", "cadence", "meaning")


def table_of(said: answers.Answers, num_items: int, codes: dict[answers.Value, int]) -> np.ndarray:
    table = np.full((len(JUDGES), num_items), np.nan)
    for judge, own in said.items():
        for item, value in own.items():
            table[JUDGES.index(judge), int(str(item))] = codes[value]
    return table


def some_answers(rng: np.random.Generator, choices: list[answers.Value]) -> answers.Answers:
    return {
        judge: {item: choices[rng.integers(len(choices))] for item in range(15) if rng.random() < 0.7}
        for judge in JUDGES
    }


@pytest.mark.parametrize("seed", range(4))
def test_alpha_of_a_scale_and_of_choices_is_that_of_a_library(seed: int) -> None:
    rng = np.random.default_rng(seed)
    scale = some_answers(rng, [1, 2, 3, 4, 5])
    found = answers.agreement(scale, "ordinal")
    table = table_of(scale, 15, {value: value for value in range(1, 6)})
    assert found is not None
    assert found.alpha == pytest.approx(krippendorff.alpha(table, level_of_measurement="ordinal"), abs=1e-12)
    choice = some_answers(rng, ["yes", "no", "neither"])
    found = answers.agreement(choice, "nominal")
    table = table_of(choice, 15, {"yes": 0, "no": 1, "neither": 2})
    assert found is not None
    assert found.alpha == pytest.approx(krippendorff.alpha(table, level_of_measurement="nominal"), abs=1e-12)


def test_alpha_of_several_choices_is_that_of_a_library_with_jaccards_distance() -> None:
    rng = np.random.default_rng(5)
    sets: list[answers.Value] = [
        frozenset(reason for place, reason in enumerate(REASONS) if number >> place & 1)
        for number in range(8)
    ]
    said = some_answers(rng, sets)
    apart = np.array([[answers.distance(a, b, "jaccard") for b in sets] for a in sets])

    def metric(first: np.ndarray, second: np.ndarray, **_: object) -> np.ndarray:
        return apart[first.astype(int), second.astype(int)]

    table = table_of(said, 15, {value: number for number, value in enumerate(sets)})
    expected = krippendorff.alpha(table, value_domain=np.arange(8), level_of_measurement=metric)
    found = answers.agreement(said, "jaccard")
    assert found is not None
    assert found.alpha == pytest.approx(expected, abs=1e-12)


def test_an_interval_holds_the_alpha_of_ever_so_many_items_and_few_items_have_none() -> None:
    def alpha_of(num_items: int, seed: int) -> answers.Agreement:
        rng = np.random.default_rng(seed)
        truth = rng.integers(0, 2, num_items)
        said = {
            judge: {i: str(truth[i] ^ (rng.random() < 0.15)) for i in range(num_items)}
            for judge in JUDGES[:2]
        }
        found = answers.agreement(said, "nominal")
        assert found is not None
        return found

    known = alpha_of(2000, 0).alpha
    small = [alpha_of(40, seed) for seed in range(1, 41)]
    held = sum((one.low or 0) <= known <= (one.high or 0) for one in small)
    assert held >= 34
    assert alpha_of(9, 1).low is None
    assert answers.agreement({"Ana": {1: 1}, "Ben": {2: 1}}, "ordinal") is None
    assert answers.agreement({"Ana": {1: 1}, "Ben": {1: 1}}, "ordinal") == answers.Agreement(
        1.0, None, None, 1, 1, 1
    )


def simulated(
    seed: int, by_chance: set[str], num_items: int = 40
) -> list[tuple[answers.Metric, answers.Answers]]:
    """A campaign of two questions, two judges an item: honest people see about the same."""
    rng = np.random.default_rng(seed)
    queues = shared_out(num_items, list(JUDGES), 2, rng)
    worth, is_good = rng.normal(0, 1.2, num_items), rng.random(num_items) < 0.5
    scale: dict[str, dict] = {judge: {} for judge in JUDGES}
    choice: dict[str, dict] = {judge: {} for judge in JUDGES}
    for judge, queue in queues.items():
        for item in queue:
            says = is_good[item] if rng.random() < 0.9 else not is_good[item]
            step = int(np.clip(round(3 + worth[item] + rng.normal(0, 0.5)), 1, 5))
            is_random = judge in by_chance
            scale[judge][item] = int(rng.integers(1, 6)) if is_random else step
            choice[judge][item] = str(rng.random() < 0.5 if is_random else bool(says))
    return [("ordinal", scale), ("nominal", choice)]


def test_a_judge_who_answers_by_chance_is_named_and_no_honest_one() -> None:
    named = [answers.like_chance(simulated(seed, {"Cleo"})) for seed in range(20)]
    assert sum("Cleo" in one for one in named) >= 15
    assert not any(one - {"Cleo"} for one in named)
    assert not any(answers.like_chance(simulated(seed, set())) for seed in range(20, 40))


def test_nobody_is_named_by_few_answers_or_by_one_other_judge() -> None:
    assert not answers.like_chance(simulated(1, {"Cleo"}, num_items=12))
    pair = [
        (metric, {judge: said[judge] for judge in ("Ana", "Cleo")})
        for metric, said in simulated(1, {"Cleo"}, num_items=90)
    ]
    assert not answers.like_chance(pair)


def test_who_is_set_aside_is_measured_by_the_others_and_measures_nobody() -> None:
    """Two who give each other's answers hide among honest ones until they are set aside."""
    rng = np.random.default_rng(3)
    honest = {item: str(rng.integers(4)) for item in range(60)}
    copied = {item: str(rng.integers(4)) for item in range(60)}
    said = {"Ana": dict(honest), "Ben": dict(honest), "Cleo": dict(copied), "Dan": dict(copied)}
    for item in range(0, 60, 4):  # those who look differ now and then
        said["Ben"][item] = str(rng.integers(4))
        said["Ana"][item + 1] = str(rng.integers(4))
    asked: list[tuple[answers.Metric, answers.Answers]] = [("nominal", said)]
    assert answers.like_chance(asked) == set()
    assert answers.like_chance(asked, {"Cleo", "Dan"}) == {"Cleo", "Dan"}
    assert answers.like_chance(asked, {"Ana", "Ben", "Cleo", "Dan"}) == set()
