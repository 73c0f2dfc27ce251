"""What is heard from left to right: the future does not matter, and Bach is less surprising than noise."""

import numpy as np
import pytest
import torch

from sunmask.chorale.music.symbols import Chorale
from sunmask.lab.chorale.evaluation.judges.listener import (
    FALLS_SILENT,
    GOES_ON,
    Listener,
    answers,
    learn,
    places,
    shipped,
    surprise,
)
from sunmask.lab.chorale.evaluation.judges.pieces import whole
from tests.sunmask.chorale.pieces import made_up_piece
from tests.sunmask.lab.chorale.evaluation.judges.made import DOMINANT, SUBDOMINANT, SUPERTONIC, TONIC, chorale

PHRASE = (TONIC, SUPERTONIC, DOMINANT, TONIC, SUBDOMINANT, TONIC, DOMINANT, TONIC)


def test_what_comes_later_changes_nothing_before() -> None:
    torch.manual_seed(0)
    listener, piece = Listener().eval(), whole(made_up_piece(1, 64))
    rng = np.random.default_rng(0)
    answer_VT, pitch_VT = answers(piece.symbols_VT)
    for column in (1, 20, 63):
        other_VT, others_VT = answer_VT.copy(), pitch_VT.copy()
        other_VT[:, column:] = rng.integers(1, FALLS_SILENT, size=other_VT[:, column:].shape)
        others_VT[:, column:] = other_VT[:, column:]
        place_1T = torch.from_numpy(places(piece))[None]
        here, there = (
            listener(torch.from_numpy(answer)[None], torch.from_numpy(pitch)[None], place_1T)
            for answer, pitch in ((answer_VT, pitch_VT), (other_VT, others_VT))
        )
        assert torch.equal(here[:, :, :column], there[:, :, :column])
        assert torch.equal(here[:, 0, column], there[:, 0, column])  # the soprano is asked first
        assert not torch.equal(here[:, 2, column], there[:, 2, column])


def test_answers_say_what_each_voice_does() -> None:
    symbols_VT = np.array([[60, -60, 60, 0, 0, 62]] * 4, dtype=np.int16)
    answer_VT, pitch_VT = answers(symbols_VT)
    begins = answer_VT[0, 0]
    assert answer_VT[0].tolist() == [begins, GOES_ON, begins, FALLS_SILENT, GOES_ON, begins + 2]
    assert pitch_VT[0].tolist() == [begins, begins, begins, 0, 0, begins + 2]


def test_the_parts_sum_up_to_the_whole() -> None:
    (found,) = surprise([chorale(*PHRASE)])
    assert found.frame == pytest.approx(found.rhythm + found.melody + found.chords)
    assert min(found.rhythm, found.melody, found.chords) > 0


def test_music_is_less_surprising_than_the_same_notes_shuffled_and_those_than_noise() -> None:
    rng = np.random.default_rng(1)
    order = rng.permutation(len(PHRASE))
    music, shuffled = chorale(*PHRASE * 2), chorale(*[PHRASE[at] for at in order] * 2)
    noise = Chorale(rng.integers(40, 80, size=(4, 64)).astype(np.int16), music.meta)
    first, second, third = (each.frame for each in surprise([music, shuffled, noise]))
    assert first < second < third / 3


@pytest.mark.thorough
def test_a_listener_learns_what_it_hears_and_the_same_from_a_seed() -> None:
    pieces = [whole(made_up_piece(seed)) for seed in (1, 2)]
    torch.manual_seed(1)
    before = surprise(pieces, Listener())[0].frame
    learned = learn(pieces, num_steps=12)
    assert surprise(pieces, learned)[0].frame < before - 1
    again = learn(pieces, num_steps=12)
    assert all(torch.equal(a, b) for a, b in zip(learned.parameters(), again.parameters(), strict=True))


def test_the_shipped_listener_is_small() -> None:
    assert sum(parameter.numel() for parameter in shipped().parameters()) < 1_000_000
