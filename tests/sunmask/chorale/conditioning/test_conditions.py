"""What a canvas and the settings of a run tell the network of each column."""

import numpy as np
import pytest

from sunmask.chorale.conditioning.conditions import conditions_of, metre_columns, planned_ends, set_chords
from sunmask.chorale.conditioning.features import CONDITIONS, INDEX
from sunmask.chorale.music.harmony import QUALITIES, Chords
from sunmask.chorale.music.symbols import BEATS, Chorale, ChoraleMeta
from sunmask.chorale.sampling.composing import blank_chorale, in_any_key
from sunmask.chorale.settings import ChoraleSettings
from tests.sunmask.chorale.pieces import made_up_piece

FREE = {"ending": False, "phrases": False, "keep_key": False, "texture": "free", "style": "free"}


def canvas(meta: ChoraleMeta) -> Chorale:
    return Chorale(made_up_piece(1, 64).symbols_VT, meta, fermatas=frozenset({(0, 16), (1, 40)}))


def said(**settings: object) -> np.ndarray:
    return conditions_of(canvas(ChoraleMeta(fifths=-1, mode="minor")), ChoraleSettings(**FREE | settings))  # type: ignore[arg-type]


def test_nothing_is_said_where_the_settings_say_nothing() -> None:
    conditions_TF = said()
    assert not conditions_TF[:, [INDEX[name] for name in CONDITIONS]].any()
    assert conditions_TF[[0, -1], INDEX["place"]].tolist() == [1, 0]


def test_the_end_is_counted_in_quarters() -> None:
    conditions_TF = said(ending=True)
    assert conditions_TF[-5:, INDEX["to_end"]].tolist() == [2, 1, 1, 1, 1]
    assert conditions_TF[-1, INDEX["place"]] == 2


def test_phrases_end_at_the_fermatas_of_the_soprano_alone() -> None:
    column_T = said(phrases=True)[:, INDEX["to_phrase_end"]]
    assert column_T[13:20].tolist() == [4, 3, 2, 1, 1, 1, 1]
    assert set(column_T[20:]) == {34}


def test_without_a_soprano_phrases_end_every_two_bars_and_the_last_goes_on_to_the_end() -> None:
    conditions_TF = conditions_of(blank_chorale(128), ChoraleSettings())
    column_T = conditions_TF[:, INDEX["to_phrase_end"]]
    assert np.flatnonzero(column_T == 1).tolist() == [
        start + n for start in (24, 56, 88) for n in range(4)
    ] + list(range(120, 128))


@pytest.mark.parametrize(
    ("metre", "pickup", "length", "ends"),
    [
        ("4/4", 4, 132, [28, 60, 92, 124]),
        ("3/4", 0, 48, [12, 36]),
        ("6/8", 0, 48, [18, 42]),
        ("4/4", 0, 10, [8]),
        ("4/4", 0, 2, [1]),
    ],
)
def test_phrases_are_planned_by_bars(metre: str, pickup: int, length: int, ends: list[int]) -> None:
    assert planned_ends(ChoraleMeta(metre=metre, pickup=pickup), length) == ends


def test_keys_from_nothing_are_of_both_modes_and_follow_from_seed_and_candidate() -> None:
    metas = [in_any_key(blank_chorale(16), 5, number).meta for number in range(60)]
    assert {meta.fifths for meta in metas} == set(range(-3, 4))
    assert 20 < sum(meta.mode == "minor" for meta in metas) < 40
    assert metas[7] == in_any_key(blank_chorale(16), 5, 7).meta


def test_key_texture_and_style_are_said_of_every_column() -> None:
    conditions_TF = said(keep_key=True, texture="plain", style="hymn")
    names = ("fifths", "mode", "texture", "style")
    assert conditions_TF[:, [INDEX[name] for name in names]].tolist() == [[5, 2, 1, 2]] * 64


@pytest.mark.parametrize("metre", BEATS)
def test_positions_run_through_beats_and_bars(metre: str) -> None:
    conditions_TF = metre_columns(ChoraleMeta(metre=metre, pickup=2), 200)
    num_beats, length = BEATS[metre]
    assert conditions_TF[2, [INDEX["beat"], INDEX["sixteenth"]]].tolist() == [0, 0]
    assert conditions_TF[:, INDEX["beat"]].max() == num_beats - 1
    assert conditions_TF[:, INDEX["sixteenth"]].max() == length - 1


def test_a_chord_is_said_in_all_of_its_beat() -> None:
    conditions_TF = metre_columns(ChoraleMeta(), 8)
    minor = QUALITIES.index("min")
    set_chords(
        conditions_TF, Chords(np.array([0, 4]), np.array([9, -1]), np.array([minor, -1]), np.array([0, -1]))
    )
    names = [INDEX[name] for name in ("root", "quality", "bass")]
    assert conditions_TF[:, names].tolist() == [[10, 2, 1]] * 4 + [[13, 11, 0]] * 4
