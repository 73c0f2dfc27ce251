"""Each fault of voice leading is counted where it is made, and not where it is not."""

from dataclasses import replace

import numpy as np
import pytest

from sunmask.lab.chorale.evaluation.judges.analysis import Analysis
from sunmask.lab.chorale.evaluation.judges.counterpoint import (
    crossing,
    faults,
    hidden,
    leading_notes,
    out_of_range,
    overlap,
    parallels,
    spacing,
)
from tests.sunmask.lab.chorale.evaluation.judges.made import DOMINANT, SUBDOMINANT, TONIC, analysis, in_c


def test_parallel_fifths_and_octaves_are_counted_apart() -> None:
    assert parallels(analysis((67, 64, 60, 48), (69, 64, 60, 50))) == (1, 0)
    assert parallels(analysis((72, 67, 64, 48), (74, 67, 64, 50))) == (0, 1)
    assert parallels(analysis((67, 64, 60, 48), (69, 64, 60, 48))) == (0, 0)


def test_a_leap_of_the_soprano_into_a_fifth_with_the_bass_is_hidden() -> None:
    assert hidden(analysis((64, 60, 55, 48), (69, 60, 57, 50))) == (1, 0)
    assert hidden(analysis((64, 60, 55, 48), (74, 60, 57, 50))) == (0, 1)


@pytest.mark.parametrize(
    "second",
    [
        pytest.param((66, 60, 57, 47), id="the voices move apart"),
        pytest.param((66, 60, 57, 59), id="a step of the soprano"),
        pytest.param((64, 60, 57, 57), id="the soprano stays"),
        pytest.param((69, 60, 57, 53), id="into a third"),
    ],
)
def test_other_ways_into_a_fifth_are_not_hidden(second: tuple[int, int, int, int]) -> None:
    assert hidden(analysis((64, 60, 55, 48), second)) == (0, 0)


def test_a_fifth_after_a_fifth_is_parallel_and_not_hidden() -> None:
    piece = analysis((67, 64, 60, 48), (72, 64, 60, 53))
    assert (parallels(piece), hidden(piece)) == ((1, 0), (0, 0))


def test_soprano_alto_and_tenor_may_be_an_octave_apart_and_the_bass_further() -> None:
    assert spacing(analysis((72, 60, 48, 36))) == 0
    assert spacing(analysis((73, 60, 48, 36))) == 1
    assert spacing(analysis((73, 60, 47, 36))) == 2
    held = analysis((73, 60, 48, 36), (73, 60, 48, 36))
    attack_VT = held.attack_VT.copy()
    attack_VT[:2, 4] = False  # what is held is counted once
    assert spacing(replace(held, attack_VT=attack_VT)) == 1


def test_voices_that_cross_are_counted_and_unisons_are_not() -> None:
    assert crossing(analysis((72, 64, 65, 48))) == 1
    assert crossing(analysis((72, 64, 64, 48))) == 0
    assert crossing(analysis((60, 64, 65, 67))) == 3


def test_a_voice_that_moves_beyond_where_its_neighbour_was_overlaps() -> None:
    assert overlap(analysis((67, 64, 60, 48), (72, 69, 60, 48))) == 1  # the alto above the soprano's last
    assert overlap(analysis((72, 67, 60, 48), (65, 64, 60, 48))) == 1  # the soprano below the alto's last
    assert overlap(analysis((72, 67, 60, 48), (71, 67, 62, 48))) == 0
    crossed = analysis((67, 64, 60, 48), (67, 69, 60, 48))
    assert (crossing(crossed), overlap(crossed)) == (1, 0)


def test_notes_outside_the_voices_of_the_corpus_are_counted() -> None:
    assert out_of_range(analysis((81, 76, 69, 64))) == 0
    assert out_of_range(analysis((59, 77, 47, 65))) == 4


def test_a_leading_note_rises_or_falls_to_the_fifth_within() -> None:
    resolved = in_c(DOMINANT, TONIC)
    falls_within = in_c((74, 71, 67, 43), (72, 67, 64, 48))
    falls_outside = in_c(DOMINANT, (67, 64, 60, 48))
    for piece, wrong in ((resolved, 0), (falls_within, 0), (falls_outside, 1)):
        (found, asked), _ = leading_notes(piece)
        assert (found, asked) == (wrong, 2), piece.pitch_VT


def test_a_leading_note_that_goes_elsewhere_than_home_is_not_asked_for() -> None:
    (wrong, asked), _ = leading_notes(in_c(DOMINANT, SUBDOMINANT))
    assert (wrong, asked) == (0, 1)  # of the first dominant alone


def test_a_leading_note_may_be_held_over_and_then_rise() -> None:
    piece = in_c(DOMINANT, TONIC)
    pitch_VT, start = piece.pitch_VT.copy(), piece.num_sixteenths - 4
    pitch_VT[0, start : start + 2] = 71
    assert leading_notes(replace(piece, pitch_VT=pitch_VT))[0] == (0, 2)
    pitch_VT[0, start:] = 71
    assert leading_notes(replace(piece, pitch_VT=pitch_VT))[0] == (1, 2)


def test_a_leading_note_before_a_rest_is_not_asked_for() -> None:
    assert leading_notes(in_c((67, 71, 62, 43), (67, 64, 60, 48)))[0] == (1, 2)
    piece = in_c((67, 71, 62, 43), (67, 64, 60, 48))
    pitch_VT = piece.pitch_VT.copy()
    pitch_VT[1, 20] = 0
    assert leading_notes(replace(piece, pitch_VT=pitch_VT))[0] == (0, 1)


def test_leading_notes_of_a_melody_that_is_given_can_be_left_out() -> None:
    piece = in_c((71, 67, 62, 43), (67, 64, 60, 48))  # the soprano falls a third
    assert leading_notes(piece)[0] == (1, 2)
    assert leading_notes(piece, (1, 2, 3))[0] == (0, 0)


def test_dominants_with_two_leading_notes_are_counted() -> None:
    _, (doubled, dominants) = leading_notes(in_c(DOMINANT, (71, 67, 59, 43)))
    assert (doubled, dominants) == (1, 3)


def test_a_rest_is_no_fault() -> None:
    piece = analysis(TONIC, TONIC, TONIC)
    pitch_VT, attack_VT = piece.pitch_VT.copy(), piece.attack_VT.copy()
    pitch_VT[1, 4:8], attack_VT[1, 4:8] = 0, False
    silent = Analysis(pitch_VT, attack_VT, piece.position_T, piece.tonic, piece.is_minor)
    found = faults(silent)
    assert not any(np.array([found[name][0] for name in ("spacing", "crossing", "overlap")]))
