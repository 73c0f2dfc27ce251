"""How candidates are kept apart."""

import numpy as np

from sunmask.text.phrases.choose import Filled, apart, shared_out


def test_single_words_are_shared_out_and_one_is_always_left() -> None:
    def may_have(weights: list[float], number: int) -> list[int]:
        return np.flatnonzero(np.isfinite(shared_out(np.array(weights), number))).tolist()

    few = [1.0, -np.inf, 3.0, 2.0]
    assert [may_have(few, number) for number in (0, 1, 2, 9)] == [[2], [3], [0], [0]]
    many = [9.0, 8.0, 7.0, 6.0, 5.0, 4.0, 3.0, 2.0, 1.0]
    assert [may_have(many, number) for number in range(4)] == [[0, 4, 8], [1, 5], [2, 6], [3, 7]]
    assert may_have([-np.inf], 1) == []


def test_candidates_for_one_gap_share_at_most_half_of_their_words_if_they_can() -> None:
    said = ["it rained once more", "it rained once again", "we stayed at home", "we stayed at work"]
    found: Filled = [((tuple(phrase.split()),), -float(at)) for at, phrase in enumerate(said)]
    assert [apart(found, number)[0] for number in range(2)] == [0, 2]
    assert apart(found[:1], 2) == [0]
