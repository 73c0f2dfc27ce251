"""The generation of contents of any kind by a model: candidates of a canvas after their last step."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Unpack

import numpy as np

from sunmask.kinds import kind, samplers
from sunmask.kinds.maker import How
from sunmask.kinds.registry import codec
from sunmask.kinds.settings import settings_of
from sunmask.method.cells import Plan
from sunmask.method.sampling import Denoiser, Model, denoise
from sunmask.method.settings import SamplerSettings
from sunmask.method.steps import Step

MOST_AT_ONCE = 16
"""Candidates denoised together, to bound memory; a candidate does not depend on the others."""


def generate(model: Model, content: dict[str, Any], plan: Plan, **how: Unpack[How]) -> list[dict[str, Any]]:
    """Contents, `count` of them, after their last step. how and errors: as in `finished_denoisers`."""
    return [
        each
        for done in finished_denoisers(model, content, plan, **how)
        for each in contents_of(content, done)
    ]


def finished_denoisers(
    model: Model,
    content: dict[str, Any],
    plan: Plan,
    *,
    count: int,
    seed: int,
    settings: SamplerSettings | None = None,
    on_step: Callable[[int, Step], None] | None = None,
) -> Iterator[Denoiser]:
    """Denoisers of `count` candidates in all, each when it is done. settings: None for those of the kind.
    on_step(candidates already done, step) is called after each step. Raises ValueError where content, plan or
    settings cannot be."""
    name = content["kind"]
    chosen = (settings or settings_of(name)).used_by(model)
    for first in range(0, count, MOST_AT_ONCE):
        numbers = range(first, min(first + MOST_AT_ONCE, count))
        denoiser = samplers.chosen(kind(name), chosen).denoiser(
            content, plan, chosen, seed=seed, candidates=numbers
        )
        for step in denoise(model, denoiser):
            if on_step is not None:
                on_step(first, step)
        yield denoiser


def contents_of(content: dict[str, Any], denoiser: Denoiser) -> list[dict[str, Any]]:
    """The content with the symbols of each candidate."""
    grids = denoiser.symbols_BVT
    return [codec(content["kind"]).with_symbols(content, np.asarray(symbols_VT)) for symbols_VT in grids]


def best_first(likelihoods: Sequence[float] | None) -> list[int]:
    """Numbers of candidates, the likeliest first; none where nothing is known."""
    return np.argsort(-np.array(likelihoods or []), kind="stable").tolist()
