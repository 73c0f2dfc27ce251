"""Painted states and pins that make no plan."""

import numpy as np
import pytest

from sunmask.method.cells import plan_from_states


def test_pins_of_another_shape_are_refused() -> None:
    with pytest.raises(ValueError, match=r"shape \(1, 2\), got \(2,\)"):
        plan_from_states(np.array([[0, 1]]), np.array([True, False]))


@pytest.mark.parametrize("state", [-1, 3])
def test_other_states_are_refused(state: int) -> None:
    with pytest.raises(ValueError, match=f"0, 1 or 2 .*got {state}"):
        plan_from_states(np.array([[0, state]]), np.zeros((1, 2), dtype=bool))
