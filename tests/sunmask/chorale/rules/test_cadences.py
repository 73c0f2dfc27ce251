"""Two chords close each phrase."""

from dataclasses import replace

import numpy as np
import pytest

from sunmask.chorale.conditioning.features import INDEX
from sunmask.chorale.conditioning.planning import planned_conditions
from sunmask.chorale.music.bars import beat_columns
from sunmask.chorale.music.chords import Chord
from sunmask.chorale.music.harmony import QUALITIES, read_chords
from sunmask.chorale.music.symbols import LOWEST_PITCH, Chorale, ChoraleMeta, encode
from sunmask.chorale.rules.cadences import planned_cadences
from sunmask.chorale.rules.constraints import ChordConstraints
from sunmask.chorale.sampling.composing import compose, plan_to_keep
from sunmask.chorale.settings import ChoraleSettings
from tests.sunmask.chorale.rules.test_constraints import Deaf

MELODY = (67, 69, 71, 72, 74, 76, 72, 74, 76, 77, 76, 74, 72, 74, 71, 72)
ENDS = [28, 60]
"""On a second degree, and on the first."""


def melody(**meta: object) -> Chorale:
    symbols_VT = np.zeros((4, 64), dtype=np.int16)
    symbols_VT[0] = [each for pitch in MELODY for each in (pitch, -pitch, -pitch, -pitch)]
    return Chorale(symbols_VT, ChoraleMeta(**meta), frozenset((0, end) for end in ENDS))  # type: ignore[arg-type]


def planned(chorale: Chorale, seed: int = 0, hold_VT: np.ndarray | None = None) -> dict[int, Chord]:
    if hold_VT is None:
        hold_VT = np.repeat([True, False], [1, 3])[:, None].repeat(64, axis=1)
    return planned_cadences(chorale, hold_VT, ENDS, np.random.default_rng(seed))


