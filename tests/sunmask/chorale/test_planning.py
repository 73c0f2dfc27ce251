"""What a candidate plans for itself: a texture, as often as Bach has it, where nobody says one."""

import numpy as np
import pytest

from sunmask.chorale.composing import blank_chorale, plan_to_keep, plan_to_rewrite
from sunmask.chorale.planning import MOSTLY, TEXTURE_SHARES, told_to
from sunmask.chorale.told import INDEX
from sunmask.method.cells import CellState, Plan
from sunmask.method.settings import SamplerSettings

BLANK = blank_chorale(64)
ALL, HARMONISE = plan_to_keep(BLANK, ""), plan_to_keep(BLANK, "S")


def texture(plan: Plan, candidate: int, settings: SamplerSettings | None = None) -> int:
    """What a candidate is told; one for all columns."""
    told_TF = told_to(plan, 7, candidate, BLANK, settings or SamplerSettings())
    (told,) = set(told_TF[:, INDEX["texture"]].tolist())
    return told


@pytest.mark.parametrize("plan", [ALL, HARMONISE])
def test_textures_are_drawn_as_often_as_bach_has_them(plan: Plan) -> None:
    found = np.bincount([texture(plan, candidate) for candidate in range(600)], minlength=6) / 600
    assert found[0] == 0
    assert np.abs(found[1:] - np.array(TEXTURE_SHARES) / sum(TEXTURE_SHARES)).max() < 0.07


def test_a_candidate_keeps_its_texture_whatever_else_is_set() -> None:
    calm = SamplerSettings(num_steps=12, temperature=0.5)
    assert [texture(ALL, number) for number in range(9)] == [
        texture(ALL, number, calm) for number in range(9)
    ]


def test_a_chosen_texture_is_told_to_all() -> None:
    assert {texture(ALL, number, SamplerSettings(texture="simple")) for number in range(20)} == {2}


def test_nothing_is_drawn_in_another_style() -> None:
    assert {texture(ALL, number, SamplerSettings(style="hymn")) for number in range(20)} == {0}


def test_nothing_is_drawn_where_most_of_the_piece_stays() -> None:
    states_VT = np.full(BLANK.symbols_VT.shape, CellState.UNMASKED)
    states_VT[:, : int(MOSTLY * 64)] = CellState.MASKED
    assert texture(plan_to_rewrite(BLANK, states_VT), 1) == 0
