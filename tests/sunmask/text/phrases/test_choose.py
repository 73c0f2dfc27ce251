"""How candidates are kept apart."""

import numpy as np

from sunmask.text.phrases.choose import shared_out, without_alike


def test_each_candidate_has_the_best_that_shares_at_most_half_of_its_words_with_those_before_it() -> None:
    values = [
        ["an", "old", "river"],
        ["an", "old", "garden"],
        ["a", "cold", "stone"],
        ["by", "fast", "water"],
        ["an", "odd", "lamp"],
    ]
    log_target, of_all = np.array([0.0, -1.0, -2.0, -30.0, -3.0]), np.array([True] * 5)

    def may_have(number: int) -> list[int]:
        return np.flatnonzero(without_alike(values, log_target, of_all, number)).tolist()

    assert may_have(0) == [0, 1, 3]  # what is the second's or the third's is left to them
    assert may_have(1) == [2, 3]
    assert may_have(2) == [3, 4]
    assert may_have(3) == [3]
    of_all[2] = False  # what stands in this candidate alone is no reason to leave out another
    assert may_have(1) == [2, 4]
    assert may_have(0) == [0, 1, 2]


def test_where_all_phrases_are_alike_candidates_have_different_ones_all_the_same() -> None:
    values = [["be", "put", "to", "bed"], ["go", "home", "to", "bed"], ["be", "put", "to", "sleep"]]
    values += [["be", "put", "to", "bed"]]
    log_target, of_all = np.array([0.0, -1.0, -2.0, 0.0]), np.array([True, True, True, False])
    firsts = [
        int(np.where(without_alike(values, log_target, of_all, number), log_target, -np.inf).argmax())
        for number in range(3)
    ]
    assert firsts == [0, 1, 2]
    assert not without_alike(values, log_target, of_all, 1)[3]  # also where it stands there already
    assert without_alike(values[:1], log_target[:1], of_all[:1], 1).all()


def test_places_that_stay_empty_are_no_words_that_phrases_share() -> None:
    values = [["an", "old", "river", ""], ["by", "fast", "water", ""], ["an", "old", "", ""]]
    log_target, of_all = np.array([0.0, -1.0, -2.0]), np.array([True] * 3)
    assert without_alike(values, log_target, of_all, 1).tolist() == [False, True, False]


def test_single_words_are_shared_out_and_one_is_always_left() -> None:
    def may_have(weights: list[float], number: int) -> list[int]:
        return np.flatnonzero(np.isfinite(shared_out(np.array(weights), number))).tolist()

    few = [1.0, -np.inf, 3.0, 2.0]
    assert [may_have(few, number) for number in (0, 1, 2, 9)] == [[2], [3], [0], [0]]
    many = [9.0, 8.0, 7.0, 6.0, 5.0, 4.0, 3.0, 2.0, 1.0]
    assert [may_have(many, number) for number in range(4)] == [[0, 4, 8], [1, 5], [2, 6], [3, 7]]
    assert may_have([-np.inf], 1) == []
