"""What the judges count in: quarters, and dotted quarters in metres of three parts to a beat."""

import numpy as np
import pytest

from sunmask.chorale.symbols import Chorale, ChoraleMeta
from sunmask.evaluation.judges.closes import phrase_close
from sunmask.evaluation.judges.heard import Heard

FIVE, ONE = (74, 71, 67, 55), (72, 67, 64, 48)


def piece(metre: str, length: int) -> Chorale:
    """I, V, I, each as long as a beat, in C."""
    columns: list[tuple[int, ...]] = []
    for chord in (ONE, FIVE, ONE):
        columns += [chord, *[tuple(-pitch for pitch in chord)] * (length - 1)]
    return Chorale(np.array(columns, dtype=np.int16).T, ChoraleMeta(metre=metre))


@pytest.mark.parametrize(("metre", "length"), [("4/4", 4), ("6/8", 6), ("9/8", 6), ("6/4", 4)])
def test_a_beat_is_heard_as_one_chord_and_closes_a_phrase(metre: str, length: int) -> None:
    heard = Heard.of(piece(metre, length))
    assert heard.beats_B.tolist() == [0, length, 2 * length]
    assert heard.chords.root_B.tolist() == [0, 7, 0]
    assert phrase_close(heard, 2 * length) == "authentic"
