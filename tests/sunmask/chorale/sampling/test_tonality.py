"""Leaning to a key: by window, from the notes as they are, in the early steps alone."""

import numpy as np
import pytest
import torch

from sunmask.chorale.music.symbols import LOWEST_PITCH, NUM_PITCHES, REST_ID, ChoraleMeta, decode, encode
from sunmask.chorale.sampling.sampler import ChoraleLayout, window_owners, window_starts
from sunmask.chorale.sampling.tonality import LEANING_SHARE, leaning, leans
from sunmask.chorale.settings import ChoraleSettings
from sunmask.method.cells import Plan
from sunmask.method.sampling import Denoiser

C_MAJOR = (0, 2, 4, 5, 7, 9, 11)


def in_key(tonic: int, sixteenths: int) -> np.ndarray:
    """Major triads on the tonic, the fourth and the fifth above it, (4, T) of symbols."""
    chords = [(tonic + root, tonic + root + 4, tonic + root + 7, tonic + root + 12) for root in (0, 5, 7, 0)]
    return np.array([[60 + chords[t // 4 % 4][voice] % 12 for t in range(sixteenths)] for voice in range(4)])


def lean_of(
    symbols_VT: np.ndarray, tonality: float = 1.0, start_VT: np.ndarray | None = None
) -> torch.Tensor:
    starts, num_sixteenths = window_starts(symbols_VT.shape[1]), symbols_VT.shape[1]
    start_VT = symbols_VT if start_VT is None else start_VT
    return leaning(encode(symbols_VT), start_VT, starts, window_owners(starts, num_sixteenths), tonality)


def test_symbols_outside_the_key_become_unlikelier_and_the_rest_does_not() -> None:
    lean_TP = lean_of(in_key(0, 64))
    assert lean_TP.shape == (64, 2 * NUM_PITCHES + 1)
    assert lean_TP.max() == 0
    for first in (0, NUM_PITCHES):  # onsets and continuations alike
        pitch_class = (LOWEST_PITCH + np.arange(NUM_PITCHES)) % 12
        inside = torch.from_numpy(np.isin(pitch_class, C_MAJOR))
        of_pitch = lean_TP[0, first : first + NUM_PITCHES]
        assert of_pitch[inside].min() > of_pitch[~inside].max()
    assert lean_TP[0, REST_ID] == 0
    assert torch.equal(lean_of(in_key(0, 64), 0.5), lean_TP / 2)


def test_each_window_has_its_own_key() -> None:
    lean_TP = lean_of(np.concatenate([in_key(0, 256), in_key(4, 256)], axis=1))
    sharp = 61 - LOWEST_PITCH
    assert lean_TP[0, sharp] < -2 < lean_TP[-1, sharp]


def test_the_mode_is_the_one_of_the_start() -> None:
    major_VT = in_key(0, 64)
    minor_VT = np.where(np.isin(major_VT % 12, (4, 9, 11)), major_VT - 1, major_VT)
    third, minor_third = 64 - LOWEST_PITCH, 63 - LOWEST_PITCH
    of_major, of_minor = lean_of(major_VT)[0], lean_of(major_VT, start_VT=minor_VT)[0]
    assert of_major[third] > of_major[minor_third]
    assert of_minor[third] < of_minor[minor_third]


@pytest.mark.parametrize(("tonality", "expected"), [(0.0, []), (0.5, [1, 2])])
def test_only_the_first_steps_lean(tonality: float, expected: list[int]) -> None:
    settings = ChoraleSettings(num_steps=10, tonality=tonality)
    assert LEANING_SHARE == 0.2
    assert [step for step in range(1, 11) if leans(step, settings)] == expected


def test_from_noise_and_without_an_opinion_of_the_network_one_key_wins() -> None:
    shape = (4, 128)
    plan = Plan(trust=np.zeros(shape, bool), hold=np.zeros(shape, bool), renoise=np.ones(shape, bool))

    def outside(tonality: float) -> float:
        """Share of the notes, after the steps that lean, outside the major scale that has most of them."""
        layout = ChoraleLayout(plan, np.full(shape, REST_ID), ChoraleMeta())
        settings = ChoraleSettings(num_steps=20, tonality=tonality, rework=False)
        denoiser = Denoiser([layout], settings, seed=3)
        for _ in range(4):
            denoiser.advance(torch.zeros(*denoiser.inputs().tokens.shape, 2 * NUM_PITCHES + 1))
        pitch_class = np.abs(decode(denoiser.tokens[0])) % 12
        return 1 - max(np.isin((pitch_class - tonic) % 12, C_MAJOR).mean() for tonic in range(12))

    assert outside(0.0) > 0.3
    assert outside(1.0) < 0.15
