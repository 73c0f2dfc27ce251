"""Whole texts from a model: written from nothing, or around words that are kept."""

from collections.abc import Callable
from typing import Any

import numpy as np

from sunmask.kinds.codecs import codec
from sunmask.kinds.making import generate
from sunmask.method.cells import CellState, plan_from_states
from sunmask.method.sampling import Model, Step
from sunmask.method.settings import SamplerSettings
from sunmask.text.painted import PaintedText, read_painted
from sunmask.text.words import words_to_text

LENGTH = 12
"""The default number of words of a new text, marks counted."""


def write(
    model: Model,
    text: str,
    *,
    states: object = None,
    pins: object = None,
    count: int,
    seed: int,
    settings: SamplerSettings | None = None,
    on_step: Callable[[int, Step], None] | None = None,
) -> list[str]:
    """Texts around one whose states are painted in brackets (see `painted_text`), or given: `states` (T,),
    a `CellState` for each word and mark, and `pins` (T,), by default of unmasked words only; brackets are
    then plain characters. Raises ValueError, with a sentence, where they cannot be."""
    painted = read_painted(text) if states is None else _given(text, states, pins)
    made = generate(
        model,
        painted.content,
        painted.plan,
        count=count,
        seed=seed,
        settings=settings,
        on_step=on_step,
    )
    return [words_to_text(each["words"], each["spaces"]) for each in made]


def _given(text: str, states: object, pins: object) -> PaintedText:
    content = codec("text").blank(text=text)
    states_T = np.asarray(states)
    if states_T.shape != (len(content["words"]),):
        raise ValueError(
            f"expected a state for each of {len(content['words'])} words and marks, got {states_T.shape}"
        )
    pinned_T = states_T == CellState.UNMASKED if pins is None else np.asarray(pins, dtype=bool)
    return PaintedText(content, plan_from_states(states_T[None], pinned_T[None]))


def write_new(model: Model, length: int, **how: Any) -> list[str]:
    """New texts with a given number of words and marks. how: as of `write`."""
    return write(model, f"[{length}]", **how)
