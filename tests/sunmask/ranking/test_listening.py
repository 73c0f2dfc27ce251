"""Listening tests with listeners who tell a model's pieces as often as is known."""

import numpy as np
import pytest

from sunmask.ranking.listening import (
    LEAST_ANSWERS,
    Answer,
    Rule,
    Share,
    end_of,
    right,
    share_of,
    taken_for_model,
)


def listened(
    taken: float, seed: int, rule: Rule, *, between_listeners: float = 0.0
) -> tuple[list[Answer], str]:
    """Answers until the rule ends the test; ten questions a listener, half of them about the model's."""
    rng = np.random.default_rng(seed)
    answers: list[Answer] = []
    while True:
        listener = len(answers) // 10
        of_this = np.random.default_rng((seed, listener)).normal(taken, between_listeners)
        is_model = bool(rng.random() < 0.5)
        says_model = bool(rng.random() < (of_this if is_model else 1 - of_this))
        answers.append(Answer(listener, is_model, says_model))
        if is_model and (end := end_of(answers, rule)):
            return answers, end


def share(answers: list[Answer]) -> Share:
    found = taken_for_model(answers, is_model=True)
    assert found is not None
    return found


@pytest.mark.parametrize("taken", [0.5, 0.57, 0.63])
@pytest.mark.parametrize("between_listeners", [0.0, 0.15])
def test_the_share_is_reported_within_its_interval_and_the_test_stops_when_it_says(
    taken: float, between_listeners: float
) -> None:
    rule = Rule(precision=0.1, most_answers=400)
    ran = [listened(taken, seed, rule, between_listeners=between_listeners) for seed in range(25)]
    assert {end for _, end in ran} == {"precise"}
    found = [share(answers) for answers, _ in ran]
    assert np.mean([one.low <= taken <= one.high for one in found]) >= 0.84  # 95 %, of 25
    assert all(one.precision <= rule.precision for one in found)
    for answers, _ in ran[:5]:
        before = [end_of(answers[:count], rule) for count in range(len(answers))]
        assert not any(before)  # not one answer later than it says


def test_a_test_stops_at_its_most_answers_however_wide_its_interval() -> None:
    answers, end = listened(0.57, 1, Rule(precision=0.01, most_answers=60))
    assert (end, share(answers).num_answers) == ("most", 60)


def test_no_test_stops_for_its_precision_after_a_handful_of_answers() -> None:
    alike = [Answer(number, True, True) for number in range(LEAST_ANSWERS - 1)]
    assert end_of(alike, Rule(precision=0.2)) is None
    assert end_of([*alike, Answer("one more", True, True)], Rule(precision=0.2)) == "precise"


def test_answers_of_few_listeners_make_a_wider_interval() -> None:
    values = [True] * 50 + [False] * 50
    apart, same = share_of(values, range(100)), share_of(values, [0] * 50 + [1] * 50)
    assert apart is not None
    assert same is not None
    assert (apart.value, apart.num_listeners, same.num_listeners) == (0.5, 100, 2)
    assert apart.precision == pytest.approx(0.096, abs=0.002)  # Wilson's
    assert same.precision > 2 * apart.precision


def test_shares_of_both_kinds_of_pieces_and_of_right_answers_are_told_apart() -> None:
    answers = [Answer(1, True, True), Answer(1, True, False), Answer(2, False, True), Answer(2, False, True)]
    of_people, are_right = taken_for_model(answers, is_model=False), right(answers)
    assert of_people is not None
    assert are_right is not None
    assert (share(answers).value, of_people.value, are_right.value) == (0.5, 1.0, 0.25)
    assert taken_for_model([], is_model=True) is None
