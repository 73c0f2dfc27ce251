"""The language models as one run uses them: what each reads for a block, the phrases and likelihoods that are
known by now, and the task of changing a block.

V vocabulary size
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sunmask.text.configuration import CONFIGURATION, Configuration
from sunmask.text.language_model.asking import Turns
from sunmask.text.language_model.continuations import Continuations
from sunmask.text.language_model.model import LanguageModel
from sunmask.text.phrases.context import Block, Context, Cut
from sunmask.text.phrases.moves import Move
from sunmask.text.phrases.prompts import Prompt, in_full, infilling_prompt, rewording_prompt
from sunmask.text.phrases.pull import Pull
from sunmask.text.phrases.rewriting import Sense
from sunmask.text.settings import TextSettings
from sunmask.text.words.words import without_separators

Words = tuple[str, ...]


class RunModels:
    """The language models of one run, loaded when they are needed. note: the author's note, which they read
    before a text. turns: lets those that need the same computation wait for the first.

    found: phrases that a search has found, by everything that the search depends on. filled: the same of
    phrases for several gaps together.
    """

    def __init__(
        self,
        load: Callable[[], LanguageModel],
        note: str = "",
        configuration: Configuration = CONFIGURATION,
    ):
        self._load, self.note, self.configuration = load, note, configuration
        self.turns = Turns()
        self.found: dict[Hashable, list[Words]] = {}
        self.filled: dict[Hashable, list[tuple[tuple[Words, ...], float]]] = {}
        self._scores: OrderedDict[Hashable, dict[Words, float]] = OrderedDict()
        self._requests: dict[str, list[int]] = {}
        """The prompt for each sentence that is reworded."""

    @cached_property
    def model(self) -> LanguageModel:
        return self._load()

    @cached_property
    def sense(self) -> Sense:
        return Sense(self.model.instructed, self.configuration.rewording)

    @cached_property
    def writer(self) -> Continuations:
        """Sampling from the model that reads the text before a block."""
        return Continuations(self.model, self.configuration.proposing)

    @cached_property
    def infiller(self) -> Continuations | None:
        """Sampling from the gap-filling model, which also reads the text after a block; None where there is
        none."""
        model = self.model.infiller
        return None if model is None else Continuations(model, self.configuration.proposing)

    @cached_property
    def rewriter(self) -> Continuations:
        """Sampling from the model that rewords a passage."""
        return Continuations(self.model.instructed, self.configuration.proposing)

    def model_of(self, move: Move) -> LanguageModel:
        """The model whose likelihoods count for a move."""
        return self.model if move.passage is None else self.model.instructed

    def scores_at(self, place: Hashable) -> dict[Words, float]:
        """The known energies of phrases in a place, in nats."""
        scores = self._scores.setdefault(place, {})
        self._scores.move_to_end(place)
        while len(self._scores) > self.configuration.scoring.known_places:
            self._scores.popitem(last=False)
        return scores

    @cached_property
    def _head(self) -> list[int]:
        """The ids before every text."""
        return [self.model.pieces.begin, *(self.model.pieces.encode(f"{self.note}\n\n") if self.note else ())]

    def head_of(self, move: Move) -> list[int]:
        """The prompt before the text that is read for a move."""
        if move.passage is None:
            return self._head
        sentence = move.passage.sentence
        if sentence not in self._requests:
            self._requests[sentence] = rewording_prompt(self.model.pieces, sentence)
        return self._requests[sentence]

    def infilling_prompt(self, context: Context, move: Move, num_cells: int | None = None) -> Prompt | None:
        """The prompt of the gap-filling model: see `prompts.infilling_prompt`."""
        most = self.configuration.proposing.after
        gap = infilling_prompt(context, move, self.model.pieces, num_cells, most)
        note = self._head[1:]
        return None if gap is None else Prompt([*gap.ids, *note], [*gap.softness, *[0.0] * len(note)])

    def first(self, move: Move, *, is_infilling: bool = False) -> int:
        """The first cell that is read for a move. is_infilling: by the gap-filling model."""
        if move.passage is not None:
            return move.passage.first
        return self.first_before(move.cells[0], is_infilling=is_infilling)

    def first_before(self, cell: int, *, is_infilling: bool = False) -> int:
        """The first cell that is read before one."""
        proposing = self.configuration.proposing
        left = proposing.left_infilling if is_infilling else proposing.left
        return max(0, cell - left) // proposing.aligned * proposing.aligned

    def begin(
        self, context: Context, move: Move, prompt: Prompt | None = None, *, is_infilling: bool = False
    ) -> tuple[list[int], list[float]]:
        """The ids before a block, the prompt first, and the attention bias of each."""
        prompt = in_full(self.head_of(move)) if prompt is None else prompt
        ids, cells = self._block(context, move, is_infilling).before
        return [*prompt.ids, *ids], [*prompt.softness, *np.log(context.attention[cells]).tolist()]

    def cut(self, context: Context, move: Move, value: Sequence[str], *, is_infilling: bool = False) -> Cut:
        """The ids of the text with a value in its block, from the first cell that is read to the move's end,
        and the cell of each."""
        block = self._block(context, move, is_infilling)
        ids, cells = block.cut([*value, *context.symbols[move.cells[-1] + 1 : move.end]])
        return (
            (ids, cells)
            if move.passage is None
            else ([*ids, self.model.pieces.conversation.stop], [*cells, move.end - 1])
        )

    def _block(self, context: Context, move: Move, is_infilling: bool) -> Block:
        return context.block(self.first(move, is_infilling=is_infilling), move.cells[0], self.model.pieces)


@dataclass(frozen=True)
class Task:
    """A block to be changed: its `move`, the words around it, the models, and the settings at this step.
    pull: the guidance by trust and doubt near it, if any."""

    models: RunModels
    context: Context
    move: Move
    settings: TextSettings
    pull: Pull | None = None


def shown(words: Sequence[str]) -> Words:
    """Words as people see them: without the separators of the vocabulary."""
    return tuple(map(without_separators, words))
