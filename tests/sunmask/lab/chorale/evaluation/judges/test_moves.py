"""Moves that are usual after the one before cost few nats, at the beat that they lead to."""

from sunmask.lab.chorale.evaluation.judges.counterpoint import SOPRANO
from sunmask.lab.chorale.evaluation.judges.moves import NUM_BEATS, Moves
from tests.sunmask.lab.chorale.evaluation.judges.made import chorale

UP, DOWN = (60, 55, 52, 48), (62, 55, 52, 48)
SWINGING, LEARNED = chorale(*(UP, DOWN) * 4), chorale(*(UP, DOWN) * 16)


def test_what_was_learned_costs_less_than_what_was_never_met() -> None:
    moves = Moves([LEARNED])
    assert moves.nats(SOPRANO, 2, -2) < 1 < moves.nats(SOPRANO, 2, 5)


def test_each_move_counts_at_its_beat_and_a_voice_that_stays_has_none() -> None:
    by_beat = Moves([LEARNED]).by_beat([SWINGING])["soprano"]
    assert len(by_beat) == NUM_BEATS
    assert by_beat[:2] == [None, None]  # nothing moves onto the first beat, and nothing before the second
    assert all(nats is not None and nats < 1 for nats in by_beat[2:])
    assert Moves([SWINGING]).by_beat([SWINGING])["bass"] == [None] * NUM_BEATS
