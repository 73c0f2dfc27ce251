"""Hymns to learn from: free, clean, of no tune that is tested, and in their own metres."""

import json
import lzma
from pathlib import Path

import numpy as np
import pytest

from sunmask.chorale.conditioning.features import INDEX
from sunmask.lab.chorale.corpora.conditions import piece_conditions
from sunmask.lab.chorale.corpora.hymns import HYMNS, kept_away, load_hymns
from tests.sunmask.chorale.pieces import made_up_piece

ROW = {
    "id": "a-hymn",
    "licence": "Public domain (file)",
    "clean": True,
    "jsb_tune": None,
    "metre": "6/8",
    "pickup": 2,
    "fifths": 0,
    "mode": "major",
    "phrase_ends": [40],
    "phrase_ends_by": "metrical index",
}


def write(folder: Path, *changes: dict) -> Path:
    voices = dict(zip("SATB", made_up_piece(1, 96).symbols_VT.tolist(), strict=True))
    with lzma.open(folder / HYMNS, "wt") as lines:
        lines.writelines(json.dumps(ROW | voices | change) + "\n" for change in changes)
    return folder


def test_only_free_clean_hymns_of_other_tunes_are_learned(tmp_path: Path) -> None:
    folder = write(
        tmp_path,
        {"id": "good"},
        {"licence": "CC BY 4.0"},
        {"clean": False},
        {"jsb_tune": "valid"},
        {"id": "too", "jsb_tune": "train"},
    )
    assert [piece.name for piece in load_hymns(folder)] == ["good", "too"]


def test_a_folder_without_hymns_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="--data"):
        load_hymns(tmp_path)


def test_a_hymn_in_six_eight_has_two_beats_of_six_sixteenths(tmp_path: Path) -> None:
    (piece,) = load_hymns(write(tmp_path, {}))
    conditions_TF = piece_conditions(piece)
    assert set(conditions_TF[:, INDEX["beat_length"]]) == {6}
    assert set(conditions_TF[:, INDEX["num_beats"]]) == {2}
    assert conditions_TF[:4, INDEX["sixteenth"]].tolist() == [4, 5, 0, 1]
    assert conditions_TF[40, INDEX["to_phrase_end"]] == 1
    assert conditions_TF[30, INDEX["to_phrase_end"]] == 11


def test_guessed_phrase_ends_are_left_unsaid(tmp_path: Path) -> None:
    (piece,) = load_hymns(write(tmp_path, {"phrase_ends_by": "guessed from long notes"}))
    assert not piece_conditions(piece)[:, INDEX["to_phrase_end"]].any()


def test_hymns_that_match_a_held_out_piece_or_share_its_soprano_are_kept_away(tmp_path: Path) -> None:
    (piece,) = load_hymns(write(tmp_path, {}))
    soprano_alone = made_up_piece(9, 96)
    soprano_alone.symbols_VT[0] = piece.symbols_VT[0]
    other = made_up_piece(5, 96)
    assert kept_away([piece], [other]) == [piece]
    assert kept_away([piece], [made_up_piece(1, 96)]) == []
    assert kept_away([piece], [soprano_alone]) == []
    assert np.array_equal(piece.symbols_VT, made_up_piece(1, 96).symbols_VT)
