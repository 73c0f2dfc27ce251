"""Grades and likelihoods in parts: those of a kind that has them, and plain ones as one part."""

from typing import Any

import pytest

from sunmask.kinds.grade import CanvasGrade
from sunmask.kinds.sampler import Sampler
from sunmask.method.parts import Parts, whole

FOUND = CanvasGrade(1.5, {"doubt": 1.5}, ())


class Plain(Sampler):
    def denoiser(self, *arguments: Any, **more: Any) -> Any: ...

    def look(self, *arguments: Any) -> Any: ...

    def any_windows(self, count: int) -> tuple[Any, ...]:
        return ()

    def grade(self, network: Any, content: Any) -> CanvasGrade:
        if content is None:
            raise ValueError("expected a piece")
        return FOUND

    def likelihoods(self, denoiser: Any) -> list[float]:
        return [-1.0]


class Long(Plain):
    def grade_in_parts(self, network: Any, content: Any) -> Parts[CanvasGrade]:
        for _ in range(3):
            yield
        return self.grade(network, content)

    def likelihoods_in_parts(self, denoiser: Any) -> Parts[list[float]]:
        yield
        return [-2.0]


@pytest.mark.parametrize(("sampler", "count"), [(Plain(), 1), (Long(), 3)])
def test_a_kind_is_graded_in_the_parts_that_it_has(sampler: Any, count: int) -> None:
    assert whole(sampler.grade_in_parts(None, {})) == FOUND
    parts = sampler.grade_in_parts(None, {})
    assert sum(1 for _ in parts) == count
    with pytest.raises(ValueError, match="expected a piece"):
        whole(sampler.grade_in_parts(None, None))


@pytest.mark.parametrize(("sampler", "found"), [(Plain(), [-1.0]), (Long(), [-2.0])])
def test_candidates_are_ranked_in_the_parts_that_a_kind_has(sampler: Any, found: list[float]) -> None:
    assert whole(sampler.likelihoods_in_parts(None)) == found  # type: ignore[arg-type]
