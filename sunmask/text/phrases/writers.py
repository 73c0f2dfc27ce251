"""Who writes in a block: the language model, after the words before it, and the same model as it was taught
to fill gaps, which is told what comes after as well. They try phrases, or look for the likeliest.

L pieces, M tries, V tokens there are
"""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from sunmask.text.language_model.asking import Asking, Turns, side_by_side
from sunmask.text.language_model.beams import beams
from sunmask.text.language_model.continuations import MOST_PIECES_A_WORD, PIECES_A_WORD, Continuations, Slots
from sunmask.text.language_model.model import LanguageModel
from sunmask.text.phrases.around import Around, Cut
from sunmask.text.phrases.moves import CLAUSE, Composition, Move, Writing
from sunmask.text.phrases.passages import Passage
from sunmask.text.phrases.reading import Reading, shown
from sunmask.text.phrases.rewriting import LESS_LIKELY, telling
from sunmask.text.phrases.slots import slots_of
from sunmask.text.phrases.told import Head, heard_in_full, told_of
from sunmask.text.settings import TextSettings
from sunmask.text.words.words import NOTHING, is_mark, is_one_word, without_separators

LEAST_WARMTH, LEAST_WARMTH_OF_CLAUSE = 0.7, 0.8
"""The least temperature at which passages and clauses are written: colder tries are too much alike for any of
them to lead to what comes after. What is kept of them is chosen at the present temperature."""
SHARES_OF_TWO = (0.75, 0.375)
"""Of the phrases that go on in a search, how many do where others with one word fewer are looked for, too,
and of those."""
NARROW = 8
"""How many phrases go on at most in a search where more is free than one block: what is around it differs
from one candidate to the other, so nothing is computed once for all of them."""


Sought = list[tuple[tuple[str, ...], float]]
"""Phrases, each with its log-likelihood."""


class Written(NamedTuple):
    """Words, or symbols, one to a cell; see `continuations.Try`."""

    words: tuple[str, ...]
    drawn: float
    own: float


@dataclass(frozen=True)
class Wanted:
    """What is to be written: a block, with the words around it. refuses: whether the word in a place may not
    stand after those before it, of all words up to there. likelier_V: nats by which pieces are likelier than
    those who write have them. is_told: whether who writes is told what comes after."""

    around: Around
    move: Writing
    settings: TextSettings
    refuses: Callable[[Sequence[str], int], bool] | None = None
    likelier_V: Tensor | None = None
    is_told: bool = False


