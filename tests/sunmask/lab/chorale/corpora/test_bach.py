"""The corpus and its split: what is tested on is never learned."""

from pathlib import Path

import numpy as np
import pytest

from sunmask.lab.chorale.corpora.bach import (
    Piece,
    are_same,
    harmony_grams,
    load_chorales,
    match_jsb,
    soprano_grams,
    split_chorales,
)
from tests.sunmask.chorale.pieces import made_up_piece


def moved(piece: Piece, semitones: int) -> np.ndarray:
    return piece.symbols_VT + semitones * np.sign(piece.symbols_VT)


def test_a_transposed_piece_without_re_attacks_is_the_same_piece() -> None:
    piece = made_up_piece(1)
    flat = np.abs(moved(piece, 3))
    assert are_same(harmony_grams(piece.symbols_VT), harmony_grams(flat))
    assert are_same(soprano_grams(piece.symbols_VT), soprano_grams(flat))


def test_another_piece_is_another_piece() -> None:
    assert not are_same(
        harmony_grams(made_up_piece(1).symbols_VT), harmony_grams(made_up_piece(2).symbols_VT)
    )
    assert not are_same(set(), set())


def test_half_a_piece_is_still_the_same_piece() -> None:
    piece = made_up_piece(1)
    assert are_same(harmony_grams(piece.symbols_VT), harmony_grams(piece.symbols_VT[:, 40:120]))


def test_matches_with_a_test_piece_and_its_soprano_are_held_out(tmp_path: Path) -> None:
    pieces = [made_up_piece(seed) for seed in range(8)]
    new_harmony = Piece("harmonised anew", made_up_piece(50).symbols_VT.copy(), 16, 4)
    new_harmony.symbols_VT[0] = moved(pieces[0], 2)[0]
    grids = {"test": [pieces[0]], "valid": pieces[1:5], "train": pieces[5:]}
    arrays = {
        split: np.array([np.abs(moved(piece, -2)).T.astype(float) for piece in members], dtype=object)
        for split, members in grids.items()
    }
    np.savez(tmp_path / "jsb.npz", **arrays)  # type: ignore[arg-type]
    held = match_jsb(tmp_path / "jsb.npz", [*pieces, new_harmony])
    assert held == {
        "test": ["made-up-0"],
        "soprano": ["harmonised anew"],
        "valid": ["made-up-1", "made-up-4"],
    }


@pytest.fixture(scope="module")
def corpus() -> list[Piece]:
    return load_chorales()


def test_the_corpus_holds_the_four_part_chorales(corpus: list[Piece]) -> None:
    assert len(corpus) > 340
    assert sum(piece.symbols_VT.shape[1] for piece in corpus) > 70_000
    assert {piece.bar for piece in corpus} == {12, 16}


def test_no_piece_that_is_learned_matches_one_that_is_tested(corpus: list[Piece]) -> None:
    splits = split_chorales(corpus)
    assert len(splits["train"]) > 190
    assert len(splits["test"]) > 60
    learned = [harmony_grams(piece.symbols_VT) for piece in splits["train"]]
    for piece in splits["test"]:
        grams = harmony_grams(piece.symbols_VT)
        assert not any(are_same(grams, others) for others in learned)
