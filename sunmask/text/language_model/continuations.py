"""Phrases that a language model writes from left to right, one word to a cell, with the probabilities by
which they were sampled.

A cell is a word with the endings of contractions, or a mark. It must be clear from each piece to which cell
it belongs, so only a few kinds of pieces are written: words, their later parts, endings such as 's, and
common marks.

M samples, U different ones, L pieces, V vocabulary size, K pieces that are allowed next
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from math import inf
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from sunmask.models.prefix_cache import Before
from sunmask.text.configuration import CONFIGURATION, Proposing
from sunmask.text.language_model.asking import Asking
from sunmask.text.language_model.byte_pieces import BytePieces
from sunmask.text.language_model.model import LanguageModel, Read
from sunmask.text.rules.guards import ENDS, JOINING

ENDINGS = ("'s", "'t", "'re", "'ve", "'m", "'ll", "'d")
OVER = -1
"""In place of a piece: the end of the phrase."""
PAUSES = ",;:"
Kinds = tuple[str, ...]
"""Kinds of pieces: words with a space before them ("apart") and without ("bare"); endings such as 's; marks,
those that end a sentence, those that do not ("pause"); a space before a number; digits."""


@dataclass(frozen=True)
class Slots:
    """Constraints on the phrase in some cells. count: of cells. is_apart: whether a space belongs before a
    word in the first cell; mark_first, mark_last: whether the first or last cell may have a mark; ends:
    whether the last cell must end a sentence.

    words: if not all cells need be filled, the fewest and most words; then no sentence ends before the last
    word. after: the piece after the phrase, which ends it where no sentence ends. has_numbers: whether
    numbers may be written. is_one: whether no sentence may begin within the phrase. rather_not: a penalty on
    each piece's log-probability, in nats, (V,). refuses: whether the last of some words may not come after
    those before it."""

    count: int
    is_apart: bool
    mark_first: bool
    mark_last: bool
    ends: bool = False
    words: tuple[int, int] | None = None
    after: int = 0
    has_numbers: bool = False
    is_one: bool = False
    rather_not: Tensor | None = field(default=None, compare=False)
    refuses: Callable[[Sequence[str]], bool] | None = field(default=None, compare=False)


@dataclass
class State:
    """The state of one sample: the cell that is being written (-1 before the first), the words so far
    (`said`), whether the last may be continued, and whether a digit must come next."""

    cell: int = -1
    said: tuple[str, ...] = ()
    num_words: int = 0
    in_word: bool = False
    wants_digit: bool = False
    is_done: bool = False
    num_pieces: int = 0


class Try(NamedTuple):
    """A sample. pieces: its pieces; drawn: the log-probability with which they were sampled; own: their
    log-likelihood given the left context only, divided by the temperature; both in nats."""

    pieces: tuple[int, ...]
    drawn: float
    own: float
    so_far: "SoFar | None" = None
    """None for a sample without an end."""


class SoFar(NamedTuple):
    """What is known of a phrase since it was sampled. nats: the log-likelihood of each piece; read: the cache
    at the end; num_read: the number of pieces in that cache, all or all but the last."""

    pieces: tuple[int, ...]
    nats: tuple[float, ...]
    read: Read
    num_read: int


@cache
def kinds_of(pieces: BytePieces) -> dict[str, Tensor]:
    """The pieces of each kind, booleans (V,)."""
    texts = [raw.decode(errors="replace") for raw in pieces.bytes]
    is_one = [len(text) == 1 for text in texts]
    return {
        "apart": torch.tensor([text[:1] == " " and text[1:].isalnum() for text in texts]),
        "bare": torch.tensor([text.isalnum() for text in texts]),
        "ending": torch.tensor([text in ENDINGS for text in texts]),
        "mark": torch.tensor([one and text in JOINING for one, text in zip(is_one, texts, strict=True)]),
        "end": torch.tensor([one and text in ENDS for one, text in zip(is_one, texts, strict=True)]),
        "pause": torch.tensor([one and text in PAUSES for one, text in zip(is_one, texts, strict=True)]),
        "space": torch.tensor([text == " " for text in texts]),
        "digit": torch.tensor([text.isdigit() for text in texts]),
    }


class Continuations:
    """Sampling of phrases from a language model, under constraints."""

    def __init__(self, model: LanguageModel, proposing: Proposing = CONFIGURATION.proposing):
        self.model, self.proposing = model, proposing
        self._kinds = kinds_of(model.pieces)
        self._of_kinds: dict[Kinds, Tensor] = {}
        self._barred: dict[Kinds, Tensor] = {}

    def pieces_of(self, kinds: Kinds) -> Tensor:
        """The ids of the pieces of some kinds, in order, (K,)."""
        if kinds not in self._of_kinds:
            of_any = torch.stack([self._kinds[kind] for kind in kinds]).any(0)
            self._of_kinds[kinds] = of_any.nonzero()[:, 0]
        return self._of_kinds[kinds]

    def barred(self, kinds: Kinds) -> Tensor:
        """Minus infinity for pieces of other kinds, 0 for the rest, (V,)."""
        if kinds not in self._barred:
            barred_V = torch.full((len(self._kinds["bare"]),), -inf)
            barred_V[self.pieces_of(kinds)] = 0.0
            self._barred[kinds] = barred_V
        return self._barred[kinds]

    def allowed(self, state: State, slots: Slots) -> tuple[Kinds, bool]:
        """The kinds of pieces that are allowed next, and whether the phrase may end instead."""
        in_range = slots.words
        kinds, may_end = (
            self._allowed(state, slots) if in_range is None else _allowed_in_range(state, slots, in_range)
        )
        if state.num_pieces == self.proposing.pieces_of_word:
            kinds = tuple(kind for kind in kinds if kind != "bare")
        return kinds, may_end

    @staticmethod
    def _allowed(state: State, slots: Slots) -> tuple[Kinds, bool]:
        """The same where all cells must be filled."""
        last = slots.count - 1
        if slots.ends and state.cell == last - 1:
            return (("bare", "ending", "end") if state.in_word else ("end",)), False
        if state.cell < 0:
            first = "apart" if slots.is_apart else "bare"
            may_mark = slots.mark_first and (slots.mark_last or last > 0) and not (slots.ends and last == 1)
            mark = "pause" if slots.is_one and last > 0 else "mark"
            return ((first, mark) if may_mark else (first,)), False
        may_mark = state.cell < last - 1 - slots.ends or (slots.mark_last and not slots.ends)
        if not state.in_word:
            return ("apart",), False
        if state.cell == last:
            return ("bare", "ending"), True
        mark = "pause" if slots.is_one and state.cell < last - 1 else "mark"
        return ("bare", "ending", "apart", mark) if may_mark else ("bare", "ending", "apart"), False

    def advance(self, state: State, piece: int, slots: Slots) -> bool:
        """Add a piece to the state. Returns whether the words that are complete now are allowed."""
        kinds = self._kinds
        whole: tuple[str, ...] = ()
        if piece == OVER:
            state.is_done = True
            return not self._is_refused(state.said, slots)
        is_mark, is_space = bool(kinds["mark"][piece]), bool(kinds["space"][piece])
        text = self.model.pieces.decode([piece]).removeprefix(" ")
        if state.cell < 0 or is_mark or is_space or kinds["apart"][piece]:
            whole = state.said
            state.cell += 1
            state.num_words += not is_mark
            state.num_pieces = 1
            state.said = (*state.said, text)
        else:
            state.num_pieces += 1
            state.said = (*state.said[:-1], state.said[-1] + text)
        state.in_word, state.wants_digit = not is_mark, is_space
        is_last = state.cell == slots.count - 1 if slots.words is None else bool(kinds["end"][piece])
        state.is_done = is_mark and is_last
        return not (self._is_refused(whole, slots) or (is_mark and self._is_refused(state.said, slots)))

    @staticmethod
    def _is_refused(said: Sequence[str], slots: Slots) -> bool:
        return bool(said) and slots.refuses is not None and slots.refuses(said)

    def tries(
        self,
        begin: Sequence[int],
        softness: Sequence[float],
        slots: Slots,
        uniform_2ML: np.ndarray,
        temperature: float,
        present: Sequence[int] | None = None,
    ) -> Asking[list[Try]]:
        """Complete samples, by a particle filter. uniform_2ML: numbers 0..1, to sample pieces and to
        resample. present: the pieces of the phrase that the cells have now; it comes first, with a
        probability of 0 if it could not be sampled.

        The weight of a particle is the probability of the pieces that are allowed after it; refused words
        have weight 0. Particles are resampled with all their pieces whenever a few have most of the weight.
        The present phrase is one of the particles and is never replaced, so that a chain of such choices
        keeps its target distribution (conditional sequential Monte Carlo, Andrieu, Doucet and Holenstein
        2010).
        """
        before, log_V = yield from self.model.reading(begin, softness)
        tries = Tries(self, slots, uniform_2ML, temperature, present)
        row_of = dict.fromkeys(range(len(tries.states)), 0)
        log_UV = log_V[None]
        for at in range(uniform_2ML.shape[2]):
            tries.go_on(row_of, log_UV, at)
            parents, row_before = tries.parents(at), row_of
            tries.keep(at, [row_of.get(parent) for parent in parents], before, log_UV)
            going = [number for number, state in enumerate(tries.states) if not state.is_done]
            if not going or at == uniform_2ML.shape[2] - 1:
                break
            first_of: dict[tuple[int, ...], int] = {}
            for number in going:
                first_of.setdefault(tuple(tries.written[number]), number)
            rows = {written: row for row, written in enumerate(first_of)}
            row_of = {number: rows[tuple(tries.written[number])] for number in going}
            before = before.of_rows([row_before[parents[number]] for number in first_of.values()])
            before, log_UV = yield from self.model.going_on([written[at] for written in first_of], before)
        return tries.found()


class Tries:
    """The particles: samples so far. The present phrase, if any, is number 0."""

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
        self.states = [State() for _ in range(count)]
        self.written: list[list[int]] = [[] for _ in range(count)]
        self._said: list[list[float]] = [[] for _ in range(count)]
        """The log-likelihood of each piece."""
        self._read: dict[tuple[int, ...], tuple[Read, int]] = {}
        """The cache of each complete sample, and the number of pieces in it."""
        self._nats, self._weight = np.zeros(count), np.zeros(count)
        """The log-probability with which each was sampled, and its log-weight since the last resampling."""

    def go_on(self, row_of: Mapping[int, int], log_UV: Tensor, at: int) -> None:
        """Add piece number `at` to the samples that are not complete. row_of: the row of `log_UV` for each of
        these; equal samples share a row."""
        alike: dict[tuple[Kinds, bool], list[int]] = {}
        less_V = self.slots.rather_not
        for number in row_of:
            alike.setdefault(self.of.allowed(self.states[number], self.slots), []).append(number)
        for (kinds, may_end), numbers in alike.items():
            rows = sorted({row_of[number] for number in numbers})
            its_UV = log_UV if len(rows) == len(log_UV) else log_UV[rows]
            like_UV = its_UV if less_V is None else its_UV - less_V
            next_ = Next(like_UV, self.temperature, self.of.pieces_of(kinds), may_end, self.slots)
            of_each = [rows.index(row_of[number]) for number in numbers]
            drawn = next_.drawn(of_each, [self._uniform_of(number, at) for number in numbers])
            for number, row, piece in zip(numbers, of_each, drawn, strict=True):
                if number < self._num_present:
                    piece = self._present[at]
                self._nats[number] += next_.nats(row, piece)
                self._weight[number] += float(next_.total_U[row])
                if piece != OVER:
                    self.written[number].append(piece)
                    self._said[number].append(float(its_UV[row, piece]))
                state = self.states[number]
                may_stand = self.of.advance(state, piece, self.slots)
                if not may_stand and number >= self._num_present:
                    self._nats[number] = -np.inf
                state.is_done |= not np.isfinite(self._nats[number])

    def _uniform_of(self, number: int, at: int) -> float:
        drawn = number - self._num_present
        return float(self._uniform_2ML[0, drawn, at]) if drawn >= 0 else 0.0

    def parents(self, at: int) -> list[int]:
        """The index of the sample that each one continues: resampled by weight, except for the present
        phrase."""
        weight = np.where(np.isfinite(self._nats), self._weight, -np.inf)
        chance = np.exp(weight - weight.max()) if np.isfinite(weight).any() else np.ones(len(weight))
        chance /= chance.sum()
        if (chance**2).sum() * len(chance) < self.of.proposing.uneven:
            return list(range(len(chance)))
        drawn = np.searchsorted(np.cumsum(chance), self._uniform_2ML[1, :, at], side="right")
        parents = [*range(self._num_present), *drawn.clip(0, len(chance) - 1).tolist()]
        self._nats = (self._nats + self._weight)[parents]
        self._weight = np.zeros(len(parents))
        self.states = [replace(self.states[parent]) for parent in parents]
        self.written = [list(self.written[parent]) for parent in parents]
        self._said = [list(self._said[parent]) for parent in parents]
        return parents

    def keep(self, at: int, row_of: Sequence[int | None], before: Before, log_UV: Tensor) -> None:
        """Store the cache, which has `at` pieces, of the samples that have just become complete. row_of: the
        row of each, None for those that were complete before."""
        ended: dict[tuple[int, ...], int] = {}
        for number, state in enumerate(self.states):
            if state.is_done and (row := row_of[number]) is not None and np.isfinite(self._nats[number]):
                ended.setdefault(tuple(self.written[number]), row)
        if ended:
            its, log_NV = before.of_rows(list(ended.values())), log_UV[list(ended.values())]
            for number, pieces in enumerate(ended):
                self._read[pieces] = Read(its, number, log_NV[number]), at

    def found(self) -> list[Try]:
        """The complete samples, and the present phrase in any case."""
        found = []
        for number, (row, state) in enumerate(zip(self.written, self.states, strict=True)):
            is_whole = state.is_done and np.isfinite(self._nats[number])
            if number < self._num_present:
                is_whole &= row == self._present[:-1]
                row = self._present[:-1]
            elif not is_whole:
                continue
            nats = self._nats[number] if is_whole else -np.inf
            pieces, so_far = tuple(row), None
            if is_whole:
                so_far = SoFar(pieces, tuple(self._said[number]), *self._read[pieces])
            found.append(Try(pieces, float(nats), float(nats + self._weight[number]), so_far))
        return found


class Next:
    """The distribution of the next piece, for U different samples with the same allowed kinds. log_UV:
    log-likelihoods; pieces_K: the allowed pieces."""

    def __init__(
        self, log_UV: Tensor, temperature: float, pieces_K: Tensor, may_end: bool, slots: Slots
    ) -> None:
        self.pieces_K = pieces_K
        warm_UK = log_UV.index_select(1, pieces_K).div_(temperature)
        self.total_U = warm_UK.logsumexp(-1)
        """The log of the probability of all allowed pieces and of the end, before normalisation."""
        self.end_U = torch.full((len(log_UV),), float("-inf"))
        if may_end and slots.words is not None:
            after_U = log_UV[:, slots.after] / temperature
            self.total_U = torch.logaddexp(self.total_U, after_U)
            self.end_U = after_U - self.total_U
        elif may_end:
            self.total_U = (log_UV / temperature).logsumexp(-1)
        self.log_UK = warm_UK.sub_(self.total_U[:, None])
        if may_end and slots.words is None:
            self.end_U = torch.log1p(-self.log_UK.exp().sum(-1).clamp(max=1 - 1e-7))

    def drawn(self, rows: Sequence[int], uniform: Sequence[float]) -> list[int]:
        """A piece, or OVER, for each sample, given its row and a number 0..1."""
        if not len(self.pieces_K):
            return [OVER] * len(rows)
        total_MK = self.log_UK.exp().cumsum(-1, dtype=torch.float64)
        if list(rows) != list(range(len(total_MK))):
            total_MK = total_MK[torch.tensor(rows)]
        last_M = total_MK[:, -1]
        at_M = torch.tensor(uniform, dtype=torch.float64) * (last_M + self.end_U[rows].double().exp())
        column_M = torch.searchsorted(total_MK, at_M[:, None], right=True)[:, 0]
        is_over_M = (at_M >= last_M) & self.end_U[rows].isfinite()
        piece_M = self.pieces_K[column_M.clamp(max=len(self.pieces_K) - 1)]
        return torch.where(is_over_M, OVER, piece_M).tolist()

    def nats(self, row: int, piece: int) -> float:
        """The log-probability of a piece, or of the end."""
        if piece == OVER:
            return float(self.end_U[row])
        column = int(torch.searchsorted(self.pieces_K, piece))
        if column == len(self.pieces_K) or int(self.pieces_K[column]) != piece:
            return float("-inf")
        return float(self.log_UK[row, column])


def _allowed_in_range(state: State, slots: Slots, words: tuple[int, int]) -> tuple[Kinds, bool]:
    """The kinds that are allowed next, and whether the phrase may end, where not all cells need be filled."""
    least, most = words
    if state.wants_digit:
        return ("digit",), False
    if state.cell < 0 and not slots.is_apart:
        return ("bare",), False
    new: Kinds = ("apart", "space") if slots.has_numbers else ("apart",)
    if not state.in_word:
        return new, False
    room = slots.count - 1 - state.cell - slots.ends
    found: Kinds = ("bare", "ending")
    if state.num_words < most and room > 0:
        found += new
        if room > max(1, least - state.num_words):
            found += ("pause",)
    if state.num_words < least:
        return found, False
    return ((*found, "end"), False) if slots.ends else (found, True)