class Writers(Reading):
    """Both, and what they are asked to write."""

    def __init__(self, load: Callable[[], LanguageModel], note: str = ""):
        super().__init__(load, note)
        self._found: dict[Hashable, Sought] = {}
        self.turns = Turns()

    @cached_property
    def continuations(self) -> Continuations:
        return Continuations(self.model)

    @cached_property
    def _answers(self) -> Continuations:
        """What is written where a passage is to be said again."""
        return Continuations(self.model.instructed)

    @cached_property
    def fillings(self) -> Continuations | None:
        """The tries of a model that is told what comes after them, where there is one."""
        return None if self.model.infiller is None else Continuations(self.model.infiller)

    def written(self, wanted: Wanted, uniform_2ML: np.ndarray) -> Asking[list[Written]]:
        """What the language model would write in a block: what stands there comes first, unless it is
        composed for the first time. uniform_2ML: numbers 0..1, L of them `num_pieces`."""
        around, move, settings = wanted.around, wanted.move, wanted.settings
        by, head = self._writer(wanted)
        is_told = by is self.fillings
        begin, soft = self._begin(around, move, head, is_told=wanted.is_told)
        found, present = [], None
        if not isinstance(move, Composition):
            words = tuple(around.symbols[cell] for cell in move.cells)
            ids, cells = self._as_written(wanted, words)
            if [*head.ids, *ids][: len(begin)] != begin:
                return [Written(words, -np.inf, -np.inf)]
            present = [number for number, cell in zip(ids, cells, strict=True) if cell in move.cells]
        slots, warmth = self._slots(wanted), settings.temperature
        if move.passage is not None:
            warmth = max(warmth, LEAST_WARMTH)
        elif move.is_led:
            warmth = max(warmth, LEAST_WARMTH_OF_CLAUSE if len(move.cells) >= CLAUSE else LEAST_WARMTH)
        tries = yield from by.tries(begin, soft, slots, uniform_2ML, warmth, present)
        for number, (pieces, drawn, own, so_far) in enumerate(tries):
            if number == 0 and present is not None:
                found.append(Written(words, drawn, own))
                if so_far is not None and not is_told:
                    around.so_far[shown(words)] = so_far
            elif (these := self._as_read_again(wanted, pieces, head, begin)) is not None:
                found.append(Written(these, drawn, own))
                if so_far is not None and not is_told:
                    around.so_far[these] = so_far
        return found

    def likeliest(self, wanted: Wanted) -> Asking[list[Written]]:
        """The likeliest phrases for a block, as all who write have it. What stands there comes first, unless
        it is composed for the first time."""
        around, move, settings = wanted.around, wanted.move, wanted.settings
        may_be_told = settings.fluency == 1 and self.fillings is not None
        is_told: tuple[bool, ...] = (False,)
        if may_be_told and self._head_told(around, move):
            is_told = (True,) if isinstance(move, Composition) and move.is_soon else (False, True)
        found: dict[tuple[str, ...], Written] = {}
        is_alone = int(around.free.sum()) == len(move.cells)
        width = settings.search_width if is_alone else min(NARROW, settings.search_width)
        sought = [(wanted, width)]
        if move.may_be_fewer:
            widths = [min(width, max(1, int(share * settings.search_width))) for share in SHARES_OF_TWO]
            sought = list(zip((wanted, _with_one_fewer(wanted)), widths, strict=True))
        searches = [self.sought(replace(its, is_told=each), wide) for its, wide in sought for each in is_told]
        for phrases in (yield from side_by_side(searches)):
            for words, nats in phrases:
                phrase = (*words, *[NOTHING] * (len(move.cells) - len(words)))
                found.setdefault(phrase, Written(phrase, 0.0, nats / settings.temperature))
        if isinstance(move, Composition):
            return list(found.values())
        present = Written(tuple(around.symbols[cell] for cell in move.cells), 0.0, 0.0)
        if settings.fluency < 1:  # else it does not count what was written by those before it alone
            there = replace(move, cells=tuple(cell for cell in move.cells if around.symbols[cell] != NOTHING))
            none_2ML = np.zeros((2, 0, self.num_pieces(there)))
            ((_, _, own, *_),) = yield from self.written(Wanted(around, there, settings), none_2ML)
            present = present._replace(own=own)
        return [present, *found.values()]

    def sought(self, wanted: Wanted, width: int) -> Asking[Sought]:
        """The words and the nats of phrases that one who writes would likeliest write, found by beam search
        (`language_model.beams`). width: how many go on. What was found in the same place before is known."""
        around, move = wanted.around, wanted.move
        by, head = self._writer(wanted)
        begin, soft = self._begin(around, move, head, is_told=wanted.is_told)
        slots = self._slots(wanted)

        def search() -> Asking[Sought]:
            found = yield from beams(by, begin, soft, slots, self.num_pieces(move), width)
            read = [(self._as_read_again(wanted, beam.pieces, head, begin), beam) for beam in found]
            return [(words, beam.nats) for words, beam in read if words is not None]

        def remembered() -> Asking[Sought]:
            if key not in self._found:
                self._found[key] = yield from search()
            return self._found[key]

        if wanted.likelier_V is not None:  # who is pulled is alone
            return (yield from search())
        after = tuple(around.symbols[move.cells[-1] + 1 : move.end])
        key = (wanted.is_told, tuple(begin), tuple(soft), move.cells, after, width)
        return (yield from self.turns.take(key, remembered))

    def num_pieces(self, move: Writing) -> int:
        """At most, of what is written in a block, and its end."""
        return PIECES_A_WORD * len(move.cells) + MOST_PIECES_A_WORD

    def _writer(self, wanted: Wanted) -> tuple[Continuations, Head]:
        """Who writes in a block, and what it reads before the text: a model that fills gaps, where there is
        one, this is its round, and something comes after."""
        around, move = wanted.around, wanted.move
        if self.fillings is not None and wanted.is_told and (head := self._head_told(around, move)):
            return self.fillings, head
        by = self.continuations if move.passage is None else self._answers
        return by, heard_in_full(self._head_of(move))

    def _head_told(self, around: Around, move: Move, num_cells: int | None = None) -> Head | None:
        """What a model that fills gaps reads before the text: see `told_of`."""
        gap, note = told_of(around, move, self.model.pieces, num_cells), heard_in_full(self._head[1:])
        return None if gap is None else Head(gap.ids + note.ids, gap.softness + note.softness)

    def _slots(self, wanted: Wanted) -> Slots:
        around, move, settings = wanted.around, wanted.move, wanted.settings
        slots = slots_of(around, move, settings, self.model.pieces)
        if move.passage is not None:
            slots = replace(slots, rather_not=self._rather_not(move.passage, settings))
        if wanted.likelier_V is not None:
            slots = replace(slots, rather_not=-wanted.likelier_V)
        if wanted.refuses is not None:
            slots = replace(slots, refuses=self._refused(around, move, slots, wanted.refuses))
        return slots

    def _rather_not(self, passage: Passage, settings: TextSettings) -> Tensor:
        """Nats by which the pieces that telling words of a passage begin with are less likely, (V,)."""
        less_V = torch.zeros(len(self.model.pieces.bytes))
        for word in telling(passage.original):
            for spelled in (word, f" {word}"):
                less_V[self.model.pieces.encode(spelled)[0]] = LESS_LIKELY[settings.wording]
        return less_V

    @staticmethod
    def _refused(
        around: Around, move: Writing, slots: Slots, refuses: Callable[[Sequence[str], int], bool]
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
            if move.passage is None and move.length != "chosen":
                if len(said) == slots.count:
                    words += after
                elif slots.ends and len(said) == slots.count - 1:
                    words.append(".")
            return refuses(words, cell)

        return is_refused

    def _as_read_again(
        self, wanted: Wanted, pieces: Sequence[int], head: Head, begin: Sequence[int]
    ) -> tuple[str, ...] | None:
        """The words of pieces, where these would be cut into the same pieces again."""
        if (words := self._as_words(pieces, wanted.move)) is None:
            return None
        whole = [*head.ids, *self._as_written(wanted, words)[0]]
        return words if whole[: len(begin) + len(pieces)] == [*begin, *pieces] else None

    def _as_written(self, wanted: Wanted, value: Sequence[str]) -> Cut:
        """The same as far as it is written: a mark that ends a passage is a piece by itself, also where a
        quotation mark follows, with which it would be read as one."""
        around, move = wanted.around, wanted.move
        if move.passage is None:
            return self._cut(around, move, value, is_told=wanted.is_told)
        ids, cells = self._cut(around, replace(move, end=move.cells[-1] + 1), value)
        return ids[:-1], cells[:-1]

    def _as_words(self, pieces: Sequence[int], move: Writing) -> tuple[str, ...] | None:
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
        is_any = move.passage is not None or move.length == "chosen"
        if left < 0 or (left > 0 and not is_any) or not all(map(is_one_word, words)):
            return None
        return (*words, *[NOTHING] * left)


def _with_one_fewer(wanted: Wanted) -> Wanted:
    """The same but for the last cell of the block, which is empty."""
    around, move = wanted.around, wanted.move
    symbols = [NOTHING if cell == move.cells[-1] else symbol for cell, symbol in enumerate(around.symbols)]
    around = replace(around, symbols=symbols, so_far={}, _blocks={})
    return replace(wanted, around=around, move=replace(move, cells=move.cells[:-1]))
