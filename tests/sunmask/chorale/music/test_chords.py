"""Chords that are asked for: in content and documents, and what a network is told of them."""

from typing import Any

import numpy as np
import pytest

from sunmask.chorale.conditioning.conditions import conditions_of, transpose_conditions
from sunmask.chorale.conditioning.features import INDEX
from sunmask.chorale.content import chorale_from_json, chorale_to_json
from sunmask.chorale.music.chords import Chord, by_beat, clean_chord
from sunmask.chorale.music.harmony import OTHER, QUALITIES
from sunmask.chorale.music.symbols import HARMONY_ROW, Chorale, ChoraleMeta
from sunmask.chorale.settings import ChoraleSettings
from sunmask.kinds import registry
from tests.sunmask.chorale.pieces import made_up_piece

CODEC = registry.codec("chorale")
CHORDS = {4: Chord(7, "dom7", 11), 9: Chord(0, "maj")}


def canvas(chords: dict[int, Chord], pickup: int = 0) -> Chorale:
    return Chorale(made_up_piece(1, 32).symbols_VT, ChoraleMeta(pickup=pickup), chords=chords)


def test_content_keeps_chords_and_says_nothing_where_there_are_none() -> None:
    content = chorale_to_json(canvas(CHORDS))
    assert content["chords"] == [
        [4, {"root": 7, "quality": "dom7", "bass": 11}],
        [9, {"root": 0, "quality": "maj", "bass": None}],
    ]
    assert chorale_from_json(content).chords == CHORDS
    assert "chords" not in chorale_to_json(canvas({}))


def test_a_document_holds_chords_in_the_row_under_the_voices() -> None:
    content = chorale_to_json(canvas(CHORDS))
    parts = CODEC.parts(content)
    assert parts.marks[HARMONY_ROW, 9] == {"chord": {"root": 0, "quality": "maj", "bass": None}}
    assert CODEC.content(parts.symbols, parts.meta, parts.marks) == content


@pytest.mark.parametrize("quality", QUALITIES[:OTHER])
def test_every_quality_is_told_as_the_network_learned_it(quality: str) -> None:
    conditions_TF = conditions_of(canvas({8: Chord(11, quality, 2)}), ChoraleSettings())
    names = ("root", "quality", "bass")
    assert (
        conditions_TF[8:12, [INDEX[name] for name in names]].tolist()
        == [[12, 1 + QUALITIES.index(quality), 3]] * 4
    )


def test_a_chord_is_told_in_its_beat_alone_and_its_bass_where_it_is_said() -> None:
    conditions_TF = conditions_of(canvas({9: Chord(0, "min")}), ChoraleSettings())
    assert conditions_TF[:, INDEX["root"]].tolist() == [0] * 8 + [1] * 4 + [0] * 20
    assert not conditions_TF[:, INDEX["bass"]].any()
    assert conditions_of(canvas({9: Chord(0, "min")}, pickup=2), ChoraleSettings())[
        :, INDEX["root"]
    ].tolist() == ([0] * 6 + [1] * 4 + [0] * 22)


def test_chords_move_with_the_key_that_a_network_is_shown() -> None:
    conditions_TF = transpose_conditions(
        conditions_of(canvas({0: Chord(11, "dim", 2)}), ChoraleSettings()), 3
    )
    assert conditions_TF[0, [INDEX["root"], INDEX["bass"]]].tolist() == [3, 6]


def test_a_beat_has_its_last_chord_and_the_first_may_be_cut() -> None:
    chords = {0: Chord(0, "maj"), 1: Chord(2, "min"), 6: Chord(7, "maj"), 40: Chord(9, "min")}
    assert by_beat(chords, np.array([0, 2, 6]), 10) == {
        0: (2, Chord(2, "min")),
        6: (10, Chord(7, "maj")),
    }


@pytest.mark.parametrize(
    "value",
    [
        None,
        "G7",
        {},
        {"root": 12, "quality": "maj"},
        {"root": 0, "quality": "other"},
        {"root": 0.5, "quality": "maj"},
        {"root": True, "quality": "maj"},
        {"root": 0, "quality": "maj", "bass": -1},
        {"root": 0, "quality": ["maj"]},
    ],
    ids=repr,
)
def test_a_document_with_a_chord_that_is_none_has_no_chord_there(value: Any) -> None:
    assert clean_chord(value) is None
    parts = CODEC.parts(chorale_to_json(canvas({})))
    content = CODEC.content(parts.symbols, parts.meta, {(HARMONY_ROW, 4): {"chord": value}})
    assert "chords" not in content
    with pytest.raises(ValueError, match="expected a chord"):
        chorale_from_json(content | {"chords": [[4, value]]})


def test_numbers_of_a_browser_are_read_whatever_their_type() -> None:
    assert clean_chord({"root": 7.0, "quality": "dom7", "bass": 11.0}) == Chord(7, "dom7", 11)


@pytest.mark.parametrize("column", [-1, 32, True, "4"])
def test_a_chord_outside_the_grid_is_refused(column: Any) -> None:
    content = chorale_to_json(canvas({}))
    with pytest.raises(ValueError, match="chord within the grid"):
        chorale_from_json(content | {"chords": [[column, {"root": 0, "quality": "maj", "bass": None}]]})


def test_other_symbols_keep_the_chords() -> None:
    piece = canvas(CHORDS)
    other = np.zeros_like(piece.symbols_VT)
    assert CODEC.with_symbols(chorale_to_json(piece), other)["chords"] == chorale_to_json(piece)["chords"]
