"""A beat's chord is found in its notes."""

import numpy as np
import pytest

from sunmask.lab.chorale.evaluation.judges.chords import NAMES, chords_of_beats, is_dominant_of
from tests.sunmask.lab.chorale.evaluation.judges.made import analysis


@pytest.mark.parametrize(
    ("pitches", "root", "quality", "bass"),
    [
        ((72, 67, 64, 48), 0, "maj", 0),
        ((72, 67, 64, 52), 0, "maj", 4),
        ((69, 64, 60, 45), 9, "min", 9),
        ((77, 71, 67, 43), 7, "dom7", 7),
        ((77, 74, 71, 59), 11, "dim", 11),
        ((76, 72, 68, 48), 0, "aug", 0),
        ((72, 69, 65, 50), 2, "min7", 2),
        ((68, 65, 62, 47), 11, "dim7", 11),
        ((67, 64, 59, 48), 0, "maj7", 0),
        ((72, 72, 64, 48), 0, "maj", 0),
    ],
)
def test_a_plain_chord_has_its_name(
    pitches: tuple[int, int, int, int], root: int, quality: str, bass: int
) -> None:
    chords = analysis(pitches).chords
    assert (chords.root_B[0], NAMES[chords.quality_B[0]], chords.bass_B[0]) == (root, quality, bass)


def test_passing_notes_in_the_second_half_of_a_beat_leave_the_chord_as_it_is() -> None:
    beat = np.array([[72, 72, 74, 74], [67, 67, 65, 65], [64] * 4, [48] * 4])
    chords = chords_of_beats(beat[None])
    assert (chords.root_B[0], NAMES[chords.quality_B[0]]) == (0, "maj")


def test_silence_and_clusters_have_no_root_to_speak_of() -> None:
    silence, cluster = np.zeros((4, 4), dtype=int), np.array([[60], [61], [62], [63]]).repeat(4, axis=1)
    chords = chords_of_beats(np.stack([silence, cluster]))
    assert [NAMES[at] for at in chords.quality_B] == ["none", "other"]
    assert chords.root_B[0] == chords.bass_B[0] == -1


def test_five_and_seven_are_dominants_and_a_minor_five_is_none() -> None:
    roots = np.array([7, 7, 7, 11, 11, 2, -1])
    qualities = np.array([NAMES.index(each) for each in ("maj", "dom7", "min", "dim", "min", "maj", "none")])
    assert is_dominant_of(roots, qualities, 0).tolist() == [True, True, False, True, False, False, False]
