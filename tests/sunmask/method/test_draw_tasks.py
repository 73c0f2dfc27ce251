"""Candidates of a step that take turns."""

import pytest

from sunmask.method.draw_tasks import DrawTask, OneByOne
from sunmask.method.parts import whole


def test_candidates_that_need_nothing_are_drawn_in_their_order() -> None:
    drawn: list[int] = []

    def one(number: int) -> DrawTask[None]:
        drawn.append(number)
        return
        yield

    assert whole(OneByOne([lambda: one(3), lambda: one(1), lambda: one(2)]).advance())
    assert drawn == [3, 1, 2]


def test_a_kind_that_computes_nothing_for_its_candidates_is_told_so() -> None:
    def one() -> DrawTask[None]:
        yield "a sum"

    with pytest.raises(TypeError, match="expected a kind that computes what candidates need, got 'a sum'"):
        whole(OneByOne([one]).advance())
