"""Contents of any kind from a model: candidates of a canvas, each with the symbols of its last step."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from sunmask.kinds import kind
from sunmask.kinds.codecs import codec
from sunmask.method.cells import Plan
from sunmask.method.sampling import Model, denoise
from sunmask.method.settings import SamplerSettings
from sunmask.method.steps import Step

MOST_AT_ONCE = 16
"""Candidates denoised together, to bound memory; a candidate does not depend on the others."""


def generate(
    model: Model,
    content: dict[str, Any],
    plan: Plan,
    *,
    count: int,
    seed: int,
    settings: SamplerSettings | None = None,
    on_step: Callable[[int, Step], None] | None = None,
) -> list[dict[str, Any]]:
    """`count` contents, the likeliest first where the kind can tell. settings: None for those of the kind.
    on_step(candidates already done, step) is called after each step. Raises ValueError where content, plan or
    settings cannot be."""
    name = content["kind"]
    chosen = settings or SamplerSettings.of_kind(name)
    made: list[dict[str, Any]] = []
    likely: list[float] = []
    while len(made) < count:
        denoiser = kind(name).sampler.denoiser(
            content,
            plan,
            chosen,
            seed=seed,
            candidates=range(len(made), min(len(made) + MOST_AT_ONCE, count)),
        )
        for step in denoise(model, denoiser):
            if on_step is not None:
                on_step(len(made), step)
        grids = denoiser.symbols_BVT
        made += [codec(name).with_symbols(content, np.asarray(symbols_VT)) for symbols_VT in grids]
        likely += kind(name).sampler.likelihoods(denoiser) or []
    return [made[number] for number in best_first(likely)] if len(likely) == count else made


def best_first(likelihoods: Sequence[float] | None) -> list[int]:
    """Numbers of candidates, the likeliest first; none where nothing is known."""
    return np.argsort(-np.array(likelihoods or []), kind="stable").tolist()
