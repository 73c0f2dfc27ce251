"""What a candidate plans for itself: closes, and where nobody says one a texture, as often as Bach has it."""

import numpy as np
import pytest

from sunmask.chorale.conditioning.features import INDEX
from sunmask.chorale.conditioning.phrases import drawn_ends
from sunmask.chorale.conditioning.planning import MOSTLY, TEXTURE_SHARES, planned_conditions
from sunmask.chorale.sampling.composing import blank_chorale, plan_to_keep, plan_to_rewrite
from sunmask.chorale.settings import ChoraleSettings
from sunmask.method.cells import CellState, Plan
from sunmask.method.schedules import step_generator

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


def told_chords(candidate: int, settings: ChoraleSettings) -> tuple[list[int], int]:
    """The columns of a blank piece that are told a chord, and the last root that is."""
    conditions_TF = planned_conditions(ALL, 7, candidate, BLANK, settings)
    root_T = conditions_TF[:, INDEX["root"]] - 1
    columns = np.flatnonzero(root_T >= 0)
    return columns.tolist(), int(root_T[columns[-1]]) if len(columns) else -1


def test_phrases_of_a_blank_piece_that_does_not_end_close_every_two_bars() -> None:
    first, last = [*range(20, 28)], [*range(52, 60)]
    told = [told_chords(candidate, ChoraleSettings(ending=False)) for candidate in range(60)]
    assert all(columns in (first + last, last, first, []) for columns, _ in told)
    assert first + last in [columns for columns, _ in told]
    assert {root for _, root in told} != {0}


def test_phrases_of_a_blank_piece_end_where_its_candidate_draws_them_and_the_last_one_at_home() -> None:
    for candidate in range(60):
        columns, home = told_chords(candidate, ChoraleSettings())
        ends = drawn_ends(BLANK.meta, 64, step_generator(7, candidate, 0, "phrases"))
        assert home == 0
        assert set(columns) <= {column for end in ends for column in range(end - 4, end + 4)}
        assert ends[-1] in columns


def test_no_close_is_planned_where_it_is_not_wished() -> None:
    conditions_TF = planned_conditions(ALL, 7, 0, BLANK, ChoraleSettings(cadences=False))
    assert not conditions_TF[:, INDEX["root"]].any()
