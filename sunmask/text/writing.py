"""Whole texts from a model: written from nothing, or around words that are kept."""

from typing import Unpack

import numpy as np

from sunmask.kinds.generate import best_first, contents_of, finished_denoisers
from sunmask.kinds.maker import How
from sunmask.kinds.registry import codec
from sunmask.method.cells import CellState, plan_from_states
from sunmask.method.sampling import Model
from sunmask.text.painted import PaintedText
from sunmask.text.sampling.likelihoods import likelihoods
from sunmask.text.words.words import words_to_text


def write(model: Model, painted: PaintedText, **how: Unpack[How]) -> list[str]:
    """Texts around one whose words have states, the likeliest first where that is known. Raises ValueError,
    with a sentence, where they cannot be."""
    texts: list[str] = []
    likely: list[float] = []
    for done in finished_denoisers(model, painted.content, painted.plan, **how):
        made = contents_of(painted.content, done)
        texts += [words_to_text(each["words"], each["spaces"]) for each in made]
        likely += likelihoods(done) or []
    return [texts[number] for number in best_first(likely)] if len(likely) == len(texts) else texts


def with_states(text: str, states: object, pins: object = None) -> PaintedText:
    """A text with a `CellState` for each word and mark, (T,), and pins, by default of unmasked words only;
    its brackets are plain characters. Raises ValueError for states of another shape."""
    content = codec("text").blank(text=text)
    states_T = np.asarray(states)
    if states_T.shape != (len(content["words"]),):
        raise ValueError(
            f"expected a state for each of {len(content['words'])} words and marks, got {states_T.shape}"
        )
    pinned_T = states_T == CellState.UNMASKED if pins is None else np.asarray(pins, dtype=bool)
    return PaintedText(content, plan_from_states(states_T[None], pinned_T[None]))
