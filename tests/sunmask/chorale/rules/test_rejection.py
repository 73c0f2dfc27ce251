"""Guided rejection: no proposal may make parallel fifths or octaves, no round of them the grade worse."""

from dataclasses import replace

import numpy as np
import pytest

from sunmask.chorale.grade.bach import overall
from sunmask.chorale.grade.parallels import count_notes, parallel_places, parallels_per_note
from sunmask.chorale.music.symbols import Chorale, ChoraleMeta, decode, encode
from sunmask.chorale.rules.motion import hidden_places
from sunmask.chorale.rules.rejection import (
    Refused,
    changed_stretches,
    faulty_cells,
    faulty_notes,
    refuse_faults,
    refuse_worse,
)
from sunmask.chorale.settings import REFUSALS, ChoraleSettings
from tests.sunmask.chorale.pieces import made_up_piece
from tests.sunmask.chorale.rules.grids import FIVE, grid

PLAIN = grid((72, 67, 60, 48), (72, 65, 60, 53))
FIFTHS = grid((72, 67, 60, 48), (74, 69, 62, 50))


def refuse_parallels(before: np.ndarray, proposed: np.ndarray) -> np.ndarray:
    return refuse_faults(before, proposed, Refused(parallels=True, hidden=False))


def count_from(refused: Refused, ids_VL: np.ndarray, first: int) -> int:
    """The faults of ids that begin in some column of their piece."""
    return len(list(refused.places(ids_VL, np.arange(first, first + ids_VL.shape[1]))))


def test_changes_that_make_hidden_fifths_are_taken_back_where_that_is_asked() -> None:
    before = encode(grid((69, 64, 60, 48), (69, 64, 60, 48)))
    proposed = encode(grid((69, 64, 60, 48), (72, 65, 60, 53)))
    left = refuse_faults(before, proposed, Refused(parallels=False, hidden=True))
    assert not hidden_places(decode(left)).any()
    assert (left[1] == proposed[1]).all()
    assert (refuse_faults(before, proposed, Refused(parallels=True, hidden=False)) == proposed).all()
    cells = faulty_cells(proposed, Refused(parallels=False, hidden=True))
    assert np.argwhere(cells).tolist() == [[0, 3], [0, 4], [3, 3], [3, 4]]


@pytest.mark.parametrize(
    ("refused", "faulty"),
    [
        (Refused(bare=True), (79, 72, 67, 60)),
        (Refused(dissonances=True), (79, 74, 65, 48)),
        (Refused(sevenths=True), (79, 72, 64, 48)),
        (Refused(crossing=True), (65, 72, 67, 48)),
        (Refused(ranges=True), (76, 52, 50, 48)),
    ],
)
def test_changes_that_make_these_faults_are_taken_back(
    refused: Refused, faulty: tuple[int, int, int, int]
) -> None:
    before = encode(grid((77, 71, 67, 55), (76, 72, 67, 48)))
    proposed = encode(grid((77, 71, 67, 55), faulty))
    assert list(refused.places(proposed))
    assert not list(refused.places(refuse_faults(before, proposed, refused)))
    assert (refuse_faults(before, proposed, Refused(hidden=True)) == proposed).all()


@pytest.mark.parametrize("is_strict", [False, True])
def test_versions_of_a_passage_have_as_many_faults_together_as_alone(is_strict: bool) -> None:
    rng = np.random.default_rng(1)
    refused = Refused.by(ChoraleSettings(), ChoraleMeta(), tuple(range(0, 64, 4)))
    refused = replace(refused, closes=(27, 39), is_strict=is_strict)
    pitches_NBV = rng.integers((60, 55, 48, 40), (75, 70, 63, 55), (5, 6, 4))
    versions_NVL = np.stack([encode(grid(*beats.tolist())) for beats in pitches_NBV])
    for first in (0, 16, 22):
        alone = [count_from(refused, version_VL, first) for version_VL in versions_NVL]
        assert refused.counts(versions_NVL, first).tolist() == alone
        assert len(set(alone)) > 1


