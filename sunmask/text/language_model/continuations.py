"""Phrases that a language model writes from left to right, one word to a cell, with the probabilities by
which they were sampled.

A cell is a word with the endings of contractions, or a mark. It must be clear from each piece to which cell
it belongs, so only a few kinds of pieces are written: words, their later parts, endings such as 's, and
common marks.

M samples, U different ones, L pieces, V vocabulary size, K pieces that are allowed next
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from math import inf
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from sunmask.text.configuration import CONFIGURATION, Proposing
from sunmask.text.language_model.asking import Asking
from sunmask.text.language_model.byte_pieces import BytePieces
from sunmask.text.language_model.model import LanguageModel
from sunmask.text.rules.guards import ENDS, JOINING

ENDINGS = ("'s", "'t", "'re", "'ve", "'m", "'ll", "'d")
OVER = -1
"""In place of a piece: the end of the phrase."""
PAUSES = ",;:"
Kinds = tuple[str, ...]
"""Kinds of pieces: words with a space before them ("apart") and without ("bare"); endings such as 's; marks,
those that end a sentence, those that do not ("pause"); a space before a number; digits."""


@dataclass(frozen=True)
class Constraints:
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


@dataclass
class Sample:
    """A sample that is being written: the numbers 0..1 that choose its pieces, (L,), or the pieces that it
    must have (`held`), with OVER at their end; and what a `Try` has."""

    uniform_L: np.ndarray
    held: tuple[int, ...] | None = None
    state: State = field(default_factory=State)
    pieces: tuple[int, ...] = ()
    drawn: float = 0.0
    own: float = 0.0

    @property
    def tried(self) -> Try | None:
        """The finished sample; None if it was refused or has no end, which a held one may lack."""
        is_whole = self.state.is_done and np.isfinite(self.drawn)
        if self.held is None:
            return Try(self.pieces, self.drawn, self.own) if is_whole else None
        whole = self.held[:-1]
        return (
            Try(whole, self.drawn, self.own) if is_whole and self.pieces == whole else Try(whole, -inf, -inf)
        )


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

    def allowed(self, state: State, constraints: Constraints) -> tuple[Kinds, bool]:
        """The kinds of pieces that are allowed next, and whether the phrase may end instead."""
        in_range = constraints.words
        kinds, may_end = (
            self._allowed(state, constraints)
            if in_range is None
            else _allowed_in_range(state, constraints, in_range)
        )
        if state.num_pieces == self.proposing.pieces_of_word:
            kinds = tuple(kind for kind in kinds if kind != "bare")
        return kinds, may_end

    @staticmethod
    def _allowed(state: State, constraints: Constraints) -> tuple[Kinds, bool]:
        """The same where all cells must be filled."""
        last = constraints.count - 1
        if constraints.ends and state.cell == last - 1:
            return (("bare", "ending", "end") if state.in_word else ("end",)), False
        if state.cell < 0:
            first = "apart" if constraints.is_apart else "bare"
            may_mark = (
                constraints.mark_first
                and (constraints.mark_last or last > 0)
                and not (constraints.ends and last == 1)
            )
            mark = "pause" if constraints.is_one and last > 0 else "mark"
            return ((first, mark) if may_mark else (first,)), False
        may_mark = state.cell < last - 1 - constraints.ends or (
            constraints.mark_last and not constraints.ends
        )
        if not state.in_word:
            return ("apart",), False
        if state.cell == last:
            return ("bare", "ending"), True
        mark = "pause" if constraints.is_one and state.cell < last - 1 else "mark"
        return ("bare", "ending", "apart", mark) if may_mark else ("bare", "ending", "apart"), False

    def advance(self, state: State, piece: int, constraints: Constraints) -> bool:
        """Add a piece to the state. Returns whether the words that are complete now are allowed."""
        kinds = self._kinds
        whole: tuple[str, ...] = ()
        if piece == OVER:
            state.is_done = True
            return not self._is_refused(state.said, constraints)
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
        is_last = (
            state.cell == constraints.count - 1 if constraints.words is None else bool(kinds["end"][piece])
        )
        state.is_done = is_mark and is_last
        return not (
            self._is_refused(whole, constraints) or (is_mark and self._is_refused(state.said, constraints))
        )

    @staticmethod
    def _is_refused(said: Sequence[str], constraints: Constraints) -> bool:
        return bool(said) and constraints.refuses is not None and constraints.refuses(said)

    def tries(
        self,
        begin: Sequence[int],
        softness: Sequence[float],
        constraints: Constraints,
        uniform_ML: np.ndarray,
        temperature: float,
        present: Sequence[int] | None = None,
    ) -> Asking[list[Try]]:
        """Complete samples; those with a refused word are dropped. Samples that begin alike are read once.
        uniform_ML: numbers 0..1, to sample pieces. present: the pieces of the phrase that the cells have now;
        it comes first, with a probability of 0 if it could not be sampled."""
        before, log_V = yield from self.model.reading(begin, softness)
        samples = [Sample(uniform_L) for uniform_L in uniform_ML]
        if present is not None:
            samples.insert(0, Sample(np.zeros(uniform_ML.shape[1]), (*present, OVER)))
        row_of: dict[tuple[int, ...], int] = {(): 0}
        going, log_UV = samples, log_V[None]
        for at in range(uniform_ML.shape[1]):
            self._go_on(going, row_of, log_UV, at, constraints, temperature)
            going = [each for each in going if not each.state.is_done]
            if not going or at == uniform_ML.shape[1] - 1:
                break
            different = list(dict.fromkeys(each.pieces for each in going))
            before = before.of_rows([row_of[pieces[:-1]] for pieces in different])
            before, log_UV = yield from self.model.going_on([pieces[-1] for pieces in different], before)
            row_of = {pieces: row for row, pieces in enumerate(different)}
        return [tried for each in samples if (tried := each.tried) is not None]

    def _go_on(
        self,
        going: Sequence[Sample],
        row_of: Mapping[tuple[int, ...], int],
        log_UV: Tensor,
        at: int,
        constraints: Constraints,
        temperature: float,
    ) -> None:
        """Add piece number `at` to samples. row_of: the row of `log_UV` by the pieces so far."""
        alike: dict[tuple[Kinds, bool], list[Sample]] = {}
        for each in going:
            alike.setdefault(self.allowed(each.state, constraints), []).append(each)
        for (kinds, may_end), its in alike.items():
            rows = sorted({row_of[each.pieces] for each in its})
            its_UV = log_UV if len(rows) == len(log_UV) else log_UV[rows]
            if constraints.rather_not is not None:
                its_UV = its_UV - constraints.rather_not
            next_ = Next(its_UV, temperature, self.pieces_of(kinds), may_end, constraints)
            of_each = [rows.index(row_of[each.pieces]) for each in its]
            drawn = next_.drawn(of_each, [float(each.uniform_L[at]) for each in its])
            for each, row, piece in zip(its, of_each, drawn, strict=True):
                chosen = piece if each.held is None else each.held[at]
                nats = next_.nats(row, chosen)
                each.drawn += nats
                each.own += nats + float(next_.total_U[row])
                if chosen != OVER:
                    each.pieces = (*each.pieces, chosen)
                if not self.advance(each.state, chosen, constraints) and each.held is None:
                    each.drawn = -inf
                each.state.is_done |= not np.isfinite(each.drawn)


class Next:
    """The distribution of the next piece, for U different samples with the same allowed kinds. log_UV:
    log-likelihoods; pieces_K: the allowed pieces."""

    def __init__(
        self, log_UV: Tensor, temperature: float, pieces_K: Tensor, may_end: bool, constraints: Constraints
    ) -> None:
        self.pieces_K = pieces_K
        warm_UK = log_UV.index_select(1, pieces_K).div_(temperature)
        self.total_U = warm_UK.logsumexp(-1)
        """The log of the probability of all allowed pieces and of the end, before normalisation."""
        self.end_U = torch.full((len(log_UV),), float("-inf"))
        if may_end and constraints.words is not None:
            after_U = log_UV[:, constraints.after] / temperature
            self.total_U = torch.logaddexp(self.total_U, after_U)
            self.end_U = after_U - self.total_U
        elif may_end:
            self.total_U = (log_UV / temperature).logsumexp(-1)
        self.log_UK = warm_UK.sub_(self.total_U[:, None])
        if may_end and constraints.words is None:
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


def _allowed_in_range(state: State, constraints: Constraints, words: tuple[int, int]) -> tuple[Kinds, bool]:
    """The kinds that are allowed next, and whether the phrase may end, where not all cells need be filled."""
    least, most = words
    if state.wants_digit:
        return ("digit",), False
    if state.cell < 0 and not constraints.is_apart:
        return ("bare",), False
    new: Kinds = ("apart", "space") if constraints.has_numbers else ("apart",)
    if not state.in_word:
        return new, False
    room = constraints.count - 1 - state.cell - constraints.ends
    found: Kinds = ("bare", "ending")
    if state.num_words < most and room > 0:
        found += new
        if room > max(1, least - state.num_words):
            found += ("pause",)
    if state.num_words < least:
        return found, False
    return ((*found, "end"), False) if constraints.ends else (found, True)
