"""What is learned from votes whose taste is known."""

import json
from pathlib import Path

import numpy as np
import pytest

from sunmask.ranking.learning import LEAST_VOTES, NothingLearnedError, learn
from sunmask.ranking.taste import Taste
from tests.sunmask.ranking.tastes import NAMES, Tasting


@pytest.fixture(scope="module")
def tasting() -> Tasting:
    return Tasting(1, side=0.4)


@pytest.fixture(scope="module")
def taste(tasting: Tasting) -> Taste:
    return tasting.learned()


def test_a_thousand_votes_of_a_known_taste_order_new_takes(tasting: Tasting, taste: Taste) -> None:
    assert tasting.tau(taste) >= 0.8
    assert taste.better_by.low > 0  # the plain sum that the grade is knows nothing of this taste
    assert (taste.num_votes, taste.num_ties, taste.num_takes) == (1000, 0, 60)


def test_the_side_is_found_and_has_no_part_in_what_is_preferred(tasting: Tasting, taste: Taste) -> None:
    assert {one.feature for one in taste.weights} == set(NAMES)
    leaning = np.mean([Tasting(seed, num_votes=500, side=0.4).learned().side for seed in range(6)])
    upright = np.mean([Tasting(seed, num_votes=500).learned().side for seed in range(6)])
    assert abs(leaning - 0.4) <= 0.1
    assert abs(upright) <= 0.1


def test_length_is_taken_out(tasting: Tasting) -> None:
    rng = np.random.default_rng(0)
    lengths = (2 ** rng.uniform(0, 1, tasting.num_takes)).tolist()
    found = learn(
        "chorale", tasting.features, tasting.grades, tasting.votes, lengths=lengths, learned_from={}
    )
    assert found.length is not None
    assert abs(found.length) < 0.5  # the judges weigh it not at all
    assert tasting.tau(found) >= 0.8


def test_thirty_votes_give_a_sentence_and_no_taste() -> None:
    with pytest.raises(
        NothingLearnedError, match=rf"at least {LEAST_VOTES} .* got 30\. 70 more are needed\."
    ):
        Tasting(1, num_votes=30).learned()


def test_votes_on_few_takes_give_a_sentence() -> None:
    with pytest.raises(NothingLearnedError, match="at least 12, got 6"):
        Tasting(1, num_votes=200, num_takes=6).learned()


def test_votes_by_chance_teach_nothing() -> None:
    for seed in range(5):
        with pytest.raises(NothingLearnedError, match="may be chance"):
            Tasting(seed, num_votes=200, num_takes=24, by_chance=True).learned()


def test_the_accuracy_that_is_said_is_the_one_on_new_takes(tasting: Tasting, taste: Taste) -> None:
    rng = np.random.default_rng(9)
    first, second = rng.integers(200, size=(2, 5000))
    strength_N = tasting.new_NF @ tasting.weight_F
    said = np.array([taste.preference(dict(zip(NAMES, row, strict=True))) for row in tasting.new_NF.tolist()])
    wins = 1 / (1 + np.exp(strength_N[second] - strength_N[first]))
    truth = np.where(said[first] > said[second], wins, 1 - wins)[first != second].mean()
    assert taste.accuracy.low <= truth <= taste.accuracy.high


def test_a_file_holds_a_taste_and_its_hash_says_which(taste: Taste, tmp_path: Path) -> None:
    path = tmp_path / "taste.json"
    path.write_text(taste.to_text())
    assert Taste.read(path) == taste
    assert Taste.read(path).sha256 == taste.sha256
    path.write_text(json.dumps({**taste.to_json(), "version": 9}))
    with pytest.raises(ValueError, match="expected a taste"):
        Taste.read(path)
    short = taste.to_json()
    del short["weights"][0]["spread"]
    with pytest.raises(ValueError, match="spread"):
        Taste.from_json(short)


def test_a_grade_without_a_part_is_refused_and_one_far_off_counts_no_further(taste: Taste) -> None:
    usual = {one.feature: one.middle for one in taste.weights}
    name = taste.weights[0].feature
    with pytest.raises(ValueError, match=f"without {name}"):
        taste.preference({other: value for other, value in usual.items() if other != name})
    far, farther = (taste.preference({**usual, name: value}) for value in (1000.0, 9000.0))
    assert far == farther