def test_a_version_of_a_passage_does_not_depend_on_the_next_one() -> None:
    falls, rises = (
        encode(grid((first, 64, 60, 48), (last, 64, 60, 48))) for first, last in ((77, 71), (72, 79))
    )
    refused = Refused(awkward_leaps=True, is_strict=True)
    assert refused.counts(np.stack((falls, rises)), 0).tolist() == [0, 0]


def test_beats_and_closes_are_those_of_the_piece() -> None:
    octaves = encode(grid((72, 67, 64, 60), (74, 67, 65, 62)))
    octaves[0, 2:4] = [encode(grid((71, 67, 64, 60)))[0, 0], encode(grid((71, 67, 64, 60)))[0, 1]]
    refused = Refused(parallels=True, is_strict=True, beats=(8, 12))
    assert [count_from(refused, octaves, first) for first in (0, 8, 10)] == [0, 1, 0]
    assert [count_from(Refused(closes=(15,)), octaves, first) for first in (0, 8, 12)] == [0, 1, 1]


def test_a_fault_in_the_first_column_concerns_no_other() -> None:
    cells_VT = faulty_cells(encode(grid((59, 57, 55, 48), (72, 67, 60, 48))), Refused(ranges=True))
    assert cells_VT.nonzero()[1].max() < 4


def test_changes_that_leave_the_leading_note_are_taken_back_in_the_key_that_is_kept() -> None:
    nothing = dict.fromkeys(REFUSALS, False)
    settings = ChoraleSettings(**(nothing | {"refuse_unresolved": True}))  # type: ignore[arg-type]
    refused = Refused.by(settings, ChoraleMeta())
    assert refused == Refused(tonic=0, signature=0)
    before = encode(grid(FIVE, (72, 67, 60, 48)))
    left = refuse_faults(before, encode(grid(FIVE, (72, 67, 64, 48))), refused)
    assert (left == before).all()
    left = refuse_faults(before, encode(grid(FIVE, (72, 67, 55, 48))), refused)
    assert (left[2, 4:] == encode(grid((72, 67, 55, 48)))[2]).all()
    for unasked in ({"keep_key": False}, {"refuse_unresolved": False}):
        assert Refused.by(ChoraleSettings(**unasked), ChoraleMeta()).tonic is None  # type: ignore[arg-type]
    assert Refused.by(ChoraleSettings(), ChoraleMeta(fifths=-1, mode="minor")).tonic == 2


def test_fifths_and_octaves_are_found_where_both_voices_move_alike() -> None:
    assert not parallel_places(PLAIN).any()
    found = parallel_places(FIFTHS)
    assert set(np.nonzero(found)[1]) == {4}
    assert found.sum() == 5  # octaves between soprano, tenor and bass; the alto's fifths over tenor and bass


def test_repeated_notes_and_rests_make_no_parallels() -> None:
    assert not parallel_places(grid((72, 67, 60, 48), (72, 67, 60, 48))).any()
    assert not parallel_places(grid((0, 67, 0, 48), (74, 64, 62, 53))).any()


def test_fifths_by_contrary_motion_count() -> None:
    assert parallel_places(grid((67, 0, 0, 48), (62, 0, 0, 55))).sum() == 1


def test_notes_are_counted_by_onset_and_change_of_pitch() -> None:
    symbols = np.array([[60, -60, -62, 0], [60, 60, -60, -60], [0, 0, 0, 0], [-50, -50, 50, -51]])
    assert count_notes(symbols) == 2 + 2 + 0 + 3
    assert parallels_per_note([PLAIN, FIFTHS]) == parallel_places(FIFTHS).sum() / 16


def test_changes_that_make_parallels_are_taken_back_and_others_kept() -> None:
    before, proposed = encode(PLAIN), encode(FIFTHS)
    harmless = encode(grid((72, 67, 60, 48), (71, 65, 60, 53)))
    assert (refuse_parallels(before, harmless) == harmless).all()
    left = refuse_parallels(before, proposed)
    assert not parallel_places(decode(left)).any()
    assert (left[:, :4] == before[:, :4]).all()


