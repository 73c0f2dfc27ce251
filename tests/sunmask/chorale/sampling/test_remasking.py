"""Which cells are doubted together: cells, notes, beats, pairs and lines."""

import numpy as np

from sunmask.chorale.music.symbols import ChoraleMeta, encode
from sunmask.chorale.rules.rejection import Refused
from sunmask.chorale.sampling.remasking import doubted_cells, groups, line_blocks
from sunmask.chorale.sampling.schedule import ChoraleSchedule
from sunmask.chorale.settings import ChoraleSettings
from sunmask.method.candidate_steps import StepContext
from sunmask.method.schedules import step_generator


def test_groups_keep_notes_beats_and_voice_pairs_together() -> None:
    symbols = np.array([[60, -60, -60, -60, 62, -62, 64, -64]] * 4)
    rng, beat = np.random.default_rng(0), np.arange(8) // 4
    notes = groups(rng, "notes", encode(symbols), beat)
    assert [len(set(row)) for row in notes] == [3, 3, 3, 3]
    assert len(np.unique(notes)) == 12
    beats = groups(rng, "beats", encode(symbols), beat)
    assert len(np.unique(beats)) == 8
    pairs = groups(rng, "pairs", encode(symbols), beat)
    assert len(np.unique(pairs)) == 4
    assert len(np.unique(groups(rng, "cells", encode(symbols), beat))) == 32


def test_a_block_is_one_free_voice_for_some_beats() -> None:
    free = np.zeros((4, 64), dtype=bool)
    free[1], free[2, :32] = True, True
    beat = np.arange(64) // 4
    blocks = line_blocks(np.random.default_rng(0), beat, free, np.zeros_like(free), 1.0)
    assert (blocks.sum(axis=0) == 1).all()
    assert not blocks[[0, 3]].any()
    assert blocks[2, :32].any()
    assert blocks[1, 32:].all()
    assert (blocks.reshape(4, -1, 4).all(-1) == blocks.reshape(4, -1, 4).any(-1)).all()


def test_faulty_cells_are_always_in_a_block_of_their_voice() -> None:
    free, faulty = np.ones((4, 64), dtype=bool), np.zeros((4, 64), dtype=bool)
    faulty[2, 20:22] = True
    for seed in range(20):
        blocks = line_blocks(np.random.default_rng(seed), np.arange(64) // 4, free, faulty, 0.1)
        assert blocks[2, 20:22].all()


def test_a_round_keeps_its_blocks_from_step_to_step() -> None:
    schedule = ChoraleSchedule(ChoraleSettings(num_steps=64, eta=0.5, rework_steps=12, rework_cover=0.6))
    ids, free = np.zeros((4, 128), dtype=int), np.ones((4, 128), dtype=bool)

    def doubted(step: int) -> np.ndarray:
        now = StepContext(
            step=step,
            schedule=schedule,
            number=0,
            generator=lambda *key: step_generator(1, 0, *key),
            ids_VN=ids,
            start_VT=ids,
            round_VT=ids,
            free_VT=free,
            changes_VT=ids,
            written_VT=ids,
            is_again_VT=~free,
        )
        return doubted_cells(now, schedule, np.arange(128) // 4, Refused.by(schedule.settings, ChoraleMeta()))

    whole = doubted(33)
    assert 0.1 < whole.mean() <= 0.25
    assert not (doubted(40) & ~whole).any()
    assert 0 < doubted(40).mean() < whole.mean()
    assert (doubted(44) & ~whole).any()
