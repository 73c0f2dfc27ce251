"""Notes at faults that would be left are replaced by the likeliest that make none."""

import numpy as np
import pytest
import torch

import sunmask
from sunmask.chorale.grade.parallels import parallel_places
from sunmask.chorale.music.symbols import NUM_PITCHES, NUM_SYMBOLS, ChoraleMeta, decode, encode
from sunmask.chorale.rules import replacement
from sunmask.chorale.rules.rejection import Refused, is_noise
from sunmask.chorale.rules.replacement import replace_faulty_notes
from sunmask.chorale.sampling import sampler
from sunmask.chorale.settings import ChoraleSettings
from sunmask.models.families import build
from sunmask.models.inference import InferenceModel
from tests.sunmask.chorale.rules.grids import grid
from tests.sunmask.chorale.rules.test_rejection import FIFTHS

PARALLELS = Refused(parallels=True)


def replaced(
    symbols_VT: np.ndarray, open_VT: np.ndarray, *, seed: int = 0, chords: bool = True
) -> np.ndarray:
    nats_VTP = np.random.default_rng(0).normal(size=(*symbols_VT.shape, NUM_SYMBOLS))
    ids_VT = encode(symbols_VT)
    return replace_faulty_notes(ids_VT, nats_VTP, open_VT, PARALLELS, lambda ids: chords)


def everywhere(symbols_VT: np.ndarray) -> np.ndarray:
    return np.ones(symbols_VT.shape, dtype=bool)


def test_no_parallel_is_left_and_lengths_of_notes_stay() -> None:
    rng = np.random.default_rng(3)
    symbols_VT = grid(*rng.integers((60, 55, 48, 40), (75, 70, 63, 55), (32, 4)).tolist())
    assert parallel_places(symbols_VT).sum() > 4
    ids_VT = replaced(symbols_VT, everywhere(symbols_VT))
    assert not parallel_places(decode(ids_VT)).any()
    assert ((ids_VT < NUM_PITCHES) == (encode(symbols_VT) < NUM_PITCHES)).all()


@pytest.mark.parametrize("voice", range(4))
def test_only_open_notes_change(voice: int) -> None:
    open_VT = np.zeros(FIFTHS.shape, dtype=bool)
    open_VT[voice] = True
    changed_VT = replaced(FIFTHS, open_VT) != encode(FIFTHS)
    assert not changed_VT[~open_VT].any()
    part_VT = open_VT.copy()
    part_VT[:, 1] = part_VT[:, 5] = False  # a sixteenth of each note is held
    assert np.array_equal(replaced(FIFTHS, part_VT), encode(FIFTHS))


def test_the_likeliest_pitch_that_makes_no_fault_is_taken() -> None:
    open_VT = np.zeros(FIFTHS.shape, dtype=bool)
    open_VT[3, 4:] = True
    ids_VT = encode(FIFTHS)
    nats_VTP = np.full((*FIFTHS.shape, NUM_SYMBOLS), -9.0)
    likeliest, also_parallel, second = ids_VT[3, 4], ids_VT[3, 4] + 12, ids_VT[3, 4] + 3
    for nats, pitch in ((-1.0, likeliest), (-1.5, also_parallel), (-2.0, second)):
        nats_VTP[3, 4, pitch] = nats_VTP[3, 5:, pitch + NUM_PITCHES] = nats
    found = replace_faulty_notes(ids_VT, nats_VTP, open_VT, PARALLELS, lambda ids: True)
    assert found[3, 4] == second
    assert np.array_equal(found[3, 5:], np.full(3, second + NUM_PITCHES))


def test_no_parallel_takes_the_place_of_other_faults_and_parallels_go_first() -> None:
    before = (72, 64, 55, 48)
    octaves = encode(grid(before, (74, 65, 53, 50)))
    high = encode(grid(before, (74, 65, 53, 81)))  # out of range, after a leap of more than an octave
    refused = Refused(parallels=True, ranges=True, awkward_leaps=True)
    assert (refused.count(octaves), refused.count(high)) == (1, 5)
    open_VT = np.zeros(high.shape, dtype=bool)
    open_VT[3, 4:] = True
    nats_VTP = np.full((*high.shape, NUM_SYMBOLS), -1e9)
    for ids_VT in (octaves, high):
        nats_VTP[3, np.arange(4, 8), ids_VT[3, 4:]] = -1.0
    for ids_VT in (octaves, high):
        found = replace_faulty_notes(ids_VT, nats_VTP, open_VT, refused, lambda ids: True)
        assert np.array_equal(found, high)