def test_parallels_that_were_there_before_are_left_to_later_steps() -> None:
    before = encode(FIFTHS)
    assert (refuse_parallels(before, before) == before).all()


def test_refusing_ends_for_any_proposal() -> None:
    rng = np.random.default_rng(0)
    for _ in range(20):
        before, proposed = rng.integers(93, size=(2, 4, 64))
        left = refuse_parallels(before, proposed)
        assert ((left == before) | (left == proposed)).all()


def test_whole_notes_at_a_fault_are_doubted_in_some_of_the_voices_and_no_others() -> None:
    ids = encode(
        grid((69, 64, 60, 48), (72, 65, 60, 53), (72, 65, 60, 53))
    )  # soprano and bass leap into a fifth
    refused = Refused(parallels=False, hidden=True)
    found = np.stack([faulty_notes(np.random.default_rng(n), ids, refused) for n in range(20)])
    assert not found[:, 1:3].any()
    assert not found[:, :, 8:].any()
    assert {tuple(voices) for voices in found[:, [0, 3], :8].all(-1)} == {
        tuple(voices) for voices in found[:, [0, 3], :8].any(-1)
    }
    assert 0.2 < found[:, [0, 3]].any(-1).mean() < 0.8
    assert not faulty_notes(np.random.default_rng(0), encode(PLAIN), refused).any()


def test_both_middle_voices_are_doubted_where_the_leading_note_of_one_is_left() -> None:
    ids = encode(grid(FIVE, (72, 67, 64, 48), (72, 67, 64, 48)))
    found = np.stack([faulty_notes(np.random.default_rng(n), ids, Refused(tonic=0)) for n in range(20)])
    assert not found[:, [0, 3]].any()
    assert not found[:, :, 8:].any()
    assert {(alto.all(), tenor.all()) for alto, tenor in found[:, 1:3, :8]} == {
        (alto, tenor) for alto in (False, True) for tenor in (False, True)
    }


def test_changes_near_each_other_are_one_stretch() -> None:
    before = np.zeros((4, 32), dtype=int)
    after = before.copy()
    after[1, [2, 3, 8, 14]] = 1
    after[3, 0] = 1
    assert changed_stretches(before, after) == [(3, slice(0, 1)), (1, slice(2, 9)), (1, slice(14, 15))]


@pytest.mark.parametrize("num_sixteenths", [64, 128, 200, 420])
def test_a_round_never_grades_worse_than_what_it_brought_and_mends_what_was_spoilt(
    num_sixteenths: int,
) -> None:
    meta = ChoraleMeta(pickup=4)
    piece = made_up_piece(3, num_sixteenths)
    good = encode(piece.symbols_VT)
    rng = np.random.default_rng(num_sixteenths)
    spoilt = good.copy()
    for start in range(8, num_sixteenths - 8, 24):
        spoilt[rng.integers(4), start : start + 6] = rng.integers(46, size=6)
    may = np.ones(good.shape, dtype=bool)
    left = refuse_worse(good, spoilt, may, meta)
    grade = {name: overall(Chorale(decode(ids), meta)) for name, ids in (("bad", spoilt), ("left", left))}
    assert grade["left"] <= grade["bad"]
    assert (left != good).sum() < 0.5 * (spoilt != good).sum()


def test_what_may_not_be_taken_back_stays() -> None:
    meta = ChoraleMeta()
    before = encode(made_up_piece(3, 64).symbols_VT)
    after = before.copy()
    after[2, 8:12] = [0, 45, 3, 20]
    may = np.ones(before.shape, dtype=bool)
    assert (refuse_worse(before, after, may, meta) == before).all()
    may[2, 9] = False
    assert (refuse_worse(before, after, may, meta) == after).all()
