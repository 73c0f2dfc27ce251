"""Phrases of a piece from nothing are as long as Bach's, and its last note too."""

import numpy as np
import pytest

from sunmask.chorale.conditioning.conditions import planned_ends
from sunmask.chorale.conditioning.phrases import GAPS, LAST_NOTES, drawn_ends
from sunmask.chorale.music.symbols import ChoraleMeta


def many(meta: ChoraleMeta, length: int) -> list[list[int]]:
    return [drawn_ends(meta, length, np.random.default_rng(seed)) for seed in range(600)]


@pytest.mark.parametrize(("metre", "length"), [("4/4", 128), ("3/4", 96)])
def test_phrases_and_last_notes_have_lengths_that_bach_has(metre: str, length: int) -> None:
    drawn = many(ChoraleMeta(metre=metre), length)
    assert {(length - ends[-1]) // 4 for ends in drawn} <= set(LAST_NOTES[metre])
    gaps = [gap for ends in drawn for gap in (np.diff(ends) // 4).tolist()]
    assert set(gaps) <= set(GAPS[metre])
    commonest = max(GAPS[metre], key=GAPS[metre].__getitem__)
    assert 0.4 < gaps.count(commonest) / len(gaps) < 0.8
    assert len({tuple(ends) for ends in drawn}) > 20


def test_a_bar_that_an_upbeat_shortens_ends_with_shorter_notes() -> None:
    after_an_upbeat = many(ChoraleMeta(pickup=4), 128)
    lengths = [(128 - ends[-1]) // 4 for ends in after_an_upbeat]
    assert lengths.count(1) > lengths.count(3) > 0
    assert lengths.count(2) + lengths.count(4) < 60


def test_other_metres_and_the_shortest_pieces_have_their_planned_ends() -> None:
    for meta, length in ((ChoraleMeta(metre="6/8"), 48), (ChoraleMeta(), 12)):
        assert drawn_ends(meta, length, np.random.default_rng(0)) == planned_ends(meta, length)
