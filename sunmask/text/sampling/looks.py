"""Looks at a text: doubt of each word, and alternatives for one.

T words, N tokens of a pass, P pieces
"""

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from sunmask.kinds.answers import Answer
from sunmask.kinds.looks import (
    NUM_ALTERNATIVE_PASSES,
    NUM_ALTERNATIVES,
    NUM_DOUBT_PASSES,
    Alternative,
    Look,
    doubt,
    masked_windows,
    only,
)
from sunmask.method.cells import Plan
from sunmask.method.parts import Parts, whole
from sunmask.method.schedules import step_generator
from sunmask.method.windows import ForwardInputs
from sunmask.text.language_model.asking import alone_in_parts
from sunmask.text.phrases.run_models import RunModels
from sunmask.text.sampling.frozen import FrozenText
from sunmask.text.sampling.layout import TextLayout, text_layouts
from sunmask.text.sampling.likely_words import by_both, left_to_right_likelihoods, rescored
from sunmask.text.sampling.steps import TextStep
from sunmask.text.words.vocabulary import ALONE, BEGIN, BEGINS, ENDS
from sunmask.text.words.words import SEPARATOR, without_separators


def as_it_stands(words: Sequence[str], spaces: Sequence[str], models: RunModels) -> FrozenText:
    """A text with all words trusted and held."""
    everything = np.ones((1, len(words)), dtype=bool)
    plan = Plan(trust=everything, hold=everything, renoise=~everything)
    return FrozenText((words, spaces), plan, models)


def doubt_by_network(text: FrozenText) -> Look:
    """See `kinds.looks.doubt`."""
    return doubt(_passes(text, NUM_DOUBT_PASSES), np.arange(len(text.words))[None])


def doubt_by_both(text: FrozenText) -> Look:
    """The same, combined with the probabilities of the language model."""
    look = doubt_by_network(text)

    def answer(chances: Tensor) -> Parts[Answer]:
        own_T = 1 - np.array(look.answer(chances)["doubt"])
        chance_T = by_both(own_T, (yield from alone_in_parts(left_to_right_likelihoods(text))))
        return {"doubt": (1 - chance_T).round(6).tolist()}

    return Look(look.inputs, look.keep, lambda chances: whole(answer(chances)), answer)


def _passes(text: FrozenText, count: int) -> list[TextLayout]:
    generators = [step_generator(0, number, 0, "layout") for number in range(count)]
    return text_layouts(text, generators, TextStep, is_new=False)


def alternatives(text: FrozenText, cells: Sequence[int], *, is_rescored: bool) -> Look:
    """The likeliest words for the place of one: words of one piece, and the present word if it has two.

    In half of the passes the place has one token, in the others two; the two halves are weighted by how often
    words have one and two pieces. is_rescored: whether a language model rescores the likeliest (`rescored`).
    Raises ValueError for more than one cell.
    """
    if len(cells) != 1:
        raise ValueError("Alternatives are for one word at a time: choose a single one.")
    layouts = _passes(text, 2 * NUM_ALTERNATIVE_PASSES)
    cell, vocabulary = int(cells[0]), text.vocabulary
    inputs, columns = _hidden(layouts, cell)

    def keep(first: int, logits: Tensor) -> Tensor:
        """The probabilities for the first token of the place and the one after it, (windows, 2, P)."""
        kept = [
            logits[n, 0, columns[first + n] : columns[first + n] + 2].softmax(-1) for n in range(len(logits))
        ]
        return torch.stack(kept).float().cpu()

    def answer(chance_B2P: Tensor) -> Parts[Answer]:
        alone_P = chance_B2P[:NUM_ALTERNATIVE_PASSES, 0].mean(0).numpy()
        begins_P, ends_P = chance_B2P[NUM_ALTERNATIVE_PASSES:].mean(0).numpy()
        chances: dict[str, float] = {}
        configuration = text.models.configuration
        chances_of_size = configuration.drawing.pieces_of_words

        def chance_of(pieces: Sequence[int]) -> float:
            if len(pieces) == 1:
                return float(alone_P[pieces[0]]) * chances_of_size[0]
            return (
                float(begins_P[pieces[0]] * ends_P[pieces[1]]) * chances_of_size[1]
                if len(pieces) == 2
                else 0.0
            )

        def nats_of(word: str) -> float | None:
            chance = chance_of(vocabulary.encode(word))
            return float(np.log(chance)) if chance > 0 else None

        named = [
            (number,)
            for number in likeliest(alone_P, vocabulary.standing[ALONE], configuration.looking.likeliest)
        ]
        present = vocabulary.encode(text.words[cell])
        for pieces in [*named, present] if len(present) == 2 else named:
            word = without_separators(layouts[0].symbol(cell, pieces))
            chances[word] = chances.get(word, 0.0) + chance_of(pieces)
        if is_rescored:
            by_network = sorted(chances, key=lambda word: -chances[word])
            chances = yield from alone_in_parts(rescored(text, cell, by_network, nats_of))
        order = sorted(chances, key=lambda word: -chances[word])[:NUM_ALTERNATIVES]
        found = [Alternative([word], word, chances[word]) for word in order]
        return {"cells": [cell], "alternatives": [each.to_json() for each in found]}

    return Look(inputs, keep, lambda chances: whole(answer(chances)), answer)


def _hidden(layouts: Sequence[TextLayout], cell: int) -> tuple[ForwardInputs, list[int]]:
    """One window for each layout, with the cell hidden, and the column of the cell's first token in it."""
    text = layouts[0].text
    vocabulary = text.vocabulary
    pieces = [vocabulary.pieces[vocabulary.standing[place][0]] for place in (ALONE, BEGINS, ENDS)]
    one, two = pieces[0].removeprefix(BEGIN), SEPARATOR.join([pieces[1].removeprefix(BEGIN), pieces[2]])
    hidden = text.plan.renoise.copy()  # open places
    hidden[0, cell] = True
    ids = []
    for b, layout in enumerate(layouts):
        grid = np.where(hidden, one, layout.symbols(layout.start()))
        grid[0, cell] = one if b < NUM_ALTERNATIVE_PASSES else two
        ids.append(layout.set_symbols(grid))
    firsts = [layout.tokens(cell).start for layout in layouts]
    windows = text.owners_of(np.array(firsts))
    columns = [1 + first - text.starts[window] for first, window in zip(firsts, windows, strict=True)]
    rows = [b * len(text.starts) + int(window) for b, window in enumerate(windows)]
    return only(masked_windows(layouts, ids, [hidden] * len(layouts)), rows), columns


def likeliest(chance_P: np.ndarray, allowed: np.ndarray, count: int) -> list[int]:
    """The likeliest of the allowed ids, `count` at most, the likeliest first."""
    order = np.argsort(-chance_P[allowed], kind="stable")[:count]
    return allowed[order].tolist()
