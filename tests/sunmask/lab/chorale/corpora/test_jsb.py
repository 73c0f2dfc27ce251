"""The JSB archive: pieces without bars find their metre in the corpus."""

from pathlib import Path

import numpy as np
import pytest

from sunmask.lab.chorale.corpora.bach import Piece, chunks
from sunmask.lab.chorale.corpora.jsb import jsb_pieces
from tests.sunmask.chorale.pieces import made_up_piece


def archive(path: Path, grids: list[np.ndarray]) -> Path:
    rows = np.empty(len(grids), dtype=object)
    rows[:] = [np.where(grid == 0, np.nan, np.abs(grid).astype(float)).T for grid in grids]
    np.savez(path, test=rows)
    return path


def test_a_transposed_piece_that_begins_later_gets_the_metre_and_pickup_of_its_match(tmp_path: Path) -> None:
    corpus = [made_up_piece(1, bar=12, pickup=4), made_up_piece(2)]
    here = np.abs(corpus[0].symbols_VT[:, 4:]) + 3
    piece, other = jsb_pieces(
        archive(tmp_path / "jsb.npz", [here, made_up_piece(9).symbols_VT]), corpus, "test"
    )
    assert (piece.bar, piece.pickup) == (12, 0)
    assert (other.bar, other.pickup) == (16, 0)
    assert (piece.positions_T == corpus[0].positions_T[4:]).all()


def test_a_note_without_re_attacks_goes_on_while_its_pitch_stands(tmp_path: Path) -> None:
    grid = np.array([[60, 60, 62, 0]] * 4)
    (piece,) = jsb_pieces(archive(tmp_path / "jsb.npz", [grid]), [], "test")
    assert piece.symbols_VT[0].tolist() == [60, -60, 62, 0]


def test_another_file_is_refused_with_a_sentence(tmp_path: Path) -> None:
    np.savez(tmp_path / "other.npz", numbers=np.arange(3))
    (tmp_path / "text.npz").write_text("no archive")
    for name in ("other.npz", "text.npz"):
        with pytest.raises(ValueError, match="expected the JSB-16th archive"):
            jsb_pieces(tmp_path / name, [])


def test_chunks_are_whole_and_know_their_place_in_the_bar() -> None:
    piece = made_up_piece(1, 100, bar=12, pickup=4)
    cut = chunks(Piece("long notes", -np.abs(piece.symbols_VT), 12, 4), 32)
    assert [chunk.num_sixteenths for chunk in cut] == [32, 32, 32]
    assert [chunk.meta.pickup for chunk in cut] == [4, 8, 0]
    assert all((chunk.symbols_VT[:, 0] > 0).all() for chunk in cut)