def test_both_chords_of_a_close_have_the_melody_s_notes_and_the_last_one_ends_at_home() -> None:
    seen = set()
    for seed in range(40):
        chords = planned(melody(), seed)
        assert sorted(chords) == [24, 28, 56, 60]
        assert all(MELODY[column // 4] % 12 in chord.tones for column, chord in chords.items())
        assert (chords[60].root, chords[60].bass) == (0, 0)
        assert chords[28].bass == chords[28].root
        seen.add((chords[24], chords[28]))
    assert len(seen) > 2


def in_six_eight(last: tuple[int, int], before: int) -> Chorale:
    """A soprano whose phrase ends in the second eighth of the third beat, in C."""
    symbols_VT = np.zeros((4, 24), dtype=np.int16)
    symbols_VT[0] = [
        72,
        *[-72] * 5,
        before,
        *[-before] * 5,
        last[0],
        -last[0],
        last[1],
        -last[1],
        72,
        *[-72] * 7,
    ]
    return Chorale(symbols_VT, ChoraleMeta(metre="6/8"), frozenset({(0, 14)}))


@pytest.mark.parametrize(
    ("last", "before", "columns"),
    [((72, 67), 74, [6, 12]), ((76, 74), 77, [12, 14]), ((76, 75), 77, [])],
    ids=["with the beat", "with the note", "nowhere"],
)
def test_a_phrase_that_ends_within_a_beat_closes_with_the_beat_or_with_its_last_note(
    last: tuple[int, int], before: int, columns: list[int]
) -> None:
    chorale = in_six_eight(last, before)
    hold_VT = chorale.symbols_VT != 0
    for seed in range(20):
        chords = planned_cadences(chorale, hold_VT, [14], np.random.default_rng(seed))
        assert sorted(chords) in (columns, [12, 14] if columns else [])
        assert all(abs(chorale.symbols_VT[0, column]) % 12 in chord.tones for column, chord in chords.items())
    chorale.symbols_VT[0, 15] = 72  # a last note of a sixteenth
    if columns == [12, 14]:
        assert not planned_cadences(chorale, hold_VT, [14], np.random.default_rng(0))


def test_chords_within_a_beat_are_told_and_obeyed_in_their_parts_of_it() -> None:
    chorale = in_six_eight((76, 74), 77)
    conditions_TF = planned_conditions(
        plan_to_keep(chorale, "S"), 3, 0, chorale, ChoraleSettings(ending=False)
    )
    root_T = conditions_TF[:, INDEX["root"]] - 1
    assert np.flatnonzero(root_T >= 0).tolist() == [12, 13, 14, 15, 16, 17]
    assert (root_T[12:14] == 0).all()
    assert (root_T[14:18] == 7).all()
    asked = ChordConstraints(conditions_TF, chorale.meta)
    ids_VT = encode(chorale.symbols_VT)
    added_KP = asked.logit_bias(ids_VT, np.ones_like(ids_VT, dtype=bool)).reshape(4, 24, -1)
    bass_C = [added_KP[3, column, 48 - LOWEST_PITCH] for column in (12, 13, 14, 15, 16)]
    assert [float(each) < 0 for each in bass_C] == [False, False, True, True, False]
    chorale.symbols_VT[1:, 12:] = np.array([[67, 64, 48]]).T * np.where(np.arange(12) == 0, 1, -1)
    assert asked.satisfied(encode(chorale.symbols_VT)).tolist() == [True, False]
    chorale.symbols_VT[1:, 14:] = np.array([[67, 59, 43]]).T * np.where(np.arange(10) == 0, 1, -1)
    assert asked.satisfied(encode(chorale.symbols_VT)).tolist() == [True, True]


def test_a_close_comes_a_beat_later_where_the_melody_stands_and_only_then_fits() -> None:
    chorale = melody()
    chorale.symbols_VT[0, 48:64] = [77, -77, -77, -77, 67, *[-67] * 11]  # V under G, then I
    chords = planned_cadences(
        chorale, np.ones((4, 64), dtype=bool) & (chorale.symbols_VT != 0), [52], np.random.default_rng(0)
    )
    assert [chord.root for chord in chords.values()] in ([7, 0], [11, 0])


@pytest.mark.parametrize("mode", ["major", "minor"])
def test_where_no_dominant_fits_the_end_the_tonic_is_planned_alone_and_a_phrase_is_left(mode: str) -> None:
    chorale = melody(mode=mode, fifths=0 if mode == "major" else -3)
    for start, pitch in ((24, 69), (56, 69 if mode == "major" else 68)):
        chorale.symbols_VT[0, start : start + 4] = [pitch, -pitch, -pitch, -pitch]
    chords = planned(chorale)
    assert [(column, chord.root, chord.bass) for column, chord in chords.items() if column > 28] == [
        (60, 0, 0)
    ]
    assert chords[60].quality in (("maj",) if mode == "major" else ("min", "maj"))


@pytest.mark.parametrize("column", [24, 28])
def test_a_chord_that_a_person_asks_for_leaves_its_phrase_to_the_person(column: int) -> None:
    asked = replace(melody(), chords={column + 1: Chord(9, "min")})
    assert sorted(planned(asked)) == [56, 60]


def test_where_the_melody_may_change_two_of_three_phrases_are_closed_and_the_piece_ends_at_home() -> None:
    free_VT = np.zeros((4, 64), dtype=bool)
    plans = [
        planned_cadences(melody(), free_VT, ENDS, np.random.default_rng(seed), last=60) for seed in range(300)
    ]
    closed = [chords[28].root for chords in plans if sorted(chords) == [24, 28, 56, 60]]
    assert 0.55 < len(closed) / 300 < 0.78
    assert len(set(closed)) > 2
    assert all(sorted(chords)[-2:] == [56, 60] for chords in plans)
    assert {(chords[60].root, chords[60].quality) for chords in plans} == {(0, "maj")}


def test_nothing_is_planned_under_a_rest_or_over_a_bass_that_does_not_fit() -> None:
    chorale = melody()
    chorale.symbols_VT[0, 24:32] = chorale.symbols_VT[0, 56:64] = 0
    assert planned(chorale) == {}
    chorale = melody()
    chorale.symbols_VT[3] = -49
    chorale.symbols_VT[3, 0] = 49  # C sharp throughout
    assert planned(chorale, hold_VT=chorale.symbols_VT != 0) == {}
    chorale.symbols_VT[3] -= np.sign(chorale.symbols_VT[3])  # C, under which the tonic alone fits
    assert list(planned(chorale, hold_VT=chorale.symbols_VT != 0)) == [60]


@pytest.mark.parametrize(("cadences", "least", "most"), [(True, 0.7, 1.0), (False, 0.0, 0.3)])
def test_phrases_close_even_with_a_network_that_does_not_listen(
    cadences: bool, least: float, most: float
) -> None:
    start = melody()
    settings = ChoraleSettings(num_steps=48, cadences=cadences)
    made = compose(
        Deaf(),  # type: ignore[arg-type]
        start,
        count=12,
        seed=3,
        settings=settings,
        plan=plan_to_keep(start, "S"),
    )
    closed = []
    for piece in made:
        found = read_chords(piece.symbols_VT, beat_columns(piece.meta, piece.num_sixteenths))
        assert (piece.symbols_VT[0] == start.symbols_VT[0]).all()
        last = QUALITIES[found.quality_N[15]], found.root_N[14], found.root_N[15], found.bass_N[15]
        closed.append(last[0] == "maj" and last[1] in (7, 11) and last[2:] == (0, 0))
    assert least <= np.mean(closed) <= most
