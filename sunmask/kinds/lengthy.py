"""What of a kind may take long, in the parts that the kind has, else in one: so a worker does other things in
between.

A sampler whose grades or likelihoods take long has `grade_in_parts` or `likelihoods_in_parts` beside `grade`
and `likelihoods`, with the same arguments and, to the bit, the same results.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sunmask.method.parts import Parts

if TYPE_CHECKING:
    from sunmask.kinds.graded import Graded
    from sunmask.kinds.protocols import Sampler
    from sunmask.method.sampling import Denoiser


def grading(sampler: Sampler, network: Any, content: Any) -> Parts[Graded]:
    """See `Sampler.grade`. Raises ValueError as it does."""
    yield
    if (in_parts := getattr(sampler, "grade_in_parts", None)) is not None:
        return (yield from in_parts(network, content))
    return sampler.grade(network, content)


def ranking(sampler: Sampler, denoiser: Denoiser) -> Parts[list[float] | None]:
    """See `Sampler.likelihoods`."""
    yield
    if (in_parts := getattr(sampler, "likelihoods_in_parts", None)) is not None:
        return (yield from in_parts(denoiser))
    return sampler.likelihoods(denoiser)
