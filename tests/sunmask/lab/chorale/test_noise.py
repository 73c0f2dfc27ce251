"""What training hides, and what stands there instead."""

import numpy as np
import pytest

from sunmask.chorale.music.notes import note_numbers
from sunmask.chorale.music.symbols import NUM_SYMBOLS, encode
from sunmask.lab.chorale.noise import KINDS, doubt_cells, noise, not_yet_written, structured
from sunmask.lab.training.noise import NoiseSettings
from sunmask.method.writing_order import STRETCH
from tests.sunmask.chorale.pieces import made_up_piece

PIECE = made_up_piece(1, 128)
IDS = encode(PIECE.symbols_VT)


def test_something_is_always_hidden() -> None:
    rng = np.random.default_rng(0)
    for _ in range(300):
        assert doubt_cells(rng, IDS, PIECE.positions_T, 16, NoiseSettings()).any()


def test_cell_by_cell_rates_are_uniform() -> None:
    rng = np.random.default_rng(0)
    plain = NoiseSettings(iid=1.0)
    rates = [doubt_cells(rng, IDS, PIECE.positions_T, 16, plain).mean() for _ in range(400)]
    quartiles = np.quantile(rates, [0.25, 0.5, 0.75])
    assert np.abs(quartiles - [0.25, 0.5, 0.75]).max() < 0.08


@pytest.mark.parametrize("kind", [name for name, _ in KINDS])
def test_each_kind_hides_whole_things(kind: str) -> None:
    rng = np.random.default_rng(0)
    hidden = structured(rng, kind, IDS, PIECE.positions_T, 16)
    if kind == "everything":
        assert hidden.all()
    elif kind == "voices":
        assert set(hidden.mean(axis=1)) == {0.0, 1.0}
    elif kind == "bars":
        bar = np.cumsum(PIECE.positions_T == 0)
        assert all(len(set(hidden[:, bar == each].ravel())) == 1 for each in np.unique(bar))
    elif kind == "lines":
        assert hidden.sum(axis=0).max() == 1
    elif kind in ("beats", "notes"):
        assert (hidden.reshape(4, -1, 4).all(-1) == hidden.reshape(4, -1, 4).any(-1)).all()
    else:
        columns = np.flatnonzero(hidden.any(axis=0))
        assert (np.diff(columns) == 1).all()


def test_notes_are_numbered_by_onsets_pitches_and_rests() -> None:
    symbols = np.array([[60, -60, 60, -62, 0, 0, -62, 36], [36, -36, -36, 0, 36, 0, -36, -36]] * 2)
    numbers = note_numbers(encode(symbols))
    assert numbers[0].tolist() == [0, 0, 1, 2, 3, 3, 4, 5]
    assert numbers[1].tolist() == [0, 0, 0, 1, 2, 3, 4, 4]


def test_numbering_notes_leaves_its_input_alone() -> None:
    before = IDS.copy()
    note_numbers(IDS)
    assert (before == IDS).all()


def test_noise_is_uniform_over_all_symbols_or_drawn_from_the_same_voice() -> None:
    rng = np.random.default_rng(0)
    wide = noise(rng, np.zeros((4, 20_000), dtype=int), plausible=False)
    counts = np.bincount(wide.ravel(), minlength=NUM_SYMBOLS)
    assert counts.min() > 700
    near = noise(rng, IDS, plausible=True)
    assert all(set(row) <= set(ids) for row, ids in zip(near, IDS, strict=True))


def test_what_is_not_written_yet_is_the_rest_of_each_stretch_by_whole_beats_of_a_voice() -> None:
    rng = np.random.default_rng(0)
    beat_T = np.arange(128) // 4
    for _ in range(200):
        mask = not_yet_written(rng, 4, beat_T)
        by_beat = mask.reshape(4, -1, 4)
        assert (by_beat.any(axis=2) == by_beat.all(axis=2)).mean() > 0.9  # but where a stretch cuts a beat
        grows = [
            all(
                (np.diff(part.astype(int)) >= 0).all()
                for part in np.split(mask, [cut, cut + STRETCH], axis=1)
            )
            for cut in range(STRETCH)
        ]
        assert any(grows)
