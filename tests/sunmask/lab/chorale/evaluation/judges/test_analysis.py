"""What the judges count in: quarters, and dotted quarters in metres of three parts to a beat."""

import numpy as np
import pytest

from sunmask.chorale.music.symbols import Chorale, ChoraleMeta
from sunmask.lab.chorale.evaluation.judges.analysis import Analysis
from sunmask.lab.chorale.evaluation.judges.closes import phrase_close

FIVE, ONE = (74, 71, 67, 55), (72, 67, 64, 48)


def piece(metre: str, length: int) -> Chorale:
    """I, V, I, each as long as a beat, in C."""
    columns: list[tuple[int, ...]] = []
    for chord in (ONE, FIVE, ONE):
        columns += [chord, *[tuple(-pitch for pitch in chord)] * (length - 1)]
    return Chorale(np.array(columns, dtype=np.int16).T, ChoraleMeta(metre=metre))


@pytest.mark.parametrize(("metre", "length"), [("4/4", 4), ("6/8", 6), ("9/8", 6), ("6/4", 4)])
def test_a_beat_is_heard_as_one_chord_and_closes_a_phrase(metre: str, length: int) -> None:
    analysis = Analysis.of(piece(metre, length))
    assert analysis.beats_B.tolist() == [0, length, 2 * length]
    assert analysis.chords.root_B.tolist() == [0, 7, 0]
    assert phrase_close(analysis, 2 * length) == "authentic"


FOUR = (77, 69, 65, 53)
Note = tuple[tuple[int, int, int, int], int]


def six_eight(*chords: Note) -> Analysis:
    """Chords with their sixteenths in C, the last one of a phrase in the second eighth of a beat; then I."""
    columns: list[tuple[int, ...]] = []
    for chord, length in (*chords, (ONE, 6), (FIVE, 6), (ONE, 6)):
        columns += [chord, *[tuple(-pitch for pitch in chord)] * (length - 1)]
    return Analysis.of(Chorale(np.array(columns, dtype=np.int16).T, ChoraleMeta(metre="6/8")))


@pytest.mark.parametrize(
    ("chords", "close"),
    [
        ([(FIVE, 6), (ONE, 2), ((67, -67, -64, -48), 2), (FOUR, 2)], "authentic"),
        ([(FOUR, 6), (ONE, 2), ((67, -67, -64, -48), 2), (FOUR, 2)], None),
        ([(FOUR, 6), (FIVE, 2), (ONE, 4)], "authentic"),
        ([(FOUR, 4), (FIVE, 2), (ONE, 2), ((67, -67, -64, -48), 4)], "authentic"),
        ([(FOUR, 6), (ONE, 2), (FIVE, 4)], "half"),
        ([(FIVE, 6), (FOUR, 2), (ONE, 4)], None),
    ],
    ids=[
        "with the beat",
        "after IV",
        "within the beat",
        "late in the beat",
        "on V",
        "after IV within the beat",
    ],
)
def test_a_phrase_that_ends_within_a_beat_closes_by_the_chord_before_its_last_one(
    chords: list[Note], close: str | None
) -> None:
    assert phrase_close(six_eight((ONE, 6), *chords), 14) == close
