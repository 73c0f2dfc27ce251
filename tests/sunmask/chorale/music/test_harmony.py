"""Chords are read from notes: triads, sevenths, basses, silence; alike in every key."""

import numpy as np
import pytest

from sunmask.chorale.music.harmony import QUALITIES, TONES, read_chords


def beat(*pitches: int, length: int = 4) -> np.ndarray:
    """Four voices that hold these notes, from the soprano down."""
    column = np.array([pitches]).T
    return np.concatenate((column, -np.repeat(column, length - 1, axis=1)), axis=1)


@pytest.mark.parametrize("shift", range(12))
@pytest.mark.parametrize(
    ("pitches", "root", "quality", "bass"),
    [
        ((67, 64, 60, 48), 0, "maj", 0),
        ((67, 60, 55, 40), 0, "maj", 4),
        ((65, 59, 55, 50), 7, "dom7", 2),
        ((64, 60, 57, 45), 9, "min", 9),
        ((65, 62, 59, 50), 11, "dim", 2),
        ((60, 57, 53, 50), 2, "min7", 2),
        ((63, 60, 57, 54), 6, "dim7", 6),
    ],
)
def test_a_chord_is_named_by_root_quality_and_bass(
    pitches: tuple[int, ...], root: int, quality: str, bass: int, shift: int
) -> None:
    chords = read_chords(beat(*pitches) + shift * np.sign(beat(*pitches)), np.array([0]))
    assert chords.root_N.tolist() == [(root + shift) % 12]
    assert QUALITIES[chords.quality_N[0]] == quality
    assert chords.bass_N.tolist() == [(bass + shift) % 12]


def test_a_passing_note_late_in_a_beat_changes_no_chord() -> None:
    grid = beat(67, 64, 60, 48)
    grid[3, 2:] = (50, -50)
    assert QUALITIES[read_chords(grid, np.array([0])).quality_N[0]] == "maj"


def test_silence_is_no_chord() -> None:
    chords = read_chords(np.zeros((4, 8), dtype=int), np.array([0, 4]))
    assert chords.root_N.tolist() == chords.quality_N.tolist() == chords.bass_N.tolist() == [-1, -1]


def test_every_quality_but_the_last_has_notes() -> None:
    assert len(TONES) == len(QUALITIES) - 1
    assert len({frozenset(tones) for tones in TONES}) == len(TONES)