def test_a_requested_chord_is_kept_even_with_its_fault() -> None:
    assert np.array_equal(replaced(FIFTHS, everywhere(FIFTHS), chords=False), encode(FIFTHS))


@pytest.mark.parametrize("refuse_worse", [False, True])
def test_what_is_composed_has_no_fault_that_is_refused(
    refuse_worse: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    torch.manual_seed(0)
    model = InferenceModel(build("unet", "debug"))  # untrained, and so of many faults
    settings = ChoraleSettings(
        num_steps=4,
        refuse_ranges=False,
        refuse_crossing=False,
        refuse_leaps=False,
        refuse_dissonances=False,  # noise has nothing else
        refuse_sevenths=False,
        refuse_unresolved=False,
        refuse_worse=refuse_worse,
    )

    def num_faults() -> int:
        made = sunmask.sample(model, count=12, length=64, seed=1, settings=settings)
        return sum(Refused.by(settings, each.meta).count(encode(each.symbols_VT)) for each in made)

    assert num_faults() == 0
    monkeypatch.setattr(sampler, "replace_faulty_notes", lambda ids_VT, *_: ids_VT)
    assert num_faults() > 0


def test_two_notes_are_replaced_where_no_single_one_will_do(monkeypatch: pytest.MonkeyPatch) -> None:
    """The alto leaps from the leading note, and a chord is requested that takes another alto and tenor."""
    symbols_VT = grid((70, 64, 61, 54), (71, 63, 59, 47), (71, 67, 59, 52), (69, 66, 64, 48))
    settings = ChoraleSettings(refuse_dissonances=False)
    refused = Refused.by(settings, ChoraleMeta(fifths=1, mode="minor"))
    ids_VT = encode(symbols_VT)
    pitch_P = np.arange(NUM_SYMBOLS) % NUM_PITCHES
    nats_VTP = -abs(pitch_P - (ids_VT % NUM_PITCHES)[..., None]).astype(float)  # the nearer, the likelier

    def has_chord(tried_VT: np.ndarray) -> bool:
        return bool((tried_VT != ids_VT).any(axis=1)[1:3].all())

    def num_faults(num_pitches: int) -> int:
        monkeypatch.setattr(replacement, "NUM_PITCHES_TRIED_OF_TWO", num_pitches)
        left = replace_faulty_notes(ids_VT, nats_VTP, everywhere(symbols_VT), refused, has_chord)
        return refused.count(left)

    assert refused.count(ids_VT) == num_faults(0) == 1
    assert num_faults(6) == 0


def test_noise_is_left_as_it_is() -> None:
    refused = Refused(parallels=True, ranges=True)
    noise_VT = np.random.default_rng(0).integers(NUM_SYMBOLS, size=(4, 64))
    assert is_noise(noise_VT, refused, everywhere(noise_VT))
    nats_VTP = np.zeros((4, 64, NUM_SYMBOLS))
    found_VT = replace_faulty_notes(noise_VT, nats_VTP, everywhere(noise_VT), refused, lambda ids: True)
    assert np.array_equal(found_VT, noise_VT)
    assert not is_noise(encode(FIFTHS), refused, everywhere(FIFTHS))


def test_a_melody_that_is_held_out_of_range_is_no_noise() -> None:
    refused = Refused(crossing=True, ranges=True)
    low_VT = np.repeat([[56], [66], [57], [45]], 64, axis=1)
    free_VT = np.repeat([[False], [True], [True], [True]], 64, axis=1)
    assert not is_noise(encode(low_VT), refused, free_VT)
    assert is_noise(encode(low_VT), refused, ~free_VT)
