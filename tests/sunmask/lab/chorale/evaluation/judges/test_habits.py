"""Rhythm, melody and key are counted as they stand."""

import numpy as np

from sunmask.chorale.music.symbols import Chorale
from sunmask.lab.chorale.evaluation.judges.analysis import Analysis
from sunmask.lab.chorale.evaluation.judges.habits import chord_trigrams, habits, melody, turns
from tests.sunmask.lab.chorale.evaluation.judges.made import (
    DOMINANT,
    SUBDOMINANT,
    SUPERTONIC,
    TONIC,
    analysis,
    chorale,
    in_c,
)


def test_attacks_are_counted_by_their_place_in_the_beat() -> None:
    piece = chorale(TONIC, TONIC)
    symbols_VT = piece.symbols_VT.copy()
    symbols_VT[3, 1:4] = 50, 52, 53  # on the second, third and fourth sixteenth
    symbols_VT[2, 7] = 65
    found = habits(Analysis.of(Chorale(symbols_VT, piece.meta)))
    assert found["second_sixteenth"] == (1, 12)
    assert found["fourth_sixteenth"] == (2, 12)
    assert found["notes"] == (12, 8 / 128)
    assert found["bass_sixteenths"] == (4, 5)


def test_the_place_in_the_beat_counts_from_the_bar_line() -> None:
    found = habits(Analysis.of(chorale(TONIC, DOMINANT, length=[2, 4], pickup=1)))
    assert found["fourth_sixteenth"] == (4, 8)


def test_a_note_lasts_until_the_next_attack_or_rest() -> None:
    piece = chorale(TONIC, TONIC, length=[6, 4])
    symbols_VT = piece.symbols_VT.copy()
    symbols_VT[0, 4:6] = 0
    found = Analysis.of(Chorale(symbols_VT, piece.meta))
    assert found.note_lengths(0).tolist() == [4, 4]
    assert found.note_lengths(1).tolist() == [6, 4]


def test_steps_and_turns_of_the_soprano() -> None:
    sopranos = (72, 74, 76, 72, 72, 79)  # up, up, down by a leap, repeated, up by a leap
    found = habits(analysis(*((soprano, 67, 64, 48) for soprano in sopranos)))
    assert found["soprano_steps"] == (2, 4)
    assert found["soprano_turns"] == (2, 3)
    assert turns(np.array([])) == 0


def test_a_melody_has_no_moves_across_a_rest() -> None:
    piece = chorale(TONIC, TONIC, SUPERTONIC)
    symbols_VT = piece.symbols_VT.copy()
    symbols_VT[0, 4:8] = 0
    assert melody(Analysis.of(Chorale(symbols_VT, piece.meta)), 0).tolist() == []


def test_minor_is_heard_in_the_notes() -> None:
    minor = analysis((72, 67, 63, 48), (72, 68, 65, 53), (71, 67, 62, 43), (72, 67, 63, 48))
    assert habits(minor)["in_minor"] == (1, 1)
    assert habits(in_c())["in_minor"] == (0, 1)


def test_a_chord_that_stays_is_one_of_a_trigram() -> None:
    piece = analysis(TONIC, TONIC, SUBDOMINANT, DOMINANT, TONIC)
    assert len(chord_trigrams(piece)) == 2
    assert habits(analysis(*(TONIC, DOMINANT) * 4))["chord_variety"] == (2, 6)
