"""What a candidate plans for itself: closes, and where nobody says one a texture, as often as Bach has it."""

import numpy as np
import pytest

from sunmask.chorale.conditioning.features import INDEX
from sunmask.chorale.conditioning.planning import MOSTLY, TEXTURE_SHARES, planned_conditions
from sunmask.chorale.sampling.composing import blank_chorale, plan_to_keep, plan_to_rewrite
from sunmask.chorale.settings import ChoraleSettings
from sunmask.method.cells import CellState, Plan

BLANK = blank_chorale(64)
ALL, HARMONISE = plan_to_keep(BLANK, ""), plan_to_keep(BLANK, "S")


def texture(plan: Plan, candidate: int, settings: ChoraleSettings | None = None) -> int:
    """What a candidate is told; one for all columns."""
    conditions_TF = planned_conditions(plan, 7, candidate, BLANK, settings or ChoraleSettings())
    (told,) = set(conditions_TF[:, INDEX["texture"]].tolist())
    return told


@pytest.mark.parametrize("plan", [ALL, HARMONISE])
def test_textures_are_drawn_as_often_as_bach_has_them(plan: Plan) -> None:
    found = np.bincount([texture(plan, candidate) for candidate in range(600)], minlength=6) / 600
    assert found[0] == 0
    assert np.abs(found[1:] - np.array(TEXTURE_SHARES) / sum(TEXTURE_SHARES)).max() < 0.07


def test_a_candidate_keeps_its_texture_whatever_else_is_set() -> None:
    calm = ChoraleSettings(num_steps=12, temperature=0.5)
    assert [texture(ALL, number) for number in range(9)] == [
        texture(ALL, number, calm) for number in range(9)
    ]


def test_a_chosen_texture_is_told_to_all() -> None:
    assert {texture(ALL, number, ChoraleSettings(texture="simple")) for number in range(20)} == {2}


def test_nothing_is_drawn_in_another_style() -> None:
    assert {texture(ALL, number, ChoraleSettings(style="hymn")) for number in range(20)} == {0}


def test_nothing_is_drawn_where_most_of_the_piece_stays() -> None:
    states_VT = np.full(BLANK.symbols_VT.shape, CellState.UNMASKED)
    states_VT[:, : int(MOSTLY * 64)] = CellState.MASKED
    assert texture(plan_to_rewrite(BLANK, states_VT), 1) == 0


@pytest.mark.parametrize("ending", [True, False])
def test_phrases_of_a_blank_piece_close_every_two_bars_and_the_last_one_at_home(ending: bool) -> None:
    first, last = [*range(20, 28)], [*range(52, 60)]
    homes, asked = set(), []
    for candidate in range(60):
        conditions_TF = planned_conditions(ALL, 7, candidate, BLANK, ChoraleSettings(ending=ending))
        root_T = conditions_TF[:, INDEX["root"]] - 1
        asked.append(np.flatnonzero(root_T >= 0).tolist())
        homes.add(int(root_T[56]))
    assert all(each in (first + last, last, first, []) for each in asked)
    assert all(each[-8:] == last for each in asked) == ending
    assert first + last in asked
    assert (homes == {0}) == ending


def test_no_close_is_planned_where_it_is_not_wished() -> None:
    conditions_TF = planned_conditions(ALL, 7, 0, BLANK, ChoraleSettings(cadences=False))
    assert not conditions_TF[:, INDEX["root"]].any()
