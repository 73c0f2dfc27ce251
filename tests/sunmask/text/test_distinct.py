"""How candidates are kept apart."""

import numpy as np

from sunmask.text.distinct import shared_out, without_alike


def test_candidates_have_phrases_that_share_at_most_half_of_their_words() -> None:
    values = [
        ["an", "old", "river"],
        ["an", "old", "garden"],
        ["a", "cold", "stone"],
        ["by", "fast", "water"],
    ]
    log_target, of_all = np.array([0.0, -1.0, -2.0, -30.0]), np.array([True] * 4)
    assert without_alike(values, log_target, of_all, 0).all()
    assert without_alike(values, log_target, of_all, 1).tolist() == [False, False, True, True]
    assert without_alike(values, log_target, of_all, 2).tolist() == [False, False, False, True]
    assert without_alike(values, log_target, of_all, 3).tolist() == [
        False,
        False,
        False,
        True,
    ]  # none would be left
    of_all[2] = False  # what stands in this candidate alone is no reason to leave out another
    assert without_alike(values, log_target, of_all, 1).tolist() == [False, False, True, True]
    assert without_alike(values, log_target, of_all, 2).tolist() == [False, False, True, True]


def test_places_that_stay_empty_are_no_words_that_phrases_share() -> None:
    values = [["an", "old", "river", ""], ["by", "fast", "water", ""], ["an", "old", "", ""]]
    log_target, of_all = np.array([0.0, -1.0, -2.0]), np.array([True] * 3)
    assert without_alike(values, log_target, of_all, 1).tolist() == [False, True, False]


def test_single_words_are_shared_out_and_one_is_always_left() -> None:
    def may_have(weights: list[float], number: int) -> list[int]:
        return np.flatnonzero(np.isfinite(shared_out(np.array(weights), number))).tolist()

    few = [1.0, -np.inf, 3.0, 2.0]
    assert [may_have(few, number) for number in (0, 1, 2, 9)] == [[0, 2, 3], [3], [0], [0]]
    many = [9.0, 8.0, 7.0, 6.0, 5.0, 4.0, 3.0, 2.0, 1.0]
    assert [may_have(many, number) for number in (1, 2, 3)] == [[1, 5], [2, 6], [3, 7]]
    assert may_have([-np.inf], 1) == []
