"""What is said of columns is true of the piece, moves with it, and is left unsaid in its share."""

import numpy as np

from sunmask.chorale.conditioning.conditions import home_key, transpose_conditions, unsaid
from sunmask.chorale.conditioning.features import CONDITIONS, INDEX
from sunmask.chorale.music.harmony import read_chords
from sunmask.chorale.music.symbols import REST_ID, decode
from sunmask.lab.chorale.corpora.conditions import left_unsaid, piece_conditions
from sunmask.lab.chorale.corpora.windows import Windows, crop, encode
from sunmask.lab.training.noise import NoiseSettings
from tests.sunmask.chorale.pieces import made_up_piece

PIECE = made_up_piece(4, 320)


def test_chords_of_a_transposed_piece_are_its_chords_transposed() -> None:
    moved = made_up_piece(4, 320)
    moved.symbols_VT[:] += 3 * np.sign(moved.symbols_VT)
    names = ("root", "quality", "bass", "fifths", "mode")
    told, of_moved = transpose_conditions(piece_conditions(PIECE), 3), piece_conditions(moved)
    for name in names:
        assert np.array_equal(told[:, INDEX[name]], of_moved[:, INDEX[name]])


def test_the_home_key_is_that_of_the_last_bass_note() -> None:
    chord = np.repeat(np.array([[69, 64, 60, 45]]).T, 16, axis=1)
    assert home_key(chord) == (0, "minor")
    assert home_key(chord + np.array([[0], [0], [1], [0]])) == (3, "major")


def test_only_a_pieces_own_ends_are_called_ends() -> None:
    rng, conditions_TF = np.random.default_rng(0), piece_conditions(PIECE)
    ids_VT = encode(PIECE.symbols_VT)
    ids_VT[0, -1] = REST_ID  # nowhere else
    for _ in range(200):
        window = crop(rng, ids_VT, conditions_TF)
        ends = np.flatnonzero(window.conditions_LF[:, INDEX["place"]] == 2)
        assert ends.tolist() == np.flatnonzero(window.ids_VL[0] == REST_ID).tolist()


def test_each_condition_is_said_in_some_examples_and_all_are_left_unsaid_in_some() -> None:
    windows = Windows([PIECE], 0, 200, NoiseSettings())
    said_BTF = windows.batch(0).conditions_BTF.numpy()
    unsaid_B = np.ones(len(said_BTF), dtype=bool)
    for name in CONDITIONS:
        said_B = (said_BTF[..., INDEX[name]] > 0).any(axis=1)
        unsaid_B &= ~said_B
        if name != "to_phrase_end":  # the piece has no phrases
            assert 0.1 < said_B.mean() < 0.9
    assert 0.15 < unsaid_B.mean() < 0.35


def test_a_quality_or_bass_is_never_said_without_its_root() -> None:
    rng, conditions_TF = np.random.default_rng(1), piece_conditions(PIECE)
    for _ in range(50):
        said = left_unsaid(rng, conditions_TF)
        bare = said[:, INDEX["root"]] == 0
        assert not said[bare][:, [INDEX["quality"], INDEX["bass"]]].any()


def test_chords_are_asked_for_where_they_are_not_said() -> None:
    batch = Windows([PIECE], 0, 50, NoiseSettings()).batch(0)
    said_BN = batch.conditions_BTF[:, ::4, INDEX["root"]] > 0
    assert not (said_BN & (batch.chords_BN >= 0)).any()
    assert ((batch.chords_BN >= 0) | said_BN)[batch.inside_BVT[:, 0, ::4]].all()
    clean, chords = batch.clean_BVT.numpy(), batch.chords_BN.numpy()
    first_VL = decode(clean[0])[:, batch.inside_BVT[0, 0].numpy()]
    of_first = read_chords(first_VL, np.arange(0, first_VL.shape[1], 4))
    asked = chords[0, : len(of_first.root_N)]
    assert (asked[asked >= 0] // 10 == of_first.root_N[asked >= 0]).mean() > 0.9


def test_nothing_but_metre_and_place_is_left_where_all_is_unsaid() -> None:
    conditions_TF = piece_conditions(PIECE)
    left = unsaid(conditions_TF)
    assert np.array_equal(left[:, : INDEX["place"] + 1], conditions_TF[:, : INDEX["place"] + 1])
    assert not left[:, INDEX["place"] + 1 :].any()


def test_a_network_that_is_told_nothing_learns_from_metre_and_place_alone() -> None:
    said_BTF = Windows([PIECE], 0, 50, NoiseSettings(tells=False)).batch(0).conditions_BTF.numpy()
    assert not said_BTF[..., [INDEX[name] for name in CONDITIONS]].any()
