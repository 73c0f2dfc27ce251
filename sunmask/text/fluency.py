"""A language model in the sampler of texts: the paper's rejection step with an energy (section 2.3).

After the fall of the doubted share, each step takes a block of free words, proposes others for it, weighs
them by the likelihood of the whole text and chooses one (`sunmask.method.resampling`), so the chain tends to
p(free words | everything held), to the power of 1 / temperature: both sides of a block count. What is
proposed for a block is what the language model writes after the words before it, in tries of which one is
what stands there (`sunmask.text.continuations`). For longer blocks it takes turns with a model that is told
what comes after (`sunmask.text.infilling`). Every other round takes one word at a time: the network names the
likeliest, and its own opinion of them counts as well. It never knows the word that it would replace: it is
shown noise in its place, or, where a masked word is rewritten, the word that was frozen.

Doubt counts here too: a held word that is not trusted weighs less in the energy, and the others hear it
softly. The first round over all blocks only composes: words after the next one that was not composed yet are
no words to fit. A long text is read from LEFT cells before the block to RIGHT after it (`text.moves`); a note
of the author stands before it, for the language model alone. Of a passage that is rewritten (`text.passages`)
only its sentence is read, after the request to say the original in other words (`text.rewriting`).

M values of a block, N tokens of a candidate
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from sunmask.method.asking import Asking
from sunmask.method.settings import SamplerSettings
from sunmask.text.around import Around, Block, Cut
from sunmask.text.continuations import MOST_PIECES_A_WORD, PIECES_A_WORD, Continuations, Slots, SoFar
from sunmask.text.infilling.told import Head, heard_in_full, told_of
from sunmask.text.language_model import BEGIN, LanguageModel
from sunmask.text.marks import is_apart
from sunmask.text.moves import CLAUSE, Move
from sunmask.text.passages import Passage
from sunmask.text.rewriting import LESS_LIKELY, STOP, Sense, ask, judged, telling
from sunmask.text.slots import slots_of
from sunmask.text.words import FREE, NOTHING, is_mark, is_one_word, without_separators

NAMED, OWN_SHARE = 48, 0.5
"""Words that the network names for one cell, and what its own opinion of them counts beside the energy: of
two judges who know different things both are right more often than either (`evaluate --parts guesses`)."""
EXPECTED = 30
"""Pieces that the language model expects there: those that are words are named too. It knows words of today
that the network does not."""
NARROWED, NARROWING_SHARE = 12, 0.75
"""Of them, how many are weighed by the whole text: the likeliest by the words before them and, by so much, by
the network."""
LEFT, ALIGNED = 120, 32
"""Cells that are read before a block, from a multiple of ALIGNED on: neighbouring blocks then begin alike,
and what they have in common is read once."""
LEAST_WARMTH, LEAST_WARMTH_OF_CLAUSE = 0.7, 0.8
"""The least temperature at which passages and clauses are written: colder tries are too much alike for any of
them to lead to what comes after. What is kept of them is chosen at the present temperature."""


class Written(NamedTuple):
    """Words, or symbols, one to a cell; see `continuations.Try`."""

    words: tuple[str, ...]
    drawn: float
    own: float


class Fluency:
    """A language model, loaded when it is needed, and what it is asked. note: what it reads before a text."""

    def __init__(self, load: Callable[[], LanguageModel], note: str = ""):
        self._load, self._note = load, note
        self._asked: dict[str, list[int]] = {}
        """Of each sentence that is rewritten."""

    @cached_property
    def model(self) -> LanguageModel:
        return self._load()

    @cached_property
    def _head(self) -> list[int]:
        """The ids before every text."""
        return [BEGIN, *(self.model.pieces.encode(f"{self._note}\n\n") if self._note else ())]

    @cached_property
    def sense(self) -> Sense:
        return Sense(self.model)

    @cached_property
    def continuations(self) -> Continuations:
        return Continuations(self.model)

    @cached_property
    def fillings(self) -> Continuations | None:
        """The tries of a model that is told what comes after them, where there is one."""
        return None if self.model.infiller is None else Continuations(self.model.infiller)

    def written(
        self,
        around: Around,
        move: Move,
        uniform_2ML: np.ndarray,
        settings: SamplerSettings,
        refuses: Callable[[Sequence[str], int], bool] | None = None,
        likelier_V: Tensor | None = None,
    ) -> Asking[list[Written]]:
        """What the language model would write in a block: what stands there comes first, unless it is
        composed for the first time. uniform_2ML: numbers 0..1, L of them `num_pieces`. refuses: whether the
        word in a place may not stand after those before it, of all words up to there. likelier_V: nats by
        which pieces are likelier than the language model has them."""
        by, head = self._writer(around, move)
        is_told = by is not self.continuations
        begin, soft = self._begin(around, move, head)
        found, present = [], None
        if not move.is_first:
            words = tuple(around.symbols[cell] for cell in move.cells)
            ids, cells = self._as_written(around, move, words)
            if [*head.ids, *ids][: len(begin)] != begin:
                return [Written(words, -np.inf, -np.inf)]
            present = [number for number, cell in zip(ids, cells, strict=True) if cell in move.cells]
        slots, warmth = slots_of(around, move, settings, self.model.pieces), settings.temperature
        if move.passage is not None:
            slots = replace(slots, rather_not=self._rather_not(move.passage, settings))
            warmth = max(warmth, LEAST_WARMTH)
        elif move.end > move.cells[-1] + 1:
            warmth = max(warmth, LEAST_WARMTH_OF_CLAUSE if len(move.cells) >= CLAUSE else LEAST_WARMTH)
        if likelier_V is not None:
            slots = replace(slots, rather_not=-likelier_V)
        if refuses is not None:
            slots = replace(slots, refuses=self._refused(around, move, slots, refuses))
        tries = yield from by.tries(begin, soft, slots, uniform_2ML, warmth, present)
        for number, (pieces, drawn, own, so_far) in enumerate(tries):
            if number == 0 and present is not None:
                found.append(Written(words, drawn, own))
                if so_far is not None and not is_told:
                    around.so_far[_shown(words)] = so_far
            elif (these := self._as_words(pieces, move)) is not None:
                whole = [*head.ids, *self._as_written(around, move, these)[0]]
                if whole[: len(begin) + len(pieces)] == [*begin, *pieces]:  # as it would be read again
                    found.append(Written(these, drawn, own))
                    if so_far is not None and not is_told:
                        around.so_far[these] = so_far
        return found

    @staticmethod
    def _refused(
        around: Around, move: Move, slots: Slots, refuses: Callable[[Sequence[str], int], bool]
    ) -> Callable[[Sequence[str]], bool]:
        """Whether the last of some words may not stand in a block, after those before it, and before what is
        known to come."""
        first, last = move.cells[0], move.cells[-1]
        before = [without_separators(symbol) for symbol in around.symbols[:first] if symbol != NOTHING]
        beyond = [symbol for symbol in around.symbols[last + 1 : move.end] if symbol != NOTHING]
        after = [without_separators(symbol) for symbol in beyond[:2]]

        def is_refused(said: Sequence[str]) -> bool:
            words = [*before, *said]
            cell = len(words) - 1
            if move.passage is None and not move.is_open:
                if len(said) == slots.count:
                    words += after
                elif slots.ends and len(said) == slots.count - 1:
                    words.append(".")
            return refuses(words, cell)

        return is_refused

    def num_pieces(self, move: Move) -> int:
        """At most, of what is written in a block, and its end."""
        return PIECES_A_WORD * len(move.cells) + MOST_PIECES_A_WORD

    def energy(
        self, around: Around, move: Move, values: Sequence[Sequence[str]], settings: SamplerSettings
    ) -> Asking[np.ndarray]:
        """The log-likelihood, in nats over the temperature, of the text with each value in the block, up to
        what does not depend on it, (M,)."""
        rows = [self._cut(around, move, value) for value in values]
        begin, soft = self._begin(around, move)
        head, shared = self._head_of(move), len(begin)
        for ids, _ in rows:
            whole = [*head, *ids]
            shared = next(
                (at for at in range(min(shared, len(whole) - 1)) if whole[at] != begin[at]),
                min(shared, len(whole) - 1),
            )
        known = shared - len(head)
        rests = [ids[known:] for ids, _ in rows]
        cells = [np.array(of_row[known:]) for _, of_row in rows]
        softness = [np.log(around.heard[of_row]).tolist() for of_row in cells]
        so_far = [around.so_far.get(_shown(value)) if shared == len(begin) else None for value in values]
        found = yield from self._scored((begin[:shared], soft[:shared]), rests, softness, so_far)
        sums = [
            float((log_T.numpy() * around.counts[of_row]).sum())
            for log_T, of_row in zip(found, cells, strict=True)
        ]
        return np.array(sums) / settings.temperature

    def _scored(
        self,
        begin: tuple[list[int], list[float]],
        rests: Sequence[list[int]],
        softness: Sequence[list[float]],
        so_far: Sequence[SoFar | None],
    ) -> Asking[list[Tensor]]:
        """The log-likelihood of each piece of some rows. so_far: what is known since they were written."""
        known = {
            number: each
            for number, (each, rest) in enumerate(zip(so_far, rests, strict=True))
            if each is not None and tuple(rest[: len(each.pieces)]) == each.pieces
        }
        found: dict[int, Tensor] = {}
        if new := [number for number in range(len(rests)) if number not in known]:
            told = yield from self.model.scoring(
                begin[0], [rests[number] for number in new], begin[1], [softness[number] for number in new]
            )
            found.update(zip(new, told, strict=True))
        if known:
            told = yield from self.model.scoring_after(
                [each.read for each in known.values()],
                [rests[number][each.num_read :] for number, each in known.items()],
                [softness[number][each.num_read :] for number, each in known.items()],
            )
            for (number, each), of_rest in zip(known.items(), told, strict=True):
                found[number] = torch.cat((torch.tensor(each.nats[: each.num_read]), of_rest))
        return [found[number] for number in range(len(rests))]

    def expected(self, around: Around, move: Move) -> Asking[list[str]]:
        """Words that the language model expects in the only cell of a block, by what is before it."""
        _, log_V = yield from self.model.reading(*self._begin(around, move))
        space = self._space(around, move, "word")
        likeliest = log_V.topk(min(EXPECTED, len(log_V))).indices.tolist()
        texts = [self.model.pieces.decode([number]) for number in likeliest]
        words = [text.removeprefix(space) for text in texts if text.startswith(space)]
        return [word for word in words if word.isalnum()]

    def narrowed(
        self,
        around: Around,
        move: Move,
        symbols: Sequence[str],
        own_M: np.ndarray,
        count: int | None = None,
    ) -> Asking[list[int]]:
        """Which of the words that are named for one cell are worth weighing by the whole text: numbers, of
        `count` at most, without one of NARROWED. own_M: what the network thinks of each, in nats."""
        _, log_V = yield from self.model.reading(*self._begin(around, move))
        firsts = []
        for symbol in symbols:
            spelled = self._space(around, move, symbol) + without_separators(symbol)
            firsts.append((self.model.pieces.encode(spelled) or [BEGIN])[0])
        return narrowed(log_V, firsts, own_M, NARROWED if count is None else count)

    def _space(self, around: Around, move: Move, symbol: str) -> str:
        """What stands before a symbol in the first cell of a block, where it follows another on its line."""
        cell = move.cells[0]
        follows = cell > self._first(move) and "\n" not in around.spaces[cell]
        return " " if follows and is_apart(around.symbols[cell - 1], symbol) else ""

    def _rather_not(self, passage: Passage, settings: SamplerSettings) -> Tensor:
        """Nats by which the pieces that telling words of a passage begin with are less likely, (V,)."""
        less_V = torch.zeros(len(self.model.pieces.bytes))
        for word in telling(passage.original):
            for spelled in (word, f" {word}"):
                less_V[self.model.pieces.encode(spelled)[0]] = LESS_LIKELY[settings.wording]
        return less_V

    def judged(
        self, around: Around, move: Move, values: Sequence[Sequence[str]], settings: SamplerSettings
    ) -> np.ndarray:
        """What else speaks for values of a part of a passage, in nats over the temperature, (M,)."""
        passage = move.passage
        assert passage is not None
        wholes, texts, parts = [], [], []
        for value in [None, *values]:
            symbols = list(around.words if value is None else around.symbols)
            for cell, symbol in zip(move.cells, value or (), strict=False):
                symbols[cell] = symbol
            for cell in passage.cells:
                symbols[cell] = symbols[cell].replace(FREE, NOTHING)
            text, ends = around.set(passage.first, symbols[passage.first : passage.end])
            begin = passage.cells[0] - passage.first
            texts.append(text)
            parts.append((int(ends[begin - 1]) if begin else 0, int(ends[passage.cells[-1] - passage.first])))
            wholes.append([without_separators(symbols[cell]) for cell in passage.cells])
        likeness_M, strays_M = (of_each[1:] for of_each in self.sense.likeness(texts, parts))
        return judged(passage, wholes[1:], likeness_M, strays_M, settings) / settings.temperature

    def _head_of(self, move: Move) -> list[int]:
        """The ids before what is read for a move."""
        if move.passage is None:
            return self._head
        sentence = move.passage.sentence
        if sentence not in self._asked:
            self._asked[sentence] = ask(self.model, sentence)
        return self._asked[sentence]

    def _first(self, move: Move) -> int:
        """The first cell that is read for a move."""
        if move.passage is not None:
            return move.passage.first
        return max(0, move.cells[0] - LEFT) // ALIGNED * ALIGNED

    def _writer(self, around: Around, move: Move) -> tuple[Continuations, Head]:
        """Who writes in a block, and what it reads before the text: a model that fills gaps, where there is
        one, this is its round, and something comes after."""
        if self.fillings is not None and move.is_told:
            note = heard_in_full(self._head[1:])
            if (gap := told_of(around, move, self.model.pieces)) is not None:
                return self.fillings, Head(gap.ids + note.ids, gap.softness + note.softness)
        return self.continuations, heard_in_full(self._head_of(move))

    def _begin(self, around: Around, move: Move, head: Head | None = None) -> tuple[list[int], list[float]]:
        """The ids before a block, BEGIN first, and how softly each is heard. head: those before the text."""
        head = heard_in_full(self._head_of(move)) if head is None else head
        ids, cells = self._block(around, move).before
        return [*head.ids, *ids], [*head.softness, *np.log(around.heard[cells]).tolist()]

    def _block(self, around: Around, move: Move) -> Block:
        return around.block(self._first(move), move.cells[0], self.model.pieces)

    def _cut(self, around: Around, move: Move, value: Sequence[str]) -> Cut:
        """The ids of the text with a value in its block, from LEFT before it to the move's end, and the cell
        of each."""
        ids, cells = self._block(around, move).cut([*value, *around.symbols[move.cells[-1] + 1 : move.end]])
        return (ids, cells) if move.passage is None else ([*ids, STOP], [*cells, move.end - 1])

    def _as_written(self, around: Around, move: Move, value: Sequence[str]) -> Cut:
        """The same as far as it is written: a mark that ends a passage is a piece by itself, also where a
        quotation mark follows, with which it would be read as one."""
        if move.passage is None:
            return self._cut(around, move, value)
        ids, cells = self._cut(around, replace(move, end=move.cells[-1] + 1), value)
        return ids[:-1], cells[:-1]

    def _as_words(self, pieces: Sequence[int], move: Move) -> tuple[str, ...] | None:
        """The words of pieces, one to a cell, NOTHING in the cells that are left; None where they would be
        cut up in another way."""
        words: list[str] = []
        for number in pieces:
            text = self.model.pieces.decode([number])
            if text[:1] == " " or not words or (is_mark(text) and len(text) == 1):
                words.append(text.removeprefix(" "))
            else:
                words[-1] += text
        left = len(move.cells) - len(words)
        may_be_fewer = move.passage is not None or move.is_open
        if left < 0 or (left > 0 and not may_be_fewer) or not all(map(is_one_word, words)):
            return None
        return (*words, *[NOTHING] * left)


def narrowed(log_V: Tensor, firsts: Sequence[int], own_M: np.ndarray, count: int) -> list[int]:
    """Numbers of the `count` words that are likeliest by the words before them and by the network, in order.
    log_V: what the language model expects next; firsts: the piece that each word begins with; own_M: what the
    network thinks of each, in nats."""
    likely_M = log_V[torch.tensor(firsts)].numpy() + NARROWING_SHARE * own_M
    return np.sort(np.argsort(-likely_M, kind="stable")[:count]).tolist()


def _shown(words: Sequence[str]) -> tuple[str, ...]:
    return tuple(map(without_separators, words))
