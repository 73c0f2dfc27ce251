"""Which cells a repair frees, and that nothing else changes."""

from dataclasses import dataclass

import numpy as np
import pytest
import torch

from sunmask.chorale.content import chorale_to_json
from sunmask.chorale.grade.cells import grade_content
from sunmask.chorale.music.symbols import Chorale
from sunmask.kinds.repair import repair
from sunmask.kinds.repair_cells import least_cells, states_to_repair, widened
from sunmask.models.families import build
from sunmask.models.inference import InferenceModel
from tests.sunmask.chorale.grade.test_cells import cells, from_text
from tests.sunmask.chorale.pieces import made_up_piece

PARALLELS = from_text("67 69 71 72", "64 64 64 64", "60 60 55 55", "48 50 43 48")


@dataclass
class FaultAt:
    cells: set[int]


def test_of_a_parallel_one_note_and_the_next_are_freed() -> None:
    free = set(least_cells(PARALLELS, grade_content(PARALLELS).faults[:1]))
    assert free in (cells(0, 0, 1), cells(0, 1, 2), cells(3, 0, 1), cells(3, 1, 2))


def test_one_note_that_all_faults_share_is_enough() -> None:
    faults = [FaultAt(cells(1, 1) | cells(voice, 1)) for voice in (0, 2, 3)]
    assert set(least_cells(PARALLELS, faults)) == cells(1, 1, 2)


def test_among_equals_an_inner_voice_is_chosen() -> None:
    assert set(least_cells(PARALLELS, [FaultAt(cells(0, 1) | cells(2, 1))])) == cells(2, 1, 2)


def test_notes_are_freed_whole_and_the_last_one_alone() -> None:
    assert set(least_cells(PARALLELS, [FaultAt({3 * 16 + 13})])) == cells(3, 3)


def test_held_notes_are_never_freed() -> None:
    held_VT = np.zeros((4, 16), dtype=bool)
    held_VT[0] = held_VT[3] = True
    faults = [FaultAt(cells(0, 1) | cells(3, 1)), FaultAt(cells(1, 0) | cells(0, 0))]
    assert set(least_cells(PARALLELS, faults, held_VT)) == cells(1, 0, 1)
    assert least_cells(PARALLELS, faults[:1], held_VT) == []


def test_a_wider_repair_frees_the_notes_a_beat_before_and_after_but_none_that_is_held() -> None:
    content = PARALLELS
    assert set(widened(content, cells(1, 1), 4)) == cells(1, 0, 1, 2)
    held_VT = np.zeros((4, 16), dtype=bool)
    held_VT[1, 0] = True
    assert set(widened(content, cells(1, 1), 4, held_VT)) == cells(1, 1, 2)
    assert set(widened(content, cells(1, 1), 0)) == cells(1, 1)


def test_without_faults_nothing_is_freed() -> None:
    assert least_cells(PARALLELS, []) == []


def test_all_but_the_freed_cells_are_unmasked_and_pinned() -> None:
    states, pins = states_to_repair((2, 3), [1, 5])
    assert states == [[0, 2, 0], [0, 0, 2]]
    assert pins == [[True, False, True], [True, True, False]]


@pytest.mark.parametrize(
    "seed", [*range(3), *(pytest.param(seed, marks=pytest.mark.thorough) for seed in range(3, 5))]
)
def test_a_repair_changes_nothing_outside_its_cells(seed: int) -> None:
    torch.manual_seed(0)
    model = InferenceModel(build("unet", "debug"), "cpu")
    content = chorale_to_json(Chorale(made_up_piece(seed, 64).symbols_VT))
    found = repair(model, content, count=2, seed=seed)
    assert found.before == grade_content(content)
    outside = np.ones(4 * 64, dtype=bool)
    outside[found.cells] = False
    for variant in found.variants:
        changed = np.ravel(variant.content["symbols"]) != np.ravel(content["symbols"])
        assert not changed[outside].any()
        assert variant.graded == grade_content(variant.content)
    grades = [variant.graded.overall for variant in found.variants]
    assert grades == sorted(grades)
    assert found.variants
