"""The likelihood of each candidate as a whole text, by the language model.

Readers keep the likeliest of three candidates more often than any other (`tests.benchmarks.reading`). T words
"""

from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from sunmask.method.parts import Parts
from sunmask.method.sampling import Denoiser
from sunmask.text.configuration import Proposing
from sunmask.text.language_model.asking import AllAsking, Asking
from sunmask.text.phrases.context import Context
from sunmask.text.phrases.moves import Length, Move, Writing, may_be_fewer
from sunmask.text.phrases.passages import rewrites_passages
from sunmask.text.phrases.run_models import Task
from sunmask.text.phrases.score import score
from sunmask.text.settings import TextSettings

if TYPE_CHECKING:
    from sunmask.text.sampling.layout import TextLayout


def likelihoods(denoiser: Denoiser) -> Parts[list[float] | None]:
    """The log-likelihood of each candidate, in nats, in parts. None for a single candidate, without language
    model, and if passages are reworded, of which the likeliest need not mean the same."""
    settings, count = TextSettings.of(denoiser.settings), denoiser.num_candidates
    if count == 1 or settings.fluency == 0 or rewrites_passages(settings):
        return None
    first: TextLayout = denoiser.layouts[0]  # type: ignore[assignment]
    plan, configuration = first.plan, first.text.models.configuration
    free_T = ~(plan.hold | plan.trust)[0]
    if not 0 < count * free_T.sum() <= configuration.scoring.most_ordered:  # more would delay everybody
        return None
    found = [0.0] * count

    def one(number: int) -> Asking[None]:
        layout: TextLayout = denoiser.layouts[number]  # type: ignore[assignment]
        symbols = layout.symbols(denoiser.tokens[number])[0].tolist()
        text = layout.text
        context = Context.of(
            text.words, text.spaces, symbols, (plan.trust | ~plan.hold)[0], free_T, configuration.scoring
        )
        for move in _parts(free_T, settings, configuration.proposing):
            value = [context.symbols[cell] for cell in move.cells]
            (nats,) = yield from score(Task(text.models, context, move, settings), [value])
            found[number] += settings.temperature * float(nats)

    asking = AllAsking([partial(one, number) for number in range(count)])
    while not (yield from asking.advance()):
        pass
    return found


def _parts(free_T: np.ndarray, settings: TextSettings, proposing: Proposing) -> list[Move]:
    """The stretches of a text with free words, and the cells after each that have to fit. Stretches that are
    close together count as one."""
    free = np.flatnonzero(free_T).tolist()
    bounds = [0, *(at for at, (a, b) in enumerate(pairwise(free), 1) if b - a > proposing.right), len(free)]
    found: list[Move] = []
    for first, last in pairwise(bounds):
        begin, end = free[first], free[last - 1] + 1
        length: Length = "about" if may_be_fewer(last - first, settings, proposing) else "all"
        cells = tuple(range(begin, end))
        found.append(Writing(cells, min(len(free_T), end + proposing.right), length=length))
    return found
