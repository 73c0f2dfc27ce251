"""Words that a language model writes from left to right, one to a cell, and how likely it was to write them.

A cell is a word with the endings of contractions, or a mark. What belongs to it must be known piece by piece,
so a few kinds of pieces are written only: words, their later parts, endings such as 's, and common marks.

M tries, L pieces, V pieces of the vocabulary
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from sunmask.text.guards import ENDS, JOINING
from sunmask.text.language_model import LanguageModel

ENDINGS = ("'s", "'t", "'re", "'ve", "'m", "'ll", "'d")
MOST_PIECES_A_WORD = 4
MOST_UNEVEN = 2.0
"""Tries are drawn again where fewer than one in so many would do as well."""
OVER = -1
"""In place of a piece: the last word ends here."""


@dataclass(frozen=True)
class Slots:
    """Cells to write in: how many, and what may stand at their ends. is_apart: whether a space belongs before
    a word in the first; mark_first, mark_last: whether a mark may stand in the first or the last; ends:
    whether the last must end a sentence."""

    count: int
    is_apart: bool
    mark_first: bool
    mark_last: bool
    ends: bool = False


@dataclass
class _State:
    """Of one try: the cell that is being written, from -1, and whether it may go on."""

    cell: int = -1
    in_word: bool = False
    is_done: bool = False


class Try(NamedTuple):
    """Pieces; the chance with which they came to be, as all tries were drawn, and what they weigh by what is
    before them alone, in nats."""

    pieces: tuple[int, ...]
    drawn: float
    own: float


class Continuations:
    """The tries of a language model."""

    def __init__(self, model: LanguageModel):
        self.model = model

    @cached_property
    def _kinds(self) -> dict[str, Tensor]:
        """Which pieces are what, booleans (V,)."""
        texts = [raw.decode(errors="replace") for raw in self.model.pieces.bytes]
        return {
            "apart": torch.tensor([text[:1] == " " and text[1:].isalnum() for text in texts]),
            "bare": torch.tensor([text.isalnum() for text in texts]),
            "ending": torch.tensor([text in ENDINGS for text in texts]),
            "mark": torch.tensor([len(text) == 1 and text in JOINING for text in texts]),
            "end": torch.tensor([len(text) == 1 and text in ENDS for text in texts]),
        }

    def _allowed(self, state: _State, slots: Slots) -> tuple[Tensor, bool]:
        """Pieces that may come next, (V,), and whether the end may come instead of any other."""
        kinds = self._kinds
        last = slots.count - 1
        if slots.ends and state.cell == last - 1:
            return (kinds["bare"] | kinds["ending"] | kinds["end"] if state.in_word else kinds["end"]), False
        if state.cell < 0:
            first = kinds["apart"] if slots.is_apart else kinds["bare"]
            may_mark = slots.mark_first and (slots.mark_last or last > 0) and not (slots.ends and last == 1)
            return (first | kinds["mark"] if may_mark else first), False
        may_mark = state.cell < last - 1 - slots.ends or (slots.mark_last and not slots.ends)
        marks = kinds["mark"] if may_mark else torch.zeros_like(kinds["mark"])
        if not state.in_word:
            return kinds["apart"], False
        goes_on = kinds["bare"] | kinds["ending"]
        if state.cell == last:
            return goes_on, True
        return goes_on | kinds["apart"] | marks, False

    def advance(self, state: _State, piece: int, slots: Slots) -> None:
        kinds = self._kinds
        if piece == OVER:
            state.is_done = True
            return
        is_mark = bool(kinds["mark"][piece])
        if state.cell < 0 or is_mark or kinds["apart"][piece]:
            state.cell += 1
        state.in_word = not is_mark
        state.is_done = is_mark and state.cell == slots.count - 1

    def log_chances(
        self, log_V: Tensor, state: _State, slots: Slots, temperature: float
    ) -> tuple[Tensor, float, float]:
        """Of each piece that may come next, (V,), and of the end; then of all of them together."""
        allowed, may_end = self._allowed(state, slots)
        warm = log_V / temperature
        total = warm.logsumexp(-1) if may_end else warm[allowed].logsumexp(-1)
        chance = torch.where(allowed, warm - total, float("-inf"))
        end = float(torch.log1p(-chance.exp().sum().clamp(max=1 - 1e-7))) if may_end else float("-inf")
        return chance, end, float(total)

    @torch.inference_mode()
    def tries(
        self,
        begin: Sequence[int],
        softness: Sequence[float],
        slots: Slots,
        uniform_2ML: np.ndarray,
        temperature: float,
        present: Sequence[int] | None = None,
    ) -> list[Try]:
        """Those that came to their end. uniform_2ML: numbers 0..1. present: the pieces that stand there
        already; they come first, drawn with a chance of nought where no try would have them.

        What no word of these cells can follow has little chance to go on, so the tries are drawn again by
        that chance, what they have so far and all, whenever few of them carry most of it (a particle filter).
        What is there already is one of them and stays, so that a chain of such choices keeps its target
        (conditional sequential Monte Carlo, Andrieu, Doucet and Holenstein 2010).
        """
        before, log_V = self.model.read(begin, softness)
        tries = Tries(self, slots, uniform_2ML, temperature, present)
        going = list(range(len(tries.states)))
        log_MV = log_V.expand(len(going), -1)
        for at in range(uniform_2ML.shape[2]):
            tries.go_on(going, log_MV, at)
            parents, row_of = tries.parents(at), {number: row for row, number in enumerate(going)}
            going = [number for number, state in enumerate(tries.states) if not state.is_done]
            if not going or at == uniform_2ML.shape[2] - 1:
                break
            before = before.of_rows([row_of[parents[number]] for number in going])
            column = torch.tensor([[tries.written[number][at]] for number in going])
            features, before = self.model.decoder(column, before)
            log_MV = self.model.decoder.logits(features[:, 0]).log_softmax(-1)
        return tries.found()


class Tries:
    """What is written so far. The one that is there already, if any, is number 0."""

    def __init__(
        self,
        continuations: Continuations,
        slots: Slots,
        uniform_2ML: np.ndarray,
        temperature: float,
        present: Sequence[int] | None,
    ) -> None:
        self.of, self.slots, self.temperature = continuations, slots, temperature
        self._uniform_2ML = uniform_2ML
        self._present = [*(present or ()), OVER]
        self._num_present = int(present is not None)
        count = uniform_2ML.shape[1] + self._num_present
        self.states = [_State() for _ in range(count)]
        self.written: list[list[int]] = [[] for _ in range(count)]
        self._nats, self._weight = np.zeros(count), np.zeros(count)
        """Of what is written, as it was drawn; what it weighs since they were drawn again."""

    def go_on(self, going: Sequence[int], log_MV: Tensor, at: int) -> None:
        """One more piece, the one with number `at`, of those that are not done; a row of log_MV for each."""
        for number, log_V in zip(going, log_MV, strict=True):
            state = self.states[number]
            chance_V, end, weight = self.of.log_chances(log_V, state, self.slots, self.temperature)
            if number < self._num_present:
                piece = self._present[at]
            else:
                piece = _drawn(chance_V, end, float(self._uniform_2ML[0, number - self._num_present, at]))
            self._nats[number] += end if piece == OVER else float(chance_V[piece])
            self._weight[number] += weight
            if piece != OVER:
                self.written[number].append(piece)
            self.of.advance(state, piece, self.slots)
            state.is_done |= not np.isfinite(self._nats[number])

    def parents(self, at: int) -> list[int]:
        """Of each the one that it goes on from: drawn by their weights, but for what is there already."""
        weight = np.where(np.isfinite(self._nats), self._weight, -np.inf)
        chance = np.exp(weight - weight.max()) if np.isfinite(weight).any() else np.ones(len(weight))
        chance /= chance.sum()
        if (chance**2).sum() * len(chance) < MOST_UNEVEN:
            return list(range(len(chance)))
        drawn = np.searchsorted(np.cumsum(chance), self._uniform_2ML[1, :, at], side="right")
        parents = [*range(self._num_present), *drawn.clip(0, len(chance) - 1).tolist()]
        self._nats = (self._nats + self._weight)[parents]
        self._weight = np.zeros(len(parents))
        self.states = [replace(self.states[parent]) for parent in parents]
        self.written = [list(self.written[parent]) for parent in parents]
        return parents

    def found(self) -> list[Try]:
        """Those that are done; what is there already, whatever became of it."""
        found = []
        for number, (row, state) in enumerate(zip(self.written, self.states, strict=True)):
            is_whole = state.is_done and np.isfinite(self._nats[number])
            if number < self._num_present:
                is_whole &= row == self._present[:-1]
                row = self._present[:-1]
            elif not is_whole:
                continue
            nats = self._nats[number] if is_whole else -np.inf
            found.append(Try(tuple(row), float(nats), float(nats + self._weight[number])))
        return found


def _drawn(chance_V: Tensor, end: float, uniform: float) -> int:
    total_V = chance_V.double().exp().cumsum(-1)
    at = uniform * (float(total_V[-1]) + float(np.exp(end)))
    if at >= float(total_V[-1]) and np.isfinite(end):
        return OVER
    return int(
        torch.searchsorted(total_V, torch.tensor(at, dtype=torch.float64), right=True).clamp(
            max=len(total_V) - 1
        )
    )
